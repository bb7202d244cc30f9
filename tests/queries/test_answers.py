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


def test_items_about_safety_planning_are_in_all_five_documents(dataset: Dataset) -> None:
    answer = dataset.ask("items-about-topic", topic="safety-planning")
    assert set(codes(answer, "item")) >= {"DB", "DB1", "DB3", "C6", "G2-C6", "GK102-P1.4", "B1.1-c", "C7-PN6"}
    assert {cell.curie for row in answer.rows if isinstance(cell := row["framework"], ItemCell)} == {
        f"framework:{name}" for name in ("audit", "fm", "guide", "nos", "set")
    }


@pytest.mark.parametrize("name", ["safety planning", "Safety Planning", "safety plan", "topic:safety-planning"])
def test_topic_is_found_by_any_of_its_names(dataset: Dataset, name: str) -> None:
    answer = dataset.ask("items-about-topic", topic=name)
    assert answer.parameters == {"topic": "topic:safety-planning"}
    assert answer.total == dataset.ask("items-about-topic", topic="safety-planning").total


def test_four_documents_say_what_victim_means(dataset: Dataset) -> None:
    answer = dataset.ask("definitions-of-term", topic="victim")
    assert set(codes(answer, "definition")) >= {"FN3", "GL-41", "GL-42", "GUI-PN9", "GK102-OV7"}


def test_checklist_of_joint_working_tells_force_actor_and_time_limit(dataset: Dataset) -> None:
    answer = dataset.ask("evidence-checklist", standard="B3")
    assert list(dict.fromkeys(codes(answer, "evidence"))) == ["B3.1", "B3.2", "B3.3", "B3.4", "B3.5"]
    rows = [
        (c, row["force"], row["performed_by"]) for c, row in zip(codes(answer, "evidence"), answer.rows, strict=True)
    ]
    assert ("B3.1", "must", "DVPP") in rows
    limits = {
        row["time_limit"] for row in answer.rows if isinstance(c := row["evidence"], ItemCell) and c.notation == "B3.5"
    }
    assert limits == {"P1D", "P7D"}


def test_checklist_of_all_standards_has_bullets_second_lists_and_the_unnumbered_paragraph(dataset: Dataset) -> None:
    answer = dataset.ask("evidence-checklist")
    found = Counter(cell.kind for cell in {row["evidence"] for row in answer.rows} if isinstance(cell, ItemCell))
    assert found == {"EvidenceItem": 60 + 43 + 2, "Passage": 1}
    assert {"B2.1-L2", "B2.2-L2", "B1.2-N1", "B1.1-f", "B1.2-d"} <= set(codes(answer, "evidence"))
    assert not any(code.startswith(("A2", "B5")) for code in codes(answer, "evidence"))
    assert "A2 and B5" in " ".join(answer.caveats)


def test_checklist_tells_what_must_not_be_found(dataset: Dataset) -> None:
    answer = dataset.ask("evidence-checklist", standard="B9")
    forces = {c: row["force"] for c, row in zip(codes(answer, "evidence"), answer.rows, strict=True)}
    assert forces["B9.2"] == "mustNot"


@pytest.mark.parametrize("standard", ["A2", "B5"])
def test_checklist_of_a_standard_that_is_left_out_says_so(dataset: Dataset, standard: str) -> None:
    answer = dataset.ask("evidence-checklist", standard=standard)
    assert answer.total == 0
    assert answer.sentence.startswith(
        f"No evidence is printed for standard {standard}: the document names it and leaves"
    )


def test_partnership_scores_are_those_of_the_printed_table(dataset: Dataset) -> None:
    answer = dataset.ask("partnership-scores")
    scores = {
        (p.notation, c.notation): row["score"]
        for row in answer.rows
        if isinstance(p := row["partnership"], ItemCell) and isinstance(c := row["component"], ItemCell)
    }
    assert answer.total == len(scores) == 39 * 12
    printed = {"SCORE-A": [4, 3, 4, 3, 3, 4, 3, 3, 3, 4, 3, 3], "SCORE-C": [2, 2, 2, 3, 2, 2, 2, 1, 2.5, 2.5, 1, 1.5]}
    for row, numbers in printed.items():
        assert [scores[row, f"C{n}"] for n in range(1, 13)] == numbers
    assert {dataset.ask("partnership-scores", component=f"guide:C{n}").total for n in range(1, 13)} == {39}


def test_dated_names_carry_the_year_of_their_document(dataset: Dataset) -> None:
    answer = dataset.ask("items-with-dated-name", framework="audit")
    assert {row["year"] for row in answer.rows} == {2008}
    assert {"Criminal Records Bureau", "DCSF"} <= {row["name"] for row in answer.rows}
    everywhere = dataset.ask("items-with-dated-name")
    assert everywhere.total > answer.total


@pytest.mark.parametrize(
    "role", ["Independent Domestic Violence Advisor", "IDVA", "independent-domestic-violence-advisor"]
)
def test_profile_of_an_advisor_has_its_whole_standard_and_what_names_it(dataset: Dataset, role: str) -> None:
    answer = dataset.ask("role-profile", role=role)
    sections = Counter(row["section"] for row in answer.rows)
    assert (sections["criteria"], sections["knowledge"]) == (22 + 22, 34 + 11)
    found = dict(zip(codes(answer, "item"), (row["section"] for row in answer.rows), strict=True))
    assert found["GK102"] == "standard or example"
    assert found["DEF9"] == "definition"
    assert found["MARAC-4"] == "done by the role"
    assert found["C10-Q1"] == "mentions the role"


def test_profile_of_an_example_has_the_training_of_its_staff_group(dataset: Dataset) -> None:
    answer = dataset.ask("role-profile", role="Receptionists")
    found = dict(zip(codes(answer, "item"), (row["section"] for row in answer.rows), strict=True))
    assert found["G2-EX2"] == "standard or example"
    assert found["G2"] == "staff group"
    statements = set(codes(dataset.ask("statements-for-staff-group", staff_group="G2"), "statement"))
    assert {item for item, section in found.items() if section == "training statements"} == statements


@pytest.mark.parametrize("group", [None, "G1", "G2", "G3", "G4", "G5", "G6"])
def test_each_unit_either_has_training_or_is_a_gap(dataset: Dataset, group: str | None) -> None:
    held = dataset.ask("training-of-units", staff_group=group)
    without = dataset.ask("units-without-training", staff_group=group)
    assert set(codes(held, "unit")).isdisjoint(codes(without, "unit"))
    assert {f"{area}{n}" for area, number in UNITS.items() for n in range(1, number + 1)} <= {
        *codes(held, "unit"),
        *codes(without, "unit"),
    }
    kinds = {cell.kind for row in without.rows if isinstance(cell := row["unit"], ItemCell)}
    assert kinds <= {"Unit", "AreaOfCompetence"}
