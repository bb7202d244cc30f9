"""`/metrics`, the cache of answers, and the description of the dataset."""

from __future__ import annotations

from flask.testing import FlaskClient


def metric(client: FlaskClient, name: str) -> float:
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((name + " ", name + "{")))


def test_metrics_are_prometheus_text_without_paths(small_client: FlaskClient) -> None:
    small_client.get("/invented/secretcode.ttl")
    response = small_client.get("/metrics")
    assert response.mimetype == "text/plain"
    text = response.get_data(as_text=True)
    assert 'dvgraph_requests_total{method="GET",route="/<path:path>",status="404"}' in text
    assert "dvgraph_request_seconds_bucket" in text
    assert "secretcode" not in text


def test_metrics_count_an_unknown_method_as_one(small_client: FlaskClient) -> None:
    small_client.open("/metrics", method="BREW")
    assert 'method="other"' in small_client.get("/metrics").get_data(as_text=True)
    assert "BREW" not in small_client.get("/metrics").get_data(as_text=True)


def test_an_answer_is_made_once(small_client: FlaskClient) -> None:
    path = "/questions/counts.json?framework=inv"
    first = small_client.get(path)
    hits, misses = (
        metric(small_client, "dvgraph_answer_cache_hits_total"),
        metric(small_client, "dvgraph_answer_cache_misses_total"),
    )
    again = small_client.get(path)
    assert first.status_code == again.status_code == 200
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert metric(small_client, "dvgraph_answer_cache_hits_total") == hits + 1
    assert metric(small_client, "dvgraph_answer_cache_misses_total") == misses


def test_an_error_is_not_kept(small_client: FlaskClient) -> None:
    for _ in range(2):
        assert small_client.get("/questions/counts.json?framework=none").status_code == 400


def test_the_dataset_is_described_in_void_and_dcat(small_client: FlaskClient) -> None:
    text = small_client.get("/.well-known/void", headers={"Accept": "application/n-triples"}).get_data(as_text=True)
    assert "<http://www.w3.org/ns/dcat#DataService>" in text
    assert "<http://rdfs.org/ns/void#sparqlEndpoint> <http://localhost/sparql>" in text
