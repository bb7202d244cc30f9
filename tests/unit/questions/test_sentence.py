from __future__ import annotations

import pytest

from dvgraph.questions.answer import Cell, ItemCell
from dvgraph.questions.header import Count
from dvgraph.questions.sentence import counted


def item(code: str, kind: str) -> ItemCell:
    return ItemCell(f"urn:{code}", code, code, None, kind)


ROWS: list[dict[str, Cell]] = [
    {"a": item("1", "Unit"), "b": "x"},
    {"a": item("1", "Unit"), "b": "y"},
    {"a": item("2", "Area"), "b": None},
]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (Count("a", "unit", "units", "Unit"), "1 unit"),
        (Count("a", "area", "areas", "Area"), "1 area"),
        (Count("a", "comment", "comments", "Comment"), "no comment"),
        (Count("a", "thing", "things"), "2 things"),
        (Count("b", "word", "words"), "2 words"),
        (Count("b", "word", "words", "Unit"), "no word"),
    ],
)
def test_counted_names_distinct_values_with_their_noun(count: Count, expected: str) -> None:
    assert counted(count, ROWS) == expected
