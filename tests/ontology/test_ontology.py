"""The ontology's habits: every term explained, every borrowed term real, the axioms those that were meant."""

import re
from collections import defaultdict

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from rdflib import OWL, QB, RDF, RDFS, SH, SKOS

from dvgraph.inference import close, compile_rules
from dvgraph.namespaces import EXTERNAL, Namespaces
from dvgraph.places import ontology_dir

DV = Namespaces().dv("")
VALUE = Namespaces().prefixes["value"]
ONTOLOGY = NamedNode(DV.rstrip("#"))
NAMESPACES = (OWL, QB, RDF, RDFS, SH, SKOS)
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.AllDisjointClasses}
PROSE = {
    NamedNode(iri)
    for iri in (
        RDFS.label,
        SKOS.definition,
        SKOS.prefLabel,
        SKOS.scopeNote,
        EXTERNAL["dcterms"] + "title",
        EXTERNAL["dcterms"] + "description",
    )
}


def unknown_terms(triples):
    """The IRIs in the namespaces of the standards that the standards do not define, sorted."""
    used = {
        str(term.value) for t in triples for term in (t.subject, t.predicate, t.object) if isinstance(term, NamedNode)
    }
    return sorted(iri for iri in used for space in NAMESPACES if iri.startswith(str(space)) and iri not in space)


def local_names(triples, namespace):
    terms = (term for t in triples for term in (t.subject, t.predicate, t.object) if isinstance(term, NamedNode))
    return {term.value.removeprefix(namespace) for term in terms if term.value.startswith(namespace)}


@pytest.fixture(scope="session")
def facts(axioms):
    """Subject -> predicate -> objects of the ontology."""
    found = defaultdict(lambda: defaultdict(list))
    for triple in axioms:
        found[triple.subject][triple.predicate].append(triple.object)
    return found


@pytest.fixture(scope="session")
def terms(facts):
    """The local names of the terms that the ontology declares, skolem names of its lists aside."""
    names = {s.value.removeprefix(DV) for s in facts if s.value.startswith(DV)}
    return {name for name in names if not name.startswith("bn-")}


def test_header_is_complete(facts):
    header = {p.value for p in facts[ONTOLOGY]}
    needed = {f"{EXTERNAL['dcterms']}{name}" for name in ("title", "description", "creator", "license")}
    needed |= {f"{EXTERNAL['vann']}preferredNamespace{name}" for name in ("Prefix", "Uri")}
    assert needed | {str(OWL.versionInfo)} <= header


def test_every_term_has_label_definition_and_home(facts, terms):
    needed = [NamedNode(iri) for iri in (RDFS.label, SKOS.definition, RDFS.isDefinedBy)]
    bare = [name for name in sorted(terms) if any(len(facts[NamedNode(DV + name)][p]) != 1 for p in needed)]
    assert terms
    assert bare == []


def test_every_term_is_a_class_or_a_property_or_an_axiom(facts, terms):
    kinds = {name: {t.value for t in facts[NamedNode(DV + name)][NamedNode(RDF.type)]} for name in terms}
    assert [name for name, types in sorted(kinds.items()) if len(types & set(map(str, KINDS))) != 1] == []


def test_prose_is_english_and_definitions_are_sentences(axioms):
    prose = [t for t in axioms if t.predicate in PROSE]
    assert [t for t in prose if not isinstance(t.object, Literal) or t.object.language != "en"] == []
    definitions = [t.object.value for t in prose if t.predicate.value == str(SKOS.definition)]
    assert [text for text in definitions if not re.fullmatch(r"[A-Z].*\.", text)] == []


def test_standard_terms_are_spelt_as_the_standards_spell_them(data):
    assert unknown_terms(data) == []


@pytest.mark.parametrize(
    "typo",
    ["owl:TransitivProperty", "rdfs:subPropertyof", "skos:preflabel", "sh:minCout", "rdf:typ", "qb:dataset"],
)
def test_mistyped_standard_term_is_found(typo):
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in EXTERNAL.items())
    quads = parse(f"{prefixes}<http://example.org/a> {typo} 1 .", format=RdfFormat.TURTLE)
    (found,) = unknown_terms(quad.triple for quad in quads)
    assert found.endswith(typo.partition(":")[2])


def test_shapes_spell_standard_terms_rightly():
    for path in sorted(ontology_dir().glob("shapes/*.ttl")):
        quads = parse(path=str(path), format=RdfFormat.TURTLE)
        assert unknown_terms(quad.triple for quad in quads) == [], path.name


def test_every_term_of_ours_that_is_used_is_declared(data, terms):
    used = {name for name in local_names(data, DV) if not name.startswith("bn-")}
    assert used - terms == set()


def test_every_controlled_value_that_is_used_is_declared(data, facts):
    assert local_names(data, VALUE) - {s.value.removeprefix(VALUE) for s in facts} == set()


def test_controlled_values_stand_in_the_scheme_of_their_property(facts, terms):
    values = {s.value.removeprefix(VALUE): p for s, p in facts.items() if s.value.startswith(VALUE)}
    concepts = {name: p for name, p in values.items() if "-" in name}
    assert {name.partition("-")[0] for name in concepts} == set(values) - set(concepts)
    for name, about in concepts.items():
        scheme, _, word = name.partition("-")
        assert scheme in terms
        assert [o.value for o in about[NamedNode(SKOS.notation)]] == [word]
        assert [o.value for o in about[NamedNode(SKOS.inScheme)]] == [VALUE + scheme]
        assert all(len(about[NamedNode(p)]) == 1 for p in (SKOS.prefLabel, SKOS.definition, RDFS.isDefinedBy))


def test_kinds_of_item_are_those_that_are_disjoint(axioms, facts):
    kinds = {t.subject for t in axioms if t.predicate.value == str(RDFS.subClassOf) and t.object.value == DV + "Item"}
    (cell,) = facts[NamedNode(DV + "disjointKinds")][NamedNode(OWL.members)]
    members = set()
    while cell.value != str(RDF.nil):
        members.update(facts[cell][NamedNode(RDF.first)])
        (cell,) = facts[cell][NamedNode(RDF.rest)]
    assert members == kinds


def test_no_axiom_concludes_a_mapping_property_of_skos(axioms):
    concluded = {rule.conclusion.predicate.value for rule in compile_rules(axioms)}
    assert [iri for iri in concluded if iri.startswith(str(SKOS)) and iri.endswith(("Match", "mappingRelation"))] == []


def test_every_rule_that_the_axioms_need_is_there(axioms):
    names = {rule.name for rule in compile_rules(axioms)}
    assert names == {
        "cax-sco",
        "prp-dom",
        "prp-inv1",
        "prp-inv2",
        "prp-rng",
        "prp-spo1",
        "prp-spo2",
        "prp-symp",
        "prp-trp",
    }


def objects(closure, stated, subject, predicate):
    triples = [*stated, *(inferred.triple for inferred in closure.inferred)]
    found = [t.object.value for t in triples if t.subject.value == subject and t.predicate.value == DV + predicate]
    return sorted(iri.removeprefix("http://example.org/") for iri in found)


@pytest.mark.parametrize(
    ("subject", "predicate", "expected"),
    [
        ("AA1", "supports", ["1"]),
        ("AA2", "supports", ["1", "2"]),
        ("A", "supports", []),
        ("AA1-CM1", "supports", []),
        ("AA1-CM1", "within", ["A", "AA", "AA1", "KP"]),
        ("AA1-CM1", "functionWithin", []),
        ("AA1-CM1", "mentions", ["AA2"]),
        ("AA", "hasPart", ["AA1", "AA2"]),
        ("G1-C1-S1-a", "forCompetency", ["C1"]),
        ("G1-C1-S1-a", "forStaffGroup", ["G1"]),
        ("G2-C1-S1", "sameWordingAs", ["G1-C1-S1"]),
        ("G1-C1-S1", "serves", ["1", "A", "AA", "AA1", "KP"]),
        ("G1-C1-S1-a", "serves", []),
        ("G1-C1-S1-a", "underpins", ["AA2"]),
        ("G2-C1-S1", "servesPartly", ["AA1"]),
        ("AA1", "serves", []),
    ],
)
def test_axioms_lead_to_what_the_design_says(axioms, sample, subject, predicate, expected):
    closure = close([*axioms, *sample], axioms)
    assert objects(closure, sample, "http://example.org/" + subject, predicate) == expected


def test_ontology_is_laid_out_by_the_house_style():
    text = (ontology_dir() / "dv.ttl").read_text(encoding="utf-8")
    prefixes = re.findall(r"^@prefix (\w+): <.*> \.$", text, re.MULTILINE)
    assert prefixes == sorted(prefixes)
    assert [prefix for prefix in prefixes if len(re.findall(rf"\b{prefix}:", text)) < 2] == []
    starts = re.findall(r"^(?![@#\s])(\S+)$", text, re.MULTILINE)
    assert len(starts) == len(set(starts)) == len(re.findall(r"^    \.$", text, re.MULTILINE))
    assert [line for line in text.split("\n") if line.strip() == "." and line != "    ."] == []
