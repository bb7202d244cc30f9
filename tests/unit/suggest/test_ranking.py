from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from dvgraph.crosswalks import write
from dvgraph.suggest.learning import Choice, learn, shares
from dvgraph.suggest.material import Known, Material, Subject, Target
from dvgraph.suggest.neighbours import Neighbours
from dvgraph.suggest.ranking import rank
from dvgraph.suggest.read import Reader
from dvgraph.suggest.rows import mapping_set, pruned
from dvgraph.suggest.structure import siblings
from dvgraph.suggest.subjects import Indexer
from dvgraph.suggest.words import Bm25, Vectors, cosine, tokens

TURTLE = """
framework:x a dv:Framework ; vann:preferredNamespacePrefix "x" .
framework:y a dv:Framework ; vann:preferredNamespacePrefix "y" .
topic:risk a dv:Topic ; skos:prefLabel "risk"@en .
topic:police a dv:Topic ; skos:prefLabel "police"@en .
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


def test_learn_finds_the_evidence_that_tells() -> None:
    choices = [Choice([[1.0, n % 2], [0.0, 1 - n % 2]], {0: 1.0}) for n in range(20)]
    weights = learn(choices)
    assert weights[0] > 1 > abs(weights[1])
    assert shares(choices[0].rows, weights)[0] > 0.8


def test_siblings_share_the_choices_of_those_beside_them() -> None:
    subjects = [item("1", ""), item("2", ""), item("3", "", place="q")]
    assert siblings(subjects, [[1.0, 0.0], [0.2, 0.8], [0.5, 0.5]]) == [[0.2, 0.8], [1.0, 0.0], [0.0, 0.0]]


def test_indexer_takes_topics_of_near_items_and_names_in_the_text() -> None:
    trained = [item("1", "assess danger", topics=["risk"]), item("2", "train staff", topics=["training"])]
    found = Indexer(trained, {"police": ["the police"]}).index([item("3", "assess danger with police")])[0]
    assert found["risk"] > found.get("training", 0.0)
    assert found["police"] == pytest.approx(0.6)


def test_vectors_and_bm25_weigh_rare_words_more() -> None:
    documents = [tokens(text) for text in ("risk of harm", "risk of fire", "risk of police")]
    vectors = Vectors(documents)
    assert vectors.rarity("harm") > vectors.rarity("risk")
    assert cosine(vectors.of(documents[0]), vectors.of(documents[0])) == pytest.approx(1)
    scores = Bm25(documents).scores(["harm"])
    assert scores[0] > scores[1] == scores[2] == 0


def test_neighbours_leave_the_item_itself_out() -> None:
    near = Neighbours([{"a": 1.0}, {"a": 0.6, "b": 0.8}])
    assert [one.at for one in near.nearest({"a": 1.0}, 5)] == [0, 1]
    assert [one.at for one in near.nearest({"a": 1.0}, 5, leave_out=0)] == [1]
