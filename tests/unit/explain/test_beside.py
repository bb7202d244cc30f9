"""What is said beside the reason: what is no evidence, how sure it is, where its ends stand, what sums it up."""

import json

import pytest
from pyoxigraph import RdfFormat, parse

from dvgraph.explain import WRITERS, Explainer

ONTOLOGY = """
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
dv:Item a owl:Class ; rdfs:isDefinedBy dv:this .
dv:mapsTo a owl:ObjectProperty ; rdfs:label "maps to"@en ; rdfs:subPropertyOf dv:serves ; rdfs:isDefinedBy dv:this .
dv:supports a owl:ObjectProperty ; rdfs:label "supports"@en ; rdfs:isDefinedBy dv:this .
dv:serves a owl:ObjectProperty ; rdfs:label "serves"@en ; rdfs:isDefinedBy dv:this ; owl:propertyChainAxiom dv:bn-1 .
dv:bn-1 rdf:first dv:serves ; rdf:rest dv:bn-2 .
dv:bn-2 rdf:first dv:supports ; rdf:rest rdf:nil .
"""
ITEMS = """
framework:x a dv:Framework ; skos:prefLabel "The example"@en ; vann:preferredNamespacePrefix "x" .
framework:y a dv:Framework ; skos:prefLabel "The plan"@en ; vann:preferredNamespacePrefix "y" .
x:S a dv:Component ; skos:notation "S" ; dv:sourceSpan "3:1-9" .
x:S-1 a dv:Tip ; skos:notation "S-1" ; dv:partOf x:S ; dv:sourceSpan "4:1-9 5:1-2" ; dv:force value:force-FORCE .
y:A a dv:Unit ; skos:notation "A" ; dv:supports y:O . y:B a dv:Unit ; skos:notation "B" ; dv:supports y:O .
y:C a dv:Unit ; skos:notation "C" .
y:O a dv:Objective ; skos:notation "O" .
"""
ROW = """
x:S-1 dv:mapsTo {to} .
x:row-{name} a owl:Axiom ; owl:annotatedSource x:S-1 ; owl:annotatedTarget {to} ;
    <https://w3id.org/sssom/comment> "Why." ; <https://w3id.org/sssom/confidence> {sure} .
"""
ROWS = (("y:A", "0.5"), ("y:B", "0.7"))
INFERRED = "x:S-1 dv:serves y:A , y:B , y:O ."
QUESTION = """\
#+ summary: Components for an objective
#+ description: Sums up.
#+ tags: [x]
#+ ask: ["which components"]
#+ sentence: "{n} components"
#+ empty: "None."
#+ caveats: ["None."]
#+ params:
#+   objective: {type: item, class: "dv:Objective", description: "an objective"}
#+ columns:
#+   component: the component
#+   confidence: how sure
#+ items: [component]

PREFIX dv: <https://w3id.org/dvgraph/ontology#>
SELECT ?component (0.7 AS ?confidence)
WHERE {
  VALUES $objective { dv:O }
  ?part dv:serves $objective ;
    dv:partOf ?component .
}
ORDER BY ?component
"""


@pytest.fixture
def made(small):
    """A function that makes an explainer: force of the tip, rows of its crosswalk, questions."""

    def make(force="must", rows=ROWS, queries=None):
        crosswalk = "".join(ROW.format(name=to[-1], to=to, sure=sure) for to, sure in rows)
        items = ITEMS.replace("FORCE", force)
        return Explainer(small(items, ontology=ONTOLOGY, crosswalk=crosswalk, inferred=INFERRED, queries=queries))

    return make


@pytest.mark.parametrize(
    ("force", "note"),
    [
        ("mustNot", "S-1 says what must not be done: it is about this, and no evidence that it is done."),
        ("asks", "S-1 asks whether something is done: it is about this, and no evidence that it is done."),
        ("weakness", "S-1 names a weakness: it is about this, and no evidence that it is done."),
    ],
)
@pytest.mark.parametrize("link", ["serves y:O", "mapsTo y:A"])
def test_what_is_no_evidence_is_told_first_in_every_format(made, force, note, link):
    explainer = made(force)
    found = explainer.explain("S-1", *link.split())
    assert found.notes == (note,)
    for name, writer in WRITERS.items():
        text = " ".join(writer.write(found, explainer._dataset.namespaces).replace("\\", "").split())
        assert note in text
        assert name in ("json", "ttl") or text.index(note) < text.index("because" if "serves" in link else "stated")


@pytest.mark.parametrize("force", ["must", "should", "may", "describes"])
def test_what_can_be_evidence_has_no_note(made, force):
    assert made(force).explain("S-1", "serves", "y:O").notes == ()


def test_note_stands_beside_mappings_alone(made):
    assert made("asks").explain("S-1", "partOf", "x:S").notes == ()


def test_nearest_that_is_no_evidence_is_marked(made):
    near = made("asks").explain("S-1", "serves", "y:C").near
    assert {(one.statement.words, one.mark) for one in near} >= {
        ("S-1 serves A", "asks: no evidence that it is done"),
        ("S-1 serves O", "asks: no evidence that it is done"),
    }


def test_path_is_as_sure_as_its_weakest_link_and_a_surer_way_is_told(made):
    explainer = made()
    found = explainer.explain("S-1", "serves", "y:O")
    assert found.proof.premises[0].statement.object.curie == "y:A", "the tie-break stays"
    assert (found.certainty.confidence, found.certainty.word) == (0.5, "arguable")
    assert (found.certainty.surer.through.curie, found.certainty.surer.confidence) == ("y:B", 0.7)
    assert found.asides[:2] == (
        "At most 0.5 (arguable), the confidence of the weakest link.",
        "A surer way: through y:B, 0.7 (likely).",
    )
    for name in ("text", "md"):
        text = WRITERS[name].write(found, explainer._dataset.namespaces).replace("\\", "")
        assert all(aside in text for aside in found.asides)
    told = json.loads(WRITERS["json"].write(found, explainer._dataset.namespaces))["certainty"]
    assert (told["confidence"], told["surer"]["through"]["curie"], told["surer"]["word"]) == (0.5, "y:B", "likely")
    turtle = WRITERS["ttl"].write(found, explainer._dataset.namespaces)
    sure = [q.object.value for q in parse(turtle, format=RdfFormat.TURTLE) if q.predicate.value.endswith("confidence")]
    assert sure == ["0.5"]


@pytest.mark.parametrize("sure", ["0.5", "0.4"])
def test_no_surer_way_is_told_where_there_is_none(made, sure):
    assert made(rows=[("y:A", "0.5"), ("y:B", sure)]).explain("S-1", "serves", "y:O").certainty.surer is None


def test_row_of_a_crosswalk_is_as_sure_as_it_says(made):
    found = made().explain("S-1", "mapsTo", "y:B")
    assert (found.certainty.confidence, found.certainty.surer) == (0.7, None)
    assert "confidence 0.7 (likely)" in found.sentence


def test_what_no_judgement_is_part_of_has_no_confidence(made):
    assert made().explain("y:A", "supports", "y:O").certainty is None


def test_ends_are_told_with_their_lines(made):
    found = made().explain("S-1", "serves", "y:O")
    assert [one.words for one in found.stands] == ["S-1 stands in lines 4 to 5 of The example"]
    assert (found.stands[0].source.span, found.stands[0].source.framework.curie) == ("4:1-9 5:1-2", "framework:x")


def test_larger_thing_gets_the_question_whose_answer_holds_it(made):
    explainer = made(queries={"components-for": QUESTION})
    found = explainer.explain("x:S", "serves", "y:O")
    assert [one.command for one in found.summed_up.questions] == ["dvgraph ask components-for objective=y:O"]
    text = WRITERS["text"].write(found, explainer._dataset.namespaces)
    assert "S is a larger thing: links are drawn from its parts, and questions sum them up:" in text
    told = json.loads(WRITERS["json"].write(found, explainer._dataset.namespaces))["summed_up"]
    assert told["questions"][0]["parameters"] == {"objective": "y:O"}


def test_larger_thing_that_no_question_holds_gets_the_comparison(made):
    explainer = made(queries={"components-for": QUESTION.replace("dv:partOf ?component", "dv:none ?component")})
    found = explainer.explain("x:S", "serves", "y:O")
    assert found.summed_up.questions == ()
    for name in ("text", "md"):
        assert "dvgraph crosswalk x y" in WRITERS[name].write(found, explainer._dataset.namespaces)


@pytest.mark.parametrize("triple", ["x:S-1 serves y:C", "x:S partOf y:O", "x:S serves x:S-1"])
def test_only_what_has_parts_in_another_framework_is_summed_up(made, triple):
    assert made(queries={"components-for": QUESTION}).explain(*triple.split()).summed_up is None


def test_surest_way_agrees_with_the_report_on_an_objective(dataset):
    rows = [row for row in dataset.ask("objective-report", objective="2").rows if row["section"] == "audit evidence"]
    assert rows
    for row in rows[::12]:
        told = dataset.explain(row["item"].curie, row["relation"], "ndp:2").certainty
        assert (told.surer or told).confidence == row["confidence"]
