from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dvgraph.dataset import Dataset
from dvgraph.errors import BadParameter, InvalidInput
from dvgraph.places import queries_dir
from dvgraph.questions.answer import Answer, ItemCell
from dvgraph.questions.header import parse_computed, parse_question
from dvgraph.questions.run import ask

HEADER = (queries_dir() / "references" / "connection.yaml").read_text(encoding="utf-8")
DATA = """
x:A a dv:Group ; skos:prefLabel "A"@en ; skos:notation "A" .
x:A1 a dv:Unit ; skos:prefLabel "A1"@en ; skos:notation "A1" ; dv:partOf x:A ; dcterms:subject topic:t .
x:A2 a dv:Unit ; skos:prefLabel "A2"@en ; skos:notation "A2" ; dv:partOf x:A ; dcterms:subject topic:t .
x:B a dv:Unit ; skos:prefLabel "B"@en ; skos:notation "B" ; dv:mapsTo x:A2 .
x:Z a dv:Unit ; skos:prefLabel "Z"@en ; skos:notation "Z" ; dv:force value:force-must .
x:Y a dv:Unit ; skos:prefLabel "Y"@en ; skos:notation "Y" ; dv:force value:force-must .
topic:t a dv:Topic ; skos:prefLabel "t"@en .
"""
INFERRED = "x:A1 dv:within x:A . x:B dv:serves x:A2 , x:A . x:A dv:hasPart x:A1 , x:A2 ."
ONTOLOGY = """
dv:partOf rdfs:subPropertyOf dv:within . dv:mapsTo rdfs:subPropertyOf dv:serves .
dv:within a owl:TransitiveProperty . value:force-must skos:prefLabel "must"@en .
"""


def steps(answer: Answer) -> list[tuple[object, ...]]:
    return [tuple(cell.curie if isinstance(cell, ItemCell) else cell for cell in row.values()) for row in answer.rows]


@pytest.fixture
def asked(small: Callable[..., Any], tmp_path: Path) -> Callable[..., Answer]:
    made = small(DATA, inferred=INFERRED, ontology=ONTOLOGY)
    (tmp_path / "queries" / "connection.yaml").write_text(HEADER)
    dataset = small(DATA, inferred=INFERRED, ontology=ONTOLOGY)
    assert "connection" in dataset.questions
    assert made.namespaces == dataset.namespaces

    def call(source: str, target: str, k: str | None = None, *, stated_only: bool = False) -> Answer:
        return ask(dataset, "connection", {"source": source, "target": target, "k": k}, stated_only)

    return call


def test_paths_read_each_link_from_its_own_subject_the_shortest_first(asked: Callable[..., Answer]) -> None:
    answer = asked("A1", "B", "2")
    assert steps(answer)[:3] == [
        (1, 1, "x:A1", "partOf", "x:A", "stated"),
        (1, 2, "x:A2", "partOf", "x:A", "stated"),
        (1, 3, "x:B", "mapsTo", "x:A2", "stated"),
    ] or steps(answer)[:2] == [
        (1, 1, "x:A1", "partOf", "x:A", "stated"),
        (1, 2, "x:B", "serves", "x:A", "inferred"),
    ]
    assert answer.sentence == "2 paths lead from A1 to B"


def test_stated_paths_hold_nothing_inferred(asked: Callable[..., Answer]) -> None:
    answer = asked("A1", "B", stated_only=True)
    assert {row["status"] for row in answer.rows} == {"stated"}
    assert [row["predicate"] for row in answer.rows if row["path"] == 1] == ["partOf", "partOf", "mapsTo"]


def test_number_of_paths_is_the_one_wanted_at_most(asked: Callable[..., Answer]) -> None:
    assert {row["path"] for row in asked("A1", "A2", "1").rows} == {1}
    assert {row["path"] for row in asked("A1", "A2").rows} == {1, 2}


def test_no_path_leads_over_values_and_kinds(asked: Callable[..., Answer]) -> None:
    answer = asked("Y", "Z")
    assert answer.total == 0
    assert answer.sentence == "No path leads from Y to Z."
    assert asked("A1", "A1").total == 0


@pytest.mark.parametrize("k", ["0", "11", "x"])
def test_number_of_paths_has_bounds(asked: Callable[..., Answer], k: str) -> None:
    with pytest.raises(BadParameter, match="from 1 to 10"):
        asked("A1", "B", k)


def test_paths_between_real_items_begin_and_end_there_without_a_gap(dataset: Dataset) -> None:
    answer = dataset.ask("connection", source="fm:AA1", target="set:C9", k=5)
    assert answer.columns.keys() == {"path", "step", "subject", "predicate", "object", "status"}
    by_path: dict[object, list[set[str]]] = {}
    for row in answer.rows:
        ends = {cell.curie for cell in (row["subject"], row["object"]) if isinstance(cell, ItemCell)}
        by_path.setdefault(row["path"], []).append(ends)
    assert sorted(map(str, by_path)) == ["1", "2", "3", "4", "5"]
    for links in by_path.values():
        assert "fm:AA1" in links[0]
        assert "set:C9" in links[-1]
        assert all(one & other for one, other in pairwise(links))


def test_contribution_is_the_readable_path_from_a_unit_to_an_objective(dataset: Dataset) -> None:
    paths = steps(dataset.ask("connection", source="BA3", target="ndp:1", k=2))
    assert (1, 1, "fm:BA3", "supports", "ndp:1", "inferred") in paths
    assert (2, 2, "fm:BA", "contributesTo", "ndp:1", "stated") in paths


def test_paths_are_the_same_each_time(dataset: Dataset) -> None:
    given = {"source": "audit:B3", "target": "guide:C7", "k": "10"}
    first = ask(dataset, "connection", given)
    assert first.rows == ask(dataset, "connection", given).rows
    assert first.total


def test_connection_is_listed_like_any_question(dataset: Dataset) -> None:
    question = dataset.questions.get("connection")
    assert question.computed == "connection"
    assert [p.given_example for p in question.parameters if p.name == "k"] == ["3"]
    assert "connection" in dataset.questions.names()


def test_header_of_a_computed_question_needs_its_examples_and_its_computation() -> None:
    with pytest.raises(InvalidInput, match="'computed' is missing"):
        parse_computed(HEADER.replace("computed: connection\n", ""), "connection.yaml")
    with pytest.raises(InvalidInput, match="'example' is missing"):
        parse_computed(HEADER.replace(', example: "set:C9"', ""), "connection.yaml")


def test_query_has_no_computation() -> None:
    text = "".join(f"#+ {line}\n" for line in HEADER.splitlines())
    with pytest.raises(InvalidInput, match="no query answers"):
        parse_question(text + "SELECT ?x WHERE { ?x a ?y }", "x.rq")


def test_unknown_computation_is_an_error_of_the_file(small: Callable[..., Any], tmp_path: Path) -> None:
    small(DATA)
    (tmp_path / "queries" / "x.yaml").write_text(HEADER.replace("computed: connection", "computed: nothing"))
    with pytest.raises(InvalidInput, match="no computation 'nothing'"):
        ask(small(DATA), "x", {"source": "x:A1", "target": "x:B"})
