"""A small invented crosswalk on a desk of its own, for tests of reviewing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dvgraph.crosswalks.decisions import Reviewer
from dvgraph.crosswalks.review import Review
from dvgraph.crosswalks.sssom import COLUMNS, Mapping, read
from dvgraph.facts import Facts
from dvgraph.load import load
from tests.unit.small import ITEMS, small_ontology

#: Nobody; a test makes sure that this name never enters the project's own files.
REVIEWER = "Nobody Invented"

PERSON = Reviewer(REVIEWER, "2026-01-02")

HEAD = """\
#mapping_set_id: https://w3id.org/dvgraph/mapping/tea-tea
#mapping_set_title: Tea to tea
#license: https://creativecommons.org/licenses/by/4.0/
#curie_map:
#  framework: https://w3id.org/dvgraph/framework/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#  sssom: https://w3id.org/sssom/
#  tea: https://w3id.org/dvgraph/tea/
"""

LABELS = {"A": "Make tea", "AA": "Boil water", "AB": "Warm the pot", "AC": "Pour", "AD": "Drink"}


def line(subject: str, target: str, confidence: str = "0.5", **cells: str) -> str:
    """A row's line; `target` may be "" for no equivalent."""
    values = {
        "subject_id": f"tea:{subject}",
        "subject_label": LABELS[subject],
        "predicate_id": "skos:broadMatch" if target else "skos:mappingRelation",
        "object_id": f"tea:{target}" if target else "sssom:NoTermFound",
        "object_label": LABELS.get(target, ""),
        "mapping_justification": "semapv:UnspecifiedMatching",
        "author_label": "A program",
        "object_source": "framework:tea",
        "mapping_date": "2026-01-01",
        "confidence": confidence if target else "",
        "comment": "So it was read.",
        **cells,
    }
    return "\t".join(values.get(name, "") for name in COLUMNS)


#: A has two objects, AB one, AD none.
ROWS = (line("A", "AA", "0.7"), line("A", "AB", "0.4"), line("AB", "AC"), line("AD", ""))


def text(*rows: str) -> str:
    """The text of a crosswalk file."""
    return HEAD + "\n".join(["\t".join(COLUMNS), *rows]) + "\n"


@dataclass(frozen=True)
class Desk:
    """An ontology folder with a crosswalk file, and candidates beside it."""

    ontology: Path
    path: Path
    candidates: Path

    def review(self, *, candidates: bool = False, again: bool = False, reviewer: Reviewer = PERSON) -> Review:
        facts = Facts(load(self.ontology))
        return Review(self.path, facts, reviewer, self.candidates if candidates else None, again=again)

    def rows(self) -> dict[tuple[str, str], Mapping]:
        """The rows of the file as it stands on disk."""
        return {(row.subject_id, row.object_id): row for row in read(self.path).rows}

    def beside(self, kind: str) -> Path:
        """The log of decisions (review) or what could not be merged (unmerged)."""
        return self.path.with_name(f"tea-tea.{kind}.tsv")


def laid(folder: Path) -> Desk:
    """Lay a desk in a folder."""
    block = ITEMS[ITEMS.index("tea:AA") :]
    more = [block.replace("AA", code).replace("Boil water", LABELS[code]) for code in ("AB", "AC", "AD")]
    ontology = small_ontology(folder, "\n".join([ITEMS, *more]))
    path = ontology / "crosswalks" / "tea-tea.sssom.tsv"
    path.parent.mkdir()
    path.write_text(text(*ROWS), encoding="utf-8")
    candidates = folder / "found.sssom.tsv"
    candidates.write_text(text(line("AB", "AD", "0.6"), line("AD", "AC", "0.3")), encoding="utf-8")
    return Desk(ontology, path, candidates)
