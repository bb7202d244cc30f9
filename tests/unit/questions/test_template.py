from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store
from rdflib import Graph

from dvgraph.questions.template import Template, serialise

ECHO = Template.of('SELECT ?text ?after WHERE { VALUES $text { "example" } BIND("end" AS ?after) }')
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
HARD = st.text(st.sampled_from(list("\\uU0027\"'{}$<>#\n\r\t ?;. VALUES")))


@settings(deadline=None)
@given(TEXTS | HARD)
def test_template_fill_never_changes_the_shape_of_a_query(text: str) -> None:
    rows = list(Store().query(ECHO.fill({"text": Literal(text)})))
    assert [(row["text"].value, row["after"].value) for row in rows] == [(text, "end")]


@settings(deadline=None)
@given(HARD)
def test_template_fill_is_safe_in_an_engine_that_decodes_escapes_first(text: str) -> None:
    rows = list(Graph().query(ECHO.fill({"text": Literal(text)})))
    assert [(str(row[0]), str(row[1])) for row in rows] == [(text, "end")]


def test_template_fill_replaces_every_row_of_a_parameter() -> None:
    template = Template.of("{ VALUES $a { 1 } } UNION { SELECT ?a { VALUES  $a {\n 1 } } }")
    assert template.fill({"a": NamedNode("urn:z")}).count("VALUES $a { <urn:z> }") == 2


def test_template_fill_leaves_rows_within_a_value_alone() -> None:
    template = Template.of("VALUES $a { 1 } VALUES $b { 2 }")
    filled = template.fill({"a": Literal("VALUES $b { 2 }"), "b": NamedNode("urn:b")})
    assert '"VALUES $b { 2 }"' in filled
    assert filled.count("<urn:b>") == 1


def test_template_fill_gives_undef_for_an_optional_parameter_not_given() -> None:
    assert Template.of("VALUES $a { 1 }").fill({"a": None}) == "VALUES $a { UNDEF }"


def test_template_fill_takes_several_terms() -> None:
    filled = Template.of("VALUES $a { 1 }").fill({"a": [NamedNode("urn:a"), NamedNode("urn:b")]})
    assert filled == "VALUES $a { <urn:a> <urn:b> }"


def test_template_fill_refuses_a_missing_value() -> None:
    with pytest.raises(KeyError):
        Template.of("VALUES $a { 1 }").fill({})


def test_template_rebased_leaves_values_alone() -> None:
    template = Template.of("PREFIX a: <http://old/> VALUES $a { 1 }").rebased("http://old/", "http://new/")
    assert template.fill({"a": Literal("http://old/")}).startswith("PREFIX a: <http://new/>")
    assert '"http://old/"' in template.fill({"a": Literal("http://old/")})


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (NamedNode("urn:a"), "<urn:a>"),
        (Literal("a", language="en"), '"a"@en'),
        (Literal(3), '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (Literal("a\\u0022"), '"a\\\\\\U000000750022"'),
    ],
)
def test_serialise_writes_sparql(term: NamedNode | Literal, expected: str) -> None:
    assert serialise(term) == expected
