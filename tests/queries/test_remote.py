"""Every question answers alike from the embedded store and from a SPARQL server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dvgraph.dataset import Dataset
from dvgraph.dataset.cases import cases
from dvgraph.dataset.remote import load_remote, open_remote
from dvgraph.places import queries_dir
from dvgraph.questions.registry import Registry
from dvgraph.questions.run import ask
from dvgraph.store.remote import GraphStore, RemoteStore
from tests.oxigraph_server import OxigraphServer

NAMES = Registry.open(queries_dir()).names()


@pytest.fixture(scope="module")
def remote(dataset: Dataset, oxigraph_server: OxigraphServer) -> Iterator[Dataset]:
    """The real dataset, behind a server that was loaded with it."""
    oxigraph_server.clear()
    writer = GraphStore(oxigraph_server.store)
    with RemoteStore(oxigraph_server.query, seconds=60) as store:
        load_remote(dataset.path, store, writer)
    writer.close()
    settings = replace(dataset.settings, sparql_url=oxigraph_server.query, query_seconds=60)
    store = open_remote(dataset.manifest, dataset.namespaces, settings)
    with Dataset(dataset.path, dataset.manifest, store, dataset.namespaces, settings) as opened:
        yield opened


@pytest.mark.parametrize("stated_only", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_query_answers_its_example_alike_from_a_server(
    dataset: Dataset, remote: Dataset, name: str, stated_only: bool
) -> None:
    question = dataset.questions.get(name)
    example = {one.name: one.given_example for one in question.parameters}
    answer = ask(remote, name, example, stated_only)
    assert answer == ask(dataset, name, example, stated_only)
    assert answer.rows or stated_only


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_query_answers_every_value_alike_from_a_server(dataset: Dataset, remote: Dataset, name: str) -> None:
    for case in cases(dataset):
        if case.question == name:
            assert ask(remote, name, case.parameters) == ask(dataset, name, case.parameters), case
