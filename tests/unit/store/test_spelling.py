from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from dvgraph.store import spelling
from dvgraph.store.computed import kept_terms
from dvgraph.store.results import result_bytes
from dvgraph.store.worker import RESULTS

XSD = spelling.XSD
NODE = NamedNode("x:a")


def literal(form: str, datatype: str) -> Literal:
    return Literal(form, datatype=NamedNode(XSD + datatype))


def spellings(*literals: Literal) -> spelling.Spellings:
    return spelling.of_literals(literals, literals)


@pytest.mark.parametrize(
    ("form", "datatype", "engines"),
    [
        ("01", "integer", ("1", "integer")),
        ("+1", "integer", ("1", "integer")),
        ("1.0", "decimal", ("1", "decimal")),
        ("1.0E0", "double", ("1", "double")),
        ("1.50", "float", ("1.5", "float")),
        ("1", "boolean", ("true", "boolean")),
        ("7", "byte", ("7", "integer")),
        ("PT24H", "duration", ("P1D", "duration")),
        ("P12M", "yearMonthDuration", ("P1Y", "yearMonthDuration")),
        ("2011-01-01T00:00:00.0Z", "dateTime", ("2011-01-01T00:00:00Z", "dateTime")),
        ("24:00:00", "time", ("00:00:00", "time")),
        ("2011-01-01+00:00", "date", ("2011-01-01Z", "date")),
    ],
)
def test_a_form_that_the_engine_changes_is_told(form: str, datatype: str, engines: tuple[str, str]) -> None:
    assert spellings(literal(form, datatype)) == {(engines[0], XSD + engines[1]): (form, XSD + datatype)}


def test_a_value_in_several_forms_is_not_told() -> None:
    assert spellings(literal("01", "integer"), literal("1", "integer")) == {}
    assert spellings(literal("01", "integer"), literal("001", "integer"), literal("02", "integer")) == {
        ("2", XSD + "integer"): ("02", XSD + "integer")
    }
    assert spellings(Literal("01"), Literal("x", language="en"), literal("x", "integer")) == {}


@given(
    st.sampled_from(["boolean", "integer", "decimal", "date", "dateTime"]),
    st.one_of(
        st.from_regex(r"-?[0-9]{1,20}(\.[0-9]{0,20})?", fullmatch=True),
        st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-6][0-9]:[0-6][0-9])?Z?", fullmatch=True),
        st.sampled_from(["true", "false"]),
    ),
)
def test_what_is_taken_for_unchanged_is_unchanged(datatype: str, form: str) -> None:
    written = literal(form, datatype)
    store = Store()
    store.add(Quad(NODE, NODE, written))
    (found,) = store
    assert spelling._may_change(written) or found.object == written


def test_spellings_are_kept_beside_the_store(tmp_path: Path) -> None:
    found = spellings(literal("01", "integer"))
    spelling.write(found, tmp_path / "store")
    assert spelling.read(tmp_path / "store") == found
    assert spelling.read(tmp_path / "other") == {}
    spelling.write({}, tmp_path / "other")
    assert not spelling.file_of(tmp_path / "other").exists()


def test_answers_are_restored_but_not_what_is_computed(tmp_path: Path) -> None:
    spelling.write(spellings(literal("01", "integer")), tmp_path / "data")
    one = {"type": "literal", "value": "1", "datatype": XSD + "integer"}
    body = json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": [{"a": one, "b": one}, {}]}}).encode()
    restored = kept_terms("SELECT ?a (COUNT(*) AS ?b) { ?s ?p ?a }", tmp_path / "data")
    variables, (first, second) = spelling.restored_bindings(body, restored)
    assert (variables, first["a"]["value"], first["b"]["value"], second) == (["a", "b"], "01", "1", {})
    triples = [Triple(NODE, NODE, literal("1", "integer")), Triple(NODE, NODE, NODE)]
    assert list(spelling.restored_triples(triples, restored)) == triples
    whole = kept_terms("CONSTRUCT WHERE { ?s ?p ?a }", tmp_path / "data")
    assert next(spelling.restored_triples(triples, whole)).object == literal("01", "integer")


@pytest.mark.parametrize(
    ("query", "variables", "constants"),
    [
        ("SELECT ?a { ?a ?b ?c }", ["a", "b", "c"], []),
        ("SELECT (?a AS ?b) { ?s ?p ?a }", ["a", "b", "p", "s"], []),
        ("SELECT (?a + 1 AS ?b) (?b AS ?c) { ?s ?p ?a }", ["a", "p", "s"], [["1", XSD + "integer"]]),
        ("SELECT (MAX(DISTINCT ?a) AS ?b) { ?s ?p ?a }", ["a", "b", "p", "s"], []),
        ("SELECT (MAX(?a + ?c) AS ?b) { ?s ?p ?a }", ["a", "c", "p", "s"], []),
        ("SELECT (01.50 AS ?b) ('x'^^xsd:int AS ?c) {}", ["b", "c"], [["01.50", XSD + "decimal"], ["x", XSD + "int"]]),
        (
            "SELECT * { ?s ?p '1'^^<http://www.w3.org/2001/XMLSchema#byte> , '1'^^<x:b> }",
            ["p", "s"],
            [["1", XSD + "byte"]],
        ),
        ("SELECT * { ?s ?p 'AS ?s' BIND(STR(?p) AS ?x) }", ["p", "s"], []),
    ],
)
def test_variables_that_hold_terms_are_told_from_computed_ones(
    query: str, variables: list[str], constants: list[list[str]]
) -> None:
    found = kept_terms(query, Path("store"))
    assert (found["variables"], found["constants"]) == (variables, constants)
    assert found["whole"] is (
        set(variables) >= {word[1:].strip(")") for word in query.split() if word[0] == "?"} - {"s'"}
    )


def test_results_are_those_of_the_engine_in_every_format() -> None:
    queries = [
        "SELECT * {}",
        "SELECT ?x {}",
        "SELECT ?x { FILTER(false) }",
        "SELECT ?x { VALUES ?x { '' UNDEF 'a,b' '\"' 'x\\ty\\r\\n' } }",
        "SELECT ?a ?b { VALUES (?a ?b) { (1 1.5) (true <x:é>) ('è'@en '<&>\"') ('a'^^<x:t> UNDEF) } }",
    ]
    for query in queries:
        for media_type, syntax in RESULTS.items():
            engines = Store().query(query).serialize(format=syntax)
            content = json.loads(Store().query(query).serialize(format=RESULTS["application/sparql-results+json"]))
            mine = result_bytes(media_type, content["head"]["vars"], content["results"]["bindings"])
            if media_type.endswith("xml"):
                # A line end is written so that it is read as one by the process that answers.
                assert ET.canonicalize(mine.replace(b"\r", b"")) == ET.canonicalize(
                    engines.replace(b"\r", b"").replace(b"&#xD;", b"").replace(b"&#13;", b"")
                )
            elif media_type.endswith("json"):
                assert json.loads(mine) == json.loads(engines)
            else:
                assert mine == engines
