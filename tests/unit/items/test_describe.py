from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dvgraph.errors import UnknownItem
from dvgraph.items.describe import describe, natural, statements
from dvgraph.items.description import Correction, Fact
from dvgraph.items.force import NO_EVIDENCE

BASE = "https://w3id.org/dvgraph/"
ONTOLOGY = """
dv:supports a owl:ObjectProperty ; rdfs:label "supports"@en ; dv:inverseLabel "is supported by"@en .
dv:contributesTo a owl:ObjectProperty ; rdfs:label "contributes to"@en ; rdfs:subPropertyOf dv:supports .
dv:like a owl:SymmetricProperty ; rdfs:label "is like"@en .
dv:above a owl:ObjectProperty ; rdfs:label "is above"@en ; owl:inverseOf dv:below .
dv:below a owl:ObjectProperty ; rdfs:label "is below"@en .
dv:Wide a owl:Class . dv:Unit a owl:Class ; rdfs:subClassOf dv:Wide .
"""
DATA = """
framework:x a dv:Framework ; dcterms:title "Example"@en .
x:K a dv:Area ; skos:prefLabel "Top"@en ; skos:notation "K" ; skos:inScheme framework:x .
x:A a dv:Area ; skos:prefLabel "Area"@en ; skos:notation "A" ;
  dv:partOf x:K ; dv:functionWithin x:K ; dv:contributesTo y:1 .
x:A2 a dv:Unit, dv:Wide ; skos:prefLabel "Second"@en, "Zweite"@de ;
  skos:altLabel "Two"@en ; skos:definition "The second."@en ;
  skos:notation "A2" ; skos:inScheme framework:x ; dv:partOf x:A ; dv:functionWithin x:A ; dv:position 2 ;
  dcterms:subject topic:risk ; dv:force value:force-mustNot ; dv:datedName "ACPO" ; dv:like x:A ; dv:contributesTo y:2 ;
  dv:above x:K ; dv:sameWordingAs x:A ; dv:sourceSpan "1:1-9" ; dv:sourceDigest "0123" ;
  dv:extra dv:bn-0123456789abcdef ;
  dv:correction x:A2-COR1 ; dv:doubt x:A2-DBT1 .
x:A2-COR1 a dv:Correction ; dv:printed "wrnog" ; dv:corrected "wrong" ; dv:reason "letters swapped" ; dv:line 1 .
x:A2-DBT1 a dv:Doubt ; dv:reason "either way" .
x:A2-CM10 a dv:Comment ; skos:notation "A2-CM10" ; dv:partOf x:A2 .
x:A2-CM2 a dv:Comment ; skos:notation "A2-CM2" ; dv:partOf x:A2 ; dv:leavesTo x:K .
x:A2-CM2-LNK1 a dv:Link ; dv:linkSubject x:A2-CM2 ; dv:linkPredicate dv:leavesTo ; dv:linkObject x:K ; dv:printed "KK" .
y:2-LNK1 a dv:Link ; dv:linkSubject x:A2 ; dv:linkPredicate dv:contributesTo ; dv:linkObject y:2 ; dv:printed "A2" .
topic:risk a dv:Topic ; skos:prefLabel "risk"@en .
y:1 a dv:Objective . y:2 a dv:Objective .
"""
INFERRED = (
    "x:A2 dv:supports y:1, y:2 . x:A dv:supports y:1 ; dv:like x:A2 . x:A2 dv:within x:A, x:K ; dv:functionWithin x:K ."
)
Make = Callable[..., Any]


@pytest.fixture
def data(small: Make) -> Any:
    return small(DATA, inferred=INFERRED, ontology=ONTOLOGY)


def test_describe_tells_the_names_and_the_place_of_an_item(data: Any) -> None:
    it = describe(data, BASE + "example/A2")
    assert (it.curie, it.notation, it.label, it.kind, it.kind_words) == ("x:A2", "A2", "Second", "Unit", "unit")
    assert (it.definition, it.also_called) == ("The second.", ("Two",))
    assert it.framework is not None
    assert it.framework.label == "Example"
    assert [cell.curie for cell in it.place] == ["x:K", "x:A"]
    assert [cell.curie for cell in it.parts] == ["x:A2-CM2", "x:A2-CM10"]
    assert [cell.label for cell in it.topics] == ["risk"]
    assert [cell.curie for cell in it.same_wording] == ["x:A"]
    assert (it.source_span, it.source_digest) == ("1:1-9", "0123")
    assert it.corrections == (Correction("x:A2-COR1", "wrnog", "wrong", "letters swapped", 1),)
    assert it.doubts == ("either way",)
    assert it.facts == (Fact("dated name", "dv:datedName", "ACPO"), Fact("force", "dv:force", "mustNot"))


def test_describe_tells_links_in_words_with_their_standing(data: Any) -> None:
    it = describe(data, BASE + "example/A2")
    told = [
        (link.words, link.direction, link.item.curie, link.other.curie, link.status, link.printed) for link in it.links
    ]
    assert told == [
        ("contributes to", "out", "x:A2", "y:2", "stated", "A2"),
        ("is above", "out", "x:A2", "x:K", "stated", None),
        ("is like", "out", "x:A2", "x:A", "stated", None),
        ("leaves to", "out", "x:A2-CM2", "x:K", "stated", "KK"),
        ("supports", "out", "x:A2", "y:1", "inferred", None),
    ]


def test_describe_reads_incoming_links_backwards(data: Any) -> None:
    told = {(link.words, link.other.curie, link.status) for link in describe(data, BASE + "other/1").links}
    assert told == {("contributes to (read backwards)", "x:A", "stated"), ("is supported by", "x:A2", "inferred")}
    below = [link.words for link in describe(data, BASE + "example/K").links if link.relation == "dv:above"]
    assert below == ["is below"]


def test_describe_leaves_the_references_of_functions_within_to_themselves(data: Any) -> None:
    assert not [link for link in describe(data, BASE + "example/A").links if link.item.curie != "x:A"]


MAPPED = """
x:S a dv:Statement ; skos:notation "S" ; dv:mapsTo x:A ; dv:force value:force-asks .
x:T a dv:Statement ; skos:notation "T" ; dv:mapsTo x:A ; dv:force value:force-must .
x:m1 a owl:Axiom ; owl:annotatedSource x:S ; owl:annotatedProperty skos:broadMatch ; owl:annotatedTarget x:A ;
  <https://w3id.org/sssom/confidence> 0.5 ; <https://w3id.org/sssom/object_source> framework:x .
x:m2 a owl:Axiom ; owl:annotatedSource x:T ; owl:annotatedProperty skos:broadMatch ; owl:annotatedTarget x:A ;
  <https://w3id.org/sssom/confidence> 0.6 ; <https://w3id.org/sssom/object_source> framework:x .
"""
SERVING = "x:S dv:serves x:A , x:K ; dv:supports y:1 . x:T dv:serves x:A , x:K ."


@pytest.fixture
def mapped(small: Make) -> Any:
    return small(DATA + MAPPED, inferred=INFERRED + SERVING, ontology=ONTOLOGY)


def test_describe_says_of_a_question_that_it_is_no_evidence(mapped: Any) -> None:
    it = describe(mapped, BASE + "example/S")
    assert it.caution == (
        "It asks whether something is done: it is about what it is mapped to, and no evidence that this is done."
    )
    assert {link.words for link in it.links} == {"serves, only as a question", "supports"}
    evidence = describe(mapped, BASE + "example/T")
    assert (evidence.caution, {link.words for link in evidence.links}) == (None, {"serves"})


def test_describe_marks_what_is_no_evidence_where_it_is_listed(mapped: Any) -> None:
    rows = {row.other.curie: row.mark for row in describe(mapped, BASE + "example/A").mappings}
    assert rows == {"x:S": "asks: no evidence that it is done", "x:T": ""}


def test_describe_counts_apart_what_is_no_evidence(mapped: Any) -> None:
    [derived] = describe(mapped, BASE + "example/K").derived
    assert (derived.framework, derived.count, derived.others) == ("x", 1, 1)
    assert derived.sentence.endswith(
        "1 item of x, while 1 more forbids, asks or names a weakness, which is no evidence"
    )


def test_no_item_of_the_data_that_is_no_evidence_serves_barely(dataset: Any) -> None:
    own = dataset.namespaces
    values = [own.iri(f"value:force-{word}") for word in NO_EVIDENCE]
    query = f"SELECT DISTINCT ?item WHERE {{ ?item <{own.dv('force')}> ?f FILTER(STR(?f) IN ({str(values)[1:-1]})) }}"
    items = [row[0].value for row in dataset.store.select(query).rows]
    assert len(items) > 100
    for iri in sorted(items)[::9]:
        it = describe(dataset, iri)
        assert it.caution
        assert not [link for link in it.links if link.words in {"serves", "serves partly", "underpins"}]


def test_describe_tells_of_a_topic_what_is_about_it(data: Any) -> None:
    assert [(link.direction, link.other.curie) for link in describe(data, BASE + "topic/risk").links] == [
        ("in", "x:A2")
    ]


def test_describe_refuses_what_the_dataset_does_not_know(data: Any) -> None:
    with pytest.raises(UnknownItem):
        describe(data, BASE + "example/none")
    with pytest.raises(UnknownItem):
        statements(data, BASE + "example/none")


def test_statements_are_all_triples_of_the_subject(data: Any) -> None:
    found = statements(data, BASE + "example/A")
    assert len(found) == len(set(found)) == 8
    assert {triple.subject.value for triple in found} == {BASE + "example/A"}  # type: ignore[union-attr]


def test_natural_sorts_numbers_by_value() -> None:
    assert sorted(["S10", "S2", "S", "S2-b", "S2-a"], key=natural) == ["S", "S2", "S2-a", "S2-b", "S10"]
