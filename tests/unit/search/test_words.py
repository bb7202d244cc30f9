from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.search.words import distance, most_slips, stem, words

WORDS = st.text(alphabet="abcde", max_size=8)


def test_words_are_folded_and_cut() -> None:
    assert words("Children\u2019s SAFETY-planning, \u00e9tude (A1.1)") == [
        "children",
        "safety",
        "planning",
        "etude",
        "a1",
        "1",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("plans", "planning"),
        ("policies", "policy"),
        ("assessments", "assesses"),
        ("reported", "reporting"),
        ("agencies", "agency"),
        ("identifies", "identify"),
        ("statement", "statements"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("police", "policy"), ("need", "nee"), ("risk", "rise"), ("abus", "bus")])
def test_other_words_keep_other_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("safety", "safety", 0),
        ("saftey", "safety", 1),
        ("planing", "planning", 1),
        ("risk", "rsks", 2),
        ("a", "abcd", 3),
    ],
)
def test_distance_counts_slips_of_the_pen(one: str, other: str, far: int) -> None:
    assert distance(one, other, 2) == far


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_zero_for_equal_words_alone(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)


def test_codes_and_short_words_are_never_respelt() -> None:
    assert [most_slips(word) for word in ("aa1", "ba", "abc", "plan", "planning")] == [0, 0, 0, 1, 2]
