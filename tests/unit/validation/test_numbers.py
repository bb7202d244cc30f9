"""Numbers, however they are written, and the lengths of time that they count."""

import pytest

from dvgraph.validation.numbers import durations, numbers


def values(text: str) -> list[float]:
    return [one.value for one in numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 or twenty-four", [24, 24]),
        ("twenty four", [24]),
        ("£1,200 and 2.5%", [1200, 2.5]),
        ("the 3rd and the third", [3, 3]),
        ("in the 1990s", [1990]),
        ("both, twice", [2, 2]),
        ("one hundred", [1, 100]),
        ("10/12/15", [10, 2015]),
        ("at the end of Feb 05", [2005]),
        ("B3.1, CA1 and H2O", []),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, expected: list[float]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("one week", 168),
        ("7 days", 168),
        ("five working days", 120),
        ("24-hour", 24),
        ("12 months", 8766),
        ("8 people", None),
    ],
)
def test_number_before_a_unit_of_time_is_a_length_of_time(text: str, hours: float | None) -> None:
    assert [one.hours for one in numbers(text)] == [hours]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("someone is one who asks", [False]),
        ("at least one worker", [True]),
        ("within one hour", [True]),
        ("first, say", [False]),
        ("both sides", [False]),
        ("three sides", [True]),
    ],
)
def test_number_that_is_a_pronoun_or_an_adverb_is_not_asked_for(text: str, asked: list[bool]) -> None:
    assert [one.asked for one in numbers(text)] == asked


def test_durations_give_their_numbers_and_lengths() -> None:
    assert [(one.value, one.hours) for one in durations(["P7D", "PT24H", "P1Y", "no duration"])] == [
        (7, 168),
        (24, 24),
        (1, 8766),
    ]
