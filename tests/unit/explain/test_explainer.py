"""Names in, a proof in plain words out; what does not follow gets its nearest."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyoxigraph import RdfFormat, parse

from dvgraph.errors import AmbiguousNotation, UnknownItem, UnknownName
from dvgraph.explain import WRITERS, Explainer


@pytest.fixture
def explainer(tea):
    return Explainer(tea)


def test_supports_is_told_in_plain_words_down_to_the_printed_line(explainer):
    found = explainer.explain("x:AA", "dv:supports", "y:1")
    assert found.status == "inferred"
    assert found.sentence == (
        "AA supports objective 1, because AA is a function within A (lines 2 to 3 of The example), "
        'and A contributes to objective 1 (line 12 of Annex of the example, printed "A.").'
    )
    assert [step.rule for step in found.proof.walk()] == ["prp-spo2", None, None]
    leaf = found.proof.premises[1].source
    assert (leaf.kind, leaf.curie, leaf.span, leaf.printed) == ("printed", "y:1-LNK1", "12:1-4", "A.")
    assert leaf.framework.curie == "framework:y"


def test_each_inferred_premise_gets_a_sentence_of_its_own(explainer):
    found = explainer.explain("AA1", "supports", "y:1")
    first, second = found.sentence.split(". ", 1)
    assert first.startswith("AA1 supports objective 1, because AA1 is a function within A, and A contributes to")
    assert second.startswith("AA1 is a function within A, because AA1 is a function within AA (line 4 of The example)")
    assert (found.proof.height, found.proof.steps) == (2, 2)


@pytest.mark.parametrize(
    ("triple", "sentence"),
    [
        (
            "x:AA a dv:Item",
            "AA is an item, because AA is a unit (lines 2 to 3 of The example), and every unit is an item.",
        ),
        (
            "x:A hasPart x:AA",
            'A has part AA, because AA is part of A (lines 2 to 3 of The example), and "has part" is "is part of" '
            "read the other way.",
        ),
        (
            "x:B dv:sameWordingAs AA1",
            "B has the same wording as AA1, because AA1 has the same wording as B (line 4 of The example), "
            'and "has the same wording as" holds both ways.',
        ),
        (
            "A supports y:1",
            "A supports objective 1, because A contributes to objective 1 (line 12 of Annex of the example, printed "
            '"A."), and "contributes to" implies "supports".',
        ),
    ],
)
def test_each_kind_of_rule_has_its_own_words(explainer, triple, sentence):
    assert explainer.explain(*triple.split()).sentence == sentence


@pytest.mark.parametrize(
    ("triple", "kind", "sentence"),
    [
        ("x:AA dv:partOf x:A", "item", "AA is part of A: stated (lines 2 to 3 of The example)."),
        (
            "x:A dv:contributesTo y:1",
            "printed",
            'A contributes to objective 1: stated (line 12 of Annex of the example, printed "A.").',
        ),
        ("AA force value:force-must", "item", 'AA has the force "must": stated (lines 2 to 3 of The example).'),
        ("x:1 a Unit", "authored", "unit 1 is a unit: stated (stated by dvgraph in graph:x)."),
    ],
)
def test_stated_triple_is_stated_with_its_place(explainer, triple, kind, sentence):
    found = explainer.explain(*triple.split())
    assert (found.status, found.proof.steps, found.proof.source.kind) == ("stated", 0, kind)
    assert found.sentence == sentence


def test_bare_notation_is_read_by_the_range_of_the_property(explainer):
    assert explainer.explain("A", "supports", "1").statement.object.curie == "y:1"
    with pytest.raises(AmbiguousNotation):
        explainer.explain("A", "partOf", "1")


def test_iris_are_names_too(explainer):
    base = "https://w3id.org/dvgraph/"
    found = explainer.explain(f"{base}example/AA", f"{base}ontology#supports", f"<{base}other/1>")
    assert found.status == "inferred"


@pytest.mark.parametrize(
    ("triple", "error", "says"),
    [
        ("x:ZZ supports y:1", UnknownItem, "x:ZZ"),
        ("x:A suports y:1", UnknownName, "supports"),
        ("x:A dv:suports y:1", UnknownName, "dv:supports"),
        ("x:A a dv:Unitt", UnknownName, "dv:Unit"),
        ("x:A supports y:9", UnknownItem, "y:9"),
    ],
)
def test_unknown_names_are_errors_that_name_the_nearest(explainer, triple, error, says):
    with pytest.raises(error, match=says):
        explainer.explain(*triple.split())


def test_what_does_not_follow_gets_its_nearest_in_order(explainer):
    found = explainer.explain("x:AA", "dv:partOf", "y:1")
    assert (found.status, found.entailed, found.proof) == ("not entailed", False, None)
    assert [(near.statement.words, near.status, near.shares) for near in found.near] == [
        ("AA supports objective 1", "inferred", "subject and object"),
        ("AA is part of A", "stated", "subject and property"),
    ]
    assert "not entailed. Nearest: AA supports objective 1." in found.sentence


def test_nearest_are_at_most_five_and_relatives_come_first(small):
    more = "".join(f"x:U{n} a dv:Unit ; skos:notation 'U{n}' ; dv:contributesTo y:2 .\n" for n in range(1, 12))
    ontology = "dv:contributesTo a owl:ObjectProperty ; rdfs:isDefinedBy dv:this ."
    own = "x:V dv:partOf x:U10 ; a dv:Unit ; skos:notation 'V' . y:2 a dv:Objective ."
    dataset = small(more + own, ontology=ontology)
    found = Explainer(dataset).explain("x:V", "contributesTo", "y:2")
    curies = [near.statement.subject.curie for near in found.near]
    assert curies == ["x:U10", "x:U1", "x:U2", "x:U3", "x:U4"]


def test_closure_is_made_once_for_all_threads(tea, monkeypatch):
    calls = []
    close = Explainer._close
    monkeypatch.setattr(Explainer, "_close", lambda self: calls.append(1) or close(self))
    explainer = Explainer(tea)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: explainer.explain("AA", "supports", "y:1").sentence, range(32)))
    assert len(set(found)) == 1
    assert calls == [1]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("triple", ["AA1 supports y:1", "x:A contributesTo y:1", "x:AA partOf y:1"])
def test_every_format_tells_the_reason_or_the_nearest(explainer, tea, name, triple):
    found = explainer.explain(*triple.split())
    text = WRITERS[name].write(found, tea.namespaces)
    assert text.endswith("\n")
    for statement in [found.statement, *(near.statement for near in found.near)]:
        assert statement.words in text or (name == "ttl" and not found.entailed)


def test_json_nests_the_proof_and_names_rule_axiom_and_source(explainer, tea):
    found = json.loads(WRITERS["json"].write(explainer.explain("AA", "supports", "y:1"), tea.namespaces))
    assert (found["status"], found["entailed"], found["height"], found["steps"]) == ("inferred", True, 1, 1)
    assert found["proof"]["rule"] == "prp-spo2"
    assert found["proof"]["axiom"]["triple"][1] == "<http://www.w3.org/2002/07/owl#propertyChainAxiom>"
    assert [premise["source"]["printed"] for premise in found["proof"]["premises"]] == [None, "A."]
    assert found["dataset"] == {"version": "small"}


def test_turtle_derives_each_inferred_triple_from_its_premises(explainer, tea):
    text = WRITERS["ttl"].write(explainer.explain("AA1", "supports", "y:1"), tea.namespaces)
    triples = [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]
    prov = "http://www.w3.org/ns/prov#"
    derived = [t for t in triples if t.predicate.value == prov + "wasDerivedFrom"]
    sources = {t.object.value.rpartition("/")[2] for t in triples if t.predicate.value == prov + "hadPrimarySource"}
    assert len(derived) == 4
    assert sources == {"AA1", "AA", "1-LNK1"}
    assert {t.object.value for t in triples if t.predicate.value.endswith("#label")} >= {"prp-spo2", "prp-trp"}
