from __future__ import annotations

import pytest

from dvgraph.questions.answer import Cell, ItemCell
from dvgraph.questions.header import Count, parse_question
from dvgraph.questions.sentence import counted, sentence


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


HEAD = """#+ summary: Things
#+ description: All things
#+ tags: [a]
#+ sentence: "{things} {things:stands|stand} here, in {n} {n:row|rows}"
#+ empty: "Nothing stands here"
#+ columns:
#+   a: the thing
#+ items: [a]
#+ counts:
#+   things: {column: a, one: thing, many: things}

SELECT ?a WHERE { ?a ?b ?c }
"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ROWS[:1], "1 thing stands here, in 1 row"),
        (ROWS[:2], "1 thing stands here, in 2 rows"),
        (ROWS, "2 things stand here, in 3 rows"),
        ([], "Nothing stands here"),
    ],
)
def test_words_agree_with_their_count(rows: list[dict[str, Cell]], expected: str) -> None:
    assert sentence(parse_question(HEAD, "queries/some/things.rq", "some"), rows, {}) == expected
