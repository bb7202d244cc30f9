"""The complement of a text: what no item covers is boilerplate, prose that requires nothing, or a gap."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from dvgraph.errors import InvalidInput
from dvgraph.findings import Finding
from dvgraph.sources.digest import digest, normalise
from dvgraph.sources.span import Cut, Piece, cut, parse_span, printed_text
from dvgraph.sources.table import read_table

__all__ = ["CLASSES", "HEADER", "Rest", "UncoveredRow", "complement", "read_rows"]

HEADER = ("span", "digest", "class", "reason")
CLASSES = ("boilerplate", "requires-nothing")
Kind = Literal["boilerplate", "requires-nothing", "gap"]

#: A gap is shown by its first words only.
SHOWN_WORDS = 7


@dataclass(frozen=True)
class UncoveredRow:
    """A row of an `uncovered.tsv`: a piece of text that no item covers, and why."""

    span: str
    digest: str
    kind: str
    reason: str
    file: str
    line: int

    def finding(self, rule: str, message: str, *, warning: bool = False) -> Finding:
        """Return a finding about this row."""
        return Finding("warning" if warning else "error", rule, message, "", self.file, self.line)


@dataclass(frozen=True)
class Rest:
    """A piece of a text that no item covers.

    :param span: where it stands.
    :param digest: the digest of its text, of a gap too, so that a row can be written for it.
    :param kind: "boilerplate", "requires-nothing" or "gap".
    :param reason: why it needs no item; of a gap its first words, as printed.
    """

    span: str
    digest: str
    kind: Kind
    reason: str


def read_rows(path: Path, name: str) -> list[UncoveredRow]:
    """Return the rows of an `uncovered.tsv`; none where there is no such file.

    :param name: what the file is called in findings.
    :raises InvalidInput: the header or a row is not of the four columns; with file and line.
    """
    rows = []
    for number, cells in read_table(path, name, HEADER):
        if len(cells) != len(HEADER):
            raise InvalidInput(
                f"The row has {len(cells)} cells; {len(HEADER)} are meant: {', '.join(HEADER)}.", name, number
            )
        span, found, kind, reason = cells
        rows.append(UncoveredRow(span, found, kind, reason, name, number))
    return rows


def complement(
    lines: Sequence[str], covered: Iterable[tuple[str, Iterable[Piece]]], rows: Iterable[UncoveredRow]
) -> tuple[list[Rest], list[Finding]]:
    """Account for all that no item covers.

    :param lines: the lines of the text.
    :param covered: the curie of each item, use and link with its pieces, which stand within the text.
    :param rows: what is said to need no item.
    :returns: the rows that fit and the gaps, in the order of the text; findings about the other rows.
    """
    owners: list[list[str]] = [[""] * len(line) for line in lines]
    for curie, pieces in covered:
        for piece in pieces:
            owners[piece.line - 1][piece.first - 1 : piece.last] = [curie] * (piece.last - piece.first + 1)
    found: list[tuple[Piece, Rest]] = []
    findings: list[Finding] = []
    for row in rows:
        pieces, problems = _check_row(lines, owners, row)
        findings += problems
        for piece in pieces:
            owners[piece.line - 1][piece.first - 1 : piece.last] = [f"line {row.line}"] * (piece.last - piece.first + 1)
        if pieces:
            found.append((pieces[0], Rest(row.span, row.digest, cast("Kind", row.kind), row.reason)))
    for piece in _gaps(lines, owners):
        cuts = cut(lines, [piece])
        found.append((piece, Rest(str(piece), digest(cuts), "gap", _first_words(printed_text(cuts)))))
    return [rest for _, rest in sorted(found, key=lambda pair: pair[0])], findings


def _check_row(
    lines: Sequence[str], owners: Sequence[Sequence[str]], row: UncoveredRow
) -> tuple[tuple[Piece, ...], list[Finding]]:
    """Return the pieces that a row accounts for, none where it is wrong, and what is wrong with it."""
    if row.kind not in CLASSES:
        return (), [
            row.finding("row-class", f"The class {row.kind!r} is unknown; {' and '.join(CLASSES)} are allowed.")
        ]
    if not row.reason.strip():
        return (), [row.finding("row-reason", "A reason of a few words is missing.")]
    try:
        pieces = parse_span(row.span)
        found = digest(cut(lines, pieces))
    except InvalidInput as error:
        return (), [row.finding("row-misses-text", error.problem)]
    if found != row.digest:
        return (), [row.finding("row-digest", f"The text at {row.span} has the digest {found}, not {row.digest!r}.")]
    taken = sorted({owner for piece in pieces for owner in _word_owners(lines, owners, piece)})
    if taken:
        message = f"The text at {row.span} is accounted for already, by {', '.join(taken)}."
        return pieces, [row.finding("row-repeats", message, warning=True)]
    return pieces, []


def _word_owners(lines: Sequence[str], owners: Sequence[Sequence[str]], piece: Piece) -> set[str]:
    """Return who covers letters and digits of a piece."""
    span = slice(piece.first - 1, piece.last)
    letters = zip(lines[piece.line - 1][span], owners[piece.line - 1][span], strict=True)
    return {owner for letter, owner in letters if owner and letter.isalnum()}


def _gaps(lines: Sequence[str], owners: Sequence[Sequence[str]]) -> Iterator[Piece]:
    """Yield each run of characters that nothing accounts for and that says something, its ends trimmed."""
    for number, (line, owned) in enumerate(zip(lines, owners, strict=True), 1):
        start = 0
        while start < len(line):
            end = start
            while end < len(line) and not owned[end]:
                end += 1
            run = line[start:end]
            if not _is_blank(Cut(run, begins_line=start == 0)):
                first = start + len(run) - len(run.lstrip())
                yield Piece(number, first + 1, start + len(run.rstrip()))
            start = end + 1


def _is_blank(one: Cut) -> bool:
    """Return whether nothing that says something is left of a text: no letter, number or symbol.

    Markup, lost characters, footnote marks, dashes, brackets and the quotes of a split cell say nothing alone.
    """
    return not any(unicodedata.category(letter)[0] in "LMNS" for letter in normalise([one]))


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:SHOWN_WORDS]) + (" ..." if len(words) > SHOWN_WORDS else "")
