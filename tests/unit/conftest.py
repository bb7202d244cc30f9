"""Small datasets for unit tests: Turtle in, an in-memory dataset out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from dvgraph.items.cells import Cells
from dvgraph.items.resolve import Resolver
from dvgraph.namespaces import CANONICAL_BASE, Namespaces
from dvgraph.questions.network import Networks
from dvgraph.questions.registry import Registry
from dvgraph.search import SearchIndex
from dvgraph.store.embedded import EmbeddedStore

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix framework: <https://w3id.org/dvgraph/framework/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix topic: <https://w3id.org/dvgraph/topic/> .
@prefix value: <https://w3id.org/dvgraph/value/> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix x: <https://w3id.org/dvgraph/example/> .
@prefix y: <https://w3id.org/dvgraph/other/> .
"""


@dataclass(frozen=True)
class SmallDataset:
    """A dataset of a few triples; `x` and `y` are its frameworks."""

    store: EmbeddedStore
    questions: Registry
    namespaces: Namespaces
    stated_graphs: tuple[str, ...]
    version: str = "small"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> Cells:
        return Cells(self)

    @property
    def resolver(self) -> Resolver:
        return Resolver(self)

    @property
    def networks(self) -> Networks:
        return Networks(self)

    @property
    def index(self) -> SearchIndex:
        return SearchIndex.read(self)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[..., SmallDataset]]:
    """A function that makes a dataset of Turtle, with what is inferred and with questions by name."""
    opened: list[EmbeddedStore] = []

    def make(
        turtle: str,
        *,
        inferred: str = "",
        ontology: str = "",
        crosswalk: str = "",
        queries: dict[str, str] | None = None,
        base: str = CANONICAL_BASE,
    ) -> SmallDataset:
        names = Namespaces(base, {"x": base + "example/", "y": base + "other/"})
        parts = {"x": turtle, "inferred": inferred, "ontology": ontology, "crosswalk-x-y": crosswalk}
        quads = [
            Quad(*quad.triple, NamedNode(names.graph(graph)))
            for graph, text in parts.items()
            for quad in parse(input=(PREFIXES + text).replace(CANONICAL_BASE, base), format=RdfFormat.TURTLE)
        ]
        folder = tmp_path / "queries"
        folder.mkdir(exist_ok=True)
        for name, text in (queries or {}).items():
            (folder / f"{name}.rq").write_text(text)
        store = EmbeddedStore.in_memory(quads)
        opened.append(store)
        return SmallDataset(
            store, Registry.open(folder), names, tuple(names.graph(one) for one in parts if one != "inferred")
        )

    yield make
    for store in opened:
        store.close()
