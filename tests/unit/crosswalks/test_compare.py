"""Two frameworks side by side, at any level and from either end."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

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
        objective = row["column"]
        assert isinstance(objective, ItemCell)
        subject, unit, end = str(row["best"]).split(" to ")
        assert end == objective.curie
        supporting = dataset.ask("units-for-objective", objective=end).rows
        assert unit in {one.curie for line in supporting if isinstance(one := line["unit"], ItemCell)}
        assert stated[subject, unit] == row["confidence"]


@pytest.mark.parametrize("source", ["guide", "audit"])
def test_what_forbids_asks_or_names_a_weakness_is_passed_on_to_no_objective(dataset: Dataset, source: str) -> None:
    answer = compare(dataset, source, "ndp", "matrix", ("item",))
    subjects = {str(row["best"]).split(" to ")[0] for row in answer.rows}
    assert subjects
    forbidding = dataset.store.select(
        "PREFIX dv: <https://w3id.org/dvgraph/ontology#> PREFIX value: <https://w3id.org/dvgraph/value/> "
        "SELECT DISTINCT ?item WHERE { VALUES ?force { value:force-mustNot value:force-asks value:force-weakness } "
        "?item dv:force ?force }"
    ).column("item")
    assert subjects.isdisjoint(dataset.namespaces.curie(one.value) for one in forbidding if isinstance(one, NamedNode))


def test_numbers_of_objectives_are_those_of_the_question(dataset: Dataset) -> None:
    matrix = compare(dataset, "guide", "ndp", "matrix", ("component",))
    summed = {
        (part.curie, objective.curie): (row["n"], row["of"], row["confidence"])
        for row in matrix.rows
        if isinstance(part := row["row"], ItemCell) and isinstance(objective := row["column"], ItemCell)
    }
    asked = {
        (part.curie, f"ndp:{objective}"): (row["n"], row["of"], row["confidence"])
        for objective in range(1, 8)
        for row in dataset.ask("components-for-objective", objective=str(objective)).rows
        if isinstance(part := row["component"], ItemCell)
    }
    assert asked
    assert {key: found for key, found in summed.items() if key in asked} == asked


@pytest.mark.parametrize(("source", "target"), [("set", "fm"), ("set", "ndp"), ("ndp", "audit")])
def test_list_of_a_cell_holds_the_mappings_behind_it(dataset: Dataset, source: str, target: str) -> None:
    levels = ("competency", "area", "standard")
    matrix = compare(dataset, source, target, "matrix", levels)
    for line in matrix.rows[:: len(matrix.rows) // 5]:
        row, column = line["row"], line["column"]
        assert isinstance(row, ItemCell)
        assert isinstance(column, ItemCell)
        listed = compare(dataset, source, target, "list", levels, (row.iri, column.iri))
        beside = [one for one in matrix.rows if (one["row"], one["column"]) == (row, column)]
        assert len({one["subject"] for one in listed.rows}) >= max(int(str(one["n"])) for one in beside)
        assert max(float(str(one["confidence"])) for one in listed.rows) == max(
            float(str(one["confidence"])) for one in beside
        )


def test_frameworks_that_nothing_maps_say_so(dataset: Dataset) -> None:
    answer = compare(dataset, "nos", "guide")
    assert not answer.rows
    assert answer.sentence == "Nothing of nos is mapped to guide, nor the other way round"


def test_printed_links_are_pointed_to_where_no_crosswalk_is(dataset: Dataset) -> None:
    answer = compare(dataset, "ndp", "fm")
    assert not answer.rows
    assert any("units-for-objective" in caveat for caveat in answer.caveats)
    assert not any("units-for-objective" in caveat for caveat in compare(dataset, "nos", "guide").caveats)


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
