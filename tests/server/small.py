"""A small dataset with an invented framework whose texts are hostile, built like the real one."""

from __future__ import annotations

from pathlib import Path

from dvgraph.dataset import Dataset, build, open_version
from dvgraph.places import ontology_dir
from dvgraph.settings import Settings

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"

_FRAMEWORK = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix framework: <https://w3id.org/dvgraph/framework/> .
@prefix inv: <https://w3id.org/dvgraph/invented/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .

framework:inv
    a dv:Framework ;
    skos:prefLabel "Invented framework"@en ;
    dcterms:title "Invented framework"@en ;
    dcterms:description %(hostile)s@en ;
    dcterms:rights "Nobody's."@en ;
    dv:alias "made-up" ;
    dv:caveat %(hostile)s@en ;
    dv:expectedCount [ a dv:ExpectedCount ; dv:countedClass dv:Point ; dv:countedParts false ; dv:count 2 ] ;
    dv:sourceSha256 "0000000000000000000000000000000000000000000000000000000000000000" ;
    vann:preferredNamespacePrefix "inv" ;
    vann:preferredNamespaceUri "https://w3id.org/dvgraph/invented/"
    .

inv:A1.1
    a dv:Point ;
    skos:prefLabel %(hostile)s@en ;
    skos:altLabel %(hostile)s@en ;
    skos:definition %(hostile)s@en ;
    skos:notation "A1.1" ;
    skos:inScheme framework:inv ;
    skos:topConceptOf framework:inv ;
    dv:position 1 ;
    dv:mentions inv:A1.ttl ;
    dv:sourceSpan "1:1-10" ;
    dv:sourceDigest "0000000000000000"
    .

inv:A1.ttl
    a dv:Point ;
    skos:prefLabel "An item whose code ends like a file's name"@en ;
    skos:notation "A1.ttl" ;
    skos:inScheme framework:inv ;
    skos:topConceptOf framework:inv ;
    dv:position 2 ;
    dv:sourceSpan "2:1-10" ;
    dv:sourceDigest "0000000000000001"
    .

inv:A1.1-LNK1
    a dv:Link ;
    dv:linkSubject inv:A1.1 ;
    dv:linkPredicate dv:mentions ;
    dv:linkObject inv:A1.ttl ;
    dv:printed %(plain)s ;
    dv:sourceSpan "1:2-4" ;
    dv:sourceDigest "0000000000000002"
    .
"""


def open_small(folder: Path) -> Dataset:
    """Build and open a dataset of the project's own ontology and one invented framework."""
    ontology = folder / "ontology"
    (ontology / "frameworks" / "invented").mkdir(parents=True)
    for name in ("dv.ttl", "topics.ttl"):
        (ontology / name).write_text((ontology_dir() / name).read_text(encoding="utf-8"), encoding="utf-8")
    quoted = '"' + HOSTILE.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = _FRAMEWORK % {"hostile": quoted, "plain": quoted}
    (ontology / "frameworks" / "invented" / "framework.ttl").write_text(text, encoding="utf-8")
    settings = Settings(data_dir=folder / "data")
    return open_version(build(settings, ontology, shapes=False).folder, settings, in_memory=True)
