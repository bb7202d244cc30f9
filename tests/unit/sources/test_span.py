"""Spans: written as read, cut as printed, and clear about what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.errors import InvalidInput
from dvgraph.sources.span import Cut, Piece, cut, format_span, parse_span, printed_text

PIECES = st.tuples(st.integers(1, 9999), st.integers(1, 500), st.integers(0, 500)).map(
    lambda numbers: Piece(numbers[0], numbers[1], numbers[1] + numbers[2])
)


@given(st.lists(PIECES, min_size=1))
def test_format_span_is_the_inverse_of_parse_span(pieces: list[Piece]) -> None:
    assert list(parse_span(format_span(pieces))) == pieces


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "A span is empty"),
        ("12", "'12' is not 'line:first-last'"),
        ("1:2-3  4:5-6", "'' is not 'line:first-last'"),
        ("1:2-3,4:5-6", "is not 'line:first-last'"),
        ("0:1-2", "count from 1"),
        ("1:0-2", "count from 1"),
        ("1:5-4", "ends before it begins"),
    ],
)
def test_parse_span_says_what_is_no_span(text: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        parse_span(text)


def test_cut_takes_characters_as_printed_ends_included() -> None:
    cuts = cut(["- t\u00eate \U0001f600!", "two"], parse_span("1:3-8 2:1-3"))
    assert cuts == [Cut("t\u00eate \U0001f600", begins_line=False), Cut("two", begins_line=True)]
    assert printed_text(cuts) == "t\u00eate \U0001f600 two"


@pytest.mark.parametrize(("span", "problem"), [("3:1-2", "has 2 lines"), ("2:1-4", "line 2 has 3 characters")])
def test_cut_says_how_a_span_misses_the_text(span: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        cut(["one", "two"], parse_span(span))
