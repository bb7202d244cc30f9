"""Hostile HTTP: each request byte for byte, and what it must answer, while others are served."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from dvgraph_server.bodies import READERS
from tests.server.raw import connect, exchange, status_of
from tests.server.running import FORM, Running, running

ASK = quote("ASK { ?s ?p ?o }")
CANARY = "canary-7f3a"
HEAD = b"Host: localhost\r\nConnection: close\r\n"
QUERY = HEAD + b"Content-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("abuse")
    (folder / "data.ttl").write_text(
        f"@prefix : <http://example.org/> . :a :p 1 , '<script>alert(1)</script>' . :b :q '=cmd' . # {CANARY}\n"
    )
    (folder / "secret.ttl").write_text(f"<x:secret> <x:is> '{CANARY}' .")
    limits = {"DVGRAPH_QUERY_SECONDS": "2", "DVGRAPH_QUERY_RESULT_MIB": "1", "DVGRAPH_THREADS": "8"}
    with running(folder, "--data", str(folder / "data.ttl"), "--base-iri", "http://example.org/", **limits) as one:
        yield one


def get(path: str, more: bytes = b"", method: bytes = b"GET") -> bytes:
    return method + b" " + path.encode() + b" HTTP/1.1\r\n" + HEAD + more + b"\r\n"


def is_served(service: Running) -> bool:
    return service.ask(path=f"/sparql?query={ASK}").status == 200


REQUESTS: list[tuple[str, bytes, set[int]]] = [
    ("no Host", f"GET /sparql?query={ASK} HTTP/1.1\r\nConnection: close\r\n\r\n".encode(), {400}),
    ("two Hosts", get(f"/sparql?query={ASK}", b"Host: evil.example\r\n"), {400}),
    ("an empty Host", b"GET / HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n", {400}),
    ("markup in Host", b'GET / HTTP/1.1\r\nHost: a"><script>\r\nConnection: close\r\n\r\n', {400}),
    ("blanks in Host", b"GET /sparql HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", {400}),
    ("no ASCII in Host", b"GET /sparql HTTP/1.1\r\nHost: a\xe9b\r\nConnection: close\r\n\r\n", {400}),
    ("HTTP/1.0 without Host", f"GET /sparql?query={ASK} HTTP/1.0\r\n\r\n".encode(), {200}),
    (
        "two lengths",
        b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}",
        {400},
    ),
    ("a negative length", b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Length: -1\r\n\r\nASK {}", {400}),
    ("a huge length", b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Length: 99999999999\r\n\r\nASK {}", {413}),
    ("a blank before the colon", b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Transfer-Encoding : chunked\r\n\r\n", {400}),
    (
        "an unknown transfer coding",
        b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Transfer-Encoding: xchunked\r\n\r\n",
        {400},
    ),
    ("a folded header", get("/sparql", b"X-A: a\r\n b\r\n"), {400, 200}),
    (
        "a coded body",
        b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\nASK {}",
        {415},
    ),
    ("many headers", get("/sparql", b"".join(b"X-%d: a\r\n" % at for at in range(500))), {431, 400}),
    ("a long address", get(f"/sparql?query={ASK}&x=" + "a" * 300_000), {414, 431}),
    ("a longer address", get("/" + "a" * 1_000_000), {414, 431}),
    ("a control character", b"GET /\x00 HTTP/1.1\r\n" + HEAD + b"\r\n", {400}),
    ("TLS", b"\x16\x03\x01\x00\xa5\x01\x00\x00\r\n\r\n", {400}),
    ("TRACE", get("/sparql", method=b"TRACE"), {405}),
    ("CONNECT", b"CONNECT evil:80 HTTP/1.1\r\n" + HEAD + b"\r\n", {400, 404, 405}),
    ("no method", get("/sparql", method=b"G\x01T"), {400}),
    ("an overlong sign", get("/sparql?query=%C0%AF"), {400}),
    ("half a surrogate pair", get("/sparql?query=ASK%7B%7D%ED%A0%80"), {400}),
    ("a null byte in a query", get("/sparql?query=ASK%7B%7D%00"), {400}),
    ("too many parameters", get(f"/sparql?query={ASK}&" + "a=1&" * 2000), {400}),
    ("5,000 ranges of types", get(f"/sparql?query={ASK}", b"Accept: " + b"a/b," * 5000 + b"text/csv\r\n"), {200}),
    ("line ends in a path", get("/resource/a%0d%0aX-Injected:%20yes"), {404}),
    ("line ends in a parameter", get("/sparql?query=%0d%0aX-Injected:%20yes"), {400}),
    ("up the tree", get("/../../../../../../etc/passwd"), {404}),
    ("up the tree, coded", get("/resource/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), {404}),
    ("up the tree, coded twice", get("/resource/%252e%252e%252fetc%252fpasswd"), {404}),
    ("up from the static files", get("/static/../../../serve.py"), {404}),
    ("up from the static files, coded", get("/static/%2e%2e%2f%2e%2e%2fserve.py"), {404}),
    ("an absolute static file", get("/static//etc/passwd"), {404}),
    ("a backslash", get("/static/..\\..\\serve.py"), {400, 404}),
    ("a null byte in a path", get("/resource/%00"), {404}),
    ("no UTF-8 in a path", get("/resource/%FF%FE"), {404}),
    ("a path of a thousand steps", get("/resource" + "/.." * 1000), {404}),
]


@pytest.mark.parametrize(("sent", "statuses"), [one[1:] for one in REQUESTS], ids=[one[0] for one in REQUESTS])
def test_hostile_request_is_answered_as_it_must(service: Running, sent: bytes, statuses: set[int]) -> None:
    answer = exchange(service, sent)
    assert status_of(answer) in statuses
    head = answer.split(b"\r\n\r\n")[0].lower()
    assert b"\r\nx-injected" not in head
    assert b"\r\nset-cookie" not in head
    assert not any(secret in answer for secret in (b"root:", CANARY.encode(), b"Traceback", b"def serve"))
    assert is_served(service)


def test_a_request_hidden_in_another_is_not_answered(service: Running) -> None:
    hidden = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for headers in (
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (5 + len(hidden)),
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    ):
        answer = exchange(service, b"POST /sparql HTTP/1.1\r\n" + QUERY + headers + hidden)
        assert status_of(answer) == 400
        assert answer.count(b"HTTP/1.1 ") == 1
        assert b"dvgraph_" not in answer


@pytest.mark.parametrize("kind", [FORM, "application/sparql-query"])
def test_a_body_without_a_length_is_taken_whole_or_refused(service: Running, kind: str) -> None:
    start = f"POST /sparql HTTP/1.1\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n".encode() + HEAD + b"\r\n"
    query = b"query=ASK+%7B%7D" if kind == FORM else b"ASK {}"

    def chunks(body: bytes) -> bytes:
        pieces = (body[at : at + 50_000] for at in range(0, len(body), 50_000))
        return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"

    assert status_of(exchange(service, start + chunks(query))) == 200
    padding = b"x=" + b"a" * 400_000 + b"&" if kind == FORM else b"#" + b"a" * 400_000 + b"\n"
    assert status_of(exchange(service, start + chunks(padding + query))) == 413


def test_clients_that_are_slow_to_send_keep_no_other_from_being_served(service: Running) -> None:
    half = b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Length: 1000\r\n\r\nASK"
    with ExitStack() as stack:
        for sent in [b"", b"GET /sp", b"GET /sparql HTTP/1.1\r\nHost: a\r\n", half] * 30:
            stack.enter_context(connect(service, sent))
        assert all(is_served(service) for _ in range(20))
        assert all(service.query("ASK {}").status == 200 for _ in range(5))
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: service.query("ASK {}").status, range(8))) <= {200, 503}
    assert is_served(service)


def test_too_many_bodies_that_are_waited_for_are_told(service: Running) -> None:
    half = b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Length: 1000\r\n\r\nASK"
    with ExitStack() as stack:
        for _ in range(READERS + 20):
            stack.enter_context(connect(service, half))
        assert is_served(service)
        assert service.query("ASK {}").status in {200, 503}
    assert is_served(service)


def test_a_body_that_ends_early_is_400(service: Running) -> None:
    with connect(service, b"POST /sparql HTTP/1.1\r\n" + QUERY + b"Content-Length: 1000\r\n\r\nASK {}") as connection:
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(1 << 16)
    assert not answer or status_of(answer) == 400
    assert is_served(service)


def test_many_connections_are_served(service: Running) -> None:
    with ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(connect(service, b""))
        assert is_served(service)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:81"])
def test_a_foreign_host_is_told_to_nobody_else(service: Running, host: str) -> None:
    for path in ("/sparql", "/.well-known/void"):
        headers = {"Accept": "text/turtle"}
        theirs = service.ask(path=path, headers={**headers, "Host": host})
        ours = service.ask(path=path, headers=headers)
        forwarded = {"X-Forwarded-Host": host, "X-Forwarded-Proto": "https", "Forwarded": f"host={host}"}
        assert b"evil" in theirs.body
        assert b"evil" not in ours.body
        assert service.ask(path=path, headers={**headers, **forwarded}).body == ours.body
        assert ours.headers.get("etag", "1") != theirs.headers.get("etag", "2")
        assert (
            service.ask(path=path, headers={**headers, "If-None-Match": theirs.headers.get("etag", "x")}).status == 200
        )


def test_markup_in_errors_is_text(service: Running) -> None:
    evil = '<script>alert(1)</script>"&{{7*7}}'
    for path in (f"/sparql?query={quote(evil)}", f"/resource/{quote(evil)}", f"/{quote(evil)}"):
        page = service.ask(path=path, headers={"Accept": "text/html"})
        assert page.status in {400, 404}
        assert b"<script>alert" not in page.body
        assert b"49" not in page.body
        assert b"script-src 'self'" in page.headers["content-security-policy"].encode()
        data = service.ask(path=path, headers={"Accept": "application/json"})
        assert data.headers["content-type"] == "application/problem+json"
        assert data.headers["x-content-type-options"] == "nosniff"


DEEP = [
    "ASK { " + "OPTIONAL { " * 3000 + "}" * 3000 + " }",
    "ASK { " + "GRAPH ?g { " * 3000 + "}" * 3000 + " }",
    "ASK { " + "MINUS { " * 150 + "?s ?p ?o " + "}" * 150 + " }",
    "ASK { " + "{ SELECT * { " * 99 + "?s ?p ?o " + "} }" * 99 + " }",
    "ASK { FILTER(" + "EXISTS { FILTER(" * 90 + "true" + ") }" * 90 + ") }",
    "ASK { ?s " + "(" * 150 + "<x:p>" + ")*" * 150 + " ?o }",
    "ASK { ?s " + "^" * 20_000 + "<x:p> ?o }",
    "ASK { ?s " + "/".join(["<x:p>"] * 8000) + " ?o }",
    "ASK { ?s " + "|".join(["<x:p>"] * 8000) + " ?o }",
    "ASK { ?s !(" + "|".join(["<x:p>"] * 8000) + ") ?o }",
    "ASK { FILTER(" + "-" * 20_000 + "1) }",
    "ASK { FILTER(" + "+".join(["1"] * 20_000) + ") }",
    "ASK { FILTER(" + "||".join(["true"] * 9_000) + ") }",
    "ASK { FILTER(" + "IF(true," * 180 + "1" + ",2)" * 180 + ") }",
    "ASK { ?s ?p " + "(" * 180 + ")" * 180 + " }",
    "ASK { " + " UNION ".join(["{}"] * 6000) + " }",
    "ASK { VALUES ?x { " + "1 " * 30_000 + "} }",
    "ASK { VALUES (" + "?x " * 500 + ") { (" + "1 " * 500 + ") } }",
    "SELECT * { " + " ".join(f"BIND({at} AS ?v{at})" for at in range(3000)) + " }",
    "SELECT " + " ".join(f"(?v{at} + 1 AS ?v{at + 1})" for at in range(2500)) + " {}",
    "SELECT * { " + " . ".join(f"?a{at} ?b{at} ?c{at}" for at in range(3000)) + " }",
    "SELECT * { ?s ?p ?o } ORDER BY " + " ".join(["?s"] * 20_000),
    "PREFIX a: <x:> " * 4000 + "ASK {}",
    "ASK { ?s ?p '" + "\\u0041" * 10_000 + "' }",
]
COSTLY = [
    "SELECT * { " + " ".join(f"?a{at} ?b{at} ?c{at} ." for at in range(40)) + " }",
    "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{at} {{ {'1 ' * 60} }}" for at in range(8)) + " }",
    "SELECT * { ?a (!<x:p>|^!<x:p>)* ?b . ?c (!<x:p>|^!<x:p>)* ?d . ?e (!<x:p>)* ?f . ?g (!<x:q>)* ?h "
    "FILTER(CONCAT(STR(?a),STR(?d),STR(?f),STR(?h)) = '') }",
    "SELECT (GROUP_CONCAT(?x) AS ?y) { "
    + " ".join(f"VALUES ?v{at} {{ {'1 ' * 60} }}" for at in range(4))
    + " BIND('"
    + "x" * 2000
    + "' AS ?x) }",
    "SELECT ?x { BIND('"
    + "x" * 30_000
    + "' AS ?a) "
    + " ".join(
        f"BIND(CONCAT(?{'a' if not at else f'a{at}'},?{'a' if not at else f'a{at}'}) AS ?a{at + 1})" for at in range(20)
    )
    + " BIND(STRLEN(?a20) AS ?x) }",
    "SELECT (REPLACE('" + "a" * 20_000 + "', 'a', '" + "b" * 20_000 + "') AS ?x) {}",
    "SELECT (REGEX('" + "a" * 5000 + "', '(((((a{1,50}){1,50}){1,50}){1,50}){1,50})$') AS ?x) {}",
    "SELECT (REGEX('" + "a" * 30_000 + "!', '^(a+)+$') AS ?x) (REGEX('" + "a" * 20_000 + "', '(a|aa)+$') AS ?y) {}",
    "CONSTRUCT { "
    + " ".join("?a ?b ?c ." for _ in range(2000))
    + " } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }",
]


@pytest.mark.parametrize("query", DEEP, ids=[one[:40].strip() for one in DEEP])
def test_deep_and_long_queries_are_answered_or_refused(service: Running, query: str) -> None:
    reply = service.query(query)
    assert reply.status in {200, 400, 413, 504}
    assert is_served(service)


@pytest.mark.parametrize("query", COSTLY, ids=[one[:40].strip() for one in COSTLY])
def test_costly_queries_are_ended_while_others_are_served(service: Running, query: str) -> None:
    with ThreadPoolExecutor(1) as threads:
        costly = threads.submit(service.query, query, "*/*")
        while not costly.done():
            assert is_served(service)
    assert costly.result().status in {200, 400, 413, 504}


FILES = [
    "file:///{path}",
    "FILE:///{path}",
    "file:{path}",
    "file://localhost/{path}",
    "file:/{path}",
    "{path}",
    "//{path}",
]


@pytest.mark.parametrize("file", FILES)
def test_no_spelling_of_a_file_is_read(service: Running, file: str) -> None:
    path = file.replace("{path}", str(service.log.parent / "secret.ttl"))
    for query in (
        f"SELECT * FROM <{path}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{path}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT * {{ GRAPH <{path}> {{ ?s ?p ?o }} }}",
        f"DESCRIBE <{path}> FROM <{path}>",
        f"SELECT * {{ SERVICE <{path}> {{ ?s ?p ?o }} }}",
        f"LOAD <{path}>",
    ):
        reply = service.query(query, "*/*")
        assert reply.status in {200, 400}
        assert CANARY.encode() not in reply.body
    for name in ("default-graph-uri", "named-graph-uri", "using-graph-uri"):
        assert CANARY.encode() not in service.query("SELECT * { ?s ?p ?o }", **{name: path}).body
    assert CANARY.encode() not in service.ask(path=f"/resource/{path}").body


STRACE = shutil.which("strace")


def ended(tracer: subprocess.Popen[bytes]) -> bool:
    """End a tracer; whether it ended by itself when it was asked to, with all that it saw written down."""
    tracer.terminate()
    try:
        tracer.wait(10)
    except subprocess.TimeoutExpired:
        tracer.kill()
        return False
    return True


@pytest.mark.skipif(not STRACE, reason="needs strace")
def test_a_worker_opens_no_file_and_no_socket_for_a_query(tmp_path: Path) -> None:
    """What a process that runs queries asks of the system, after it is ready, looked at from outside."""
    (tmp_path / "data.nt").write_text("<x:a> <x:b> <x:c> .\n")
    script = """
import sys
from pathlib import Path
from dvgraph.settings import Settings
from dvgraph.store.files import store_file
from dvgraph.store.pool import QueryPool, View
folder = Path(sys.argv[1])
stored = store_file(folder / "data.nt", folder / "store", "http://example.org/")
with QueryPool(stored.path, Settings(query_workers=1), view=View(union=False, as_written=True)) as pool:
    def run(query):
        return pool.run(query, lambda form: "text/csv" if form in {"select", "ask"} else "text/turtle").form

    queries = sys.argv[2:]
    [run(query) for query in queries]  # What is imported when first needed is read here.
    print(*pool.pids(), flush=True)
    sys.stdin.readline()
    print(*[run(query) for query in queries], flush=True)
"""
    queries = [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:9/x> { GRAPH ?g { ?s ?p ?o } }",
        "DESCRIBE <file:///etc/passwd>",
        "CONSTRUCT { ?s ?p ?o } FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
        "SELECT (IRI('file:///etc/passwd') AS ?x) { GRAPH <file:///etc/passwd> {} }",
    ]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), *queries],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ,
    ) as parent:  # fmt: skip
        assert parent.stdin
        assert parent.stdout
        pid = parent.stdout.readline().strip()
        log = tmp_path / "calls"
        command = [STRACE or "", "-f", "-qq", "-e", "trace=%file,%network", "-o", str(log), "-p", pid]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as tracer:
            while tracer.poll() is None and "TracerPid:\t0" in Path(f"/proc/{pid}/status").read_text():
                threading.Event().wait(0.01)
            parent.stdin.write("\n")
            parent.stdin.flush()
            forms = parent.stdout.readline().split()
            refused = tracer.poll() is not None
            refused |= not ended(tracer)
        parent.stdin.close()
    if refused:
        pytest.skip("this machine lets no process be traced")
    assert forms == ["select", "select", "describe", "construct", "select"]
    assert [line for line in log.read_text().splitlines() if "(" in line and "exited" not in line] == []


def test_the_service_listens_on_one_address_alone(service: Running) -> None:
    port = urlsplit(service.address).port
    assert port
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    mine = [one[1] for one in listening if one[3] == "0A" and one[1].endswith(f":{port:04X}")]
    assert mine == [f"0100007F:{port:04X}"]
