"""What is looked up of a dataset once, and kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import pytest

from dvgraph.errors import UnknownItem
from dvgraph.items import resolve
from dvgraph.items.cells import Cells
from dvgraph.items.resolve import Resolver
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.questions.answer import ItemCell
from dvgraph.store.base import Solutions

X = CANONICAL_BASE + "example/"
DATA = """
x:A a dv:Unit ; skos:notation "A" ; skos:prefLabel "First \\"one\\" é"@en .
x:B a dv:Unit ; skos:notation "B" .
"""


@pytest.fixture
def asked(small: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> tuple[object, list[str]]:
    """A dataset, and the queries that its store was asked."""
    dataset = small(DATA)
    queries: list[str] = []
    select = dataset.store.select

    def noted(query: str, graphs: Sequence[str] | None = None) -> Solutions:
        queries.append(query)
        return select(query, graphs)

    monkeypatch.setattr(dataset.store, "select", noted)
    return dataset, queries


def test_cells_look_up_what_is_new_in_one_query(asked: tuple[object, list[str]]) -> None:
    dataset, queries = asked
    cells = Cells(dataset)
    assert cells.of([X + "A", X + "B"])[X + "A"] == ItemCell(X + "A", "x:A", "A", 'First "one" é', "Unit")
    assert len(queries) == 1
    known = cells.of([X + "A", X + "none"])
    assert len(queries) == 2
    assert X + "A>" not in queries[1]
    assert known[X + "none"] == ItemCell(X + "none", "x:none", None, None, None)
    assert known is cells.known


def test_cells_of_controlled_values_are_words_and_need_no_query(asked: tuple[object, list[str]]) -> None:
    dataset, queries = asked
    assert Cells(dataset).of([CANONICAL_BASE + "value/force-mustNot"]) == {
        CANONICAL_BASE + "value/force-mustNot": "mustNot"
    }
    assert queries == []


def test_an_item_as_json_holds_all_its_parts(asked: tuple[object, list[str]]) -> None:
    cell = Cells(asked[0]).of([X + "A"])[X + "A"]
    assert isinstance(cell, ItemCell)
    assert json.loads(cell.as_json) == asdict(cell)
    changed = replace(cell, notation=None)
    assert json.loads(changed.as_json)["notation"] is None


def test_resolver_keeps_what_it_found_by_text_and_classes(asked: tuple[object, list[str]]) -> None:
    dataset, queries = asked
    resolver = Resolver(dataset)
    found = [resolver.find(" A", ["Unit"]), resolver.find("A", ("Unit",))]
    assert [one.iri for one in found] == [X + "A", X + "A"]
    once = len(queries)
    with pytest.raises(UnknownItem):
        resolver.find("A", ["KeyArea"])
    assert len(queries) > once
    readings = resolver.readings("A")
    before = len(queries)
    readings.clear()
    assert [cell.iri for cell in resolver.readings("A")] == [X + "A"]
    assert len(queries) == before


def test_resolver_keeps_no_more_than_a_bounded_number(
    asked: tuple[object, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "_MOST_KEPT", 2)
    dataset, _ = asked
    resolver = Resolver(dataset)
    for text in ("A", "x:A", "B", "x:B", f"<{X}A>"):
        assert resolver.find(text).iri in {X + "A", X + "B"}
        assert len(resolver._found) <= 2
