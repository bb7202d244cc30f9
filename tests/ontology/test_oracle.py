"""Our closure beside that of owlrl, an implementation of all OWL 2 RL rules that shares no code with ours.

Compared is every triple, stated or inferred, whose predicate is ours (dv:) or is concluded by an axiom of
the ontology (dcterms:isPartOf, skos:broaderTransitive ..), and every rdf:type whose class is ours or is
concluded by an axiom (skos:Concept ..). Left out is what owlrl adds beside: triples with a literal as
subject, which no syntax can write, and those about the vocabulary itself (owl:sameAs of everything with
itself, rdfs:subClassOf of each class and itself, owl:Thing ..), whose predicates and classes are not ours.
"""

import itertools

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize
from rdflib import OWL, RDF, Graph
from rdflib import Literal as RdflibLiteral

from dvgraph.inference import close, compile_rules
from dvgraph.namespaces import Namespaces

DV = Namespaces().dv("")
TYPE = NamedNode(str(RDF.type))


def in_scope(axioms):
    """Whether a predicate and an object, as strings, make a triple that is compared."""
    concluded = [rule.conclusion for rule in compile_rules(axioms)]
    predicates = {pattern.predicate.value for pattern in concluded} - {str(RDF.type)}
    classes = {pattern.object.value for pattern in concluded if isinstance(pattern.object, NamedNode)}

    def compared(predicate, obj):
        if predicate == str(RDF.type):
            return obj.startswith(DV) or obj in classes
        return predicate.startswith(DV) or predicate in predicates

    return compared


def by_owlrl(triples, compared):
    graph = Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return {
        (s.n3(), p.n3(), o.n3()) for s, p, o in graph if compared(str(p), str(o)) and not isinstance(s, RdflibLiteral)
    }


def by_us(triples, axioms, compared):
    inferred = [i.triple for i in close(triples, axioms).inferred]
    kept = [t for t in (*triples, *inferred) if compared(t.predicate.value, getattr(t.object, "value", ""))]
    assert not any(isinstance(t.subject, Literal) for t in kept)
    graph = Graph().parse(data=serialize(kept, format=RdfFormat.N_TRIPLES), format="nt")
    return {(s.n3(), p.n3(), o.n3()) for s, p, o in graph}


def assert_equal_closures(triples, axioms):
    compared = in_scope(axioms)
    ours, theirs = by_us(triples, axioms, compared), by_owlrl(triples, compared)
    assert sorted(theirs - ours) == []
    assert sorted(ours - theirs) == []
    assert len(ours) > len(triples) / 10


def test_oracle_agrees_on_the_sample(axioms, sample):
    assert_equal_closures([*axioms, *sample], axioms)


def every_term_used_once(axioms):
    """Return data that gives each axiom something to do.

    It holds an instance of every class, two steps of every property, and each pair of properties that stand
    in a chain: made from the declarations, not from our rules.
    """

    def node(*names):
        return NamedNode("http://example.org/" + "-".join(names))

    def declared(kind):
        return [t.subject for t in axioms if t.predicate == TYPE and t.object.value == str(kind)]

    def local(term):
        return term.value.rpartition("#")[2]

    found = [Triple(node(local(cls)), TYPE, cls) for cls in declared(OWL.Class)]
    found += [Triple(node(local(p)), p, Literal("text", language="en")) for p in declared(OWL.DatatypeProperty)]
    listed = {t.object for t in axioms if t.predicate.value == str(RDF.first)}
    pairs = [(p, p) for p in declared(OWL.ObjectProperty)]
    pairs += itertools.permutations([p for p, _ in pairs if p in listed], 2)
    for first, second in pairs:
        names = (local(first), local(second))
        found += [
            Triple(node(*names, "a"), first, node(*names, "b")),
            Triple(node(*names, "b"), second, node(*names, "c")),
        ]
    return found


def test_oracle_agrees_where_every_term_is_used(axioms):
    assert_equal_closures([*axioms, *every_term_used_once(axioms)], axioms)


def test_oracle_would_miss_any_rule_that_is_left_out(axioms, monkeypatch):
    data, rules = every_term_used_once(axioms), compile_rules(axioms)
    whole = {i.triple for i in close(data, axioms).inferred}
    unnoticed = []
    for rule in rules:
        others = tuple(other for other in rules if other != rule)
        monkeypatch.setattr("dvgraph.inference.closure.compile_rules", lambda _, others=others: others)
        if {i.triple for i in close(data, axioms).inferred} == whole:
            unnoticed.append(rule)
    # These follow from the range of a wider property as well.
    assert [str(rule) for rule in unnoticed if rule.name != "prp-rng"] == []
    assert {rule.axiom.subject.value.removeprefix(DV) for rule in unnoticed} <= {"contributesTo", "partOf"}


@pytest.mark.slow
def test_oracle_agrees_on_the_whole_data(axioms, data):
    assert_equal_closures(data, axioms)
