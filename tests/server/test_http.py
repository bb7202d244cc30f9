import json
import logging
import re

import pytest
from flask.testing import FlaskClient

from dvgraph.dataset import Dataset
from dvgraph.errors import StoreUnavailable
from dvgraph.settings import Settings
from dvgraph_server import create_app

EVERY = [
    "/",
    "/functional-map/AA1",
    "/functional-map/AA1.ttl",
    "/fm/AA1",
    "/questions/counts.csv",
    "/sparql",
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=nonsense",
    "/health",
    "/health/live",
    "/robots.txt",
    "/.well-known/void",
    "/nothing",
    "/static/0/pages.css",
]


DATA = ["/functional-map/AA1.ttl", "/questions/counts.json", "/ontology.nt", "/.well-known/void"]


@pytest.mark.parametrize("path", EVERY)
def test_every_response_has_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers
    assert "Access-Control-Allow-Credentials" not in headers


def test_pages_are_not_stored(client: FlaskClient) -> None:
    for path in ("/", "/functional-map/AA1", "/questions/counts", "/nothing"):
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "path", ["/functional-map/AA1.ttl", "/questions/counts.json", "/ontology.nt", "/.well-known/void"]
)
def test_data_has_a_strong_tag_and_304(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).data == first.data
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert client.head(path).headers["ETag"] == tag


def test_tags_differ_by_format_and_query(client: FlaskClient) -> None:
    asked = [
        client.get("/functional-map/AA1", headers={"Accept": "text/turtle"}),
        client.get("/functional-map/AA1", headers={"Accept": "application/ld+json"}),
        client.get("/questions/units-for-objective.json?objective=1"),
        client.get("/questions/units-for-objective.json?objective=2"),
    ]
    assert len({one.headers["ETag"] for one in asked}) == len(asked)


def test_a_wrong_request_is_never_304(client: FlaskClient) -> None:
    for path, status in (
        ("/functional-map/nothing.ttl", 404),
        ("/questions/units-for-objective.json?objective=9", 400),
    ):
        assert client.get(path, headers={"If-None-Match": "*"}).status_code == status


def test_assets_are_addressed_by_their_content(client: FlaskClient) -> None:
    text = client.get("/delivery-plan/1").get_data(as_text=True)
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text))
    assert any(name.endswith("vis-network.min.js") for name in assets)
    for asset in assets:
        response = client.get(asset)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/static/x/../../app.py",
        "/static/%2e%2e/%2e%2e",
        "//evil.example/x",
        "/fm//evil.example",
        "/\\evil.example",
        "/functional-map/%00",
        "/functional-map/%ff%fe",
        "/functional-map/AA1%0d%0aX-Evil:%201",
        "/functional-map/<AA1>",
        "/functional-map/" + "A" * 5000,
        "/questions/../../etc",
        "/questions/%00.json",
        "/a b{}|^`",
    ],
)
def test_hostile_paths_lead_nowhere(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in {308, 404}
    assert "X-Evil" not in response.headers
    location = response.headers.get("Location", "/functional-map/")
    assert location.startswith("/functional-map/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_and_name_those_allowed(client: FlaskClient, method: str) -> None:
    response = client.open("/functional-map/AA1", method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_problem_json_has_the_members_of_its_standard(client: FlaskClient) -> None:
    response = client.get("/nothing", headers={"Accept": "application/json"})
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.data)
    assert problem["status"] == response.status_code == 404
    assert problem["type"].startswith("https://")
    assert problem["title"]
    assert problem["detail"]


def test_a_fault_is_500_without_traceback(
    settings: Settings, dataset: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings, dataset)
    app.add_url_rule("/broken", "broken", lambda: 1 // 0)
    with caplog.at_level(logging.CRITICAL):
        for accept in ("text/html", "application/json"):
            response = app.test_client().get("/broken", headers={"Accept": accept})
            assert response.status_code == 500
            assert b"Traceback" not in response.data
            assert b"ZeroDivision" not in response.data


def test_errors_of_the_library_answer_by_their_table(settings: Settings, dataset: Dataset) -> None:
    app = create_app(settings, dataset)

    def busy() -> str:
        raise StoreUnavailable("All workers are busy.")

    app.add_url_rule("/busy", "busy", busy)
    response = app.test_client().get("/busy", headers={"Accept": "application/json"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert json.loads(response.data)["detail"] == "All workers are busy."


def test_health_says_ready_and_live(client: FlaskClient, dataset: Dataset) -> None:
    ready = client.get("/health").get_json()
    assert ready["status"] == "ready"
    assert ready["dataset"]["version"] == dataset.version
    assert client.get("/health/live").get_json() == {"status": "live"}


@pytest.mark.parametrize("host", ["evil.example", 'a"b', "a b", "<x>", "", "x" * 300])
def test_odd_host_names_are_no_fault(client: FlaskClient, host: str) -> None:
    for path in ("/.well-known/void", "/sparql"):
        response = client.get(path, headers={"Host": host, "Accept": "text/turtle"})
        assert response.status_code in {200, 400}


def test_requests_leave_no_address_or_query_in_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/search?q=secretword")
        client.get("/sparql?query=secretword")
        client.get("/questions/units-for-objective?objective=secretword")
    assert "secretword" not in caplog.text
    assert "127.0.0.1" not in caplog.text
