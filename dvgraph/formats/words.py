"""Cells as a reader sees them in tables and pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dvgraph.crosswalks.confidence import confidence_text
from dvgraph.items.durations import duration_words
from dvgraph.questions.answer import Answer, Cell, ItemCell

__all__ = ["cell_text", "heading", "in_column", "one_line", "row_texts"]

#: The column that holds how sure a mapping or path is, and the one that has the word for it where a table has both.
_CONFIDENCE, _CERTAINTY = "confidence", "certainty"


def cell_text(cell: Cell) -> str:
    """Return a cell as one line of text: an item by its curie and label."""
    if cell is None:
        return ""
    if isinstance(cell, ItemCell):
        return one_line(f"{cell.curie} {cell.label or ''}")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return one_line(str(cell))


def in_column(cell: Cell, column: str, columns: Collection[str]) -> Cell:
    """Return a cell as people are shown it: a confidence with its word, a length of time in words, others as they are.

    :param cell: the cell.
    :param column: the name of its column.
    :param columns: the names of all columns of its table.

    >>> in_column(0.5, "confidence", ["item", "confidence"]), in_column(0.5, "share", ["item", "share"])
    ('0.5 (arguable)', 0.5)
    >>> in_column("P7D", "time_limit", ["item", "time_limit"])
    '7 days'
    """
    if isinstance(cell, str):
        return duration_words(cell) or cell
    if column != _CONFIDENCE or _CERTAINTY in columns or isinstance(cell, bool):
        return cell
    return confidence_text(cell) if isinstance(cell, int | float) else cell


def row_texts(answer: Answer, row: Mapping[str, Cell]) -> list[str]:
    """Return a row of an answer as people are shown it, a text a column."""
    return [cell_text(in_column(row[name], name, answer.columns)) for name in answer.columns]


def heading(column: str) -> str:
    """Return a column's name as words."""
    return column.replace("_", " ")


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters, with single blanks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
