from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from dvgraph.dataset import Dataset
from dvgraph.errors import InvalidInput, UnknownItem
from dvgraph_visualisations import Figure, network_of

if TYPE_CHECKING:
    from .conftest import SmallDataset


def links(figure: Figure) -> set[tuple[str, str, str, str]]:
    """Return the links as (curie, property, curie, status)."""
    return {(figure.node(e.source).curie, e.predicate, figure.node(e.target).curie, e.status) for e in figure.edges}


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of boxes that cover the same place."""
    return [
        (a.name, b.name)
        for a, b in combinations(figure.nodes, 2)
        if abs(a.x - b.x) < (a.width + b.width) / 2 and abs(a.y - b.y) < (a.height + b.height) / 2
    ]


def test_objective_shows_what_contributes_and_what_supports_through_it(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("plan:1"))
    assert [node.curie for node in figure.nodes] == ["plan:1", "map:A", "map:A2", "map:A10"]
    assert links(figure) == {
        ("map:A", "dv:contributesTo", "plan:1", "stated"),
        ("map:A2", "dv:supports", "plan:1", "inferred"),
        ("map:A10", "dv:supports", "plan:1", "inferred"),
        ("map:A2", "dv:partOf", "map:A", "stated"),
        ("map:A10", "dv:partOf", "map:A", "stated"),
        ("map:A2", "dv:sameWordingAs", "map:A10", "stated"),
    }


def test_unit_shows_its_place_and_the_links_both_ways(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("map:A2"))
    assert [node.curie for node in figure.nodes][:3] == ["map:K", "map:A", "map:A2"]
    assert links(figure) == {
        ("map:A", "dv:partOf", "map:K", "stated"),
        ("map:A2", "dv:partOf", "map:A", "stated"),
        ("map:A10", "dv:partOf", "map:A", "stated"),
        ("map:A", "dv:contributesTo", "plan:1", "stated"),
        ("map:A2", "dv:supports", "plan:1", "inferred"),
        ("map:A10", "dv:supports", "plan:1", "inferred"),
        ("map:A2", "dv:sameWordingAs", "map:A10", "stated"),
        ("map:B1", "dv:mentions", "map:A2", "stated"),
    }


def test_nodes_carry_words_of_the_data(small: SmallDataset) -> None:
    node = network_of(small, small.iri("map:B1")).node(small.iri("map:B1"))
    assert (node.notation, node.label, node.short) == ("B1", "Plan", "Short plan")
    assert (node.kind, node.kind_words, node.framework, node.path) == ("Unit", "unit", "map", "/map/B1")


def test_code_without_a_letter_is_named_with_its_kind(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("plan:1"))
    assert figure.node(figure.focus).name == "Objective 1"
    assert figure.title == "Objective 1: network"


def test_items_are_in_natural_order(small: SmallDataset) -> None:
    names = [node.name for node in network_of(small, small.iri("map:A")).nodes]
    assert names.index("A2") < names.index("A10")


def test_item_without_links_stands_alone(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("plan:2"))
    assert (len(figure.nodes), figure.edges, figure.table()) == (1, (), ())
    assert figure.description == "Objective 2: Do less. No link leads to another item."


def test_expanded_item_brings_its_links(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("plan:1"), expanded=[small.iri("map:A2")])
    assert ("map:B1", "dv:mentions", "map:A2", "stated") in links(figure)
    assert figure.node(small.iri("map:B1")).under == small.iri("map:A2")
    assert figure.expanded == (small.iri("map:A2"),)


@pytest.mark.parametrize("iri", ["https://w3id.org/dvgraph/map/Z9", "https://w3id.org/dvgraph/value/force-must"])
def test_what_is_no_item_is_refused(small: SmallDataset, iri: str) -> None:
    with pytest.raises(UnknownItem):
        network_of(small, iri)
    with pytest.raises(UnknownItem):
        network_of(small, small.iri("map:A"), expanded=[iri])


def test_too_many_items_are_counted_and_told(make_small: Callable[[str], SmallDataset]) -> None:
    units = " ".join(
        f'map:A{n} a dv:Unit ; skos:notation "A{n}" ; skos:inScheme framework:map ; dv:partOf map:A .'
        for n in range(20, 60)
    )
    dataset = make_small(f"graph:map {{ {units} }}")
    figure = network_of(dataset, dataset.iri("map:A"), most=10)
    assert len(figure.nodes) == 10
    assert figure.left_out == 35
    assert "35 more linked items are not shown" in figure.description


def test_circle_of_parts_ends(make_small: Callable[[str], SmallDataset]) -> None:
    dataset = make_small("graph:map { map:K dv:partOf map:A . map:A2 dv:mentions map:A . map:A dv:mentions map:A . }")
    for curie in ("map:A", "map:A2", "map:K", "plan:1"):
        figure = network_of(dataset, dataset.iri(curie))
        assert not overlaps(figure)


def test_parallel_links_of_different_kinds_are_kept(make_small: Callable[[str], SmallDataset]) -> None:
    dataset = make_small("graph:map { map:A2 dv:mentions map:A10 . map:A10 dv:mentions map:A2 . }")
    figure = network_of(dataset, dataset.iri("map:A2"))
    between = Counter(
        e.predicate for e in figure.edges if {e.source, e.target} == {dataset.iri("map:A2"), dataset.iri("map:A10")}
    )
    assert between == {"dv:mentions": 2, "dv:sameWordingAs": 1}


def test_figure_is_the_same_every_time_and_its_json_is_a_round_trip(small: SmallDataset) -> None:
    first, second = (network_of(small, small.iri("map:A")) for _ in range(2))
    assert first == second
    assert first.to_json() == second.to_json()
    assert Figure.from_json(first.to_json()) == first


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"nodes": [{"iri": 1}], "edges": [], "legend": [], "expanded": []}'])
def test_json_that_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Figure.from_json(text)


def test_legend_gives_each_kind_of_link_a_sign_of_its_own(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("map:A2"))
    signs = [entry.sign for entry in figure.legend if entry.sort == "link"]
    assert len(signs) == len(set(signs)) == len({edge.predicate for edge in figure.edges})
    assert {entry.words for entry in figure.legend if entry.sort == "framework"} == {"Map of Work", "Plan"}


def test_real_objective_1_has_5_areas_and_23_units(dataset: Dataset) -> None:
    figure = network_of(dataset, dataset.namespaces.iri("ndp:1") or "")
    assert Counter(node.kind for node in figure.nodes) == {"Objective": 1, "AreaOfCompetence": 5, "Unit": 23}
    assert Counter((edge.predicate, edge.status) for edge in figure.edges) == {
        ("dv:contributesTo", "stated"): 5,
        ("dv:supports", "inferred"): 23,
        ("dv:partOf", "stated"): 23,
    }
    assert {node.notation for node in figure.nodes if node.kind == "AreaOfCompetence"} == {"BA", "BB", "CA", "CB", "CC"}
    assert len(figure.table()) == 51


def test_real_objective_3_has_one_unit_and_the_areas_without_units(dataset: Dataset) -> None:
    figure = network_of(dataset, dataset.namespaces.iri("ndp:3") or "")
    assert {node.notation for node in figure.nodes} == {"3", "DC4", "FA", "FB", "FC", "FD", "FE"}
    assert {edge.status for edge in figure.edges} == {"stated"}


def test_real_pictures_have_no_boxes_that_overlap(dataset: Dataset) -> None:
    for curie in ("ndp:1", "ndp:2", "fm:KP", "fm:BA3", "fm:CB2", "set:G3", "set:C5", "set:G3-C5-S1"):
        figure = network_of(dataset, dataset.namespaces.iri(curie) or "")
        assert not overlaps(figure), curie
        assert {figure.sign("link", edge.predicate) for edge in figure.edges}
