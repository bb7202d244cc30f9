"""Cells as a reader sees them in tables and pages."""

from __future__ import annotations

from dvgraph.questions.answer import Cell, ItemCell

__all__ = ["cell_text", "heading"]


def cell_text(cell: Cell) -> str:
    """Return a cell as one line of text: an item by its curie and label."""
    if cell is None:
        return ""
    if isinstance(cell, ItemCell):
        return one_line(f"{cell.curie} {cell.label or ''}")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return one_line(str(cell))


def heading(column: str) -> str:
    """Return a column's name as words."""
    return column.replace("_", " ")


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters, with single blanks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
