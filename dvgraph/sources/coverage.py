"""Proof that the graph covers its sources: each span cut, digest and order compared, the rest accounted for.

It needs no parser of any document. A text is recognised by its SHA-256; whoever holds it can check.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from dvgraph.errors import InvalidInput
from dvgraph.facts import IN_SCHEME, Facts, FrameworkFacts
from dvgraph.findings import Finding, in_order
from dvgraph.load import Loaded
from dvgraph.sources.complement import Rest, UncoveredRow, complement, read_rows
from dvgraph.sources.digest import digest
from dvgraph.sources.span import Piece, cut, parse_span

__all__ = ["Count", "CoverageReport", "MissingText", "SourceText", "TextReport", "check", "read_texts"]


@dataclass(frozen=True)
class SourceText:
    """A text that somebody holds.

    :param name: its file name.
    :param sha256: the SHA-256 of its bytes.
    :param content: its bytes.
    """

    name: str
    sha256: str
    content: bytes = field(repr=False)

    @cached_property
    def lines(self) -> list[str]:
        r"""Its lines, split at "\n" and nowhere else."""
        return self.content.decode("utf-8", errors="replace").split("\n")


@dataclass(frozen=True)
class Count:
    """How many of one kind were found in a text.

    :param framework: the framework's short name.
    :param kind: the local name of the class ("Unit", "Link").
    :param found: those whose span and digest fit.
    :param of: all that the framework has.
    """

    framework: str
    kind: str
    found: int
    of: int


@dataclass(frozen=True)
class TextReport:
    """What was found in one text.

    :param counts: by framework and kind, in this order.
    :param rest: what no item covers, in the order of the text.
    """

    name: str
    sha256: str
    frameworks: tuple[str, ...]
    counts: tuple[Count, ...]
    rest: tuple[Rest, ...]


@dataclass(frozen=True)
class MissingText:
    """A text that frameworks claim and the folder does not hold.

    :param of: how many items, uses and links stand in it.
    :param resembling: files that look like another rendering of it, which its spans do not fit.
    """

    sha256: str
    frameworks: tuple[str, ...]
    of: int
    resembling: tuple[str, ...]


@dataclass(frozen=True)
class CoverageReport:
    """The result of a check.

    :param texts: the texts that were recognised, by name.
    :param missing: the texts that were not.
    :param unused: the names of files that no loaded framework claims.
    :param findings: wrong spans, digests, order and rows, with their places.
    """

    texts: tuple[TextReport, ...]
    missing: tuple[MissingText, ...]
    unused: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def gaps(self) -> tuple[tuple[str, Rest], ...]:
        """The pieces of text that nothing accounts for, each with its file's name."""
        return tuple((text.name, rest) for text in self.texts for rest in text.rest if rest.kind == "gap")

    @property
    def found(self) -> int:
        """How many items, uses and links were found by span and digest."""
        return sum(count.found for text in self.texts for count in text.counts)

    @property
    def of(self) -> int:
        """How many items, uses and links state where they stand."""
        return sum(count.of for text in self.texts for count in text.counts) + sum(text.of for text in self.missing)

    @property
    def ok(self) -> bool:
        """Whether every text is there, every digest and the order fit, and there is no gap."""
        return not (self.missing or self.gaps or any(f.severity == "error" for f in self.findings))


@dataclass(frozen=True)
class _Spanned:
    """A resource whose span could be cut; `fits` says whether its digest is that of the text."""

    iri: str
    pieces: tuple[Piece, ...]
    fits: bool


def read_texts(directory: Path) -> list[SourceText]:
    """Return the files of a folder, by name; hidden ones and folders are left out.

    :raises InvalidInput: there is no such folder.
    """
    if not directory.is_dir():
        raise InvalidInput("There is no such folder of source texts.", str(directory))
    files = sorted(file for file in directory.iterdir() if file.is_file() and not file.name.startswith("."))
    contents = ((file.name, file.read_bytes()) for file in files)
    return [SourceText(name, hashlib.sha256(content).hexdigest(), content) for name, content in contents]


def check(loaded: Loaded, ontology: Path, directory: Path) -> CoverageReport:
    """Check what is stated against the texts of a folder.

    :param loaded: the stated graph.
    :param ontology: the folder that it was loaded from, with an `uncovered.tsv` beside a framework's Turtle.
    :param directory: the folder with the texts, under any file names.
    :returns: what was found, what was not, and the complement of each text.
    :raises InvalidInput: the folder is missing, or an `uncovered.tsv` can't be read.
    """
    facts = Facts(loaded)
    spanned = _spanned_subjects(facts)
    claims: dict[str, list[FrameworkFacts]] = defaultdict(list)
    for framework in facts.frameworks:
        claims[framework.sha256].append(framework)
    texts = {text.sha256: text for text in read_texts(directory)}
    unused = [text for text in texts.values() if text.sha256 not in claims]
    reports, missing, findings = [], [], []
    for sha256, frameworks in sorted(claims.items()):
        if sha256 in texts:
            rows = [row for f in frameworks for row in read_rows(*_rows_file(facts, f, ontology))]
            report, wrong = _check_text(facts, texts[sha256], frameworks, spanned, rows)
            reports.append(report)
            findings += wrong
        else:
            missing.append(_missing(facts, sha256, frameworks, spanned, unused))
    return CoverageReport(
        tuple(sorted(reports, key=lambda report: report.name)),
        tuple(missing),
        tuple(sorted(text.name for text in unused)),
        tuple(in_order([*findings, *_without_span(facts)])),
    )


def _spanned_subjects(facts: Facts) -> Mapping[str, list[str]]:
    """Return framework -> the resources of it that have a span, links among them."""
    found: dict[str, list[str]] = defaultdict(list)
    for subject in facts.subjects():
        framework = facts.framework_of(subject)
        if framework and facts.texts(subject, facts.dv("sourceSpan")):
            found[framework.iri].append(subject)
    return found


def _without_span(facts: Facts) -> list[Finding]:
    """Return a finding for each item and link that does not say where it stands."""
    wanted = {*facts.item_classes, facts.dv("Link")}
    return [
        facts.finding("no-span", "It does not say where it stands in its source (dv:sourceSpan).", subject)
        for subject in facts.subjects()
        if facts.kind(subject) in wanted and not facts.texts(subject, facts.dv("sourceSpan"))
    ]


def _rows_file(facts: Facts, framework: FrameworkFacts, ontology: Path) -> tuple[Path, str]:
    """Return the path of a framework's uncovered.tsv and its name in findings."""
    place = facts.loaded.place(framework.iri)
    name = f"{Path(place.file).parent.as_posix()}/uncovered.tsv" if place else "uncovered.tsv"
    return ontology.parent / name, name


def _check_text(
    facts: Facts,
    text: SourceText,
    frameworks: list[FrameworkFacts],
    spanned: Mapping[str, list[str]],
    rows: list[UncoveredRow],
) -> tuple[TextReport, list[Finding]]:
    """Compare one text with all frameworks that claim it."""
    findings: list[Finding] = []
    counts: list[Count] = []
    found: list[_Spanned] = []
    for framework in frameworks:
        located = [one for iri in spanned[framework.iri] if (one := _locate(facts, iri, text, findings))]
        findings += _out_of_order(facts, located)
        counts += _counts(facts, framework, spanned[framework.iri], located)
        found += located
    rest, row_findings = complement(text.lines, [(facts.curie(one.iri), one.pieces) for one in found], rows)
    names = tuple(framework.prefix for framework in frameworks)
    return TextReport(text.name, text.sha256, names, tuple(counts), tuple(rest)), [*findings, *row_findings]


def _locate(facts: Facts, iri: str, text: SourceText, findings: list[Finding]) -> _Spanned | None:
    """Cut a resource's span and compare its digest; None, with a finding, where the span can't be cut."""
    span = facts.text(iri, facts.dv("sourceSpan"))
    try:
        pieces = parse_span(span)
        found = digest(cut(text.lines, pieces))
    except InvalidInput as error:
        findings.append(facts.finding("span-misses-text", f"{text.name}: {error.problem}", iri, "dv:sourceSpan"))
        return None
    stated = facts.text(iri, facts.dv("sourceDigest"))
    if found != stated:
        message = f"{text.name}: the text at {span} has the digest {found}, not {stated or 'one that is stated'}."
        findings.append(facts.finding("digest-differs", message, iri, "dv:sourceDigest"))
    return _Spanned(iri, pieces, found == stated)


def _counts(facts: Facts, framework: FrameworkFacts, all_: list[str], located: list[_Spanned]) -> list[Count]:
    """Return how many of each kind were found, by kind."""

    def kinds(iris: Iterable[str]) -> Counter[str]:
        return Counter(facts.kind(iri).removeprefix(facts.dv("")) for iri in iris)

    found = kinds(one.iri for one in located if one.fits)
    return [Count(framework.prefix, kind, found[kind], of) for kind, of in sorted(kinds(all_).items())]


def _out_of_order(facts: Facts, located: list[_Spanned]) -> list[Finding]:
    """Return a finding for each item that does not begin after the sibling before it by position."""
    siblings: dict[tuple[str, str], list[tuple[int, _Spanned]]] = defaultdict(list)
    for one in located:
        position = facts.number(one.iri, facts.dv("position"))
        if position is not None:
            above = facts.parent(one.iri) or next(iter(facts.iris(one.iri, IN_SCHEME)), "")
            siblings[above, facts.kind(one.iri)].append((position, one))
    findings = []
    for group in siblings.values():
        ordered = [one for _, one in sorted(group, key=lambda pair: (pair[0], pair[1].iri))]
        for before, after in pairwise(ordered):
            if _begins(before) >= _begins(after):
                message = (
                    f"By position it follows {facts.curie(before.iri)}, "
                    f"yet it begins at {after.pieces[0]} and that one at {before.pieces[0]}."
                )
                findings.append(facts.finding("order", message, after.iri, "dv:position"))
    return findings


def _begins(one: _Spanned) -> tuple[int, int]:
    return one.pieces[0].line, one.pieces[0].first


def _missing(
    facts: Facts,
    sha256: str,
    frameworks: list[FrameworkFacts],
    spanned: Mapping[str, list[str]],
    unused: list[SourceText],
) -> MissingText:
    """Return what is missing, with the files in which a good part of its texts are lines, if any."""
    wanted = {facts.text(iri, facts.dv("sourceDigest")) for f in frameworks for iri in spanned[f.iri]}
    resembling = [text.name for text in unused if _resembles(text, wanted)]
    of = sum(len(spanned[f.iri]) for f in frameworks)
    return MissingText(sha256, tuple(f.prefix for f in frameworks), of, tuple(sorted(resembling)))


def _resembles(text: SourceText, digests: set[str]) -> bool:
    """Return whether at least a tenth of the digests are those of lines of the text, or of cells of them."""
    cells = (cell for line in text.lines for cell in (line, *line.split("\t")))
    found = {digest(cut([cell], [Piece(1, 1, len(cell))])) for cell in set(cells) if cell.strip()}
    return len(found & digests) * 10 >= max(len(digests), 1)
