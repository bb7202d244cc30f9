"""Findings of the shapes: each tells node, property, what is wanted, what is given, file and line."""

from pyoxigraph import NamedNode, Quad

from dvgraph.inference import close
from dvgraph.load import Loaded
from dvgraph.validation import Finding, validate_shapes
from tests.unit.invented import Invented


def find(invented: Invented, subject: str) -> list[Finding]:
    loaded: Loaded = invented.load()
    inferred = close(loaded.triples(), loaded.triples("ontology")).inferred
    graph = NamedNode(loaded.namespaces.graph("inferred"))
    quads = [*loaded.quads, *(Quad(*one.triple, graph) for one in inferred)]
    return [f for f in validate_shapes(loaded, quads, invented.ontology / "shapes") if f.subject == subject]


def test_finding_names_the_line_of_the_property(invented: Invented) -> None:
    invented.change("    dcterms:subject topic:call ;", "    dcterms:subject ex:S1 ;")
    found = [f for f in find(invented, "ex:PT1") if f.rule == "Class"]
    assert [(f.file, f.line) for f in found] == [
        ("ontology/frameworks/example/example.ttl", invented.line("dcterms:subject ex:S1"))
    ]
    assert found[0].message == "dcterms:subject: A subject is a topic. Given: ex:S1."


def test_finding_about_what_is_missing_names_the_line_of_the_subject(invented: Invented) -> None:
    found = [f for f in find(invented, "ex:PT1") if f.rule == "MinCount"]
    assert [(f.line, f.message) for f in found] == [
        (invented.line("ex:PT1"), "dv:force: A passage, point or footnote has a force.")
    ]


def test_closed_shape_sees_every_property(invented: Invented) -> None:
    (invented.ontology / "shapes" / "closed.ttl").write_text(
        """@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

<https://w3id.org/dvgraph/shape/Closed>
    a sh:NodeShape ;
    sh:targetClass dv:Doubt ;
    sh:severity sh:Warning ;
    sh:closed true ;
    sh:ignoredProperties ( rdf:type )
    .
"""
    )
    found = find(invented, "ex:S2-DBT1")
    assert [(f.severity, f.rule) for f in found] == [("warning", "Closed")]
    assert 'Given: "It can be a repeat."@en' in found[0].message
