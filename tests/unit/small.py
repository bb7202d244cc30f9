"""A small invented ontology folder, for tests that need one to break."""

from __future__ import annotations

import shutil
from pathlib import Path

from dvgraph.places import ontology_dir

FACTS = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix framework: <https://w3id.org/dvgraph/framework/> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

framework:tea
    a dv:Framework ;
    dcterms:title "How to make tea"@en ;
    skos:prefLabel "How to make tea"@en ;
    dcterms:issued "2001"^^xsd:gYear ;
    dcterms:rights "None."@en ;
    dcterms:description "An invented map of tea."@en ;
    dv:caveat "Nobody should rely on it."@en ;
    vann:preferredNamespacePrefix "tea" ;
    vann:preferredNamespaceUri "https://w3id.org/dvgraph/tea/"
    .
"""

ITEMS = """\
@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix framework: <https://w3id.org/dvgraph/framework/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tea: <https://w3id.org/dvgraph/tea/> .

tea:A
    a dv:KeyArea ;
    skos:prefLabel "Make tea"@en ;
    skos:notation "A" ;
    skos:inScheme framework:tea ;
    skos:topConceptOf framework:tea ;
    dv:position 1 ;
    dv:sourceSpan "1:1-8" ;
    dv:sourceDigest "0000000000000000"
    .

tea:AA
    a dv:AreaOfCompetence ;
    skos:prefLabel "Boil water"@en ;
    skos:notation "AA" ;
    skos:inScheme framework:tea ;
    dv:partOf tea:A ;
    skos:broader tea:A ;
    dv:functionWithin tea:A ;
    dv:position 1 ;
    dv:sourceSpan "2:1-10" ;
    dv:sourceDigest "0000000000000000"
    .
"""


def small_ontology(folder: Path, items: str = ITEMS) -> Path:
    """Return an ontology folder with the real dv.ttl and one invented framework."""
    ontology = folder / "ontology"
    tea = ontology / "frameworks" / "tea"
    tea.mkdir(parents=True)
    shutil.copy(ontology_dir() / "dv.ttl", ontology / "dv.ttl")
    (tea / "framework.ttl").write_text(FACTS, encoding="utf-8")
    (tea / "items.ttl").write_text(items, encoding="utf-8")
    return ontology
