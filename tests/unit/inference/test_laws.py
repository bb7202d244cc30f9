"""Laws of the closure, on random graphs and axioms, beside a plain fixpoint of its own."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from dvgraph.inference import Variable, close, compile_rules

EX = "http://example.org/"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE = NamedNode(RDF + "type")
PROPERTIES = [NamedNode(f"{EX}p{n}") for n in range(4)]
CLASSES = [NamedNode(f"{EX}C{n}") for n in range(3)]
NODES = [NamedNode(f"{EX}n{n}") for n in range(4)]

a_property, a_class, a_node = st.sampled_from(PROPERTIES), st.sampled_from(CLASSES), st.sampled_from(NODES)
between_properties = st.sampled_from([RDFS + "subPropertyOf", OWL + "inverseOf", OWL + "equivalentProperty"]).map(
    NamedNode
)
between_classes = st.sampled_from([RDFS + "subClassOf", OWL + "equivalentClass"]).map(NamedNode)
to_a_class = st.sampled_from([RDFS + "domain", RDFS + "range"]).map(NamedNode)
a_nature = st.sampled_from([OWL + "SymmetricProperty", OWL + "TransitiveProperty"]).map(NamedNode)


@st.composite
def chains(draw):
    head, links = draw(a_property), draw(st.lists(a_property, min_size=1, max_size=3))
    text = f"{head} <{OWL}propertyChainAxiom> ( {' '.join(map(str, links))} ) ."
    return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]


simple = st.one_of(
    st.builds(Triple, a_property, between_properties, a_property),
    st.builds(Triple, a_class, between_classes, a_class),
    st.builds(Triple, a_property, to_a_class, a_class),
    st.builds(Triple, a_property, st.just(TYPE), a_nature),
).map(lambda triple: [triple])
ontologies = st.lists(st.one_of(simple, chains()), max_size=6).map(lambda parts: [t for part in parts for t in part])
statements = st.lists(
    st.one_of(st.builds(Triple, a_node, a_property, a_node), st.builds(Triple, a_node, st.just(TYPE), a_class)),
    max_size=8,
)


def answers(patterns, graph, binding):
    """All ways in which the patterns hold: by trying every triple for every pattern."""
    if not patterns:
        yield binding, ()
        return
    for triple in graph:
        bound = dict(binding)
        pairs = zip(
            (patterns[0].subject, patterns[0].predicate, patterns[0].object),
            (triple.subject, triple.predicate, triple.object),
            strict=True,
        )
        if all((bound.setdefault(p, t) if isinstance(p, Variable) else p) == t for p, t in pairs):
            for full, rest in answers(patterns[1:], graph, bound):
                yield full, (triple, *rest)


def plain_closure(data, axioms):
    """Rounds of all triples by the naive method: every rule on everything until nothing changes."""
    rounds, rules = dict.fromkeys(data, 0), compile_rules(axioms)
    while True:
        found = {}
        for rule in rules:
            for binding, premises in answers(rule.premises, rounds, {}):
                end = rule.conclusion.object
                subject = binding[rule.conclusion.subject]
                triple = Triple(subject, rule.conclusion.predicate, binding[end] if isinstance(end, Variable) else end)
                height = 1 + max(rounds[premise] for premise in premises)
                if height < min(rounds.get(triple, height + 1), found.get(triple, height + 1)):
                    found[triple] = height
        if not found:
            return rounds
        rounds.update(found)


def inferred(closure):
    return {i.triple: i.round for i in closure.inferred}


@given(statements, ontologies)
@settings(deadline=None)
def test_closure_equals_the_plain_fixpoint_with_its_rounds(data, axioms):
    plain = plain_closure(data, axioms)
    assert inferred(close(data, axioms)) == {triple: height for triple, height in plain.items() if height}


@given(statements, ontologies)
@settings(deadline=None)
def test_closure_is_idempotent(data, axioms):
    closed = [*data, *inferred(close(data, axioms))]
    assert close(closed, axioms).inferred == []


@given(statements, statements, ontologies)
@settings(deadline=None)
def test_closure_is_monotone(data, more, axioms):
    less = {*data, *inferred(close(data, axioms))}
    assert less <= {*data, *more, *inferred(close([*data, *more], axioms))}


@given(statements, statements, ontologies)
@settings(deadline=None)
def test_added_statements_equal_a_fresh_closure(data, more, axioms):
    grown = close(data, axioms)
    before = inferred(grown)
    added = grown.add(more)
    after = inferred(grown)
    assert after == inferred(close([*more, *data], axioms))
    assert {i.triple: i.round for i in added} == {t: r for t, r in after.items() if before.get(t) != r}


@given(statements, ontologies)
@settings(deadline=None)
def test_every_inferred_triple_has_a_derivation_from_earlier_rounds(data, axioms):
    closure = close(data, axioms)
    for triple, height in inferred(closure).items():
        steps = closure.derivations(triple)
        assert steps
        assert {step.height for step in steps} == {height}
        for step in steps:
            earlier = [closure.round(premise) for premise in step.premises]
            assert max(earlier) == height - 1
            assert any(found == step.premises for _, found in answers(step.rule.premises, step.premises, {}))
