"""The real data as rdflib graphs."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize
from rdflib import Graph

from dvgraph.dataset import Dataset
from dvgraph.dataset.versions import DATASET_FILE


@pytest.fixture(scope="session")
def union(dataset: Dataset) -> Graph:
    """All triples of the dataset as one rdflib graph."""
    return _graph(dataset.path, set())


@pytest.fixture(scope="session")
def stated(dataset: Dataset) -> Graph:
    """The stated triples of the dataset as one rdflib graph."""
    return _graph(dataset.path, {NamedNode(dataset.namespaces.graph("inferred"))})


def _graph(folder: Path, without: set[NamedNode]) -> Graph:
    quads = parse(input=gzip.decompress((folder / DATASET_FILE).read_bytes()), format=RdfFormat.N_QUADS)
    triples = dict.fromkeys(Triple(*quad.triple) for quad in quads if quad.graph_name not in without)
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
