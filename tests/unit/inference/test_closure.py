"""What follows, in which round, and from what."""

import pytest
from pyoxigraph import NamedNode, Quad, Triple

from dvgraph.errors import InvalidInput
from dvgraph.inference import close

EX = "http://example.org/"


def triple(text):
    subject, predicate, obj = (NamedNode(EX + name) for name in text.split())
    return Triple(subject, predicate, obj)


def short(term):
    return str(term).strip("<>").removeprefix(EX).rpartition("#")[2]


def rounds(closure):
    return {
        f"{short(i.triple.subject)} {short(i.triple.predicate)} {short(i.triple.object)}": i.round
        for i in closure.inferred
    }


@pytest.mark.parametrize(
    ("axiom", "data", "inferred"),
    [
        (":p rdfs:domain :C .", ":a :p :b .", {"a type C": 1}),
        (":p rdfs:range :C .", ":a :p :b .", {"b type C": 1}),
        (":p a owl:SymmetricProperty .", ":a :p :b .", {"b p a": 1}),
        (":p owl:inverseOf :q .", ":a :p :b . :c :q :d .", {"b q a": 1, "d p c": 1}),
        (":p owl:equivalentProperty :q .", ":a :p :b . :c :q :d .", {"a q b": 1, "c p d": 1}),
        (":C owl:equivalentClass :D .", ":a a :C . :b a :D .", {"a type D": 1, "b type C": 1}),
        (":C rdfs:subClassOf :D . :D rdfs:subClassOf :E .", ":a a :C .", {"a type D": 1, "a type E": 2}),
        (":p rdfs:subPropertyOf :q . :q rdfs:domain :C .", ":a :p :b .", {"a q b": 1, "a type C": 2}),
        (
            ":p a owl:TransitiveProperty .",
            ":a :p :b . :b :p :c . :c :p :d .",
            {"a p c": 1, "b p d": 1, "a p d": 2},
        ),
        (":p a owl:TransitiveProperty .", ":a :p :a .", {}),
        (
            ":p owl:propertyChainAxiom ( :q :r ) .",
            ":a :q :b . :b :r :c , :d . :x :r :a .",
            {"a p c": 1, "a p d": 1},
        ),
        (":p owl:propertyChainAxiom ( :q :r :s ) .", ":a :q :b . :b :r :c . :c :s :d .", {"a p d": 1}),
        (":p owl:propertyChainAxiom ( :q ) .", ":a :q :b .", {"a p b": 1}),
        (":p owl:propertyChainAxiom ( :q :q ) .", ":a :q :a .", {"a p a": 1}),
        (
            ":k rdfs:subPropertyOf rdf:type . :C rdfs:subClassOf :D .",
            ":a :k :C .",
            {"a type C": 1, "a type D": 2},
        ),
    ],
)
def test_closure_holds_what_follows_with_its_round(read, axiom, data, inferred):
    assert rounds(close(read(data), read(axiom))) == inferred


@pytest.mark.parametrize(
    "axiom",
    [
        ":p rdfs:range :C .",
        ":p a owl:SymmetricProperty .",
        ":p owl:inverseOf :q .",
        ":p owl:propertyChainAxiom ( :q :p ) .",
    ],
)
def test_closure_has_no_literal_as_subject(read, axiom):
    assert rounds(close(read(":a :p 'text'@en , 1 ."), read(axiom))) == {}


def test_closure_passes_literals_on_as_objects(read):
    found = close(read(":a :q 'text'@en ."), read(":q rdfs:subPropertyOf :p .")).inferred
    assert [str(i.triple.object) for i in found] == ['"text"@en']


def test_closure_of_a_chain_through_types_joins_by_class(read):
    axioms = read(":kindOf owl:propertyChainAxiom ( rdf:type :under ) .")
    assert rounds(close(read(":a a :C . :C :under :top ."), axioms)) == {"a kindOf top": 1}


def test_round_is_the_height_of_the_lowest_proof(read):
    axioms = read(":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :s rdfs:subPropertyOf :r .")
    closure = close(read(":a :p :b . :a :s :b ."), axioms)
    assert closure.round(triple("a r b")) == 1
    assert closure.round(triple("a s b")) == 0
    assert closure.round(triple("a r c")) is None
    assert triple("a q b") in closure
    assert triple("b q a") not in closure


def test_inferred_is_sorted_and_without_what_is_stated(read):
    closure = close(read(":b :p :a . :a :p :b . :c :p :a ."), read(":p a owl:SymmetricProperty ."))
    assert [str(i.triple.subject) for i in closure.inferred] == [f"<{EX}a>"]


def test_closure_reads_quads_of_any_graph(read):
    quads = [Quad(t.subject, t.predicate, t.object, NamedNode(EX + "g")) for t in read(":a :p :b .")]
    assert rounds(close(quads, read(":p a owl:SymmetricProperty ."))) == {"b p a": 1}


def test_added_statement_is_closed_from_where_the_graph_stands(read):
    closure = close(read(":b :p :c ."), read(":p a owl:TransitiveProperty ."))
    added = closure.add(read(":a :p :b ."))
    assert [short(i.triple.subject) + short(i.triple.object) for i in added] == ["ac"]
    assert closure.add(read(":a :p :b .")) == []


def test_added_statement_lowers_the_rounds_that_rest_on_it(read):
    axioms = read(":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :r rdfs:subPropertyOf :s .")
    closure = close(read(":a :p :b ."), axioms)
    assert rounds(closure) == {"a q b": 1, "a r b": 2, "a s b": 3}
    added = closure.add(read(":a :r :b ."))
    assert [(short(i.triple.predicate), i.round) for i in added] == [("s", 1)]
    assert rounds(closure) == {"a q b": 1, "a s b": 1}


def test_added_axiom_is_refused_and_nothing_taken_in(read):
    closure = close([], read(":p a owl:SymmetricProperty ."))
    with pytest.raises(InvalidInput):
        closure.add(read(":a :p :b . :q a owl:SymmetricProperty ."))
    assert closure.inferred == []
    assert triple("a p b") not in closure


def test_derivations_are_all_single_steps_from_earlier_rounds(read):
    axioms = read(
        ":within a owl:TransitiveProperty . :part rdfs:subPropertyOf :within . "
        ":also rdfs:subPropertyOf :within . "
        ":C rdfs:subClassOf :D . :p rdfs:domain :D . :p rdfs:range :D ."
    )
    data = ":a :part :b , :c . :b :part :d . :c :part :d . :a :also :b . :x a :C ; :p :y . :z :p :x ."
    closure = close(read(data), axioms)
    step = closure.derivations(triple("a within b"))
    assert [(d.rule.name, short(d.premises[0].predicate), d.height) for d in step] == [
        ("prp-spo1", "also", 1),
        ("prp-spo1", "part", 1),
    ]
    through = closure.derivations(triple("a within d"))
    assert [[(short(p.subject), short(p.object)) for p in d.premises] for d in through] == [
        [("a", "b"), ("b", "d")],
        [("a", "c"), ("c", "d")],
    ]
    assert {d.height for d in through} == {2}
    type_ = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    of_x = closure.derivations(Triple(NamedNode(EX + "x"), type_, NamedNode(EX + "D")))
    assert [d.rule.name for d in of_x] == ["cax-sco", "prp-dom", "prp-rng"]


def test_derivations_name_the_axiom(read):
    axioms = read(":p rdfs:subPropertyOf :q .")
    (step,) = close(read(":a :p :b ."), axioms).derivations(triple("a q b"))
    assert step.rule.axiom == axioms[0]
    assert step.premises == (triple("a p b"),)


@pytest.mark.parametrize("text", ["a p b", "b q a", "nothing p b", "a unknown b"])
def test_derivations_are_none_of_what_is_stated_or_does_not_follow(read, text):
    closure = close(read(":a :p :b ."), read(":p rdfs:subPropertyOf :q ."))
    assert closure.derivations(triple(text)) == []
