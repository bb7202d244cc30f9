"""`/downloads`: each file is what its size and digest say, and holds what it is called by."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, URIRef

from dvgraph.dataset import Dataset


def test_each_file_has_its_size_and_digest(client: FlaskClient, dataset: Dataset) -> None:
    listed = client.get("/downloads.json").json
    assert listed["dataset"]["version"] == dataset.version
    names = [one["name"] for one in listed["files"]]
    assert names[0] == "dataset.nq.gz"
    some = {"dataset.nq.gz", "dataset.trig", "dataset.ttl", "fm.ttl", "ontology.ttl", "set-fm.sssom.tsv"}
    assert some <= set(names)
    for one in listed["files"]:
        if one["name"] not in some:
            continue
        response = client.get(one["address"])
        assert response.mimetype == one["media_type"]
        assert f'filename="{one["name"]}"' in response.headers["Content-Disposition"]
        assert (len(response.data), hashlib.sha256(response.data).hexdigest()) == (one["size"], one["sha256"])


def test_files_hold_the_graphs_that_they_are_called_by(client: FlaskClient, dataset: Dataset) -> None:
    counts = dataset.manifest.counts
    for name in ("fm", "ndp", "inferred"):
        found = list(parse(client.get(f"/downloads/{name}.ttl").data, format=RdfFormat.TURTLE))
        assert len(found) == counts[name]
    whole = list(parse(client.get("/downloads/dataset.trig").data, format=RdfFormat.TRIG))
    assert len(whole) == sum(counts.values())


def test_page_lists_files_and_rights(client: FlaskClient) -> None:
    text = client.get("/downloads", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert 'href="/downloads/dataset.nq.gz"' in text
    assert "remain their publishers" in text


def test_unknown_file_is_404_with_the_nearest(client: FlaskClient) -> None:
    response = client.get("/downloads/dataset.tll", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert "dataset.ttl" in response.json["suggestions"]


def test_an_invented_framework_has_its_file(small_client: FlaskClient) -> None:
    files = {one["name"]: one["title"] for one in small_client.get("/downloads.json").json["files"]}
    assert files["inv.ttl"] == "Invented framework (Turtle)"


def test_description_of_the_dataset_leads_to_its_dump(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/.well-known/void", headers={"Accept": "text/turtle"}).data, format="turtle")
    (dump,) = set(graph.objects(None, URIRef("http://rdfs.org/ns/void#dataDump")))
    assert set(graph.objects(None, URIRef("http://www.w3.org/ns/dcat#distribution"))) == {dump}
    response = client.get(urlsplit(str(dump)).path)
    assert (response.status_code, response.mimetype) == (200, "application/gzip")
