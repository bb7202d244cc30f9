"""Answers as a table that fits a terminal: columns share the width, long cells are wrapped."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from dvgraph.formats.words import heading, row_texts
from dvgraph.questions.answer import Answer

__all__ = ["table", "write"]

_GAP = "  "
_LEAST = 8
_FALLBACK = (100, 24)


def write(answer: Answer, width: int | None = None) -> str:
    """Return an answer as lines of text: the sentence, the table, the caveats.

    :param answer: the answer.
    :param width: how many characters a line may have; the terminal's width when None.
    """
    width = max(width or shutil.get_terminal_size(_FALLBACK).columns, 2 * _LEAST)
    parts = [textwrap.fill(answer.sentence, width)]
    if answer.rows:
        cells = [row_texts(answer, row) for row in answer.rows]
        parts.append(table([heading(name) for name in answer.columns], cells, width))
    if answer.truncated:
        parts.append(f"{len(answer.rows)} of {answer.total} rows are shown.")
    parts += [textwrap.fill(caveat, width, initial_indent="- ", subsequent_indent="  ") for caveat in answer.caveats]
    return "\n\n".join(parts) + "\n"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return rows of texts as an aligned table under headings, no line wider than the width where that can be."""
    columns = list(zip(headings, *rows, strict=True))
    widths = _widths([max(len(text) for text in column) for column in columns], width - len(_GAP) * (len(columns) - 1))
    lines = [*_lines(headings, widths), _GAP.join("-" * w for w in widths)]
    for row in rows:
        lines += _lines(row, widths)
    return "\n".join(lines)


def _widths(natural: list[int], available: int) -> list[int]:
    """Return a width a column: narrow columns get what they need, wide ones share the rest."""
    widths = [0] * len(natural)
    left, open_columns = available, sorted(range(len(natural)), key=lambda i: natural[i])
    while open_columns:
        share = max(left // len(open_columns), _LEAST)
        at = open_columns.pop(0)
        widths[at] = min(natural[at], share)
        left -= widths[at]
    return widths


def _lines(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, max(width, 1), break_on_hyphens=False) for cell, width in zip(cells, widths, strict=True)
    ]
    return [
        _GAP.join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in zip_longest(*wrapped, fillvalue="")
    ]
