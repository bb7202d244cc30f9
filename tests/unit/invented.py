"""A small invented framework with its text, to be broken one way at a time."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from dvgraph.load import Loaded, load
from dvgraph.places import ontology_dir

TEXT = """\
A small framework
1. Answer the telephone.
Write it down
Write it down
- on paper, or
- on a screen
U1 Write it down
O1 <p>Calls are answered.</p> See U1.
"""

TOPICS = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix topic: <https://w3id.org/dvgraph/topic/> .

<https://w3id.org/dvgraph/topic/>
    a skos:ConceptScheme ;
    dcterms:title "Subjects"@en
    .

topic:call
    a dv:Topic ;
    skos:prefLabel "call"@en ;
    skos:definition "A talk by telephone."@en ;
    skos:notation "call" ;
    skos:inScheme <https://w3id.org/dvgraph/topic/>
    .
"""

FRAMEWORK = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix ex: <https://w3id.org/dvgraph/example/> .
@prefix framework: <https://w3id.org/dvgraph/framework/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix topic: <https://w3id.org/dvgraph/topic/> .
@prefix vann: <http://purl.org/vocab/vann/> .

framework:ex
    a dv:Framework ;
    dcterms:title "A small framework"@en ;
    skos:prefLabel "A small framework"@en ;
    vann:preferredNamespacePrefix "ex" ;
    vann:preferredNamespaceUri "https://w3id.org/dvgraph/example/" ;
    dv:sourceSha256 "SHA256" ;
    dv:expectedCount
        [ a dv:ExpectedCount ; dv:countedClass dv:CompetencyStatement ; dv:count 2 ] ,
        [ a dv:ExpectedCount ; dv:countedClass dv:CompetencyStatement ; dv:countedParts true ; dv:count 2 ] ,
        [ a dv:ExpectedCount ; dv:countedClass dv:Objective ; dv:count 1 ] ,
        [ a dv:ExpectedCount ; dv:countedClass dv:Point ; dv:count 1 ] ,
        [ a dv:ExpectedCount ; dv:countedClass dv:Unit ; dv:count 1 ]
    .

ex:PT1
    a dv:Point ;
    skos:prefLabel "Take calls"@en ;
    skos:notation "PT1" ;
    skos:inScheme framework:ex ;
    skos:topConceptOf framework:ex ;
    dv:position 1 ;
    dcterms:subject topic:call ;
    dv:sourceSpan "2:4-24" ;
    dv:sourceDigest "7b794f84188c32de"
    .

ex:S1
    a dv:CompetencyStatement ;
    skos:prefLabel "Make a note"@en ;
    skos:notation "S1" ;
    skos:inScheme framework:ex ;
    skos:topConceptOf framework:ex ;
    dv:position 1 ;
    dv:sameWordingAs ex:S2 ;
    dv:sourceSpan "3:1-13" ;
    dv:sourceDigest "a62021a0299529f2"
    .

ex:S2
    a dv:CompetencyStatement ;
    skos:prefLabel "Make a note"@en ;
    skos:notation "S2" ;
    skos:inScheme framework:ex ;
    skos:topConceptOf framework:ex ;
    dv:position 2 ;
    dv:sourceSpan "4:1-13" ;
    dv:sourceDigest "a62021a0299529f2" ;
    dv:doubt ex:S2-DBT1
    .

ex:S2-DBT1
    a dv:Doubt ;
    dv:reason "It can be a repeat."@en
    .

ex:S2-a
    a dv:CompetencyStatement ;
    skos:prefLabel "With a pen"@en ;
    skos:notation "S2-a" ;
    skos:inScheme framework:ex ;
    dv:partOf ex:S2 ;
    dv:position 1 ;
    dv:sourceSpan "5:3-10" ;
    dv:sourceDigest "c402e83f8010a152"
    .

ex:S2-b
    a dv:CompetencyStatement ;
    skos:prefLabel "With a keyboard"@en ;
    skos:notation "S2-b" ;
    skos:inScheme framework:ex ;
    dv:partOf ex:S2 ;
    dv:position 2 ;
    dv:sourceSpan "6:3-13" ;
    dv:sourceDigest "91a2579ece299f92"
    .

ex:U1
    a dv:Unit ;
    skos:prefLabel "Write it down"@en ;
    skos:notation "U1" ;
    skos:inScheme framework:ex ;
    skos:topConceptOf framework:ex ;
    dv:position 1 ;
    dv:contributesTo ex:O1 ;
    dv:sourceSpan "7:4-16" ;
    dv:sourceDigest "a62021a0299529f2"
    .

ex:O1
    a dv:Objective ;
    skos:prefLabel "Nobody waits"@en ;
    skos:notation "O1" ;
    skos:inScheme framework:ex ;
    skos:topConceptOf framework:ex ;
    dv:position 1 ;
    dv:sourceSpan "8:7-25" ;
    dv:sourceDigest "79d7beac2f8db8d8"
    .

ex:O1-LNK1
    a dv:Link ;
    dv:linkSubject ex:U1 ;
    dv:linkPredicate dv:contributesTo ;
    dv:linkObject ex:O1 ;
    dv:printed "U1" ;
    dv:sourceSpan "8:31-36" ;
    dv:sourceDigest "614f92d55989b968"
    .
"""

ROWS = """\
span\tdigest\tclass\treason
1:1-17\te9175585658b8143\tboilerplate\ttitle
2:1-2\t6b86b273ff34fce1\tboilerplate\tnumber label
5:11-14\t3d30020b1863441a\tboilerplate\tjoins the bullets
7:1-2\tbb82030dbc2bcaba\tboilerplate\tnumber label
8:1-2\t2352da7280f1decc\tboilerplate\tnumber label
"""


@dataclass(frozen=True)
class Invented:
    """The folders of a small ontology and of its text; what it says can be changed before it is loaded."""

    ontology: Path
    texts: Path

    @property
    def turtle(self) -> Path:
        return self.ontology / "frameworks" / "example" / "example.ttl"

    @property
    def rows(self) -> Path:
        return self.turtle.with_name("uncovered.tsv")

    @property
    def text(self) -> Path:
        return self.texts / "text.txt"

    def change(self, old: str, new: str, file: Path | None = None) -> None:
        """Replace a text that stands in a file just once."""
        file = file or self.turtle
        content = file.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {file.name}"
        file.write_text(content.replace(old, new), encoding="utf-8")

    def add(self, text: str, file: Path | None = None) -> None:
        """Add a text to the end of a file."""
        with (file or self.turtle).open("a", encoding="utf-8") as stream:
            stream.write(text)

    def line(self, text: str, nth: int = 1) -> int:
        """Return the number of the nth line of the framework's Turtle that holds a text; 0 means the last."""
        lines = self.turtle.read_text(encoding="utf-8").splitlines()
        return [number for number, line in enumerate(lines, 1) if text in line][nth - 1]

    def load(self) -> Loaded:
        return load(self.ontology)


def invent(folder: Path) -> Invented:
    """Write a small ontology without fault into a folder."""
    made = Invented(folder / "ontology", folder / "texts")
    made.turtle.parent.mkdir(parents=True)
    made.texts.mkdir()
    made.text.write_text(TEXT, encoding="utf-8")
    shutil.copy(ontology_dir() / "dv.ttl", made.ontology)
    shutil.copytree(ontology_dir() / "shapes", made.ontology / "shapes")
    (made.ontology / "topics.ttl").write_text(TOPICS, encoding="utf-8")
    made.turtle.write_text(FRAMEWORK.replace("SHA256", hashlib.sha256(TEXT.encode()).hexdigest()), encoding="utf-8")
    made.rows.write_text(ROWS, encoding="utf-8")
    return made
