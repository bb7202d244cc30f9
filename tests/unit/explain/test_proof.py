"""The proof that is given is the smallest, on random graphs, beside all proofs found by trying."""

import itertools
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from dvgraph.inference import Variable, close, prove

EX = "http://example.org/"
AXIOMS = [
    quad.triple
    for quad in parse(
        """
        @prefix : <http://example.org/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        :within a owl:TransitiveProperty .
        :part rdfs:subPropertyOf :within ; owl:inverseOf :has .
        :also rdfs:subPropertyOf :within .
        :near a owl:SymmetricProperty .
        :near rdfs:domain :Thing .
        :reach owl:propertyChainAxiom :list2 .
        :far owl:propertyChainAxiom :list1 .
        :list1 rdf:first :within ; rdf:rest :list2 .
        :list2 rdf:first :within ; rdf:rest :list3 .
        :list3 rdf:first :near ; rdf:rest rdf:nil .
        """,
        format=RdfFormat.TURTLE,
    )
]
NODES = [NamedNode(EX + name) for name in "abcd"]
STATED = [NamedNode(EX + name) for name in ("part", "also", "near", "within", "has")]
statements = st.lists(
    st.builds(Triple, st.sampled_from(NODES), st.sampled_from(STATED), st.sampled_from(NODES)), max_size=6
)


def short(text):
    return [Triple(*(NamedNode(EX + name) for name in part.split())) for part in text.split(" . ")]


def smallest_by_trying(closure, data):
    """(height, steps) of the smallest proof of each triple: the fewest steps within each height, height by height."""
    everything = [*data, *(one.triple for one in closure.inferred)]
    by_predicate = {}
    for triple in dict.fromkeys(everything):
        by_predicate.setdefault(triple.predicate, []).append(triple)

    def instances(rule):
        choices = [by_predicate.get(premise.predicate, []) for premise in rule.premises]
        for premises in itertools.product(*choices):
            binding = {}
            ends = zip(rule.premises, premises, strict=True)
            pairs = [pair for p, t in ends for pair in ((p.subject, t.subject), (p.object, t.object))]
            if all((binding.setdefault(p, t) if isinstance(p, Variable) else p) == t for p, t in pairs):
                end = rule.conclusion
                obj = binding[end.object] if isinstance(end.object, Variable) else end.object
                yield Triple(binding[end.subject], end.predicate, obj), premises

    found = [instance for rule in closure.rules for instance in instances(rule)]
    stated = set(data)

    @cache
    def fewest(triple, height):
        if triple in stated:
            return 0
        if height == 0:
            return None
        costs = [
            1 + sum(needed)
            for concluded, premises in found
            if concluded == triple
            for needed in [[fewest(premise, height - 1) for premise in premises]]
            if None not in needed
        ]
        return min(costs, default=None)

    return {
        triple: next((h, steps) for h in range(10) if (steps := fewest(triple, h)) is not None)
        for triple in dict.fromkeys(everything)
    }


@given(statements)
@settings(deadline=None, max_examples=40)
def test_proof_has_the_least_height_and_then_the_fewest_steps(data):
    closure = close(data, AXIOMS)
    for triple, smallest in smallest_by_trying(closure, data).items():
        proof = prove(closure, triple)
        assert proof is not None
        assert (proof.height, proof.steps) == smallest


@given(statements)
@settings(deadline=None, max_examples=60)
def test_every_proof_is_confirmed_by_rdflib(replay, data):
    closure = close(data, AXIOMS)
    checked = replay.Replay([*AXIOMS, *data])
    for one in closure.inferred:
        proof = prove(closure, one.triple)
        assert proof is not None
        assert checked.faults(proof) == []


@given(statements, st.randoms())
@settings(deadline=None, max_examples=40)
def test_proof_does_not_hang_on_the_order_of_the_statements(data, shuffled):
    other = list(data)
    shuffled.shuffle(other)
    one, two = close(data, AXIOMS), close(other, list(reversed(AXIOMS)))
    for found in one.inferred:
        assert text(prove(one, found.triple)) == text(prove(two, found.triple))


@given(statements, statements)
@settings(deadline=None, max_examples=40)
def test_proof_after_added_statements_is_that_of_a_fresh_closure(data, more):
    grown, fresh = close(data, AXIOMS), close([*data, *more], AXIOMS)
    for one in grown.inferred:
        prove(grown, one.triple)  # asks for what leads from one end to the other, which must be kept up
    grown.add(more)
    for one in fresh.inferred:
        assert text(prove(grown, one.triple)) == text(prove(fresh, one.triple))


def text(proof):
    return f"{proof.triple} {proof.rule.name if proof.rule else ''} ({' '.join(map(text, proof.premises))})"


def test_fewer_steps_win_over_lower_premises():
    closure = close(short("a part b . b part c . c part d . a also b"), AXIOMS)
    [goal] = short("a within d")
    proof = prove(closure, goal)
    assert (proof.height, proof.steps) == (3, 5)


def test_ties_go_by_rule_then_by_premises():
    closure = close(short("a part b . a also b"), AXIOMS)
    proof = prove(closure, *short("a within b"))
    assert [str(leaf.predicate) for leaf in proof.leaves()] == [f"<{EX}also>"]
    closure = close(short("a within b . b within d . a within c . c within d"), AXIOMS)
    assert list(prove(closure, *short("a within d")).leaves()) == short("a within b . b within d")


def test_what_is_stated_is_its_own_proof_and_what_does_not_follow_has_none():
    closure = close(short("a within b . b within c . a within c"), AXIOMS)
    assert prove(closure, *short("a within c")).rule is None
    assert prove(closure, *short("c within a")) is None
