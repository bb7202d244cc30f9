from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dvgraph.errors import AmbiguousNotation, BadParameter, InvalidInput, UnknownName
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.run import ask

DATA = """
framework:x a dv:Framework ; dcterms:title "Example"@en ; vann:preferredNamespacePrefix "x" ; dv:alias "example" .
framework:y a dv:Framework ; dcterms:title "Other"@en ; vann:preferredNamespacePrefix "y" .
x:A a dv:Group ; skos:prefLabel "Group A"@en ; skos:notation "A" ; skos:inScheme framework:x .
x:A1 a dv:Thing ; skos:prefLabel "First"@en ; skos:notation "A1" ; skos:inScheme framework:x ; dv:partOf x:A ;
  dv:force value:force-mustNot ; dv:position 1 ; dv:good true ; dv:weight 0.5 .
x:A2 a dv:Thing ; skos:prefLabel "Second"@en ; skos:notation "A2" ; skos:inScheme framework:x ; dv:partOf x:A ;
  dv:force value:force-may ; dv:position 2 .
x:B a dv:Group ; skos:notation "B" ; skos:inScheme framework:x .
y:A1 a dv:Group ; skos:notation "A1" ; skos:inScheme framework:y .
"""
HEAD = """#+ summary: Things of a group
#+ description: Things of a group
#+ tags: [test]
#+ sentence: "{things} and {groups} of {n} in {group}[ with {strength}]"
#+ empty: "nothing in {group}"
#+ caveats: ["Beware."]
"""
THINGS = (
    HEAD
    + """#+ params:
#+   group: {type: item, class: "dv:Group", description: "a group"}
#+   strength: {type: choice, choices: [must, may], optional: true, description: "a force"}
#+ columns:
#+   thing: a thing
#+   force: its force
#+   position: where
#+   good: whether
#+   weight: how much
#+ items: [thing]
#+ counts:
#+   things: {column: thing, kind: Thing, one: thing, many: things}
#+   groups: {column: thing, kind: Group, one: group, many: groups}

PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX x: <https://w3id.org/dvgraph/example/>

SELECT ?thing (?how AS ?force) ?position ?good ?weight
WHERE {
  VALUES $group { x:A }
  VALUES $strength { "may" }
  ?thing dv:partOf $group ;
    dv:force ?how .
  FILTER(!BOUND($strength) || STRENDS(STR(?how), $strength))
  OPTIONAL { ?thing dv:position ?position . }
  OPTIONAL { ?thing dv:good ?good . }
  OPTIONAL { ?thing dv:weight ?weight . }
}
ORDER BY ?thing
"""
)
TYPES = """#+ summary: Types
#+ description: Types
#+ tags: [test]
#+ sentence: "{n} {text} {most} {framework}"
#+ empty: "nothing"
#+ params:
#+   text: {type: text, description: "a text"}
#+   most: {type: integer, minimum: 1, maximum: 9, description: "a number"}
#+   framework: {type: framework, description: "a framework"}
#+ columns:
#+   text: the text
#+   most: the number
#+   framework: the framework

PREFIX framework: <https://w3id.org/dvgraph/framework/>
SELECT ?text ?most ?framework
WHERE {
  VALUES $text { "a" }
  VALUES $most { 3 }
  VALUES $framework { framework:x }
}
"""
QUERIES = {
    "things": THINGS,
    "types": TYPES,
    "wrong": THINGS.replace("SELECT ?thing (?how AS ?force)", "SELECT ?thing ?how"),
}
Make = Callable[..., Any]


def test_ask_fills_in_what_a_reader_needs(small: Make) -> None:
    answer = ask(small(DATA, queries=QUERIES), "things", {"group": "A"})
    first = answer.rows[0]
    assert first == {
        "thing": ItemCell("https://w3id.org/dvgraph/example/A1", "x:A1", "A1", "First", "Thing"),
        "force": "mustNot",
        "position": 1,
        "good": True,
        "weight": 0.5,
    }
    assert answer.rows[1]["good"] is None
    assert answer.parameters == {"group": "x:A", "strength": None}
    assert answer.sentence == "2 things and no group of 2 in A"
    assert answer.caveats == ("Beware.",)
    assert (answer.total, answer.truncated, answer.version, answer.items) == (2, False, "small", ("thing",))


def test_ask_uses_an_optional_parameter_in_the_bracketed_piece(small: Make) -> None:
    answer = ask(small(DATA, queries=QUERIES), "things", {"group": "A", "strength": "may"})
    assert answer.sentence == "1 thing and no group of 1 in A with may"


def test_ask_says_the_empty_sentence(small: Make) -> None:
    answer = ask(small(DATA, queries=QUERIES), "things", {"group": "B", "strength": "  "})
    assert answer.sentence == "Nothing in B"
    assert answer.rows == ()


def test_ask_names_a_parameter_by_curie_where_its_notation_is_ambiguous(small: Make) -> None:
    more = DATA + "x:A1 a dv:Group ."
    answer = ask(small(more, queries=QUERIES), "things", {"group": "y:A1"})
    assert answer.sentence == "Nothing in y:A1"


def test_ask_answers_the_same_under_another_base(small: Make) -> None:
    answer = ask(small(DATA, queries=QUERIES, base="http://localhost/g/"), "things", {"group": "A"})
    assert answer.rows[0]["thing"] == ItemCell("http://localhost/g/example/A1", "x:A1", "A1", "First", "Thing")
    exact = ask(
        small(DATA, queries=QUERIES, base="http://localhost/g/"),
        "things",
        {"group": "https://w3id.org/dvgraph/example/A"},
    )
    assert exact.parameters["group"] == "x:A"


def test_ask_stated_only_leaves_out_what_is_inferred(small: Make) -> None:
    inferred = "x:A3 dv:partOf x:A ; dv:force value:force-may ."
    dataset = small(DATA, inferred=inferred, queries=QUERIES)
    assert ask(dataset, "things", {"group": "A"}).total == 3
    assert ask(dataset, "things", {"group": "A"}, stated_only=True).total == 2


def test_ask_binds_every_type(small: Make) -> None:
    answer = ask(small(DATA, queries=QUERIES), "types", {"text": 'a "b"\\u0022', "most": "9", "framework": "example"})
    row = answer.rows[0]
    assert row["text"] == 'a "b"\\u0022'
    assert row["most"] == 9
    assert isinstance(row["framework"], ItemCell)
    assert row["framework"].label == "Example"
    assert answer.parameters == {"text": 'a "b"\\u0022', "most": 9, "framework": "framework:x"}
    assert answer.sentence == '1 a "b"\\u0022 9 x'


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("things", {}, "'group': it is missing"),
        ("things", {"group": " "}, "'group': it is missing"),
        ("things", {"group": "A", "gruop": "A"}, "it has: group"),
        ("things", {"group": "A", "strength": "should"}, "must, may are allowed"),
        ("things", {"group": "C"}, "There is no group 'C'"),
        ("things", {"group": "x:A1"}, "There is no group 'x:A1'"),
        ("things", {"group": "http://["}, "There is no group"),
        ("types", {"text": "\ud800", "most": "1", "framework": "x"}, "no well-formed text"),
        ("types", {"text": "a", "most": "10", "framework": "x"}, "an integer from 1 to 9"),
        ("types", {"text": "a", "most": "0", "framework": "x"}, "an integer from 1 to 9"),
        ("types", {"text": "a", "most": "²", "framework": "x"}, "an integer from 1 to 9"),
        ("types", {"text": "a", "most": "1", "framework": "z"}, "There is no framework 'z'. Did you mean x"),
    ],
)
def test_ask_refuses_a_bad_parameter(small: Make, name: str, given: dict[str, str], says: str) -> None:
    with pytest.raises(BadParameter) as caught:
        ask(small(DATA, queries=QUERIES), name, given)
    assert says in str(caught.value)


def test_ask_lists_the_readings_of_an_ambiguous_notation(small: Make) -> None:
    with pytest.raises(AmbiguousNotation) as caught:
        ask(small(DATA + "x:A1 a dv:Group .", queries=QUERIES), "things", {"group": "A1"})
    assert caught.value.readings == ("x:A1", "y:A1")


def test_ask_refuses_an_unknown_question(small: Make) -> None:
    with pytest.raises(UnknownName, match="Did you mean things"):
        ask(small(DATA, queries=QUERIES), "thing", {})


def test_ask_refuses_a_query_whose_columns_are_not_those_of_its_header(small: Make) -> None:
    with pytest.raises(InvalidInput, match=r"wrong\.rq"):
        ask(small(DATA, queries=QUERIES), "wrong", {"group": "A"})
