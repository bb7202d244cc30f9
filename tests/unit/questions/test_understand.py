"""Plain words: a corpus of phrasings with the question that each means, and the laws that hold for any text."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dvgraph.dataset import Dataset
from dvgraph.questions.understand import Reading, Understander
from dvgraph.questions.wording import as_asked, misunderstanding, plain_ways

CORPUS = Path(__file__).with_name("phrasings.tsv")


def phrasings() -> list[list[str]]:
    with CORPUS.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def shown(reading: Reading) -> str:
    return " ".join([reading.question, *(f"{name}={value}" for name, value in reading.parameters.items())])


@pytest.mark.parametrize(("text", "question", "parameters"), phrasings(), ids=[row[0] for row in phrasings()])
def test_phrasing_is_read_as_it_is_meant(dataset: Dataset, text: str, question: str, parameters: str) -> None:
    found = dataset.understand(text)
    if question == "?":
        assert found.reading is None
        assert " | ".join(shown(one) for one in found.doubtful) == parameters
        return
    assert found.doubtful == ()
    got = shown(found.reading) if found.reading else "-"
    assert got == f"{question} {parameters}".strip()


def test_corpus_has_enough_phrasings_of_each_sort() -> None:
    rows = phrasings()
    assert len(rows) >= 40
    assert len([row for row in rows if row[1] == "-"]) >= 10
    assert len({row[1] for row in rows}) >= 20


@pytest.mark.parametrize("row", [row for row in phrasings() if row[1] not in "?-"], ids=lambda row: row[0])
def test_reading_can_be_asked(dataset: Dataset, row: list[str]) -> None:
    found = dataset.understand(row[0])
    assert found.reading
    answer = dataset.ask(found.reading.question, stated_only=False, **found.reading.parameters)
    assert answer.sentence


def test_every_way_to_ask_is_understood_as_its_own_question(dataset: Dataset) -> None:
    wrong = []
    for question in dataset.questions:
        for ask in question.asks:
            examples = {p.name: p.given_example for p in question.parameters}
            found = dataset.understand(ask.format(**examples))
            read = [one.question for one in (found.reading, *found.doubtful, *found.others) if one]
            if question.name not in read[:2]:
                wrong.append((ask, read))
    assert wrong == []


def test_slips_of_the_pen_are_told(dataset: Dataset) -> None:
    found = dataset.understand("wich units suport objective 3")
    assert found.respelt == {"wich": "which", "suport": "support"}


def test_words_that_a_reading_passes_over_are_told(dataset: Dataset) -> None:
    found = dataset.understand("what is in no training for commissioners").reading
    assert found is not None
    assert found.question == "units-without-training"
    assert found.passed_over == ("commissioners",)
    whole = dataset.understand("what is in no training for staff group G6").reading
    assert whole is not None
    assert whole.passed_over == ()


def test_a_question_is_offered_once(dataset: Dataset) -> None:
    found = dataset.understand("what is in no training for staff group G6")
    assert found.reading is not None
    offered = [one.question for one in found.others]
    assert found.reading.question not in offered
    assert len(offered) == len(set(offered))


def test_question_without_its_item_is_offered(dataset: Dataset) -> None:
    found = dataset.understand("what supports objective 9")
    assert found.reading is None
    assert "units-for-objective" in found.questions
    assert "what supports objective OBJECTIVE" not in misunderstanding(found, dataset.questions)
    assert "which units support objective OBJECTIVE" in misunderstanding(found, dataset.questions)


def test_what_is_not_understood_says_what_can_be_asked(dataset: Dataset) -> None:
    text = misunderstanding(dataset.understand("how do I make tea"), dataset.questions)
    assert all(way in text for way in plain_ways(dataset.questions, ["counts", "connection"]))


def test_command_of_a_reading_is_quoted() -> None:
    assert as_asked(Reading("a-b", {"x": "two words"}, 1.0)) == "dvgraph ask a-b 'x=two words'"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120))
def test_any_text_is_read_without_an_error(dataset: Dataset, text: str) -> None:
    found = dataset.understand(text)
    assert all(0 <= one.score <= 1 for one in (*found.others, *found.doubtful))


TEA = """
x:A1 a dv:Cup ; skos:prefLabel "First cup"@en ; skos:notation "A1" ; skos:inScheme framework:x .
x:A2 a dv:Cup ; skos:prefLabel "Second cup"@en ; skos:notation "A2" ; skos:inScheme framework:x .
x:P1 a dv:Pot ; skos:prefLabel "Brown pot"@en ; skos:notation "P1" ; skos:inScheme framework:x .
"""
FILLS = """#+ summary: Cups that a pot fills
#+ description: Cups that a pot fills
#+ tags: [test]
#+ ask: ["which cups does {pot} fill"]
#+ sentence: "{n} cups"
#+ empty: "none"
#+ params:
#+   pot: {type: item, class: "dv:Vessel", description: "a pot"}
#+ columns:
#+   cup: a cup

PREFIX x: <https://w3id.org/dvgraph/example/>

SELECT ?cup
WHERE {
  VALUES $pot { x:P1 }
  $pot ?fills ?cup .
}
ORDER BY ?cup
"""


@pytest.mark.parametrize(
    ("text", "pot"),
    [
        ("which cups does P1 fill", "x:P1"),
        ("which cups does the brown pot fill?", "x:P1"),
        ("which cups does pot 1 fill", "x:P1"),
        ("which cups does A1 fill", None),
        ("which cups does pot 7 fill", None),
    ],
)
def test_invented_question_is_understood_by_its_header_and_the_classes_of_the_data(
    small: Callable[..., Any], text: str, pot: str | None
) -> None:
    ontology = "dv:Pot rdfs:subClassOf dv:Vessel . dv:Cup rdfs:subClassOf dv:Thing ."
    dataset = small(TEA, ontology=ontology, queries={"fills": FILLS})
    found = Understander.read(dataset).understand(text)
    assert (found.reading.parameters["pot"] if found.reading else None) == pot
