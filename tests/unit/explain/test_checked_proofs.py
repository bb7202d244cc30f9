"""Proofs that our engine gives, checked by rdflib alone: each step by its rule, each leaf in the stated graphs."""

import random
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode, Triple

from dvgraph.inference import prove

SEED = 20050301
SAMPLE = 300


@pytest.fixture(scope="module")
def checked(dataset, replay):
    """What checks proofs against the stated graphs of the real data, read from the store."""
    rows = dataset.store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o . }", dataset.stated_graphs).rows
    return replay.Replay(rows)


def inferred(dataset, predicate=None):
    """The triples of graph/inferred, or those of one property, from the store."""
    pattern = f"?s {predicate or '?p'} ?o"
    query = f"SELECT ?s ?o WHERE {{ {pattern} }} ORDER BY ?s ?o"
    graphs = (dataset.namespaces.graph("inferred"),)
    if predicate is None:
        return dataset.store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs)

    prop = NamedNode(predicate.strip("<>"))
    return [Triple(s, prop, o) for s, o in dataset.store.select(query, graphs).rows]


def test_every_supports_link_is_proved(dataset, checked):
    links = inferred(dataset, f"<{dataset.namespaces.dv('supports')}>")
    assert len(links) > 50
    for triple in links:
        proof = prove(dataset.explainer.closure, triple)
        assert proof is not None
        assert proof.triple == triple
        assert proof.rule is not None
        assert checked.faults(proof) == []


def test_a_random_sample_of_all_inferred_triples_is_proved(dataset, checked):
    triples = sorted(inferred(dataset), key=str)
    rules = set()
    for triple in random.Random(SEED).sample(triples, SAMPLE):
        proof = prove(dataset.explainer.closure, triple)
        assert proof is not None
        assert checked.faults(proof) == []
        rules |= {step.rule.name for step in proof.inner()}
    assert len(rules) > 5


def test_every_inferred_triple_of_the_store_has_a_proof_of_its_round(dataset):
    closure = dataset.explainer.closure
    for one in closure.inferred:
        proof = prove(closure, one.triple)
        assert proof is not None
        assert proof.height == one.round
    assert {one.triple for one in closure.inferred} == set(inferred(dataset))


def test_replay_finds_a_false_step(replay):
    ontology = """
    @prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    :p rdfs:subPropertyOf :q . :r owl:propertyChainAxiom ( :p :q ) . :t a owl:TransitiveProperty .
    """
    graph = replay.Graph().parse(data=ontology, format="turtle")
    ex = "http://example.org/"
    node = {name: replay.OWL.Thing.__class__(ex + name) for name in "abcpqrt"}

    def ok(rule, axiom, premises, conclusion):
        terms = [tuple(node[name] for name in text.split()) for text in (*premises, conclusion)]
        return replay.follows(rule, axiom, terms[:-1], terms[-1], graph)

    sub = (node["p"], replay.RDFS.subPropertyOf, node["q"])
    [chain] = graph.triples((node["r"], replay.OWL.propertyChainAxiom, None))
    transitive = (node["t"], replay.RDF.type, replay.OWL.TransitiveProperty)
    assert ok("prp-spo1", sub, ["a p b"], "a q b")
    assert not ok("prp-spo1", sub, ["a p b"], "b q a")
    assert not ok("prp-spo1", sub, ["a q b"], "a p b")
    assert not ok("prp-spo1", (node["q"], *sub[1:]), ["a q b"], "a q b")
    assert ok("prp-spo2", chain, ["a p b", "b q c"], "a r c")
    assert not ok("prp-spo2", chain, ["a q b", "b p c"], "a r c")
    assert not ok("prp-spo2", chain, ["a p b", "c q a"], "a r a")
    assert ok("prp-trp", transitive, ["a t b", "b t c"], "a t c")
    assert not ok("prp-trp", transitive, ["a t b", "c t b"], "a t c")


def test_replay_finds_a_leaf_that_is_not_stated(dataset, checked):
    triple = inferred(dataset, f"<{dataset.namespaces.dv('supports')}>")[0]
    proof = prove(dataset.explainer.closure, triple)

    assert proof is not None
    forged = replace(proof, rule=None, premises=())
    assert checked.faults(forged) == [f"not stated: {triple}"]
