"""A sixth document, invented: its folder as a maintainer would add it, and its text, which holds a canary phrase."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from dvgraph.load import Loaded, load
from dvgraph.places import ontology_dir

__all__ = ["CANARY", "Sixth", "add_sixth"]

RESOURCES = Path(__file__).resolve().parents[1] / "sixth"
#: It stands in the text of hav:A1.1, and nowhere in what we say of it.
CANARY = "zanzibar marmalade"


@dataclass(frozen=True)
class Sixth:
    """An ontology folder that the document was added to, and the folder of its text."""

    ontology: Path
    texts: Path

    @property
    def folder(self) -> Path:
        return self.ontology / "frameworks" / "safe-harbour"

    @property
    def accepted(self) -> Path:
        return self.folder / "accepted.tsv"

    @property
    def text(self) -> Path:
        return self.texts / "charter.txt"

    def lines(self) -> list[str]:
        """The lines of the Turtle of its items."""
        return (self.folder / "items.ttl").read_text(encoding="utf-8").splitlines()

    def change(self, old: str, new: str) -> None:
        """Replace a text that stands in the Turtle of its items just once."""
        file = self.folder / "items.ttl"
        content = file.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times"
        file.write_text(content.replace(old, new), encoding="utf-8")

    def accept(self, row: str) -> None:
        """Add a row to what was accepted."""
        with self.accepted.open("a", encoding="utf-8") as stream:
            stream.write(row)

    def load(self) -> Loaded:
        return load(self.ontology)


def add_sixth(folder: Path, *, alone: bool = False) -> Sixth:
    """Copy the project's ontology and add the document to it.

    :param alone: leave the project's own frameworks out, which makes loading quick.
    """
    made = Sixth(folder / "ontology", folder / "texts")
    left_out = shutil.ignore_patterns("frameworks", "crosswalks") if alone else None
    shutil.copytree(ontology_dir(), made.ontology, ignore=left_out)
    shutil.copytree(RESOURCES / "safe-harbour", made.folder)
    shutil.copytree(RESOURCES / "texts", made.texts)
    return made
