"""`dvgraph search`, and `dvgraph ask` in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


def test_search_prints_what_is_found_with_counts(run: Run) -> None:
    code, out, _ = run("search", "saftey", "planning", "--limit", "3")
    assert code == 0
    assert "'saftey' stands nowhere; looked for safety." in out
    assert "set:C6  Risk Management and Safety Planning (competency)" in out
    assert "not shown (--limit)" in out
    assert "By framework: " in out


def test_search_prints_json_of_one_kind_and_framework(run: Run) -> None:
    code, out, _ = run("search", "refuge", "--framework", "fm", "--kind", "Unit", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert {(hit["framework"], hit["cell"]["kind"]) for hit in found["hits"]} == {("fm", "Unit")}


def test_search_that_finds_nothing_is_no_error(run: Run) -> None:
    code, out, _ = run("search", "xyzzyx")
    assert (code, out) == (0, "Nothing is found for 'xyzzyx'.\n")


@pytest.mark.parametrize("option", [("--framework", "nothing"), ("--kind", "nothing")])
def test_search_in_what_is_unknown_is_misuse(run: Run, option: tuple[str, str]) -> None:
    code, _, err = run("search", "refuge", *option)
    assert code == 2
    assert "There is no" in err


def test_plain_words_are_answered_and_the_reading_goes_to_standard_error(run: Run) -> None:
    code, out, err = run("ask", "what supports objective 3?", "--format", "csv")
    assert code == 0
    assert "Read as: units-for-objective, objective = ndp:3" in err
    assert out == run("ask", "units-for-objective", "objective=ndp:3", "--format", "csv")[1]


def test_parameters_can_be_given_beside_plain_words(run: Run) -> None:
    code, out, _ = run("ask", "how is fm:AA1 connected to set:C9", "k=1", "--format", "json")
    assert code == 0
    assert {row["path"] for row in json.loads(out)["rows"]} == {1}


def test_doubtful_words_list_their_readings(run: Run) -> None:
    code, out, err = run("ask", "how is AA1 connected to C9")
    assert (code, out) == (2, "")
    assert "dvgraph ask connection source=fm:AA1 target=guide:C9\n" in err
    assert "dvgraph ask connection source=fm:AA1 target=set:C9\n" in err


def test_words_that_are_not_understood_say_what_can_be_asked(run: Run) -> None:
    code, out, err = run("ask", "how do I make tea")
    assert (code, out) == (2, "")
    assert "You can ask:" in err
    assert "how is SOURCE connected to TARGET" in err


def test_unknown_name_without_blanks_is_no_plain_words(run: Run) -> None:
    code, _, err = run("ask", "units-for-objectiv", "objective=1")
    assert code == 2
    assert "Did you mean units-for-objective" in err
