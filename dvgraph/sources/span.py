"""Spans: where a text stands in its source, `412:1-97 413:1-40` (line:first-last character of each piece)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dvgraph.errors import InvalidInput

__all__ = ["Cut", "Piece", "cut", "format_span", "parse_span", "printed_text"]

_PIECE = re.compile(r"(\d+):(\d+)-(\d+)")


@dataclass(frozen=True, order=True)
class Piece:
    """One piece of a span; line and characters count from 1, ends included.

    :param line: the line of the source.
    :param first: its first character, a code point.
    :param last: its last character.
    """

    line: int
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.line}:{self.first}-{self.last}"


@dataclass(frozen=True)
class Cut:
    """The text of one piece.

    :param text: the characters as printed.
    :param begins_line: whether they begin a line of the source.
    """

    text: str
    begins_line: bool


def parse_span(text: str) -> tuple[Piece, ...]:
    """Return the pieces of a span, in reading order.

    :raises InvalidInput: the text is no span; says which piece and what is allowed.

    >>> parse_span("412:1-97 413:1-40")[1]
    Piece(line=413, first=1, last=40)
    """
    parts = text.split(" ")
    if parts == [""]:
        raise InvalidInput("A span is empty; 'line:first-last' is meant, as in '412:1-97 413:1-40'.")
    return tuple(_parse_piece(part, text) for part in parts)


def _parse_piece(part: str, text: str) -> Piece:
    match = _PIECE.fullmatch(part)
    if not match:
        raise InvalidInput(f"{text!r} is no span: {part!r} is not 'line:first-last', as in '412:1-97 413:1-40'.")
    piece = Piece(*(int(number) for number in match.groups()))
    if piece.line < 1 or piece.first < 1:
        raise InvalidInput(f"{text!r} is no span: in {part!r} lines and characters count from 1.")
    if piece.last < piece.first:
        raise InvalidInput(f"{text!r} is no span: {part!r} ends before it begins.")
    return piece


def format_span(pieces: Iterable[Piece]) -> str:
    """Return the text of a span; the inverse of `parse_span`.

    >>> format_span([Piece(412, 1, 97), Piece(413, 1, 40)])
    '412:1-97 413:1-40'
    """
    return " ".join(str(piece) for piece in pieces)


def cut(lines: Sequence[str], pieces: Iterable[Piece]) -> list[Cut]:
    r"""Cut the pieces out of a text.

    :param lines: the text, split at "\n" and nowhere else.
    :returns: one cut a piece, in the order given.
    :raises InvalidInput: a piece stands outside the text; says which and how far the text goes.
    """
    return [_cut_piece(lines, piece) for piece in pieces]


def _cut_piece(lines: Sequence[str], piece: Piece) -> Cut:
    if piece.line > len(lines):
        raise InvalidInput(f"The span {piece} misses the text, which has {len(lines)} lines.")
    line = lines[piece.line - 1]
    if piece.last > len(line):
        raise InvalidInput(f"The span {piece} misses the text: line {piece.line} has {len(line)} characters.")
    return Cut(line[piece.first - 1 : piece.last], begins_line=piece.first == 1)


def printed_text(cuts: Iterable[Cut]) -> str:
    """Return the text of a span as printed: its pieces joined with one space."""
    return " ".join(one.text for one in cuts)
