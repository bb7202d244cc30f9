from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from dvgraph.errors import InvalidInput
from dvgraph.load import load
from tests.unit.small import FACTS, ITEMS, small_ontology

TEA = "https://w3id.org/dvgraph/tea/"


def test_load_puts_each_file_into_its_graph(tmp_path: Path) -> None:
    loaded = load(small_ontology(tmp_path))
    graphs = {quad.subject.value: quad.graph_name.value for quad in loaded.quads if quad.subject.value.startswith(TEA)}
    assert graphs[TEA + "AA"] == "https://w3id.org/dvgraph/graph/tea"
    assert loaded.triples("ontology")
    assert loaded.namespaces.curie(TEA + "AA") == "tea:AA"


def test_load_puts_links_into_provenance(tmp_path: Path) -> None:
    link = "\ntea:AA-LNK1\n    a dv:Link ;\n    dv:linkSubject tea:AA\n    .\n"
    loaded = load(small_ontology(tmp_path, ITEMS + link))
    assert {q.graph_name.value.rpartition("/")[2] for q in loaded.quads if q.subject.value == TEA + "AA-LNK1"} == {
        "provenance"
    }


def test_load_leaves_no_blank_node_and_names_them_alike_each_time(tmp_path: Path) -> None:
    first, second = (load(small_ontology(tmp_path / name)).quads for name in ("a", "b"))
    assert first == second
    assert not any(isinstance(term, BlankNode) for quad in first for term in quad)


def test_load_rebases_iris_and_the_namespace_literal(tmp_path: Path) -> None:
    loaded = load(small_ontology(tmp_path), "http://localhost:8000/")
    assert not any(
        term.value.startswith("https://w3id.org/dvgraph/")
        for quad in loaded.quads
        for term in quad
        if isinstance(term, NamedNode) or (isinstance(term, Literal) and quad.predicate.value.endswith("NamespaceUri"))
    )
    assert loaded.namespaces.iri("tea:AA") == "http://localhost:8000/tea/AA"
    assert loaded.place("http://localhost:8000/tea/AA") == loaded.index.place(TEA + "AA")


def test_place_is_the_line_of_the_subject_or_of_what_it_mentions(tmp_path: Path) -> None:
    loaded = load(small_ontology(tmp_path))
    lines = ITEMS.split("\n")
    start, mention = loaded.place(TEA + "AA"), loaded.place(TEA + "AA", "dv:partOf")
    assert start
    assert mention
    assert start.file == "ontology/frameworks/tea/items.ttl"
    assert lines[start.line - 1] == "tea:AA"
    assert "dv:partOf tea:A" in lines[mention.line - 1]


@pytest.mark.parametrize(
    ("items", "line", "what"),
    [
        (ITEMS.replace("dv:position 1 ;", "dv:position ;", 1), 12, "not Turtle"),
        (ITEMS + "\ntea:B dv:partOf _:x .\ntea:C dv:partOf _:x .\n", None, "used twice"),
        (ITEMS + "\n_:x dv:partOf tea:A .\n", None, "stands by itself"),
    ],
)
def test_load_says_file_line_and_what_is_wrong(tmp_path: Path, items: str, line: int | None, what: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(small_ontology(tmp_path, items))
    assert caught.value.file == "ontology/frameworks/tea/items.ttl"
    assert caught.value.line == line
    assert what in str(caught.value)


def test_load_refuses_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    ontology = small_ontology(tmp_path)
    (ontology / "frameworks" / "tea" / "items.ttl").write_bytes(b"\n\n\xff")
    with pytest.raises(InvalidInput, match=r"items.ttl:3: This is not UTF-8"):
        load(ontology)


@pytest.mark.parametrize(
    "facts", ["", FACTS.replace("framework:tea\n", "framework:tea a dv:Framework .\nframework:two\n")]
)
def test_load_wants_one_framework_a_folder(tmp_path: Path, facts: str) -> None:
    ontology = small_ontology(tmp_path)
    (ontology / "frameworks" / "tea" / "framework.ttl").write_text(facts, encoding="utf-8")
    with pytest.raises(InvalidInput, match="states one dv:Framework"):
        load(ontology)


def test_load_wants_the_frameworks_prefix(tmp_path: Path) -> None:
    ontology = small_ontology(tmp_path)
    facts = FACTS.replace('    vann:preferredNamespacePrefix "tea" ;\n', "")
    (ontology / "frameworks" / "tea" / "framework.ttl").write_text(facts, encoding="utf-8")
    with pytest.raises(InvalidInput, match="preferredNamespacePrefix"):
        load(ontology)


def test_load_wants_an_ontology(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"dv\.ttl is missing"):
        load(tmp_path)
