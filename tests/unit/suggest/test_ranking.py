from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from dvgraph.crosswalks import write
from dvgraph.suggest.learning import Choices, even, learn, shares
from dvgraph.suggest.material import Known, Material, Matrix, Subject, Target, Topic
from dvgraph.suggest.ranking import rank
from dvgraph.suggest.read import Reader
from dvgraph.suggest.reading import Reading
from dvgraph.suggest.rows import mapping_set, pruned
from dvgraph.suggest.structure import beside
from dvgraph.suggest.subjects import Indexer, Subjects

TURTLE = """
framework:x a dv:Framework ; vann:preferredNamespacePrefix "x" .
framework:y a dv:Framework ; vann:preferredNamespacePrefix "y" .
topic:risk a dv:Topic ; skos:prefLabel "risk"@en .
topic:police a dv:Topic ; skos:prefLabel "police"@en ; skos:altLabel "officers"@en ;
    skos:definition "Those whose work it is to enforce the law."@en ; skos:broader topic:agency .
topic:agency a dv:Topic ; skos:prefLabel "agency"@en .
y:A a dv:KeyArea ; skos:inScheme framework:y ; skos:prefLabel "All work"@en .
y:A1 a dv:Unit ; skos:inScheme framework:y ; skos:prefLabel "Assess risk to victims"@en ;
    dv:partOf y:A ; dv:functionWithin y:A ; dcterms:subject topic:risk .
y:A2 a dv:Unit ; skos:inScheme framework:y ; skos:prefLabel "Work with officers"@en ;
    dv:partOf y:A ; dv:functionWithin y:A ; dcterms:subject topic:police .
y:A2-CM1 a dv:Comment ; skos:inScheme framework:y ; skos:prefLabel "Hazard checks are in another unit"@en ;
    dv:partOf y:A2 ; dv:commentRole value:commentRole-leavesOut .
x:1 a dv:CompetencyStatement ; skos:inScheme framework:x ; skos:prefLabel "Assessing the risks of a victim"@en .
x:2 a dv:CompetencyStatement ; skos:inScheme framework:x ; skos:prefLabel "Call the police"@en .
"""


def item(name: str, text: str, framework: str = "x", topics: Sequence[str] = (), place: str = "p") -> Subject:
    return Subject(name, name, text, "Kind", framework, text, "", (place,), frozenset(topics))


def test_reader_offers_the_bottom_functions_without_what_they_leave_out(small: Callable[..., object]) -> None:
    material = Reader(small(TURTLE)).material("x", "y")  # type: ignore[arg-type]
    assert [target.item.curie for target in material.targets] == ["y:A1", "y:A2"]
    assert [subject.curie for subject in material.subjects] == ["x:1", "x:2"]
    assert material.targets[1].parts == ""


def test_rank_needs_no_crosswalk_and_predicts_topics(small: Callable[..., object]) -> None:
    material = Reader(small(TURTLE)).material("x", "y")  # type: ignore[arg-type]
    found = {one.subject.curie: one.candidates[0] for one in rank(material)}
    assert found["x:1"].target.curie == "y:A1"
    assert found["x:2"].target.curie == "y:A2"
    assert found["x:2"].topics == ("https://w3id.org/dvgraph/topic/police",)
    assert {one.kind for one in found["x:1"].evidence} >= {"words", "subjects"}


def test_rows_are_candidates_that_no_one_has_accepted(small: Callable[..., object]) -> None:
    dataset = small(TURTLE)
    material = Reader(dataset).material("x", "y")  # type: ignore[arg-type]
    rankings = pruned(rank(material), 2, 0.0)
    made = mapping_set("x-y", rankings, material, dataset.namespaces, "2026-01-01")  # type: ignore[attr-defined]
    assert {row.mapping_justification for row in made.rows} <= {
        "semapv:CompositeMatching", "semapv:LexicalSimilarityThresholdMatching",
    }  # fmt: skip
    assert not any(row.reviewer_label for row in made.rows)
    assert all(row.predicate_id == "skos:relatedMatch" for row in made.rows)
    assert len({(row.subject_id, row.confidence) for row in made.rows}) == len(made.rows) == 4
    assert write(made).count("\ny:") == 0
    assert write(made).count("\nx:") == 4


def test_rank_learns_from_what_is_filed_that_words_mislead() -> None:
    targets = (Target(item("A", "alpha", "t", ["one"])), Target(item("B", "beta", "t", ["two"])))
    mapped = tuple(
        item(f"{f}{n}", "alpha" if n % 2 else "beta", f, ["two" if n % 2 else "one"]) for f in "uv" for n in range(8)
    )
    known = tuple(Known(m.iri, "B" if "two" in m.topics else "A", "p", 0.9) for m in mapped)
    subjects = (item("s", "alpha", "x", ["two"]),)
    found = rank(Material(subjects, targets, mapped, known, (*mapped,)))
    assert found[0].candidates[0].target.iri == "B"
    assert sum(candidate.score for candidate in found[0].candidates) == pytest.approx(1)


def test_rank_of_nothing_is_nothing() -> None:
    assert rank(Material((), ())) == []


def test_rank_without_topics_rests_on_words() -> None:
    targets = (Target(item("A", "assess risk", "t")), Target(item("B", "train staff", "t")))
    subjects = (item("s", "the risk is assessed"), item("r", "training for staff", place="q"))
    found = rank(Material(subjects, targets), predict=True)
    assert [one.candidates[0].target.iri for one in found] == ["A", "B"]


def test_rank_tells_shares_and_what_is_near() -> None:
    targets = (Target(item("A", "assess risk", "t")), Target(item("B", "train staff", "t")))
    mapped = tuple(item(f"m{n}", "assess the risk", "u") for n in range(2))
    known = tuple(Known(one.iri, "A", "p", 0.9) for one in mapped)
    subjects = (item("s", "risk assessed"), item("r", "risk"))
    ranking = rank(Material(subjects, targets, mapped, known, mapped))[0]
    assert {curie for curie, _ in ranking.near} == {"m0", "m1"}
    assert all(0 <= e.value <= 1 and e.weight > 0 for e in ranking.candidates[0].evidence)
    assert {"words", "items beside it", "whole document"} <= {e.kind for e in ranking.candidates[0].evidence}


def test_rank_says_the_same_twice(small: Callable[..., object]) -> None:
    material = Reader(small(TURTLE)).material("x", "y")  # type: ignore[arg-type]
    assert rank(material, predict=True) == rank(material, predict=True)


def test_reader_reads_what_the_vocabulary_says_of_a_topic(small: Callable[..., object]) -> None:
    dataset = small(TURTLE)
    topics = Reader(dataset).material("x", "y").topics  # type: ignore[arg-type]
    base = "https://w3id.org/dvgraph/topic/"
    assert topics[f"{base}police"] == Topic(
        ("police", "officers"), "Those whose work it is to enforce the law.", (f"{base}agency",)
    )


def choices() -> Choices:
    evidence = np.array([[[1.0, n % 2], [0.0, 1 - n % 2]] for n in range(400)])
    return Choices(evidence, np.tile([1.0, 0.0], (400, 1)))


def test_learn_finds_the_evidence_that_tells() -> None:
    known = choices()
    weights = learn([known])
    assert weights[0] > 2 * even([known.evidence])[0]
    assert weights[0] > 2 * weights[1] >= 0
    assert shares(known.evidence, weights)[0, 0] > 0.8


def test_learn_lets_no_evidence_speak_against_itself() -> None:
    known = choices()
    assert learn([Choices(known.evidence, known.wanted[:, ::-1])])[0] == 0


def test_beside_are_those_of_the_same_parent() -> None:
    subjects = [item("1", ""), item("2", ""), item("3", "", place="q")]
    assert beside(subjects).tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]


TOPICS = {
    "police": Topic(("the police",)),
    "refuge": Topic(("refuge",), "A house in which to be safe from violence."),
    "housing": Topic(("housing",)),
    "safe": Topic(("safe house",), broader=("refuge",)),
}


def indexed(text: str) -> dict[str, float]:
    trained = (item("1", "assess danger", topics=["risk"]), item("2", "train staff", topics=["training"]))
    asked = item("3", text)
    material = Material((asked,), (), indexed=trained, topics=TOPICS)
    subjects = Subjects(material)
    found = Indexer(Reading(material), subjects).index([asked], trained)[0]
    return dict(zip(subjects.labels, found.tolist(), strict=True))


def test_indexer_takes_topics_of_like_items_and_names_in_the_text() -> None:
    found = indexed("assess danger with the police")
    assert found["risk"] > 2 * found["training"]
    assert found["police"] > 2 * found["housing"]


def test_indexer_knows_a_topic_from_its_definition() -> None:
    found = indexed("violence makes a house necessary")
    assert found["refuge"] > found["police"]


def test_topics_stand_for_broader_ones() -> None:
    subjects = Subjects(Material((), (), indexed=(item("1", "", topics=["risk"]),), topics=TOPICS))
    narrow, broad, other = subjects.space(
        subjects.given([item(t, "", topics=[t]) for t in ("safe", "refuge", "housing")])
    )
    assert narrow @ broad > 0.3 > narrow @ other == 0


def test_reading_weighs_rare_words_more() -> None:
    subjects = tuple(item(text, text) for text in ("risk of harm", "risk of fire", "risk of police"))
    reading = Reading(Material(subjects, (Target(item("t", "harm", "t")), Target(item("u", "risk", "t")))))
    assert reading.words[0, 0] > reading.words[0, 1] > 0
    assert reading.words[1, 0] == pytest.approx(0)
    assert reading.nearness([0], [0, 1])[0, 0] == pytest.approx(1)


class Opposites:
    """A stand-in for sentence embeddings: 'good' and 'bad' are opposites, whatever else is said."""

    def vectors(self, texts: Sequence[str]) -> Matrix:
        return np.array([[1.0, 0.0] if "good" in text else [0.0, 1.0] for text in texts]).reshape(-1, 2)


def test_rank_uses_meaning_where_it_is_given() -> None:
    targets = (Target(item("A", "a good deed", "t")), Target(item("B", "a wicked deed", "t")))
    ranking = rank(Material((item("s", "goodness"),), targets), meaning=Opposites())[0]
    assert ranking.candidates[0].target.iri == "A"
    assert "meaning" in {one.kind for one in ranking.candidates[0].evidence}
