"""Reviewing: what a decision does to the rows, and that conflicting edits and bad files lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dvgraph.crosswalks.decisions import Decision, Key, Reviewer, read_decisions
from dvgraph.crosswalks.edit import Outcome
from dvgraph.crosswalks.review import Review, screen
from dvgraph.errors import BadParameter, InvalidInput
from dvgraph.places import ontology_dir
from tests.unit.crosswalks.desk import PERSON, REVIEWER, ROWS, Desk, laid, line, text

ACCEPTED = "semapv:ManualMappingCuration"
NOTHING = "sssom:NoTermFound"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return laid(tmp_path)


def take(review: Review, subject: str, target: str, decision: str, **fields: str) -> Outcome:
    target = target if target == NOTHING else f"tea:{target}"
    key: Key = (f"tea:{subject}", target, "framework:tea")
    return review.take(Decision(f"tea:{subject}", target, decision, **fields), key)


def test_accepted_row_bears_the_reviewer_and_the_day(desk: Desk) -> None:
    assert take(desk.review(), "A", "AA", "accept") == Outcome(written=True)
    row = desk.rows()["tea:A", "tea:AA"]
    assert (row.mapping_justification, row.reviewer_label, row.mapping_date) == (ACCEPTED, REVIEWER, "2026-01-02")
    assert (row.author_label, row.confidence) == ("A program", 0.7)
    assert [one.reviewer_label for one in desk.rows().values()].count("") == len(ROWS) - 1


def test_second_reviewer_stands_beside_the_first(desk: Desk) -> None:
    take(desk.review(), "A", "AA", "accept")
    take(desk.review(again=True, reviewer=Reviewer("Someone Else", "2026-01-03")), "A", "AA", "accept")
    assert desk.rows()["tea:A", "tea:AA"].reviewer_label == f"{REVIEWER}|Someone Else"


def test_changed_row_is_the_last_reviewers_alone(desk: Desk) -> None:
    take(desk.review(), "A", "AA", "accept")
    other = desk.review(again=True, reviewer=Reviewer("Someone Else", "2026-01-03"))
    take(other, "A", "AA", "change", predicate="skos:closeMatch", confidence="0.9", comment="Near\tto  it.")
    row = desk.rows()["tea:A", "tea:AA"]
    assert (row.predicate_id, row.confidence, row.comment) == ("skos:closeMatch", 0.9, "Near to it.")
    assert row.reviewer_label == "Someone Else"


def test_changed_object_needs_its_own_reason_and_confidence(desk: Desk) -> None:
    review = desk.review()
    with pytest.raises(InvalidInput, match="its own reason"):
        take(review, "AB", "AC", "change", new_object="tea:AD")
    with pytest.raises(InvalidInput, match="needs a predicate, a confidence"):
        take(review, "AB", "AC", "change", new_object="tea:AD", comment="Why.")
    with pytest.raises(InvalidInput, match="no number"):
        take(review, "AB", "AC", "change", new_object="tea:AD", comment="Why.", confidence="high")
    take(review, "AB", "AC", "change", new_object="tea:AD", comment="Why.", confidence="0.6")
    row = desk.rows()["tea:AB", "tea:AD"]
    assert (row.object_label, row.author_label, row.reviewer_label) == ("Drink", REVIEWER, REVIEWER)
    assert ("tea:AB", "tea:AC") not in desk.rows()


def test_object_of_another_row_can_not_be_taken(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="another row of tea:A"):
        take(desk.review(), "A", "AA", "change", new_object="tea:AB", comment="Why.", confidence="0.6")


def test_rejected_row_goes_where_others_remain(desk: Desk) -> None:
    assert take(desk.review(), "A", "AB", "reject").written
    assert ("tea:A", "tea:AB") not in desk.rows()
    assert "tea:A\ttea:AB\treject" in desk.beside("review").read_text()


def test_last_row_can_only_be_rejected_for_another_or_for_nothing(desk: Desk) -> None:
    review = desk.review()
    with pytest.raises(InvalidInput, match="last row of tea:AB"):
        take(review, "AB", "AC", "reject")
    take(review, "AB", "AC", "reject", new_object=NOTHING, comment="Nothing is like it.")
    row = desk.rows()["tea:AB", NOTHING]
    assert (row.predicate_id, row.object_label, row.confidence) == ("skos:mappingRelation", "", None)
    assert (row.comment, row.reviewer_label) == ("Nothing is like it.", REVIEWER)


@pytest.mark.parametrize(
    ("target", "fields", "said"),
    [
        ("AA", {"predicate": "skos:narrower"}, "skos:narrower does not go with"),
        ("AA", {"confidence": "0.4"}, "same confidence"),
        ("AA", {"confidence": "1.4"}, "from 0 to 1"),
        ("AA", {"new_object": "tea:ZZ", "label": "Zed", "comment": "Why.", "confidence": "0.6"}, "There is no tea:ZZ"),
    ],
)
def test_decision_that_breaks_a_rule_is_not_written(desk: Desk, target: str, fields: dict[str, str], said: str) -> None:
    before = desk.path.read_bytes()
    outcome = take(desk.review(), "A", target, "change", **fields)
    assert not outcome.written
    assert said in outcome.problem
    assert desk.path.read_bytes() == before
    assert not desk.beside("review").exists()


def test_nothing_fits_can_not_stand_beside_an_object(desk: Desk) -> None:
    outcome = take(desk.review(), "A", "AA", "change", new_object=NOTHING, comment="Nothing is like it.")
    assert "said to have no equivalent" in outcome.problem


def test_accepted_candidate_takes_the_place_of_nothing_fits(desk: Desk) -> None:
    review = desk.review(candidates=True)
    assert review.waiting()[-2:] == [
        ("tea:AD", "tea:AC", "framework:tea"),
        ("tea:AD", NOTHING, "framework:tea"),
    ]
    assert take(review, "AD", "AC", "accept").written
    assert desk.rows()["tea:AD", "tea:AC"].reviewer_label == REVIEWER
    assert ("tea:AD", NOTHING) not in desk.rows()


def test_rejected_candidate_is_not_offered_again(desk: Desk) -> None:
    key: Key = ("tea:AB", "tea:AD", "framework:tea")
    before = desk.path.read_bytes()
    review = desk.review(candidates=True)
    assert key in review.waiting()
    assert take(review, "AB", "AD", "reject").written
    assert desk.path.read_bytes() == before
    assert key not in desk.review(candidates=True).waiting()


def test_accepted_rows_wait_only_when_asked_for(desk: Desk) -> None:
    take(desk.review(), "A", "AA", "accept")
    assert len(desk.review().waiting()) == len(ROWS) - 1
    assert len(desk.review(again=True).waiting()) == len(ROWS)


def test_rows_stay_sorted(desk: Desk) -> None:
    take(desk.review(), "A", "AB", "change", confidence="0.9")
    assert [row.object_id for row in desk.review().file.mapping_set.rows][:2] == ["tea:AB", "tea:AA"]


def test_edit_of_another_row_meanwhile_is_merged(desk: Desk) -> None:
    first, second = desk.review(), desk.review(reviewer=Reviewer("Someone Else", "2026-01-03"))
    take(second, "AB", "AC", "accept")
    assert take(first, "A", "AA", "accept") == Outcome(written=True, merged=True)
    assert desk.rows()["tea:AB", "tea:AC"].reviewer_label == "Someone Else"
    assert desk.rows()["tea:A", "tea:AA"].reviewer_label == REVIEWER


def test_edit_of_the_same_row_meanwhile_is_refused_and_both_are_kept(desk: Desk) -> None:
    first, second = desk.review(), desk.review(reviewer=Reviewer("Someone Else", "2026-01-03"))
    take(second, "A", "AA", "change", confidence="0.9")
    outcome = take(first, "A", "AA", "change", confidence="0.2", comment="Hardly.")
    assert (outcome.written, "changed in the file meanwhile" in outcome.problem) == (False, True)
    assert desk.rows()["tea:A", "tea:AA"].confidence == 0.9
    kept = read_decisions(desk.beside("unmerged"), PERSON)
    assert [(one.decision, one.confidence, one.comment) for one in kept] == [("change", "0.2", "Hardly.")]


def test_what_is_kept_can_be_carried_out_later(desk: Desk) -> None:
    first = desk.review()
    desk.path.write_text(text(line("A", "AA", "0.8"), *ROWS[1:]), encoding="utf-8")
    assert not take(first, "A", "AA", "accept").written
    assert [one.written for _, one in desk.review().take_all(desk.beside("unmerged"))] == [True]
    assert desk.rows()["tea:A", "tea:AA"].confidence == 0.8


def test_merge_never_leaves_a_subject_without_a_row(desk: Desk) -> None:
    first, second = desk.review(), desk.review(reviewer=Reviewer("Someone Else", "2026-01-03"))
    take(second, "A", "AA", "reject")
    outcome = take(first, "A", "AB", "reject")
    assert outcome.problem == "The row tea:A to tea:AB is no longer there." or "without a row" in outcome.problem
    assert ("tea:A", "tea:AB") in desk.rows()


@pytest.mark.parametrize("broken", ["no crosswalk at all", text("one\tcell"), "#a: [\n"])
def test_file_broken_meanwhile_is_left_as_it_is(desk: Desk, broken: str) -> None:
    review = desk.review()
    desk.path.write_text(broken, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"kept in tea-tea\.unmerged\.tsv"):
        take(review, "A", "AA", "accept")
    assert desk.path.read_text() == broken
    assert "tea:A\ttea:AA\taccept" in desk.beside("unmerged").read_text()


def test_file_gone_meanwhile_keeps_the_decision(desk: Desk) -> None:
    review = desk.review()
    desk.path.unlink()
    with pytest.raises(InvalidInput, match="can't be read"):
        take(review, "A", "AA", "accept")
    assert desk.beside("unmerged").exists()


def test_failed_write_leaves_the_old_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    review, before = desk.review(), desk.path.read_bytes()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InvalidInput, match="No space left"):
        take(review, "A", "AA", "accept")
    assert desk.path.read_bytes() == before
    assert list(desk.path.parent.glob(".*.part")) == []
    assert desk.beside("unmerged").exists()


def test_files_beside_a_crosswalk_are_no_crosswalks(desk: Desk) -> None:
    take(desk.review(), "A", "AA", "accept")
    assert desk.review().file.mapping_set.name == "tea-tea"


@pytest.mark.parametrize("name", ["", "  ", "---", "dvgraph automated reading", "DVgraph", "A|B"])
def test_reviewer_is_a_named_person(name: str) -> None:
    with pytest.raises(ValueError, match="person who reviews"):
        Reviewer(name, "2026-01-02")


def test_author_confirms_no_row_of_the_author(desk: Desk) -> None:
    with pytest.raises(BadParameter, match="confirms none"):
        desk.review(reviewer=Reviewer("A program", "2026-01-02"))


def test_no_test_reviewer_stands_in_the_projects_files() -> None:
    for file in (ontology_dir() / "crosswalks").iterdir():
        assert REVIEWER not in file.read_text(encoding="utf-8"), file


def test_screen_shows_both_items_the_judgement_and_the_other_rows(desk: Desk) -> None:
    review = desk.review(candidates=True)
    row = review.row(("tea:AB", "tea:AC", "framework:tea"))
    assert row is not None
    shown = screen(review, row)
    for part in (
        "Subject  tea:AB  Warm the pot",
        "in How to make tea > tea:A Make tea",
        "Object   tea:AC  Pour",
        "Predicate   broadMatch",
        "Confidence  0.5",
        "Reason      So it was read.",
        "Standing    not yet confirmed; by A program, 2026-01-01",
        "broadMatch 0.6  tea:AD Drink (candidate)",
    ):
        assert part in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "header line"),
        ("subject\tobject\n", "header line"),
        ("subject\tobject\tdecision\tmood\n", "header line"),
        ("subject\tobject\tdecision\na\tb\taccept\tmore\n", "4 cells"),
        ("subject\tobject\tdecision\treviewer\na\tb\taccept\tSomeone Else\n", "decision of Someone Else"),
    ],
)
def test_file_of_decisions_that_is_none_is_told(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text(content)
    with pytest.raises(InvalidInput, match=said):
        read_decisions(path, PERSON)
