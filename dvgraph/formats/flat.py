"""An answer as a flat table of plain values, as spreadsheets need it; no cell can be taken for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvgraph.questions.answer import Answer, Cell, ItemCell, Value

__all__ = ["columns", "item_columns", "neutral", "rows"]

#: What is blank, or no spreadsheet holds, and then what begins a formula.
_FORMULA = re.compile(r"[ \x00-\x08\x0b\x0c\x0e-\x1f]*[=+\-@\t\r]")


def item_columns(answer: Answer) -> frozenset[str]:
    """Return the columns that hold items: those that the question names, and any in which one stands."""
    seen = {name for row in answer.rows for name, cell in row.items() if isinstance(cell, ItemCell)}
    return frozenset(answer.items) | seen


def columns(answer: Answer) -> list[str]:
    """Return the names of the flat columns: `x`, `x_label` and `x_iri` for a column x of items."""
    items = item_columns(answer)
    return [
        flat
        for name in answer.columns
        for flat in ([name, f"{name}_label", f"{name}_iri"] if name in items else [name])
    ]


def rows(answer: Answer) -> Iterator[list[Value | None]]:
    """Yield the rows of plain values, with texts neutralised."""
    items = item_columns(answer)
    for row in answer.rows:
        flat: list[Value | None] = []
        for name in answer.columns:
            flat += _flat(row[name], name in items)
        yield [neutral(value) if isinstance(value, str) else value for value in flat]


def _flat(cell: Cell, of_items: bool) -> list[Value | None]:
    if isinstance(cell, ItemCell):
        return [cell.curie, cell.label, cell.iri]
    return [cell, None, None] if of_items else [cell]


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe stands before one that could be.

    >>> neutral("=1+1")
    "'=1+1"
    """
    return "'" + text if _FORMULA.match(text) else text
