from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvgraph.dataset import Dataset
from dvgraph.errors import AmbiguousNotation, UnknownItem, UnknownName
from dvgraph.items.resolve import Found, Resolver

BASE = "https://w3id.org/dvgraph/"
DATA = """
framework:x a dv:Framework ; dcterms:title "Example"@en ;
  vann:preferredNamespacePrefix "x" ; dv:alias "long-example" .
framework:y a dv:Framework ; dcterms:title "Other"@en ; vann:preferredNamespacePrefix "y" .
x:A1 a dv:Unit ; skos:notation "A1" ; skos:inScheme framework:x .
x:A2 a dv:Unit ; skos:notation "A2" ; skos:inScheme framework:x .
x:C2 a dv:Unit ; skos:notation "C2" ; dv:printedNotation "A2" ; skos:inScheme framework:x .
x:C2-CM1 a dv:Comment ; skos:notation "C2-CM1" ; skos:inScheme framework:x ;
  dv:correction x:C2-CM1-COR1, x:C2-CM1-COR2 .
x:C2-CM1-COR1 a dv:Correction ; dv:printed "Z9" ; dv:corrected "C2" ; dv:reason "no Z9" ; dv:line 7 .
x:C2-CM1-COR2 a dv:Correction ; dv:printed "A1" ; dv:corrected "C2" ; dv:reason "wrong" ; dv:line 8 .
x:C2-CM1 skos:prefLabel "Two"@en ; skos:altLabel "The Other Two"@en .
x:A1 skos:prefLabel "One"@en ; skos:altLabel "Two"@en .
x:A2 skos:prefLabel "Same"@en .
x:C2 skos:prefLabel "Same"@en .
y:A1 a dv:Area ; skos:notation "A1" ; skos:inScheme framework:y .
y:C2 a dv:Area ; skos:notation "C2" ; skos:inScheme framework:y .
"""
INFERRED = "x:A1 a dv:Item . x:A2 a dv:Item . x:C2 a dv:Item . y:A1 a dv:Item . y:C2 a dv:Item . x:C2-CM1 a dv:Item ."
Make = Callable[..., Any]


@pytest.fixture
def resolver(small: Make) -> Resolver:
    return Resolver(small(DATA, inferred=INFERRED))


@pytest.mark.parametrize(
    ("text", "classes", "local"),
    [
        ("x:A1", (), "example/A1"),
        (" x:A1 ", (), "example/A1"),
        ("long-example:A1", (), "example/A1"),
        (BASE + "example/A1", (), "example/A1"),
        (f"<{BASE}example/A1>", (), "example/A1"),
        ("A1", ("dv:Unit",), "example/A1"),
        ("A1", ("Area",), "other/A1"),
        ("A1", (BASE + "ontology#Area",), "other/A1"),
        ("a1", ("dv:Unit",), "example/A1"),
        ("C2", ("dv:Unit",), "example/C2"),
        ("C2-CM1", (), "example/C2-CM1"),
        ("x:C2", ("dv:Item",), "example/C2"),
        ("one", (), "example/A1"),
        ("Two", (), "example/C2-CM1"),
        ("two", ("dv:Unit",), "example/A1"),
        ("the other two", (), "example/C2-CM1"),
    ],
)
def test_resolver_finds_the_one_item_that_can_be_meant(
    resolver: Resolver, text: str, classes: tuple[str, ...], local: str
) -> None:
    assert resolver.find(text, classes) == Found(BASE + local)


@pytest.mark.parametrize(
    ("text", "classes", "readings"),
    [
        ("A1", (), ("x:A1", "y:A1")),
        ("A2", (), ("x:A2", "x:C2")),
        ("A2", ("dv:Unit",), ("x:A2", "x:C2")),
        ("C2", ("dv:Item",), ("x:C2", "y:C2")),
    ],
)
def test_resolver_lists_the_readings_of_an_ambiguous_notation(
    resolver: Resolver, text: str, classes: tuple[str, ...], readings: tuple[str, ...]
) -> None:
    with pytest.raises(AmbiguousNotation) as caught:
        resolver.resolve(text, classes)
    assert caught.value.readings == readings
    assert tuple(cell.curie for cell in resolver.readings(text, classes)) == readings


def test_resolver_refuses_a_name_with_several_readings(resolver: Resolver) -> None:
    with pytest.raises(AmbiguousNotation, match="x:A2"):
        resolver.find("same")


def test_resolver_leads_from_a_misprinted_code_to_what_is_meant(resolver: Resolver) -> None:
    found = resolver.find("Z9")
    assert found == Found(BASE + "example/C2", "Z9 is printed for C2 (line 7 of its source): no Z9.")
    assert [cell.curie for cell in resolver.readings("z9")] == ["x:C2"]


def test_resolver_keeps_a_code_for_its_rightful_owner(resolver: Resolver) -> None:
    assert resolver.find("A1", ("dv:Unit",)) == Found(BASE + "example/A1")


@pytest.mark.parametrize(
    ("text", "classes", "suggested"),
    [
        ("x:Z9", (), "x:C2"),
        ("x:A9", (), "x:A1"),
        ("A9", (), "A1"),
        ("x:A1", ("dv:Area",), "y:A1"),
        ("z:A1", (), "x:A1"),
        ("http://[", ("dv:Area",), "y:A1"),
        ("C2-CM1", ("dv:Area",), "C2"),
        ("\ud800", ("dv:Area",), "A1"),
    ],
)
def test_resolver_offers_right_names_for_what_names_nothing(
    resolver: Resolver, text: str, classes: tuple[str, ...], suggested: str
) -> None:
    with pytest.raises(UnknownItem) as caught:
        resolver.resolve(text, classes)
    assert suggested in caught.value.suggestions
    assert resolver.readings(text, classes) == []


@pytest.mark.parametrize("text", ["x", "long-example", "framework:x", BASE + "framework/x", " x "])
def test_resolver_finds_a_framework_by_each_of_its_names(resolver: Resolver, text: str) -> None:
    assert resolver.framework(text) == BASE + "framework/x"


@pytest.mark.parametrize("text", ["z", "x:A1", "framework:z", "http://elsewhere/x"])
def test_resolver_refuses_what_is_no_framework(resolver: Resolver, text: str) -> None:
    with pytest.raises(UnknownName, match="framework"):
        resolver.framework(text)


def test_resolver_reads_canonical_iris_in_a_dataset_of_another_base(small: Make) -> None:
    resolver = Resolver(small(DATA, base="http://localhost/"))
    assert resolver.resolve(BASE + "example/A1") == "http://localhost/example/A1"
    assert resolver.resolve("x:A1") == "http://localhost/example/A1"


@pytest.fixture(scope="session")
def iris(dataset: Dataset) -> list[str]:
    query = (
        "SELECT DISTINCT ?item WHERE { ?item <http://www.w3.org/2004/02/skos/core#notation> ?code . } ORDER BY ?item"
    )
    return [row[0].value for row in dataset.store.select(query).rows]  # type: ignore[union-attr]


@settings(deadline=None)
@given(data=st.data())
def test_resolver_undoes_the_curie_of_every_item(dataset: Dataset, iris: list[str], data: st.DataObject) -> None:
    iri = data.draw(st.sampled_from(iris))
    assert Resolver(dataset).resolve(dataset.namespaces.curie(iri)) == iri


@settings(deadline=None, max_examples=30)
@given(text=st.text(max_size=12))
def test_resolver_answers_any_text_with_an_item_or_one_of_its_errors(dataset: Dataset, text: str) -> None:
    try:
        iri = Resolver(dataset).resolve(text)
    except (UnknownItem, AmbiguousNotation):
        return
    assert iri.startswith("http")
