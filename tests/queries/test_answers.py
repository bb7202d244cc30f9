"""What the printed plan and framework say, read from them by hand, against the answers."""

from __future__ import annotations

from collections import Counter

import pytest

from dvgraph.dataset import Dataset
from dvgraph.errors import AmbiguousNotation, BadParameter
from dvgraph.questions.answer import Answer, ItemCell

#: Objective -> areas or units that Annex 1 names (its 29 contributions).
ANNEX = {
    "1": ["BA", "BB", "CA", "CB", "CC"],
    "2": ["AB", "AC", "AD", "AE", "DA", "DB", "DC", "DD"],
    "3": ["DC4", "FA", "FB", "FC", "FD", "FE"],
    "4": ["BA", "BB", "CA", "CC"],
    "5": ["FC"],
    "6": ["FC"],
    "7": ["AD1", "AD2", "AD3", "AD4"],
}
#: Area of competence -> its units.
UNITS = {
    **{"AA": 7, "AB": 6, "AC": 5, "AD": 6, "BA": 6, "BB": 2, "CA": 4, "CB": 7, "CC": 4},
    **dict.fromkeys(("FA", "FB", "FC", "FD", "FE", "FF", "FG", "FH", "FI", "FJ"), 0),
}


def codes(answer: Answer, column: str) -> list[str]:
    return [cell.notation for row in answer.rows if isinstance(cell := row[column], ItemCell) and cell.notation]


@pytest.mark.parametrize("objective", ANNEX)
def test_units_for_objective_are_those_of_the_annex(dataset: Dataset, objective: str) -> None:
    answer = dataset.ask("units-for-objective", objective=objective)
    for code, through, status in zip(
        codes(answer, "unit"), codes(answer, "through"), (row["status"] for row in answer.rows), strict=True
    ):
        assert through in ANNEX[objective]
        assert code.startswith(through)
        assert status == ("stated" if code == through else "inferred")
    expected = sum(UNITS.get(named, 0) or 1 for named in ANNEX[objective] if named in UNITS or len(named) > 2)
    if set(ANNEX[objective]) <= {*UNITS, "DC4", "AD1", "AD2", "AD3", "AD4"}:
        assert answer.total == expected


def test_objective_1_has_23_units_of_five_areas(dataset: Dataset) -> None:
    answer = dataset.ask("units-for-objective", objective=1)
    assert Counter(codes(answer, "through")) == {"BA": 6, "BB": 2, "CA": 4, "CB": 7, "CC": 4}
    assert {row["kind"] for row in answer.rows} == {"Unit"}
    assert answer.sentence == "23 units and no area without units support objective 1"


def test_objective_3_has_a_unit_and_five_areas(dataset: Dataset) -> None:
    for stated_only in (False, True):
        answer = dataset.ask("units-for-objective", stated_only, objective=3)
        assert codes(answer, "unit") == ["DC4", "FA", "FB", "FC", "FD", "FE"]
        assert answer.sentence == "1 unit and 5 areas without units support objective 3"


def test_objective_1_names_no_unit_itself(dataset: Dataset) -> None:
    answer = dataset.ask("units-for-objective", stated_only=True, objective="ndp:1")
    assert answer.total == 0
    assert answer.sentence == (
        "No unit, and no area without units, is named here; the plan may name areas that have units."
    )


@pytest.mark.parametrize("stated_only", [False, True])
def test_no_comment_supports_an_objective(dataset: Dataset, stated_only: bool) -> None:
    for objective in ANNEX:
        kinds = {row["kind"] for row in dataset.ask("units-for-objective", stated_only, objective=objective).rows}
        assert kinds <= {"Unit", "AreaOfCompetence"}


def test_unit_supports_what_it_is_named_for_and_what_its_area_is(dataset: Dataset) -> None:
    answer = dataset.ask("objectives-for-unit", unit="AD1")
    assert [
        (o, t, row["status"])
        for o, t, row in zip(codes(answer, "objective"), codes(answer, "through"), answer.rows, strict=True)
    ] == [("2", "AD", "inferred"), ("7", "AD1", "stated")]


def test_counts_are_those_of_the_documents(dataset: Dataset) -> None:
    counts = {
        (row["framework"].curie.partition(":")[2], row["kind"]): row["count"]
        for row in dataset.ask("counts").rows
        if isinstance(row["framework"], ItemCell)
    }
    expected = {
        ("fm", "KeyPurpose"): 1,
        ("fm", "KeyArea"): 6,
        ("fm", "AreaOfCompetence"): 27,
        ("fm", "Unit"): 82,
        ("fm", "Comment"): 180,
        ("fm", "Element"): 16,
        ("fm", "Point"): 13,
        ("fm", "Footnote"): 5,
        ("ndp", "Objective"): 7,
        ("set", "Competency"): 9,
        ("set", "StaffGroup"): 6,
        ("set", "TrainingRecord"): 50,
        ("set", "Outcome"): 68,
        ("set", "CompetencyStatement"): 298,
    }
    assert {name: counts.get(name) for name in expected} == expected
    assert counts["set", "CompetencyStatement part"] == 9


def test_units_without_objective_and_units_with_one_are_all_units(dataset: Dataset) -> None:
    without = set(codes(dataset.ask("units-without-objective"), "unit"))
    supporting = {code for o in ANNEX for code in codes(dataset.ask("units-for-objective", objective=o), "unit")}
    assert not without & supporting
    assert len(without | supporting) == 82 + 10


def test_statements_of_all_groups_are_all_statements(dataset: Dataset) -> None:
    by_group = {
        c
        for n in range(1, 7)
        for c in codes(dataset.ask("statements-for-staff-group", staff_group=f"G{n}"), "statement")
    }
    by_competency = {
        c
        for n in range(1, 10)
        for c in codes(dataset.ask("statements-for-competency", competency=f"set:C{n}"), "statement")
    }
    assert by_group == by_competency
    assert len(by_group) == 298 + 9


def test_ambiguous_and_wrong_codes_are_refused(dataset: Dataset) -> None:
    with pytest.raises(AmbiguousNotation):
        dataset.ask("objectives-for-unit", unit="CA3")
    with pytest.raises(BadParameter, match="Did you mean"):
        dataset.ask("units-for-objective", objective="0")


def test_misprinted_code_leads_on_and_is_told(dataset: Dataset) -> None:
    answer = dataset.ask("objectives-for-unit", unit="FB1")
    assert answer.parameters == {"unit": "fm:EB1"}
    assert answer.caveats[0].startswith("FB1 is printed for EB1")
