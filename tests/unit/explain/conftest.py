"""A small dataset whose links are inferred in several ways, and what checks proofs."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ONTOLOGY = """
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<https://w3id.org/dvgraph/ontology> a owl:Ontology .
dv:Item a owl:Class ; rdfs:label "item"@en ; rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
dv:Unit a owl:Class ; rdfs:label "unit"@en ; rdfs:subClassOf dv:Item ;
    rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
dv:Objective a owl:Class ; rdfs:label "objective"@en ; rdfs:subClassOf dv:Item ;
    rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
dv:partOf a owl:ObjectProperty ; rdfs:label "is part of"@en ; owl:inverseOf dv:hasPart ;
    rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
dv:hasPart a owl:ObjectProperty ; rdfs:label "has part"@en ; rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
dv:functionWithin a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:label "is a function within"@en ;
    rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
dv:contributesTo a owl:ObjectProperty ; rdfs:label "contributes to"@en ; rdfs:subPropertyOf dv:supports ;
    rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
dv:supports a owl:ObjectProperty ; rdfs:label "supports"@en ; rdfs:range dv:Objective ;
    owl:propertyChainAxiom <https://w3id.org/dvgraph/ontology#bn-1> ;
    rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
<https://w3id.org/dvgraph/ontology#bn-1> rdf:first dv:functionWithin ;
    rdf:rest <https://w3id.org/dvgraph/ontology#bn-2> .
<https://w3id.org/dvgraph/ontology#bn-2> rdf:first dv:contributesTo ; rdf:rest rdf:nil .
dv:sameWordingAs a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "has the same wording as"@en ;
    rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
dv:force a owl:ObjectProperty ; rdfs:label "force"@en ; rdfs:isDefinedBy <https://w3id.org/dvgraph/ontology> .
"""

ITEMS = """
framework:x a dv:Framework ; skos:prefLabel "The example"@en ; vann:preferredNamespacePrefix "x" ;
    vann:preferredNamespaceUri "https://w3id.org/dvgraph/example/" .
framework:y a dv:Framework ; skos:prefLabel "The plan"@en ; dcterms:source "Annex of the example"@en ;
    vann:preferredNamespacePrefix "y" ; vann:preferredNamespaceUri "https://w3id.org/dvgraph/other/" .
x:A a dv:Unit ; skos:notation "A" ; skos:prefLabel "Make tea"@en ; dv:sourceSpan "1:1-8" ; dv:contributesTo y:1 .
x:AA a dv:Unit ; skos:notation "AA" ; skos:prefLabel "Boil water"@en ; dv:sourceSpan "2:1-8 3:1-4" ;
    dv:partOf x:A ; dv:functionWithin x:A ; dv:force value:force-must .
x:AA1 a dv:Unit ; skos:notation "AA1" ; skos:prefLabel "Fill the kettle"@en ; dv:sourceSpan "4:1-8" ;
    dv:partOf x:AA ; dv:functionWithin x:AA ; dv:sameWordingAs x:B .
x:B a dv:Unit ; skos:notation "B" ; skos:prefLabel "Bake"@en ; dv:sourceSpan "5:1-4" .
x:1 a dv:Unit ; skos:notation "1" ; skos:prefLabel "A unit whose code is a mere number"@en .
y:1 a dv:Objective ; skos:notation "1" ; skos:prefLabel "Less thirst"@en ; dv:sourceSpan "9:1-9" .
y:2 a dv:Objective ; skos:notation "2" ; skos:prefLabel "Less hunger"@en ; dv:sourceSpan "10:1-9" .
y:1-LNK1 a dv:Link ; dv:linkSubject x:A ; dv:linkPredicate dv:contributesTo ; dv:linkObject y:1 ;
    dv:printed "A." ; dv:sourceSpan "12:1-4" .
value:force-must a skos:Concept ; skos:prefLabel "must"@en .
"""


@pytest.fixture
def tea(small: Callable[..., object]) -> object:
    """The small dataset: x:AA1 is within x:AA, that within x:A, which contributes to y:1."""
    return small(
        ITEMS,
        ontology=ONTOLOGY,
        inferred="""
x:AA1 dv:functionWithin x:A ; dv:supports y:1 . x:AA dv:supports y:1 ; dv:hasPart x:AA1 .
x:A dv:supports y:1 ; dv:hasPart x:AA . x:B dv:sameWordingAs x:AA1 .
x:A a dv:Item . x:AA a dv:Item . x:AA1 a dv:Item . x:B a dv:Item . x:1 a dv:Item . y:1 a dv:Item . y:2 a dv:Item .
""",
    )


@pytest.fixture(scope="session")
def replay() -> ModuleType:
    """The module that checks proofs by rdflib alone."""
    spec = importlib.util.spec_from_file_location("explain_replay", Path(__file__).with_name("replay.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
