"""The protocol, the limits and hostile requests over HTTP, against a service of real processes."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.server.running import FORM, Reply, Running, running

QUERY = "application/sparql-query"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b + ?d + ?f = -1) }"
LARGE = "SELECT * { ?a ?p ?b . ?c ?q ?d }"
SERVICE_AT = "SELECT * { SERVICE <%s> { ?s ?p ?o } }"
#: The service itself, its resource tracker where there is one, and the workers, are all that ever run.
WORKERS = 2


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("service")
    data = folder / "numbers.nt"
    data.write_text("".join(f"<x:n{at}> <x:p> {at} .\n".replace(f" {at} .", f' "{at}" .') for at in range(800)))
    limits = {"DVGRAPH_QUERY_SECONDS": "1.5", "DVGRAPH_QUERY_WAIT_SECONDS": "0.1", "DVGRAPH_QUERY_RESULT_MIB": "1"}
    more = {"DVGRAPH_QUERY_WORKERS": str(WORKERS), "DVGRAPH_ACCESS_LOG": "1", "DVGRAPH_THREADS": "8"}
    with running(folder, "--data", str(data), **limits, **more) as one:
        yield one


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """An address on this machine, and who connected to it."""
    found: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        ended = threading.Event()

        def accept() -> None:
            while not ended.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                found.append(peer)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", found
        ended.set()
        thread.join()


def detail(reply: Reply) -> str:
    assert reply.headers["content-type"] == "application/problem+json"
    problem = json.loads(reply.body)
    assert problem["status"] == reply.status
    return str(problem["detail"])


def test_a_runaway_query_is_504_while_others_are_served(service: Running) -> None:
    with ThreadPoolExecutor(1) as threads:
        runaway = threads.submit(service.query, RUNAWAY)
        served = 0
        while not runaway.done():
            assert service.query(COUNT).status == 200
            served += 1
        assert runaway.result().status == 504
        assert "1.5 seconds" in detail(runaway.result())
        assert served


def test_a_result_over_the_limit_is_413_and_no_part_of_it_is_sent(service: Running) -> None:
    reply = service.query(LARGE)
    assert reply.status == 413
    assert "1 MiB" in detail(reply)


def test_over_capacity_is_503_with_retry_after(service: Running) -> None:
    with ThreadPoolExecutor(6) as threads:
        replies = list(threads.map(service.query, [RUNAWAY] * 6))
    assert {reply.status for reply in replies} == {503, 504}
    busy = next(reply for reply in replies if reply.status == 503)
    assert int(busy.headers["retry-after"]) > 0
    assert "busy" in detail(busy)
    assert service.query(COUNT).status == 200


def test_a_hundred_runaway_queries_leave_no_process_behind(service: Running) -> None:
    service.query(COUNT)
    before = len(service.members())
    crashing = "ASK { FILTER(" + "!" * 20_000 + "true) }"
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(service.query, [RUNAWAY, *[crashing] * 24] * 4))
    assert {reply.status for reply in replies} <= {400, 503, 504}
    assert len(service.wait_for_members(before)) == before
    assert service.query(COUNT).status == 200


def test_a_killed_worker_is_replaced(service: Running) -> None:
    text = service.ask(path="/metrics").body.decode()
    assert f"dvgraph_query_processes {WORKERS}.0" in text
    ended = float(
        next(line.split()[1] for line in text.splitlines() if line.startswith("dvgraph_query_processes_ended_total"))
    )
    assert service.query(RUNAWAY).status == 504
    text = service.ask(path="/metrics").body.decode()
    assert f"dvgraph_query_processes_ended_total {ended + 1}" in text


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", f"/sparql?query={quote(COUNT)}", None, {}, 200),
        ("HEAD", f"/sparql?query={quote(COUNT)}", None, {}, 200),
        ("HEAD", "/sparql?query=nonsense", None, {}, 400),
        ("OPTIONS", "/sparql", None, {"Origin": "https://example.org"}, 200),
        ("POST", "/sparql", COUNT, {"Content-Type": QUERY}, 200),
        ("POST", "/sparql?default-graph-uri=x:none", COUNT, {"Content-Type": QUERY}, 200),
        ("POST", "/sparql", urlencode({"query": COUNT}), {"Content-Type": FORM}, 200),
        ("POST", "/sparql", urlencode({"query": COUNT}), {"Content-Type": FORM + "; charset=UTF-8"}, 200),
        ("POST", "/sparql", urlencode({"query": COUNT, "other": "x"}), {"Content-Type": FORM.upper()}, 200),
        ("GET", f"/sparql?query={quote(COUNT)}&query={quote(COUNT)}", None, {}, 400),
        ("GET", "/sparql?query=", None, {}, 400),
        ("GET", "/sparql?query=%20", None, {}, 400),
        ("GET", "/sparql?query=%FF", None, {}, 400),
        ("GET", "/sparql?query=ASK%7B%7D%00", None, {}, 400),
        ("GET", "/sparql?update=CLEAR+ALL", None, {}, 400),
        ("GET", f"/sparql?query={quote(COUNT)}&default-graph-uri=no%20iri", None, {}, 400),
        ("POST", "/sparql", "", {"Content-Type": FORM}, 400),
        ("POST", "/sparql", "", {"Content-Type": QUERY}, 400),
        ("POST", "/sparql", "update=CLEAR+ALL", {"Content-Type": FORM}, 400),
        ("POST", f"/sparql?query={quote(COUNT)}", COUNT, {"Content-Type": QUERY}, 400),
        ("POST", "/sparql", b"ASK { \xff }", {"Content-Type": QUERY}, 400),
        ("POST", "/sparql", "\ufeffASK {}".encode("utf-16"), {"Content-Type": QUERY}, 400),
        ("POST", "/sparql", COUNT, {"Content-Type": QUERY + "; charset=latin-1"}, 415),
        ("POST", "/sparql", COUNT, {"Content-Type": "text/plain"}, 415),
        ("POST", "/sparql", "CLEAR ALL", {"Content-Type": "application/sparql-update"}, 415),
        ("POST", "/sparql", "--b\r\n\r\n--b--", {"Content-Type": "multipart/form-data; boundary=b"}, 415),
        ("POST", "/sparql", "ASK {} #" + "x" * 70_000, {"Content-Type": QUERY}, 413),
        ("POST", "/sparql", "x" * 200_000, {"Content-Type": QUERY}, 413),
        ("PUT", "/sparql", COUNT, {"Content-Type": QUERY}, 405),
        ("PATCH", "/sparql", COUNT, {}, 405),
        ("DELETE", "/sparql", None, {}, 405),
        ("GET", f"/sparql?query={quote(COUNT)}", None, {"Accept": "image/png"}, 406),
        ("GET", f"/sparql?query={quote(COUNT)}", None, {"Accept": "text/turtle"}, 406),
        ("GET", f"/sparql?query={quote(COUNT)}", None, {"Accept": "text/csv;q=0"}, 406),
        ("GET", f"/sparql?query={quote(COUNT)}", None, {"Accept": ", ;q, x"}, 406),
    ],
)
def test_protocol_answers_each_request_as_it_must(
    service: Running, method: str, path: str, body: str | bytes | None, headers: dict[str, str], status: int
) -> None:
    reply = service.ask(method, path, body, headers)
    assert reply.status == status
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in reply.headers
    if status == 405:
        assert {"GET", "HEAD", "OPTIONS", "POST"} <= {one.strip() for one in reply.headers["allow"].split(",")}
    if status >= 400 and method != "HEAD":
        assert detail(reply)
    if method == "HEAD":
        assert reply.body == b""


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/*;q=0.5, text/csv;q=0, */*;q=0.1", "text/tab-separated-values; charset=utf-8"),
        ("text/turtle, application/json;q=0.2", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
    ],
)
def test_formats_follow_accept(service: Running, accept: str, kind: str) -> None:
    assert service.query(COUNT, accept).headers["content-type"] == kind


HOSTILE = [
    "SELECT * { SERVICE <{at}> { ?s ?p ?o } }",
    "SELECT * { service<{at}>{ ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <{at}> { ?s ?p ?o } }",
    "SELECT * { SERVICE#x\n<{at}> { ?s ?p ?o } }",
    "SELECT * { SERVICE\t\r\n<{at}>{} }",
    "PREFIX e: <{at}> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "SELECT * { BIND(<{at}> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <{at}> } SERVICE SILENT ?x {} }",
    "SELECT * { OPTIONAL { SERVICE <{at}> { ?s ?p ?o } } }",
    "SELECT * { FILTER EXISTS { SERVICE <{at}> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <{at}> { ?s ?p ?o } } } }",
    "ASK { \\u0053ERVICE <{at}> {} }",
    "ASK { S\\u0045RV\\U00000049CE <{at}> {} }",
    "ASK { \\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045<{at}>{} }",
    "ASK { FILTER(true)SERVICE<{at}>{} }",
    "ASK { FILTER(1<2)SERVICE<{at}>{} }",
    "ASK { ?s ?p 1.SERVICE<{at}>{} }",
    "ASK { ?s ?p 'x'SERVICE<{at}>{} }",
    "ASK { ?s ?p '\\\\u0027'SERVICE<{at}>{} }",
    "ASK { ?s ?p \\u0027x\\u0027 SERVICE <{at}> {} }",
    "ASK { #\\u000ASERVICE <{at}> {}\n}",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <{at}> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <{at}> { ?s ?p ?o } }",
    "LOAD <{at}>",
    "load silent<{at}>into graph <x:g>",
    "ASK {} ; LOAD <{at}>",
    "\\u004COAD <{at}>",
    "INSERT DATA { <x:a> <x:b> <x:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP SILENT ALL",
    "CREATE GRAPH <x:g>",
    "COPY DEFAULT TO <x:g>",
    "ADD <{at}> TO DEFAULT",
    "MOVE <{at}> TO DEFAULT",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_what_would_contact_or_change_is_refused(
    service: Running, listener: tuple[str, list[object]], query: str
) -> None:
    address, contacted = listener
    reply = service.query(query.replace("{at}", address))
    assert reply.status == 400
    assert detail(reply)
    assert contacted == []


@pytest.mark.parametrize("silent", ["FROM", "FROM NAMED"])
def test_named_graphs_are_never_fetched(service: Running, listener: tuple[str, list[object]], silent: str) -> None:
    address, contacted = listener
    for graph in (address, "file:///etc/passwd", "file:///etc/hostname", "FILE:///etc/passwd", "data:text/turtle,"):
        found = [service.query(f"SELECT * {silent} <{graph}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")]
        found.append(service.query("SELECT * { ?s ?p ?o }", **{"default-graph-uri": graph}))
        found.append(service.query("SELECT * { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": graph}))
        found.append(service.query(f"SELECT * {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"))
        assert {reply.status for reply in found} == {200}
        assert all(len(reply.body.splitlines()) == 1 for reply in found)
    assert contacted == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?load ?drop } LIMIT 1",
        "ASK { ?s ?p 'SERVICE <x:y> {}' } # SERVICE <x:y> {}",
        'ASK { ?s <x:SERVICE> """LOAD <x:y>""" }',
        "PREFIX load: <x:> ASK { ?s load:service 1 }",
    ],
)
def test_words_inside_names_and_strings_pass(service: Running, query: str) -> None:
    assert service.query(query).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "ASK { " + "{" * 3000 + "}" * 3000 + " }",
        "ASK { FILTER(" + "(" * 3000 + "1" + ")" * 3000 + ") }",
        "ASK { ?s " + "(" * 1000 + "<x:p>" + ")*" * 1000 + " ?o }",
        "SELECT * { FILTER(" + "!" * 30_000 + "1) }",
        "ASK { ?s ?p " + "[" * 500 + "]" * 500 + " }",
        "ASK { FILTER(REGEX('" + "a" * 50 + "', '(a+)+$')) ",
        "\x00",
        "ASK { ?s ?p '\ud7ff\ufffe' ",
        "SELECT",
        "}" * 1000,
    ],
)
def test_malformed_and_deep_queries_are_400(service: Running, query: str) -> None:
    assert service.query(query).status == 400
    assert service.query(COUNT).status == 200


def test_the_log_tells_routes_and_no_more(service: Running) -> None:
    service.query("ASK { ?s ?p 'secretword' }")
    service.ask(path="/resource/secretword")
    service.ask(path="/metrics")
    text = service.log.read_text()
    entries = [json.loads(line.partition(" ")[2]) for line in text.splitlines() if line.startswith("INFO {")]
    assert {"time", "method", "route", "status", "milliseconds", "bytes"} == set(entries[-1])
    assert {"/sparql", "/resource/<path:path>"} <= {entry["route"] for entry in entries}
    assert "secretword" not in text
    assert "127.0.0.1" not in text
    assert "Traceback" not in text


def test_the_end_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    data = tmp_path / "data.nq"
    data.write_text("<x:a> <x:b> <x:c> <x:g> .\n")
    with running(tmp_path, "--data", str(data), "--union-default-graph") as one:
        assert one.query("SELECT ?s { ?s ?p ?o }").body == b"s\r\nx:a\r\n"
        assert list((tmp_path / "temporary").iterdir())
        one.process.terminate()
        assert one.process.wait(30) == 0
        assert one.members() == []
    assert not [path for path in (tmp_path / "temporary").iterdir() if path.name.startswith("dvgraph-")]
