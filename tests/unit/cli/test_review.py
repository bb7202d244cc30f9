"""`dvgraph review`: keys and prompts in a terminal, files of decisions for scripts, and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dvgraph.cli.review import review
from tests.unit.crosswalks.desk import REVIEWER, ROWS, Desk, laid


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return laid(tmp_path)


def run(desk: Desk, *arguments: str, keys: str = "", reviewer: str = REVIEWER) -> Result:
    fixed = [str(desk.path), "--ontology", str(desk.ontology), "--reviewer", reviewer, "--date", "2026-01-02"]
    return CliRunner().invoke(review, [*fixed, *arguments], input=keys)


def test_accept_skip_and_quit(desk: Desk) -> None:
    result = run(desk, keys="a\ns\nq\n")
    assert result.exit_code == 0, result.output
    assert "1 of 4" in result.output
    assert "tea-tea.sssom.tsv: 1 accepted." in result.stderr
    assert [row.reviewer_label for row in desk.rows().values()] == [REVIEWER, "", "", ""]


def test_end_of_input_keeps_what_was_decided(desk: Desk) -> None:
    result = run(desk, keys="a\n")
    assert (result.exit_code, "1 accepted" in result.stderr) == (0, True)
    assert desk.rows()["tea:A", "tea:AA"].reviewer_label == REVIEWER


def test_unknown_key_is_asked_again(desk: Desk) -> None:
    result = run(desk, keys="x\nq\n")
    assert result.exit_code == 0
    assert "nothing decided" in result.stderr


def test_change_asks_for_what_is_to_change(desk: Desk) -> None:
    result = run(desk, keys="c\n\ncloseMatch\n0.8\nThey are near.\nq\n")
    assert result.exit_code == 0, result.output
    row = desk.rows()["tea:A", "tea:AA"]
    assert (row.predicate_id, row.confidence, row.comment) == ("skos:closeMatch", 0.8, "They are near.")


def test_change_to_an_unknown_object_asks_for_its_label_and_is_refused(desk: Desk) -> None:
    result = run(desk, keys="c\ntea:ZZ\nZed\nbroadMatch\n0.8\nWhy.\nq\n")
    assert "Not written. tea:A: There is no tea:ZZ." in result.output
    assert ("tea:A", "tea:ZZ") not in desk.rows()


def test_rejecting_the_last_row_asks_for_another_object_or_nothing(desk: Desk) -> None:
    result = run(desk, keys="s\ns\nr\n\nNothing is like it.\nq\n")
    assert result.exit_code == 0, result.output
    assert "It is the last row of tea:AB." in result.output
    assert desk.rows()["tea:AB", "sssom:NoTermFound"].comment == "Nothing is like it."


def test_rejecting_one_of_two_asks_nothing(desk: Desk) -> None:
    result = run(desk, keys="r\nq\n")
    assert "1 rejected" in result.stderr
    assert len(desk.rows()) == len(ROWS) - 1


def test_candidates_are_gone_through_beside_the_rows(desk: Desk) -> None:
    result = run(desk, "--candidates", str(desk.candidates), keys="s\ns\na\nq\n")
    assert "1 of 6" in result.output
    assert "candidate, in no crosswalk yet" in result.output
    assert desk.rows()["tea:AB", "tea:AD"].reviewer_label == REVIEWER


def test_decisions_of_a_file_are_carried_out_and_refusals_told(desk: Desk, tmp_path: Path) -> None:
    decisions = tmp_path / "decisions.tsv"
    decisions.write_text(
        "subject\tobject\tdecision\tconfidence\n"
        "tea:A\ttea:AA\taccept\n"
        "tea:A\ttea:AB\tchange\t0.3\n"
        "tea:AB\ttea:AC\treject\n"
        "\n"
        "tea:AB\ttea:ZZ\taccept\n"
        "tea:AD\tsssom:NoTermFound\tperhaps\n"
    )
    result = run(desk, "--decisions", str(decisions))
    assert result.exit_code == 1
    assert f"{decisions}:4: It is the last row of tea:AB" in result.stderr
    assert f"{decisions}:6: There is no row tea:AB to tea:ZZ." in result.stderr
    assert f"{decisions}:7: 'perhaps' is no decision" in result.stderr
    assert "1 accepted, 1 changed, 3 refused." in result.stderr
    assert [row.reviewer_label for row in desk.rows().values()] == [REVIEWER, REVIEWER, "", ""]


@pytest.mark.parametrize("name", ["", "dvgraph automated reading"])
def test_reviewer_must_be_a_person(desk: Desk, name: str) -> None:
    before = desk.path.read_bytes()
    assert run(desk, keys="a\n", reviewer=name).exit_code == 2
    assert desk.path.read_bytes() == before


def test_reviewer_must_be_given(desk: Desk) -> None:
    assert CliRunner().invoke(review, [str(desk.path)]).exit_code == 2
