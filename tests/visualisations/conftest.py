"""An invented framework and plan in a store of their own, so that no picture can rest on a document that it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pyoxigraph import RdfFormat, parse

from dvgraph.namespaces import CANONICAL_BASE, Namespaces
from dvgraph.store.embedded import EmbeddedStore

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix framework: <https://w3id.org/dvgraph/framework/> .
@prefix graph: <https://w3id.org/dvgraph/graph/> .
@prefix map: <https://w3id.org/dvgraph/map/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix plan: <https://w3id.org/dvgraph/plan/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
"""
ONTOLOGY = """
graph:ontology {
  dv:Unit rdfs:subClassOf dv:Item ; rdfs:label "unit"@en .
  dv:Area rdfs:subClassOf dv:Item ; rdfs:label "area of work"@en .
  dv:Objective rdfs:subClassOf dv:Item ; rdfs:label "objective"@en .
  dv:within a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:label "is within"@en .
  dv:partOf a owl:ObjectProperty ; rdfs:label "is part of"@en ; rdfs:subPropertyOf dv:within ;
    owl:inverseOf dv:hasPart .
  dv:hasPart a owl:ObjectProperty ; rdfs:label "has part"@en .
  dv:supports a owl:ObjectProperty ; rdfs:label "supports"@en .
  dv:contributesTo a owl:ObjectProperty ; rdfs:label "contributes to"@en ; rdfs:subPropertyOf dv:supports .
  dv:mentions a owl:ObjectProperty ; rdfs:label "mentions"@en .
  dv:sameWordingAs a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "has the same wording as"@en .
  dv:force a owl:ObjectProperty ; rdfs:label "force"@en .
}
"""
FRAMEWORKS = """
graph:map {
  framework:map a dv:Framework ; dcterms:title "Map of Work"@en ; vann:preferredNamespacePrefix "map" .
  map:K a dv:Area ; skos:prefLabel "Keep people safe"@en ; skos:notation "K" ; skos:inScheme framework:map .
  map:A a dv:Area ; skos:prefLabel "Raise awareness"@en ; skos:notation "A" ; skos:inScheme framework:map ;
    dv:partOf map:K .
  map:A2 a dv:Unit ; skos:prefLabel "Second unit"@en ; skos:notation "A2" ; skos:inScheme framework:map ;
    dv:partOf map:A ; dv:sameWordingAs map:A10 .
  map:A10 a dv:Unit ; skos:prefLabel "Tenth unit"@en ; skos:notation "A10" ; skos:inScheme framework:map ;
    dv:partOf map:A .
  map:B1 a dv:Unit ; skos:prefLabel "Plan"@en ; dv:shortLabel "Short plan"@en ; skos:notation "B1" ;
    skos:inScheme framework:map ; dv:mentions map:A2 ; dv:force <https://w3id.org/dvgraph/value/force-must> .
  map:A dv:contributesTo plan:1 .
}
graph:plan {
  framework:plan a dv:Framework ; dcterms:title "Plan"@en ; vann:preferredNamespacePrefix "plan" .
  plan:1 a dv:Objective ; skos:prefLabel "Do more"@en ; skos:notation "1" ; skos:inScheme framework:plan .
  plan:2 a dv:Objective ; skos:prefLabel "Do less"@en ; skos:notation "2" ; skos:inScheme framework:plan .
}
graph:inferred {
  map:A dv:supports plan:1 . map:A2 dv:supports plan:1 . map:A10 dv:supports plan:1 .
  map:A dv:hasPart map:A2 , map:A10 . map:K dv:hasPart map:A . map:A10 dv:sameWordingAs map:A2 .
  map:A2 dv:within map:K , map:A . map:A dv:within map:K .
}
"""


@dataclass(frozen=True)
class SmallDataset:
    """A dataset that can be read and has a version."""

    store: EmbeddedStore
    namespaces: Namespaces
    stated_graphs: tuple[str, ...]
    version: str = "0" * 64

    def iri(self, curie: str) -> str:
        iri = self.namespaces.iri(curie)
        assert iri is not None
        return iri


@pytest.fixture
def make_small() -> Iterator[Callable[[str], SmallDataset]]:
    """Make a dataset of the invented frameworks and more TriG."""
    stores: list[EmbeddedStore] = []

    def make(more: str = "") -> SmallDataset:
        store = EmbeddedStore.in_memory(parse(input=PREFIXES + ONTOLOGY + FRAMEWORKS + more, format=RdfFormat.TRIG))
        stores.append(store)
        namespaces = Namespaces(frameworks={name: f"{CANONICAL_BASE}{name}/" for name in ("map", "plan")})
        stated = tuple(name for name in store.graph_names() if name != namespaces.graph("inferred"))
        return SmallDataset(store, namespaces, stated)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def small(make_small: Callable[[str], SmallDataset]) -> SmallDataset:
    """The invented frameworks."""
    return make_small("")
