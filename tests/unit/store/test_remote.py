from __future__ import annotations

import contextlib
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.errors import BadParameter, QueryError, StoreUnavailable
from dvgraph.store.base import Store
from dvgraph.store.remote import GraphStore, RemoteStore, graph_store_url, query_url
from tests.oxigraph_server import OxigraphServer

from .contract import CONTRACT_QUADS, INFERRED, MORE, STATED, SUPPORTERS, StoreContract

ASK = "ASK {}"
YES = b'{"head":{},"boolean":true}'
JSON = "application/sparql-results+json"

Answer = Callable[[bytes], bytes | None]


def http(body: bytes, status: str = "200 OK", kind: str = JSON, extra: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    return head.encode() + body


class FakeServer:
    """A server that answers the nth request with the nth of some bytes; None closes, an empty answer stays silent."""

    def __init__(self, *answers: bytes | None, drip: bool = False) -> None:
        self.requests: list[bytes] = []
        self._answers, self._drip = list(answers), drip
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/query"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(0.05)
        received = b""
        while not self._ended.is_set():
            try:
                piece = connection.recv(65536)
            except TimeoutError:
                continue
            if not piece:
                return
            received += piece
            head, blank, body = received.partition(b"\r\n\r\n")
            length = next((int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")), 0)
            if not blank or len(body) < length:
                continue
            self.requests.append(received)
            received = b""
            answer = self._answers.pop(0) if self._answers else None
            if answer is None:
                return
            if self._drip:
                self._drop_by_drop(connection, answer)
            else:
                connection.sendall(answer)

    def _drop_by_drop(self, connection: socket.socket, answer: bytes) -> None:
        for byte in answer:
            if self._ended.wait(0.05):
                return
            connection.sendall(bytes([byte]))


@pytest.fixture
def fake() -> Iterator[Callable[..., FakeServer]]:
    """A function that starts a server with set answers."""
    started: list[FakeServer] = []

    def start(*answers: bytes | None, drip: bool = False) -> FakeServer:
        started.append(FakeServer(*answers, drip=drip))
        return started[-1]

    yield start
    for server in started:
        server.close()


class TestRemoteStore(StoreContract):
    @pytest.fixture(scope="class")
    @staticmethod
    def loaded(oxigraph_server: OxigraphServer) -> OxigraphServer:
        oxigraph_server.clear()
        graphs: dict[str, list[Triple]] = defaultdict(list)
        for quad in CONTRACT_QUADS:
            assert isinstance(quad.graph_name, NamedNode)
            graphs[quad.graph_name.value].append(quad.triple)
        writer = GraphStore(graph_store_url(oxigraph_server.query))
        for name, triples in graphs.items():
            writer.put(name, triples)
        writer.close()
        return oxigraph_server

    @pytest.fixture(params=["graphs of the dataset", "all graphs"])
    def store(self, request: pytest.FixtureRequest, loaded: OxigraphServer) -> Iterator[Store]:
        graphs = [STATED, MORE, INFERRED] if request.param == "graphs of the dataset" else None
        with RemoteStore(loaded.url, graphs=graphs, seconds=60) as opened:
            yield opened

    def test_graphs_that_are_not_of_the_dataset_are_never_seen(self, loaded: OxigraphServer) -> None:
        with RemoteStore(loaded.query, graphs=[MORE], seconds=60) as store:
            assert len(store.select(SUPPORTERS).rows) == 1
            assert store.graph_names() == [MORE]

    def test_threads_share_their_connections(self, store: Store) -> None:
        threads = [threading.Thread(target=store.ask, args=(ASK,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.ask(ASK)


def test_every_request_names_all_its_graphs(fake: Callable[..., FakeServer]) -> None:
    server = fake(http(YES), http(YES), http(YES))
    with RemoteStore(server.url, graphs=["https://e.org/a", "https://e.org/b"], seconds=60) as store:
        store.ask(ASK)
        store.ask(ASK, ["https://e.org/b"])
        store.ask(ASK, [])
    bodies = [request.partition(b"\r\n\r\n")[2].decode() for request in server.requests]
    assert [body.count("default-graph-uri=") for body in bodies] == [2, 1, 1]
    assert [body.count("named-graph-uri=") for body in bodies] == [2, 1, 1]
    assert "no-graph" in bodies[2]


def test_user_and_password_are_sent(fake: Callable[..., FakeServer]) -> None:
    server = fake(http(YES))
    with RemoteStore(server.url, "ann", "secret", graphs=[], seconds=60) as store:
        store.ask(ASK)
    assert b"Authorization: Basic YW5uOnNlY3JldA==" in server.requests[0]


def test_a_password_over_open_http_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    RemoteStore("http://store.example.org/sparql", "ann", "secret").close()
    assert "without encryption" in caplog.text
    assert "secret" not in caplog.text


NONSENSE = {
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a page": http(b"<html>hello</html>", kind="text/html"),
    "no media type": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "broken JSON": http(b'{"head": {"vars": ["s"]}, "results"'),
    "an empty body": http(b""),
    "solutions for a yes": http(b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'),
    "a body cut short": http(YES)[:-5],
    "a bad chunk": b"HTTP/1.1 200 OK\r\nContent-Type: x/y\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "no answer": None,
    "an endless head": b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 70000,
    "access refused": http(b"", "401 Unauthorized"),
    "a redirect": http(b"", "302 Found", extra="Location: https://elsewhere.example.org/\r\n"),
    "no such address": http(b"", "404 Not Found"),
    "a fault": http(b"out of order", "500 Internal Server Error", "text/plain"),
    "busy": http(b"", "503 Service Unavailable"),
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE.keys())
def test_a_server_that_answers_nonsense_is_unavailable_and_asked_again_later(
    fake: Callable[..., FakeServer], answer: bytes | None
) -> None:
    server = fake(answer, http(YES))
    with RemoteStore(server.url, graphs=[], seconds=2) as store:
        with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1"):
            store.ask(ASK)
        assert store.ask(ASK)


@pytest.mark.parametrize(
    "body", [b"{}", http(YES), b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"?"}}]}}']
)
def test_solutions_that_can_not_be_read_are_unavailable(fake: Callable[..., FakeServer], body: bytes) -> None:
    server = fake(http(body), http(YES))
    with RemoteStore(server.url, graphs=[], seconds=60) as store:
        with pytest.raises(StoreUnavailable):
            store.select("SELECT ?s WHERE { ?s ?p ?o }")
        with pytest.raises(StoreUnavailable, match="yes or no"):
            store.select("SELECT ?s WHERE { ?s ?p ?o }")


@pytest.mark.parametrize(("kind", "body"), [("text/html", b""), ("text/turtle", b"<a> <b>"), ("text/turtle", b"\xff")])
def test_triples_that_can_not_be_read_are_unavailable(fake: Callable[..., FakeServer], kind: str, body: bytes) -> None:
    server = fake(http(body, kind=kind))
    with RemoteStore(server.url, graphs=[], seconds=60) as store, pytest.raises(StoreUnavailable):
        store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("drip", [False, True])
def test_a_server_that_is_too_slow_is_unavailable(fake: Callable[..., FakeServer], drip: bool) -> None:
    server = fake(http(YES) if drip else b"", http(YES), drip=drip)
    late = pytest.raises(StoreUnavailable, match=r"did not answer in 0\.3 seconds")
    with RemoteStore(server.url, graphs=[], seconds=0.3) as store, late:
        store.ask(ASK)


def test_a_server_that_is_gone_is_unavailable(fake: Callable[..., FakeServer]) -> None:
    server = fake()
    server.close()
    with RemoteStore(server.url, graphs=[], seconds=60) as store, pytest.raises(StoreUnavailable, match="reached"):
        store.ask(ASK)


def test_a_server_that_closed_a_kept_connection_is_asked_again(fake: Callable[..., FakeServer]) -> None:
    server = fake(http(YES), None, http(YES))
    with RemoteStore(server.url, graphs=[], seconds=60) as store:
        assert store.ask(ASK)
        assert store.ask(ASK)
    assert len(server.requests) == 3


def test_what_the_server_refuses_is_a_query_error_with_its_words(fake: Callable[..., FakeServer]) -> None:
    server = fake(http(b"error at 1:1", "400 Bad Request", "text/plain; charset=utf-8"))
    with RemoteStore(server.url, graphs=[], seconds=60) as store, pytest.raises(QueryError, match="error at 1:1"):
        store.ask(ASK)


def test_an_invalid_query_is_not_sent(fake: Callable[..., FakeServer]) -> None:
    server = fake()
    with RemoteStore(server.url, graphs=[], seconds=60) as store:
        for query in ("ASK", "SELECT * {}", "ASK { <relative> ?p ?o }"):
            with pytest.raises(QueryError):
                store.ask(query)
    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:7878",
        "ftp://e.org/",
        "http://",
        "http://e.org:x/",
        "http://u:p@e.org/q",
        "http://e.org/#f",
        "http://e.org/a b",
    ],
)
def test_an_address_that_is_none_is_a_bad_parameter(url: str) -> None:
    with pytest.raises(BadParameter):
        RemoteStore(url)


@pytest.mark.parametrize(
    ("url", "query", "store"),
    [
        ("http://h:1", "http://h:1/query", "http://h:1/store"),
        ("http://h:1/", "http://h:1/query", "http://h:1/store"),
        ("http://h/query", "http://h/query", "http://h/store"),
        ("http://h/store/", "http://h/query", "http://h/store"),
        ("http://h/a/update", "http://h/a/query", "http://h/a/store"),
        ("http://h/ds/sparql", "http://h/ds/sparql", "http://h/ds/store"),
        ("http://h/repositories/x?y=1", "http://h/repositories/x?y=1", "http://h/repositories/x/store"),
    ],
)
def test_addresses_are_found_from_one_another(url: str, query: str, store: str) -> None:
    assert (query_url(url), graph_store_url(url)) == (query, store)


def test_a_graph_store_replaces_and_removes_graphs(oxigraph_server: OxigraphServer) -> None:
    graph, term = "https://e.org/replaced", NamedNode("https://e.org/t")
    writer = GraphStore(oxigraph_server.store)
    with RemoteStore(oxigraph_server.query, graphs=[graph], seconds=60) as store:
        for text in ("one", "two"):
            writer.put(graph, [Triple(term, term, Literal(text))])
        assert store.select("SELECT ?o WHERE { ?s ?p ?o }").rows == ((Literal("two"),),)
        writer.delete(graph)
        writer.delete(graph)
        assert store.graph_names() == []
    writer.close()


def test_a_graph_store_that_is_none_says_so(oxigraph_server: OxigraphServer) -> None:
    writer = GraphStore(f"{oxigraph_server.url}/nowhere")
    with pytest.raises(StoreUnavailable, match="no such way into a store"):
        writer.put("https://e.org/g", [])
    writer.close()
    with pytest.raises(BadParameter):
        GraphStore(f"{oxigraph_server.url}/store?default")
