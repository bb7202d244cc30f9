"""The publishers' exact wording, for who holds the texts: a store of its own beside the dataset.

Nothing but `dvgraph show` and an item's page reads it, and these only where the operator has said so
(`DVGRAPH_SHOW_SOURCE`). It is no graph: SPARQL, search, exports and caches know nothing of it. Each text is tied to
the SHA-256 of the document that it was cut from and to the digest that the graph states of the item, so that a text
whose item has changed is no longer shown.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dvgraph.dataset.versions import Versions
from dvgraph.errors import InvalidInput
from dvgraph.facts import Facts, FrameworkFacts
from dvgraph.load import Loaded
from dvgraph.sources.coverage import SourceText, read_texts
from dvgraph.sources.digest import digest
from dvgraph.sources.span import cut, parse_span, printed_text

__all__ = ["AttachReport", "AttachedText", "Row", "attach", "attached_text", "detach", "write_store"]

log = logging.getLogger(__name__)

FOLDER = "attached"
FILE = "texts.sqlite"
_OWNER_FILE, _OWNER_FOLDER = 0o600, 0o700
_TABLE = """
CREATE TABLE text (
  item TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  document TEXT NOT NULL,
  printed TEXT NOT NULL
) WITHOUT ROWID
"""
_INSERT = "INSERT INTO text (item, digest, document, printed) VALUES (?, ?, ?, ?)"
_SELECT = "SELECT printed FROM text WHERE item = ? AND digest = ?"

#: An item's curie, the digest that it states, the SHA-256 of its document, and its text as printed.
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class AttachedText:
    """A text that was attached.

    :param name: its file name.
    :param sha256: the SHA-256 of its bytes.
    :param framework: the short name of the framework that claims it.
    :param items: how many items were cut from it.
    :param of: how many items stand in it; a span or digest that does not fit is left out.
    """

    name: str
    sha256: str
    framework: str
    items: int
    of: int


@dataclass(frozen=True)
class AttachReport:
    """What was attached.

    :param texts: the texts, by framework.
    :param missing: the short names of frameworks whose text was not there.
    :param refused: the names of files that are not the text of any framework, by their SHA-256.
    """

    texts: tuple[AttachedText, ...]
    missing: tuple[str, ...]
    refused: tuple[str, ...]


def attach(loaded: Loaded, directory: Path, data_dir: Path) -> AttachReport:
    """Keep the wording of each item of the texts in a folder; what was attached before is replaced in one step.

    :param loaded: the stated graph, which says where each item stands and in which text.
    :param directory: the folder with the texts, under any file names.
    :param data_dir: the data folder.
    :raises InvalidInput: there is no such folder, or none of its files is a text that a framework was written from.
    """
    facts = Facts(loaded)
    texts = {text.sha256: text for text in read_texts(directory)}
    claimed = [(framework, texts[framework.sha256]) for framework in facts.frameworks if framework.sha256 in texts]
    if not claimed:
        raise InvalidInput("No file here is a text that a loaded framework was written from (SHA-256).", str(directory))
    rows: list[Row] = []
    reports = []
    for framework, text in claimed:
        spans = list(_spans(facts, framework))
        found = [row for item, span, stated in spans if (row := _row(item, span, stated, text))]
        rows += found
        reports.append(AttachedText(text.name, text.sha256, framework.prefix, len(found), len(spans)))
    write_store(rows, data_dir)
    log.info("Attached the wording of %d items from %d texts.", len(rows), len(claimed))
    used = {framework.sha256 for framework, _ in claimed}
    missing = tuple(framework.prefix for framework in facts.frameworks if framework.sha256 not in texts)
    refused = tuple(sorted(text.name for text in texts.values() if text.sha256 not in used))
    return AttachReport(tuple(reports), missing, refused)


def detach(data_dir: Path) -> bool:
    """Remove all attached wording.

    :returns: whether there was any.
    """
    folder = data_dir / FOLDER
    if not folder.is_dir():
        return False
    with Versions(data_dir).lock():
        shutil.rmtree(folder)
    return True


def attached_text(data_dir: Path, item: str, stated: str | None) -> str | None:
    """Return an item's text as its publisher printed it.

    :param data_dir: the data folder.
    :param item: the item's curie.
    :param stated: the digest that the graph states of it.
    :returns: the text; None where nothing is attached, or the text is not the one that the item was written from.
    """
    file = data_dir / FOLDER / FILE
    if stated is None or not file.is_file():
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as store:
            found = store.execute(_SELECT, (item, stated)).fetchone()
    except sqlite3.Error:
        log.warning("%s can't be read; attach the texts anew.", file)
        return None
    return str(found[0]) if found else None


def _spans(facts: Facts, framework: FrameworkFacts) -> Iterator[tuple[str, str, str]]:
    """Yield (curie, span, digest) of each item of a framework that says where it stands; links are no items."""
    for subject in facts.subjects():
        span = facts.text(subject, facts.dv("sourceSpan"))
        if span and facts.framework_of(subject) == framework and facts.kind(subject) != facts.dv("Link"):
            yield facts.curie(subject), span, facts.text(subject, facts.dv("sourceDigest"))


def _row(item: str, span: str, stated: str, text: SourceText) -> Row | None:
    """Return what is kept of an item; None where the text at its span is not the one that is stated."""
    try:
        cuts = cut(text.lines, parse_span(span))
    except InvalidInput:
        return None
    return (item, stated, text.sha256, printed_text(cuts)) if digest(cuts) == stated else None


def write_store(rows: Iterable[Row], data_dir: Path) -> None:
    """Write the store beside its place and move it there whole; only its owner can read it.

    :param rows: (curie, digest, SHA-256 of the document, text as printed) of each item.
    """
    folder = data_dir / FOLDER
    with Versions(data_dir).lock():
        folder.mkdir(mode=_OWNER_FOLDER, exist_ok=True)
        folder.chmod(_OWNER_FOLDER)
        # Wherever the data folder stands, no repository around it takes the texts in.
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        handle, name = tempfile.mkstemp(dir=folder, prefix=f"{FILE}.", suffix=".part")
        os.close(handle)
        part = Path(name)
        try:
            part.chmod(_OWNER_FILE)
            with contextlib.closing(sqlite3.connect(part)) as store, store:
                store.execute(_TABLE)
                store.executemany(_INSERT, rows)
            part.replace(folder / FILE)
        finally:
            part.unlink(missing_ok=True)
