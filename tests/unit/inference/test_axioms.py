"""Axioms become rules, or are refused."""

import re

import pytest
from pyoxigraph import NamedNode, Quad

from dvgraph.errors import InvalidInput
from dvgraph.inference import close, compile_rules

EX = "http://example.org/"


def texts(rules):
    return [re.sub(r"<[^>]*[/#]([^>/#]*)>", r"\1", str(rule)) for rule in rules]


@pytest.mark.parametrize(
    ("axiom", "rules"),
    [
        (":p rdfs:domain :C .", ["prp-dom: ?x p ?y => ?x type C"]),
        (":p rdfs:range :C .", ["prp-rng: ?x p ?y => ?y type C"]),
        (":p a owl:SymmetricProperty .", ["prp-symp: ?x p ?y => ?y p ?x"]),
        (":p a owl:TransitiveProperty .", ["prp-trp: ?x p ?y . ?y p ?z => ?x p ?z"]),
        (":p rdfs:subPropertyOf :q .", ["prp-spo1: ?x p ?y => ?x q ?y"]),
        (":p owl:propertyChainAxiom ( :q :r ) .", ["prp-spo2: ?u1 q ?u2 . ?u2 r ?u3 => ?u1 p ?u3"]),
        (
            ":p owl:propertyChainAxiom ( :q :r :q ) .",
            ["prp-spo2: ?u1 q ?u2 . ?u2 r ?u3 . ?u3 q ?u4 => ?u1 p ?u4"],
        ),
        (":p owl:inverseOf :q .", ["prp-inv1: ?x p ?y => ?y q ?x", "prp-inv2: ?x q ?y => ?y p ?x"]),
        (":p owl:equivalentProperty :q .", ["prp-eqp1: ?x p ?y => ?x q ?y", "prp-eqp2: ?x q ?y => ?x p ?y"]),
        (":C rdfs:subClassOf :D .", ["cax-sco: ?x type C => ?x type D"]),
        (
            ":C owl:equivalentClass :D .",
            ["cax-eqc1: ?x type C => ?x type D", "cax-eqc2: ?x type D => ?x type C"],
        ),
    ],
)
def test_axiom_makes_the_rule_of_its_table_row(read, axiom, rules):
    assert texts(compile_rules(read(axiom))) == rules


@pytest.mark.parametrize(
    "axiom",
    [
        ":p rdfs:range xsd:integer .",
        ":p rdfs:range rdf:langString .",
        ":C rdfs:subClassOf :C .",
        ":p rdfs:subPropertyOf :p .",
        ":C a owl:Class ; rdfs:label 'c' ; owl:disjointWith :D .",
        ":D a owl:AllDisjointClasses ; owl:members ( :C :E ) .",
        ":p a owl:ObjectProperty , owl:AsymmetricProperty ; rdfs:isDefinedBy : ; rdf:_1 :x .",
        ": a owl:Ontology ; owl:versionInfo '1' .",
        "[] a owl:Axiom ; owl:annotatedSource :s ; owl:annotatedProperty :p ; owl:annotatedTarget :o .",
    ],
)
def test_axiom_that_adds_nothing_makes_no_rule(read, axiom):
    assert compile_rules(read(axiom)) == ()


@pytest.mark.parametrize(
    "axiom",
    [
        ":p a owl:FunctionalProperty .",
        ":p a owl:InverseFunctionalProperty .",
        ":C owl:hasKey ( :p ) .",
        ":s owl:sameAs :t .",
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] .",
        ":C owl:unionOf ( :D :E ) .",
        ": owl:imports <http://example.org/other> .",
        ":p a owl:TransitivProperty .",
        ":p rdfs:subPropertyof :q .",
    ],
)
def test_axiom_of_unknown_kind_is_refused(read, axiom):
    with pytest.raises(InvalidInput):
        compile_rules(read(axiom))


def test_refusal_names_the_axiom_and_the_known_kinds(read):
    with pytest.raises(InvalidInput, match=r"example.org/p.*FunctionalProperty.*subPropertyOf"):
        compile_rules(read(":p a owl:FunctionalProperty ."))


@pytest.mark.parametrize(
    "axiom",
    [
        ":p rdfs:domain [] .",
        ":p rdfs:subPropertyOf 'q' .",
        ":p owl:propertyChainAxiom () .",
        ":p owl:propertyChainAxiom :list .",
        ":p owl:propertyChainAxiom :l . :l rdf:first :q .",
        ":p owl:propertyChainAxiom :l . :l rdf:first :q ; rdf:rest :l .",
    ],
)
def test_axiom_that_is_malformed_is_refused(read, axiom):
    with pytest.raises(InvalidInput):
        compile_rules(read(axiom))


@pytest.mark.parametrize(
    "axiom",
    [
        ":same rdfs:subPropertyOf owl:sameAs .",
        ":C rdfs:subClassOf owl:TransitiveProperty .",
        ":p rdfs:subPropertyOf rdfs:range .",
    ],
)
def test_axiom_that_would_make_axioms_of_data_is_refused(read, axiom):
    with pytest.raises(InvalidInput, match="axioms of data"):
        compile_rules(read(axiom))


def test_rules_are_the_same_whatever_the_order(read):
    text = ":p owl:propertyChainAxiom ( :q :r ) , ( :r :q ) . :C rdfs:subClassOf :D . :p rdfs:domain :C ."
    axioms = read(text)
    assert texts(compile_rules(axioms)) == texts(compile_rules(reversed(read(text))))
    assert len(compile_rules(axioms)) == 4


def test_axiom_among_the_data_only_is_refused(read):
    with pytest.raises(InvalidInput, match="outside the ontology"):
        close(read(":p rdfs:domain :C ."), [])
    with pytest.raises(InvalidInput, match="outside the ontology"):
        close(
            [Quad(t.subject, t.predicate, t.object, NamedNode(EX + "g")) for t in read(":a owl:sameAs :b .")],
            [],
        )


def test_axiom_of_the_ontology_may_stand_among_the_data(read):
    axioms = read(":p rdfs:domain :C .")
    quads = [Quad(t.subject, t.predicate, t.object, NamedNode(EX + "g")) for t in axioms]
    assert close(quads, axioms).inferred == []
