"""Does our wording keep what the source says? Each item's text is cut by its span and compared with ours.

A finding is a warning: words can be compared, meanings only by a reader. What a reader has found to be no loss
is listed in an `accepted.tsv` beside the framework's Turtle (item, kind, word, reason), so that the next reader sees
what is new alone; a row that is no longer needed is a finding too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal

from dvgraph.errors import InvalidInput
from dvgraph.facts import Facts, FrameworkFacts
from dvgraph.findings import Finding, in_order
from dvgraph.load import Loaded
from dvgraph.namespaces import EXTERNAL
from dvgraph.sources.coverage import SourceText, read_texts
from dvgraph.sources.digest import cleaned, digest
from dvgraph.sources.span import cut, parse_span
from dvgraph.sources.table import read_table
from dvgraph.validation.meaning import KINDS, Loss, Ours, losses

__all__ = ["ACCEPTED", "HEADER", "AcceptedRow", "read_accepted", "validate_faithfulness"]

#: The file beside a framework's Turtle that lists what was read and found to be no loss.
ACCEPTED = "accepted.tsv"
HEADER = ("item", "kind", "word", "reason")

_PREF_LABEL = EXTERNAL["skos"] + "prefLabel"
_TITLES = tuple(EXTERNAL["dcterms"] + name for name in ("title", "alternative"))
#: Literals that say where an item stands, not what it says.
_NOT_SAID = ("sourceSpan", "sourceDigest", "position", "timeLimit", "printedNotation")


@dataclass(frozen=True)
class AcceptedRow:
    """A deviation that a reader accepted: no loss of meaning, and why."""

    item: str
    loss: Loss
    file: str
    line: int


def read_accepted(path: Path, name: str) -> list[AcceptedRow]:
    """Return the rows of an `accepted.tsv`; none where there is no such file.

    :param name: what the file is called in findings.
    :raises InvalidInput: the header or a row is not of the four columns, a kind is unknown, or a reason is missing.
    """
    return [_row(cells, name, number) for number, cells in read_table(path, name, HEADER)]


def _row(cells: list[str], name: str, number: int) -> AcceptedRow:
    if len(cells) != len(HEADER) or not all(cell.strip() for cell in cells):
        raise InvalidInput(f"A row has {len(HEADER)} cells, none empty: {', '.join(HEADER)}.", name, number)
    item, kind, word, _ = cells
    if kind not in KINDS:
        raise InvalidInput(f"The kind {kind!r} is unknown; {', '.join(KINDS)} are allowed.", name, number)
    return AcceptedRow(item, Loss(kind, word), name, number)


def validate_faithfulness(loaded: Loaded, ontology: Path, directory: Path) -> list[Finding]:
    """Compare what we say of each item with its source's text.

    :param loaded: the stated graph.
    :param ontology: the folder that it was loaded from, with an `accepted.tsv` beside a framework's Turtle.
    :param directory: the folder with the texts; frameworks whose text is not there are left out.
    :returns: warnings, by file and line. They name single words of the source, never more of it.
    :raises InvalidInput: there is no such folder, or an `accepted.tsv` can't be read.
    """
    facts = Facts(loaded)
    texts = {text.sha256: text for text in read_texts(directory)}
    cited = _cited(facts)
    findings: list[Finding] = []
    for framework in facts.frameworks:
        if framework.sha256 in texts:
            reader = _Reader(facts, framework, texts[framework.sha256], cited)
            findings += _unaccepted(facts, reader, read_accepted(*_accepted_file(facts, framework, ontology)))
    return in_order(findings)


def _accepted_file(facts: Facts, framework: FrameworkFacts, ontology: Path) -> tuple[Path, str]:
    """Return the path of a framework's accepted.tsv and its name in findings."""
    place = facts.loaded.place(framework.iri)
    name = f"{Path(place.file).parent.as_posix()}/{ACCEPTED}" if place else ACCEPTED
    return ontology.parent / name, name


def _unaccepted(facts: Facts, reader: _Reader, rows: list[AcceptedRow]) -> Iterator[Finding]:
    """Yield a finding for each loss that no row accepts, and for each row that accepts nothing."""
    accepted = {(row.item, row.loss): row for row in rows}
    used: set[tuple[str, Loss]] = set()
    for subject, loss in reader.losses():
        key = (facts.curie(subject), loss)
        used.add(key)
        if key not in accepted:
            message = f"The source has the {loss.kind} {loss.word!r}; our wording has nothing that says it."
            yield facts.finding(f"lost-{loss.kind}", message, subject, "skos:prefLabel", severity="warning")
    for key, row in accepted.items():
        if key not in used:
            message = f"{row.item} has no loss of the {row.loss.kind} {row.loss.word!r}: the row is not needed."
            yield Finding("warning", "accepted-unused", message, row.item, row.file, row.line)


class _Reader:
    """Reads the items of one framework beside their source."""

    def __init__(
        self, facts: Facts, framework: FrameworkFacts, text: SourceText, cited: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._facts, self._framework, self._text, self._cited = facts, framework, text, cited
        self._own = tuple(title for prop in _TITLES for title in facts.texts(framework.iri, prop))
        self._not_said = {facts.dv(name) for name in _NOT_SAID} | {EXTERNAL["skos"] + "notation"}
        self._names = {name for iri in self._items() for name in facts.texts(iri, facts.dv("datedName"))}

    def losses(self) -> Iterator[tuple[str, Loss]]:
        """Yield (item, loss), item by item."""
        for iri in self._items():
            source = self._source(iri)
            if source is not None:
                yield from ((iri, loss) for loss in losses(source, self._ours(iri), self._names))

    def _items(self) -> Iterator[str]:
        for iri in self._facts.subjects():
            framework = self._facts.framework_of(iri)
            if framework == self._framework and self._facts.kind(iri) in self._facts.item_classes:
                yield iri

    def _source(self, iri: str) -> str | None:
        """Return the text that an item's span cuts; None where span or digest do not fit, which is told elsewhere."""
        try:
            cuts = cut(self._text.lines, parse_span(self._facts.text(iri, self._facts.dv("sourceSpan"))))
        except InvalidInput:
            return None
        return cleaned(cuts) if digest(cuts) == self._facts.text(iri, self._facts.dv("sourceDigest")) else None

    def _ours(self, iri: str) -> Ours:
        facts = self._facts
        said = [
            value.value
            for prop in facts.properties(iri)
            if prop not in self._not_said
            for value in facts.objects(iri, prop)
            if isinstance(value, Literal)
        ]
        repaired = [
            text
            for note in facts.iris(iri, facts.dv("correction"))
            for name in ("printed", "corrected")
            for text in facts.texts(note, facts.dv(name))
        ]
        force = (value.rpartition("-")[2] for value in facts.iris(iri, facts.dv("force")))
        return Ours(
            texts=tuple(said + repaired),
            cited=(*self._cited.get(iri, ()), *self._own),
            force=frozenset(force),
            durations=tuple(facts.texts(iri, facts.dv("timeLimit"))),
            has_exception=bool(facts.texts(iri, facts.dv("exception"))),
        )


def _cited(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """Return item -> what its text cites: the code as printed, and the names of what is meant."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for link in facts.with_classes("Link"):
        objects = facts.iris(link, facts.dv("linkObject"))
        names = [name for one in objects for name in facts.texts(one, _PREF_LABEL)]
        for subject in facts.iris(link, facts.dv("linkSubject")):
            found[subject] += (*facts.texts(link, facts.dv("printed")), *names)
    return found
