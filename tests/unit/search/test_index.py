from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dvgraph.dataset import Dataset
from dvgraph.errors import UnknownName
from dvgraph.search import Results, SearchIndex

DATA = """
framework:x a dv:Framework ; dcterms:title "Example"@en ; vann:preferredNamespacePrefix "x" .
framework:y a dv:Framework ; dcterms:title "Other"@en ; vann:preferredNamespacePrefix "y" .
topic:tea a dv:Topic ; skos:prefLabel "tea"@en ; skos:altLabel "hot drinks"@en .
x:A1 a dv:Unit ; skos:prefLabel "Boil water"@en ; skos:notation "A1" ; skos:inScheme framework:x ;
  dcterms:subject topic:tea .
x:A2 a dv:Unit ; skos:prefLabel "Warm the kettle"@en ; skos:altLabel "Heat water"@en ; skos:notation "A2" ;
  dv:printedNotation "A9" ; skos:inScheme framework:x ; skos:definition "Before water boils, warm the kettle."@en .
y:A1 a dv:Objective ; skos:prefLabel "Nobody is thirsty"@en ; skos:notation "A1" ; skos:inScheme framework:y .
"""


def curies(found: Results) -> list[str]:
    return [hit.cell.curie for hit in found.hits]


@pytest.fixture
def index(small: Callable[..., Any]) -> SearchIndex:
    return SearchIndex.read(small(DATA))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("boil", "x:A1"),
        ("boiling water", "x:A1"),
        ("kettles", "x:A2"),
        ("heat water", "x:A2"),
        ("tea", "topic:tea"),
        ("thirsty", "y:A1"),
        ("A9", "x:A2"),
        ("x:A1", "x:A1"),
        ("nobody", "y:A1"),
    ],
)
def test_words_find_what_fits_best_first(index: SearchIndex, text: str, first: str) -> None:
    assert curies(index.search(text))[0] == first


def test_synonyms_of_a_topic_find_its_items(index: SearchIndex) -> None:
    assert curies(index.search("hot drinks")) == ["topic:tea", "x:A1"]


@pytest.mark.parametrize(("text", "word", "instead"), [("ketle", "ketle", "kettle"), ("thristy", "thristy", "thirsty")])
def test_slips_of_the_pen_are_forgiven_and_told(index: SearchIndex, text: str, word: str, instead: str) -> None:
    found = index.search(text)
    assert found.total == 1
    assert found.respelt == {word: (instead,)}


def test_beginning_of_the_last_word_is_enough(index: SearchIndex) -> None:
    assert curies(index.search("thirs")) == ["y:A1"]


@pytest.mark.parametrize("text", ["", "  ", "\0", "'\"(", "xyzzyx", "1", "?"])
def test_what_says_nothing_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.search(text).total == 0


def test_filters_narrow_and_facets_count_without_their_own_filter(index: SearchIndex) -> None:
    everything = index.search("A1")
    assert {f.value: f.count for f in everything.frameworks} == {"x": 1, "y": 1}
    assert [f.label for f in everything.frameworks] == ["Example", "Other"]
    narrowed = index.search("A1", framework="y")
    assert curies(narrowed) == ["y:A1"]
    assert {f.value: f.count for f in narrowed.frameworks} == {"x": 1, "y": 1}
    assert {f.value: f.count for f in narrowed.kinds} == {"Objective": 1}
    assert curies(index.search("A1", kind="unit")) == ["x:A1"]


@pytest.mark.parametrize("given", [{"framework": "z"}, {"kind": "Nothing"}])
def test_unknown_filter_is_an_error_that_names_the_known(index: SearchIndex, given: dict[str, str]) -> None:
    with pytest.raises(UnknownName, match="Did you mean"):
        index.search("water", **given)


def test_pages_of_hits_follow_each_other(index: SearchIndex) -> None:
    whole = curies(index.search("water"))
    assert len(whole) == 2
    assert curies(index.search("water", most=1)) + curies(index.search("water", most=1, skip=1)) == whole


def test_index_reads_a_dataset_of_another_base(small: Callable[..., Any]) -> None:
    index = SearchIndex.read(small(DATA, base="https://example.org/other/"))
    assert index.search("boil").hits[0].cell.iri == "https://example.org/other/example/A1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("safety planning", "topic:safety-planning"),
        ("saftey planing", "set:C6"),
        ("forced marriage", "set:DEF5"),
        ("IDVA", "role:independent-domestic-violence-advisor"),
        ("AA1", "fm:AA1"),
        ("refuge", "topic:refuge"),
        ("perpetrator programmes", "fm:EC3"),
        ("third party reporting", "fm:CC"),
        ("information sharing protocol", "fm:AE5-CM2"),
        ("quality and audit", "set:C9"),
        ("survivors voices", "guide:C12"),
        ("service principles", "audit:B2"),
        ("risk assesment", "audit:GL-35"),
        ("interpreter", "topic:accessibility"),
    ],
)
def test_real_words_find_the_item_among_the_first(dataset: Dataset, text: str, expected: str) -> None:
    assert expected in curies(dataset.search(text, most=8))


def test_search_finds_no_value_and_no_term_of_the_ontology(dataset: Dataset) -> None:
    kinds = {one.cell.kind for one in dataset.index.documents}
    assert not kinds & {"Correction", "Doubt", "Link", "Proficiency", "ExpectedCount"}
    assert {one.curie for one in (d.cell for d in dataset.index.documents) if one.kind == "Topic"} >= {"topic:victim"}
