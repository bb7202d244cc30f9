"""What can't all be true, told by a minimal set of stated triples with their files and lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from dvgraph.dataset import BuildFailed, build
from dvgraph.dataset.build import closure_of
from dvgraph.errors import InvalidInput
from dvgraph.inference import clashes, close
from dvgraph.load import load
from dvgraph.settings import Settings
from dvgraph.validation import validate_consistency
from tests.unit.small import ITEMS, small_ontology

EX = "http://example.org/"
ONE = NamedNode(EX + "parent")
ONTOLOGY = """
:A owl:disjointWith :B . :A1 rdfs:subClassOf :A .
:all a owl:AllDisjointClasses ; owl:members ( :B :C :D ) .
:p rdfs:range :B . :q rdfs:subPropertyOf :p . :child owl:inverseOf :parent .
"""


def short(clash):
    def name(term):
        return str(term).strip("<>").removeprefix(EX).rpartition("#")[2]

    return clash.rule, {" ".join(name(term) for term in triple) for triple in clash.triples}


def found(read, data, ontology=ONTOLOGY):
    stated, axioms = read(data), read(ontology)
    return clashes(close(stated, axioms), stated, [ONE])


@pytest.mark.parametrize(
    ("data", "rule", "triples"),
    [
        (":x a :A , :B .", "cax-dw", {"x type A", "x type B"}),
        (":x a :A1 , :B .", "cax-dw", {"x type A1", "x type B"}),
        (":x a :C , :D .", "cax-adc", {"x type C", "x type D"}),
        (":x a :C . :y :q :x .", "cax-adc", {"x type C", "y q x"}),
        (":x :parent :y , :z .", "one-value", {"x parent y", "x parent z"}),
        (":x :parent :y . :z :child :x .", "one-value", {"x parent y", "z child x"}),
    ],
)
def test_clash_is_told_by_its_minimal_set(read, data, rule, triples):
    assert [short(clash) for clash in found(read, data)] == [(rule, triples)]


@pytest.mark.parametrize("data", [":x a :A1 , :A , :C .", ":x :parent :y . :y :child :x .", ":x :q :y . :y a :B .", ""])
def test_what_agrees_has_no_clash(read, data):
    assert found(read, data) == []


def test_clash_names_the_axioms_that_lead_to_it(read):
    [clash] = found(read, ":x a :A1 . :y :q :x .")
    assert {str(axiom.predicate).rpartition("#")[2] for axiom in clash.axioms} == {
        "range>",
        "subClassOf>",
        "subPropertyOf>",
    }
    assert clash.axiom is not None
    assert str(clash.axiom.predicate).endswith("#disjointWith>")


def test_clashes_are_told_once_a_set_smallest_first(read):
    told = [short(clash) for clash in found(read, ":x a :B , :C , :D . :y :q :x . :z :p :x .")]
    assert len(told) == len({frozenset(triples) for _, triples in told})
    assert [len(triples) for _, triples in told] == sorted(len(triples) for _, triples in told)


def test_property_that_no_axiom_speaks_of_is_checked_too(read):
    assert [short(c) for c in found(read, ":x :parent :y , :z .", ":a rdfs:subClassOf :b .")] == [
        ("one-value", {"x parent y", "x parent z"})
    ]
    assert [short(c) for c in found(read, ":x a :A , :B .", ":A owl:disjointWith :B .")] == [
        ("cax-dw", {"x type A", "x type B"})
    ]


@pytest.mark.parametrize(
    "axiom",
    [
        ":p a owl:IrreflexiveProperty .",
        ":p a owl:AsymmetricProperty .",
        ":p owl:propertyDisjointWith :q .",
        ":A owl:complementOf :B .",
        ":all a owl:AllDisjointClasses ; owl:members :list . :list rdf:first :A .",
        ":all a owl:AllDisjointClasses ; owl:members :list . :list rdf:first :A ; rdf:rest :list .",
    ],
)
def test_axiom_that_would_go_unchecked_is_refused(read, axiom):
    with pytest.raises(InvalidInput):
        found(read, ":x :p :y .", axiom)


NODES = [NamedNode(EX + name) for name in "xy"]
PROPERTIES = [NamedNode(EX + name) for name in ("p", "q", "parent", "child")]
CLASSES = [NamedNode(EX + name) for name in ("A", "A1", "B", "C")]
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
statements = st.lists(
    st.one_of(
        st.builds(Triple, st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(NODES)),
        st.builds(Triple, st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES)),
    ),
    max_size=7,
)


@given(statements)
@settings(deadline=None, max_examples=60)
def test_each_set_is_enough_and_nothing_of_it_can_be_spared(read, data):
    axioms = read(ONTOLOGY)

    def holds(stated, pair):
        closure = close(stated, axioms)
        return all(triple in stated or triple in closure for triple in pair)

    for clash in clashes(close(data, axioms), data, [ONE]):
        assert set(clash.triples) <= set(data)
        assert holds(clash.triples, clash.pair)
        for spared in clash.triples:
            assert not holds([t for t in clash.triples if t != spared], clash.pair)


WRONG_PARENT = """
tea:B
    a dv:Footnote ;
    skos:prefLabel "Another"@en ;
    skos:notation "B" ;
    skos:inScheme framework:tea ;
    skos:topConceptOf framework:tea ;
    dv:hasPart tea:AA ;
    dv:position 1 ;
    dv:sourceSpan "3:1-8" ;
    dv:sourceDigest "0000000000000001"
    .
"""


def test_finding_names_files_and_lines_and_fails_the_build(tmp_path):
    ontology = small_ontology(tmp_path, ITEMS + WRONG_PARENT)
    loaded = load(ontology)
    [finding] = validate_consistency(loaded, closure_of(loaded))
    assert (finding.severity, finding.rule, finding.subject) == ("error", "one-value", "tea:AA")
    assert "two values of dv:partOf, tea:A and tea:B; one is allowed" in finding.message
    text = (ontology / "frameworks" / "tea" / "items.ttl").read_text().split("\n")
    lines = {name: text.index(f"    {name} ;") + 1 for name in ("dv:partOf tea:A", "dv:hasPart tea:AA")}
    for subject, name in (("tea:AA", "dv:partOf tea:A"), ("tea:B", "dv:hasPart tea:AA")):
        triple = f"{subject} {name}"
        assert f"{triple} (ontology/frameworks/tea/items.ttl:{lines[name]})" in finding.message
    with pytest.raises(BuildFailed, match="one-value"):
        build(Settings(data_dir=tmp_path / "data"), ontology, shapes=False)


def test_real_data_is_consistent(loaded):
    assert validate_consistency(loaded, closure_of(loaded)) == []


def test_disjoint_kinds_of_the_real_ontology_are_heeded(loaded):
    curie = loaded.namespaces.dv
    item = NamedNode(EX + "item")
    stated = [Triple(item, TYPE, NamedNode(curie(name))) for name in ("Unit", "Topic")]
    axioms = loaded.triples("ontology")
    [clash] = clashes(close(stated, axioms), stated)
    assert clash.rule == "cax-adc"
    assert set(clash.triples) == set(stated)
