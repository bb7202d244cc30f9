"""Responses that are kept: told apart by all that shapes them, the same as those that Flask makes, and counted."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

import pytest
from flask.testing import FlaskClient
from werkzeug.middleware.proxy_fix import ProxyFix

from dvgraph.dataset import Dataset
from dvgraph_server import create_app
from dvgraph_server.kept import KeptResponse, ResponseCache
from dvgraph_server.service import Service

PATH = "/questions/counts.json?framework=inv"
DATA = [
    PATH,
    "/questions/counts.csv?framework=inv",
    "/questions/counts.xlsx?framework=inv",
    "/questions.json",
    "/invented/A1.1.ttl",
    "/invented/A1.1.jsonld",
    "/ontology/context.jsonld",
    "/.well-known/void",
]


@pytest.fixture(scope="module")
def dataset(small: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    with small.open_small(tmp_path_factory.mktemp("caching")) as opened:
        yield opened


@pytest.fixture
def clients(dataset: Dataset) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """A client of an application that keeps responses, and of one that keeps none, over the same data."""
    applications = [create_app(replace(dataset.settings, cache_mib=mib), dataset) for mib in (4, 0)]
    yield applications[0].test_client(), applications[1].test_client()
    for one in applications:
        Service.of(one).close()


@pytest.fixture
def keeping(clients: tuple[FlaskClient, FlaskClient]) -> FlaskClient:
    return clients[0]


def metric(client: FlaskClient, name: str) -> float:
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((name + " ", name + "{")))


def hits(client: FlaskClient) -> float:
    return metric(client, "dvgraph_answer_cache_hits_total")


@pytest.mark.parametrize("path", DATA)
def test_a_kept_response_is_what_the_application_makes(clients: tuple[FlaskClient, FlaskClient], path: str) -> None:
    keeping, plain = clients
    tag = plain.get(path).headers["ETag"]
    keeping.get(path)
    before = hits(keeping)
    conditions = [{}, {"If-None-Match": tag}, {"If-None-Match": "*"}, {"If-None-Match": '"other"'}]
    for method in ("GET", "HEAD"):
        for headers in conditions:
            kept = keeping.open(path, method=method, headers=headers)
            made = plain.open(path, method=method, headers=headers)
            assert (kept.status, list(kept.headers), kept.data) == (made.status, list(made.headers), made.data)
    assert hits(keeping) == before + 8
    assert hits(plain) == 0


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"a", {tag}', 304),
        ('W/"a",W/{tag} , "b"', 304),
        ("*", 304),
        ('"a"', 200),
        ("{bare}x", 200),
        ("", 200),
        ('"{tag}', 200),
        ("\x7f,,;", 200),
    ],
)
def test_if_none_match_is_read_in_every_form(clients: tuple[FlaskClient, FlaskClient], held: str, status: int) -> None:
    keeping, plain = clients
    tag = keeping.get(PATH).headers["ETag"]
    headers = {"If-None-Match": held.format(tag=tag, bare=tag.strip('"'))}
    assert keeping.get(PATH, headers=headers).status_code == plain.get(PATH, headers=headers).status_code == status


def test_responses_are_told_apart_by_all_that_shapes_them(clients: tuple[FlaskClient, FlaskClient]) -> None:
    keeping, plain = clients
    address = "/questions/counts?framework=inv"
    requests = [
        {"path": address, "headers": {"Accept": "application/json"}},
        {"path": address, "headers": {"Accept": "text/csv"}},
        {"path": address + "&stated_only=1", "headers": {"Accept": "text/csv"}},
        {"path": "/.well-known/void"},
        {"path": "/.well-known/void", "base_url": "http://other.example"},
        {"path": "/.well-known/void", "base_url": "https://other.example"},
        {"path": "/.well-known/void", "base_url": "https://other.example:8443"},
        {"path": "/.well-known/void", "base_url": "https://other.example/below"},
    ]
    made = [plain.get(**one) for one in requests]
    assert len({one.headers["ETag"] for one in made}) == 7  # where the application is mounted shapes no answer
    for _ in range(2):
        for one, expected in zip(requests, made, strict=True):
            found = keeping.get(**one)
            assert (found.data, list(found.headers)) == (expected.data, list(expected.headers))
    assert hits(keeping) == len(requests)


def test_a_head_keeps_nothing_and_is_answered_from_what_is_kept(keeping: FlaskClient) -> None:
    first = keeping.head(PATH)
    assert hits(keeping) == 0
    whole = keeping.get(PATH)
    again = keeping.head(PATH)
    assert (first.data, again.data) == (b"", b"")
    assert list(first.headers) == list(again.headers) == list(whole.headers)
    assert int(again.headers["Content-Length"]) == len(whole.data)
    assert hits(keeping) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/questions/counts.json?framework=none", 400),
        ("/questions/none.json", 404),
        ("/health", 200),
        ("/invented/none", 404),
        ("/made-up/A1.1.ttl", 308),
    ],
)
def test_what_is_no_data_and_no_page_is_never_kept(keeping: FlaskClient, path: str, status: int) -> None:
    for _ in range(2):
        assert keeping.get(path, headers={"Accept": "text/html, */*;q=0.5"}).status_code == status
    assert (hits(keeping), metric(keeping, "dvgraph_answer_cache_bytes")) == (0, 0)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_not_answered_from_what_is_kept(keeping: FlaskClient, method: str) -> None:
    keeping.get(PATH)
    assert keeping.open(PATH, method=method).headers.get("ETag") is None
    assert hits(keeping) == 0


def test_a_304_keeps_nothing(keeping: FlaskClient) -> None:
    tag = keeping.get(PATH).headers["ETag"]
    other = PATH.replace("json", "csv")
    assert keeping.get(other, headers={"If-None-Match": "*"}).status_code == 304
    assert keeping.get(other, headers={"If-None-Match": tag}).status_code == 200
    assert hits(keeping) == 0


def test_requests_that_are_answered_from_what_is_kept_are_counted_and_logged(
    dataset: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "dvgraph.access"):
        application = create_app(replace(dataset.settings, access_log=True), dataset)
        client = application.test_client()
        length = len(client.get(PATH).data)
        client.get(PATH)
        client.head(PATH)
        client.get(PATH, headers={"If-None-Match": "*"})
        entries = [json.loads(record.getMessage()) for record in caplog.records]
        text = client.get("/metrics").get_data(as_text=True)
        Service.of(application).close()
    route = "/questions/<name>"
    assert f'dvgraph_requests_total{{method="GET",route="{route}",status="200"}} 2.0' in text
    assert f'dvgraph_requests_total{{method="HEAD",route="{route}",status="200"}} 1.0' in text
    assert f'dvgraph_requests_total{{method="GET",route="{route}",status="304"}} 1.0' in text
    assert f'dvgraph_request_seconds_count{{route="{route}"}} 4.0' in text
    told = [(one["method"], one["route"], one["status"], one["bytes"]) for one in entries]
    assert told == [
        ("GET", route, 200, length),
        ("GET", route, 200, length),
        ("HEAD", route, 200, length),
        ("GET", route, 304, None),
    ]
    assert len({tuple(one) for one in entries}) == 1


def test_a_proxy_before_the_application_shapes_what_is_kept(keeping: FlaskClient) -> None:
    keeping.application.wsgi_app = ProxyFix(keeping.application.wsgi_app, x_host=1, x_proto=1)  # type: ignore[method-assign]
    path = "/.well-known/void?suffix"
    one = keeping.get(path, headers={"X-Forwarded-Host": "a.example", "X-Forwarded-Proto": "https"})
    other = keeping.get(path, headers={"X-Forwarded-Host": "b.example"})
    assert b"https://a.example/sparql" in one.data
    assert b"http://b.example/sparql" in other.data


def response(body: bytes) -> KeptResponse:
    return KeptResponse("/", "tag", (), (), body)


def test_cache_drops_what_was_asked_for_longest_ago() -> None:
    cache = ResponseCache(16_000)
    for at in range(12):
        cache.put((str(at),), response(b"x" * 1000))
        assert cache.get(("0",))
    assert cache.state().size <= 16_000
    assert cache.get(("1",)) is None
    assert cache.get(("11",)) == response(b"x" * 1000)


def test_cache_counts_headers_and_keys_to_its_size() -> None:
    cache = ResponseCache(80_000)
    headers = (("Link", "x" * 1000),)
    cache.put(("k" * 1000,), KeptResponse("/", "tag", headers, headers, b""))
    assert cache.state().size > 3000


def test_cache_keeps_nothing_large_nothing_with_a_long_key_and_nothing_at_size_0() -> None:
    cache = ResponseCache(80_000)
    cache.put(("large",), response(b"x" * 10_000))
    cache.put(("k" * 5000,), response(b"x"))
    assert cache.state().size == 0
    none = ResponseCache(0)
    none.put(("a",), response(b""))
    assert (none.get(("a",)), none.state().size) == (None, 0)


def test_cache_is_whole_after_many_threads() -> None:
    cache = ResponseCache(20_000)

    def ask() -> None:
        for at in range(500):
            key = (str(at % 50),)
            found = cache.get(key)
            if found is None:
                cache.count_miss()
                cache.put(key, response(key[0].encode() * 200))
            else:
                assert found.body == key[0].encode() * 200

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    state = cache.state()
    assert state.size <= 20_000
    assert state.hits + state.misses == 4000


PAGES = ["/invented/A1.1", "/questions/counts", "/questions/counts?framework=inv", "/", "/search?q=invented"]
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_kept_here_and_by_no_browser(clients: tuple[FlaskClient, FlaskClient], path: str) -> None:
    keeping, keeping_none = clients
    made = keeping_none.get(path, headers=HTML)
    keeping.get(path, headers=HTML)
    before = hits(keeping)
    for method in ("get", "head"):
        kept = getattr(keeping, method)(path, headers={**HTML, "If-None-Match": "*"})
        assert (kept.status_code, dict(kept.headers)) == (200, dict(made.headers))
        assert kept.data == (made.data if method == "get" else b"")
    assert made.headers["Cache-Control"] == "no-store"
    assert hits(keeping) == before + 2


def test_no_page_is_kept_where_a_publishers_wording_may_be_shown(dataset: Dataset) -> None:
    app = create_app(replace(dataset.settings, show_source=True), dataset)
    client = app.test_client()
    for _ in range(2):
        assert client.get("/invented/A1.1", headers=HTML).status_code == 200
    assert hits(client) == 0
    Service.of(app).close()
