"""The service over a SPARQL server: it answers alike, says 503 while that is gone, and recovers."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from dvgraph.dataset import Dataset
from dvgraph.dataset.remote import load_remote, open_remote
from dvgraph.store.remote import GraphStore, RemoteStore
from dvgraph_server.app import create_app
from dvgraph_server.service import Service
from tests.oxigraph_server import OxigraphServer, started


def load(dataset: Dataset, server: OxigraphServer) -> None:
    writer = GraphStore(server.store)
    with RemoteStore(server.query, seconds=60) as store:
        load_remote(dataset.path, store, writer)
    writer.close()


def test_the_service_outlives_its_store(dataset: Dataset) -> None:
    with started() as server:
        load(dataset, server)
        settings = replace(dataset.settings, sparql_url=server.query, query_seconds=20)
        store = open_remote(dataset.manifest, dataset.namespaces, settings)
        remote = Dataset(dataset.path, dataset.manifest, store, dataset.namespaces, settings)
        app = create_app(settings, remote)
        client = app.test_client()
        here = create_app(dataset.settings, dataset)
        for path in ("/questions/counts.json", "/functional-map/AA1.ttl", "/functional-map/AA1", "/"):
            answer = client.get(path)
            assert (answer.status_code, answer.data) == (200, here.test_client().get(path).data), path
    gone = client.get("/questions/units-for-objective.json?objective=2")
    assert gone.status_code == 503
    assert gone.mimetype == "application/problem+json"
    assert "can't be reached" in gone.json["detail"]
    page = client.get("/functional-map/AA2")
    assert page.status_code == 503
    assert page.mimetype == "text/html"
    with started(urlsplit(server.url).port) as again:
        load(dataset, again)
        assert client.get("/questions/units-for-objective.json?objective=2").status_code == 200
    Service.of(app).close()
    Service.of(here).close()
    remote.close()
