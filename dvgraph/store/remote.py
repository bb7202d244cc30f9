"""A store behind HTTP: any SPARQL 1.1 endpoint that was loaded with the closed dataset."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

import pyoxigraph
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from dvgraph.errors import BadParameter, QueryError, StoreUnavailable
from dvgraph.store.base import Solutions
from dvgraph.store.client import Client, Reply
from dvgraph.store.gate import has_dataset_clause

__all__ = ["NO_GRAPH", "GraphStore", "RemoteStore", "graph_store_url", "query_url"]

#: The graph that is named where a call means none: a request without any would mean the endpoint's own default.
NO_GRAPH = "urn:dvgraph:no-graph"

_FORM = "application/x-www-form-urlencoded"
_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_NAMES = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?subject ?property ?object } }"
#: The last parts of addresses that Oxigraph's server, and others, give to the ways into one store.
_WAYS = ("query", "sparql", "update", "store")
_KINDS: tuple[tuple[type, str], ...] = (
    (QuerySolutions, "A SELECT query is needed here."),
    (QueryBoolean, "An ASK query is needed here."),
    (QueryTriples, "A CONSTRUCT or DESCRIBE query is needed here."),
)


def query_url(url: str) -> str:
    """Return the query endpoint of an address: itself, or Oxigraph's where it is a server or another way into it.

    >>> query_url("http://localhost:7878"), query_url("http://localhost/ds/sparql")
    ('http://localhost:7878/query', 'http://localhost/ds/sparql')
    """
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return url if parts.path.strip("/") and last not in {"update", "store"} else _sibling(url, "query")


def graph_store_url(url: str) -> str:
    """Return the address of the Graph Store Protocol beside a query endpoint, as Oxigraph's server has it.

    >>> graph_store_url("http://localhost:7878/query")
    'http://localhost:7878/store'
    """
    return _sibling(url, "store")


def _sibling(url: str, name: str) -> str:
    parts = urlsplit(url)
    above, _, last = parts.path.rstrip("/").rpartition("/")
    folder = above if last in _WAYS else parts.path.rstrip("/")
    return parts._replace(path=f"{folder}/{name}", query="").geturl()


class RemoteStore:
    """A dataset read over the SPARQL 1.1 Protocol; an implementation of `dvgraph.store.base.Store`.

    Each query is checked here before it is sent, so that it is understood (or refused) as by the embedded store, and
    each request names all graphs that it means: nothing relies on an endpoint's default graph. A query that names its
    own dataset (FROM, FROM NAMED) is answered from it where the call names no graphs.

    :param url: the query endpoint; of a bare server address, Oxigraph's.
    :param user: the user name, empty for none.
    :param password: the password.
    :param graphs: the graphs of the dataset; all that the endpoint names when None, read once.
    :param seconds: the time for each answer.
    :raises BadParameter: the address can't be used.
    """

    def __init__(
        self,
        url: str,
        user: str = "",
        password: str = "",
        *,
        graphs: Iterable[str] | None = None,
        seconds: float = 10.0,
    ) -> None:
        self._client = Client(query_url(url), user, password)
        self.url = query_url(url)
        self._path = _path(self.url)
        self._seconds = seconds
        self._graphs = None if graphs is None else sorted(graphs)
        self._checker = pyoxigraph.Store()
        self._lock = threading.Lock()
        self._closed = False

    def select(self, query: str, graphs: Sequence[str] | None = None) -> Solutions:
        """Return the solutions of a SELECT query; see `Store.select`."""
        self._check(query, QuerySolutions)
        results = self._results(self._send(query, graphs, _RESULTS))
        if not isinstance(results, QuerySolutions):
            raise self._nonsense("yes or no instead of solutions")
        names = tuple(variable.value for variable in results.variables)
        try:
            rows = tuple(tuple(solution[name] for name in names) for solution in results)
        except (SyntaxError, ValueError, OSError) as error:
            raise self._nonsense(str(error)) from None
        return Solutions(names, rows)

    def ask(self, query: str, graphs: Sequence[str] | None = None) -> bool:
        """Return the answer of an ASK query; see `Store.ask`."""
        self._check(query, QueryBoolean)
        results = self._results(self._send(query, graphs, _RESULTS))
        if not isinstance(results, QueryBoolean):
            raise self._nonsense("solutions instead of yes or no")
        return bool(results)

    def construct(self, query: str, graphs: Sequence[str] | None = None) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, without repeats; see `Store.construct`."""
        self._check(query, QueryTriples)
        reply = self._send(query, graphs, _TRIPLES)
        form = RdfFormat.from_media_type(reply.media_type)
        if form is None:
            raise self._nonsense(f"{reply.media_type or 'no media type'} instead of triples")
        try:
            return list(dict.fromkeys(quad.triple for quad in parse(input=reply.body, format=form)))
        except (SyntaxError, ValueError, OSError) as error:
            raise self._nonsense(str(error)) from None

    def graph_names(self) -> list[str]:
        """Return the IRIs of all named graphs that hold a triple, sorted."""
        found = self.select(_NAMES).column("graph") if self._graphs is not None else self._all_graphs()
        return sorted(str(name.value) for name in found if isinstance(name, NamedNode))

    def close(self) -> None:
        """Close the connections; calls after it raise StoreUnavailable."""
        self._closed = True
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check(self, query: str, wanted: type) -> None:
        """Let a valid query of the wanted form pass.

        :raises QueryError: it is another.
        """
        if self._closed:
            raise StoreUnavailable("The store is closed.")
        try:
            found = self._checker.query(query)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(f"The query can't be answered: {error}") from error
        if not isinstance(found, wanted):
            raise QueryError(dict(_KINDS)[wanted])

    def _all_graphs(self) -> list[NamedNode]:
        """Return the graphs that the endpoint names; the one request that has to leave it to the endpoint."""
        body = urlencode({"query": _NAMES}).encode()
        results = self._results(self._post(body, _RESULTS))
        if not isinstance(results, QuerySolutions):
            raise self._nonsense("no list of graphs")
        try:
            return [name for name in (solution["graph"] for solution in results) if isinstance(name, NamedNode)]
        except (SyntaxError, ValueError, KeyError) as error:
            raise self._nonsense(str(error)) from None

    def _meant(self, query: str, graphs: Sequence[str] | None) -> list[str]:
        """Return the graphs to name in a request; none where the query itself names some."""
        if graphs is None:
            if has_dataset_clause(query):
                return []
            with self._lock:
                if self._graphs is None:
                    self._graphs = sorted(name.value for name in self._all_graphs())
                graphs = self._graphs
        try:
            return [NamedNode(graph).value for graph in graphs] or [NO_GRAPH]
        except ValueError as error:
            raise QueryError(f"The query can't be answered: {error}") from error

    def _send(self, query: str, graphs: Sequence[str] | None, accept: str) -> Reply:
        named = self._meant(query, graphs)
        fields = [
            ("query", query),
            *(("default-graph-uri", g) for g in named),
            *(("named-graph-uri", g) for g in named),
        ]
        return self._post(urlencode(fields).encode(), accept)

    def _post(self, body: bytes, accept: str) -> Reply:
        headers = {"Content-Type": _FORM, "Accept": accept}
        reply = self._client.send("POST", self._path, body, headers, self._seconds)
        if reply.status == 400:
            raise QueryError(f"The query can't be answered: {reply.excerpt or 'the SPARQL endpoint refuses it'}")
        _check_status(reply, self.url)
        return reply

    def _results(self, reply: Reply) -> QuerySolutions | QueryBoolean:
        form = QueryResultsFormat.from_media_type(reply.media_type)
        if form is None:
            raise self._nonsense(f"{reply.media_type or 'no media type'} instead of results")
        try:
            return parse_query_results(input=reply.body, format=form)
        except (SyntaxError, ValueError, OSError) as error:
            raise self._nonsense(str(error)) from None

    def _nonsense(self, what: str) -> StoreUnavailable:
        return StoreUnavailable(f"{self.url} does not answer as a SPARQL endpoint does: {what}.")


class GraphStore:
    """A store that is written over the SPARQL 1.1 Graph Store HTTP Protocol.

    Source: https://www.w3.org/TR/sparql11-http-rdf-update/ (indirect graph identification).

    :param url: the address of the graph store.
    :param user: the user name, empty for none.
    :param password: the password.
    :param seconds: the time for each graph.
    :raises BadParameter: the address can't be used.
    """

    def __init__(self, url: str, user: str = "", password: str = "", *, seconds: float = 600.0) -> None:
        self._client = Client(url, user, password)
        self.url = url
        self._path = _path(url)
        self._seconds = seconds
        if urlsplit(url).query:
            raise BadParameter("url", "the address of a graph store has no query string.")

    def put(self, graph: str, triples: Iterable[Triple]) -> None:
        """Replace the content of a graph, in one step where the store does so.

        :raises StoreUnavailable: the store does not answer, or refuses.
        """
        body = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
        self._send("PUT", graph, body)

    def delete(self, graph: str) -> None:
        """Remove a graph; nothing happens where there is none; raises as `put`."""
        self._send("DELETE", graph, b"")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _send(self, method: str, graph: str, body: bytes) -> None:
        path = f"{self._path}?{urlencode({'graph': graph})}"
        reply = self._client.send(method, path, body, {"Content-Type": _TRIPLES}, self._seconds)
        if not (method == "DELETE" and reply.status == 404):
            _check_status(reply, self.url)


def _path(url: str) -> str:
    """Return path and query string of an address."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _check_status(reply: Reply, url: str) -> None:
    """Let a success pass.

    :raises StoreUnavailable: the status is another.
    """
    if 200 <= reply.status < 300:
        return
    if reply.status in {401, 403}:
        raise StoreUnavailable(f"{url} refuses access (status {reply.status}): check user name and password.")
    if 300 <= reply.status < 400:
        raise StoreUnavailable(f"{url} leads elsewhere ({reply.location[:200]}): give that address, if it is right.")
    if reply.status in {404, 405, 406, 415, 501}:
        raise StoreUnavailable(f"{url} is no such way into a store (status {reply.status}): check the address.")
    said = f": {reply.excerpt}" if reply.excerpt else ""
    raise StoreUnavailable(f"{url} can't answer now (status {reply.status}){said}")
