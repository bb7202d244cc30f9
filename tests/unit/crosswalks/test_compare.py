"""Two frameworks side by side, at any level and from either end."""

from __future__ import annotations

import pytest

from dvgraph.crosswalks.compare import compare
from dvgraph.dataset import Dataset
from dvgraph.errors import BadParameter, UnknownName
from dvgraph.formats import WRITERS
from dvgraph.questions.answer import ItemCell


def test_matrix_turned_round_holds_the_same_pairs(dataset: Dataset) -> None:
    levels = ("competency", "area")
    one, other = (compare(dataset, a, b, "matrix", levels) for a, b in (("set", "fm"), ("functional-map", "set")))
    assert one.rows
    pairs = {(row["row"], row["column"], row["relation"], row["confidence"]) for row in one.rows}
    assert pairs == {(row["column"], row["row"], row["relation"], row["confidence"]) for row in other.rows}
    assert {row["direction"] for row in one.rows} == {"row to column"}
    assert {row["direction"] for row in other.rows} == {"column to row"}
    assert {row["status"] for row in one.rows} == {"derived"}


def test_numbers_are_of_the_items_that_were_mapped_from_either_end(dataset: Dataset) -> None:
    one, other = (compare(dataset, a, b, "matrix", ("competency", "area")) for a, b in (("set", "fm"), ("fm", "set")))
    numbers = {(row["row"], row["column"], row["relation"], row["n"], row["of"]) for row in one.rows}
    assert numbers == {(row["column"], row["row"], row["relation"], row["n"], row["of"]) for row in other.rows}


def test_objectives_are_reached_through_the_units_that_support_them(dataset: Dataset) -> None:
    answer = compare(dataset, "audit", "ndp", "matrix", ("standard", "objective"))
    assert answer.rows
    assert {(row["relation"], row["status"]) for row in answer.rows} == {("serves", "derived")}
    stated = {
        (subject.curie, unit.curie): row["confidence"]
        for row in dataset.ask("mappings-between", source="audit", target="fm").rows
        if isinstance(subject := row["subject"], ItemCell) and isinstance(unit := row["object"], ItemCell)
    }
    for row in answer.rows:
        assert isinstance(objective := row["column"], ItemCell)
        subject, unit, end = str(row["best"]).split(" to ")
        assert end == objective.curie
        supporting = dataset.ask("units-for-objective", objective=end).rows
        assert unit in {one.curie for line in supporting if isinstance(one := line["unit"], ItemCell)}
        assert stated[subject, unit] == row["confidence"]


def test_frameworks_that_nothing_maps_say_so(dataset: Dataset) -> None:
    answer = compare(dataset, "nos", "guide")
    assert not answer.rows
    assert answer.sentence == "Nothing of nos is mapped to guide, nor the other way round"


def test_framework_beside_itself_is_refused(dataset: Dataset) -> None:
    with pytest.raises(BadParameter, match="choose another"):
        compare(dataset, "set", "set")


def test_matrix_of_items_is_stated(dataset: Dataset) -> None:
    answer = compare(dataset, "nos", "fm", "matrix", ("item",))
    assert answer.total == dataset.ask("mappings-between", source="nos", target="fm").total
    assert {row["status"] for row in answer.rows} == {"stated"}


def test_matrix_of_objectives_passes_on_only_what_serves(dataset: Dataset) -> None:
    answer = compare(dataset, "set", "fm", "matrix", ("competency", "objective"))
    relations = {
        row["relation"] for row in answer.rows if isinstance(c := row["column"], ItemCell) and c.kind == "Objective"
    }
    assert relations == {"serves"}


def test_numbers_of_a_matrix_are_of_what_was_judged(dataset: Dataset) -> None:
    for row in compare(dataset, "set", "nos", "matrix", ("competency",)).rows:
        assert isinstance(row["n"], int)
        assert isinstance(row["of"], int)
        assert 0 < row["n"] <= row["of"]


@pytest.mark.parametrize(("view", "question"), [("list", "mappings-between"), ("gaps", "unmapped-items")])
def test_both_directions_are_shown(dataset: Dataset, view: str, question: str) -> None:
    answer = compare(dataset, "set", "nos", view)
    ways = [dataset.ask(question, source=a, target=b).total for a, b in (("set", "nos"), ("nos", "set"))]
    assert answer.total == sum(ways)


@pytest.mark.parametrize("view", ["matrix", "list", "gaps"])
@pytest.mark.parametrize("name", WRITERS)
def test_comparison_is_written_in_every_format(dataset: Dataset, view: str, name: str) -> None:
    assert WRITERS[name].write(compare(dataset, "audit", "guide", view, ("standard", "component")))


def test_unknown_framework_is_refused(dataset: Dataset) -> None:
    with pytest.raises(UnknownName):
        compare(dataset, "set", "fmm")
