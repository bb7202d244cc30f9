"""The process that runs queries from outside, one at a time; started and ended by `dvgraph.store.pool`.

It reads a store on disk, and is run as a file; or it reads a dataset in memory, and is forked from a process that holds
it (`dvgraph.store.forker`). It imports nothing of dvgraph but what a query needs, and little else, so that a new one
answers within some hundredths of a second. Requests come on one pipe, replies go to another: see `read_request` and
`write_reply`. It ends when the pipe of requests does, also in the middle of a query.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import resource
import select
import signal
import struct
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypedDict

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Buffer

    from dvgraph.store.spelling import Restored

__all__ = [
    "RESULTS",
    "TRIPLES",
    "XML_NAME_END",
    "LimitedSink",
    "Merge",
    "Reply",
    "Request",
    "answer",
    "limit_process",
    "main",
    "read_request",
    "serve",
    "write_reply",
]

RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
MIB = 1 << 20
#: SPARQL's JSON may be so many times as long as the same result in another format.
_ROOM = 8
_XML = frozenset({"application/sparql-results+xml", "application/rdf+xml"})
#: Control characters, and the two non-characters of the basic plane, in UTF-8.
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0B\x0C\x0E-\x1F]|\xEF\xBF[\xBE\xBF]")
#: What the IRI of a property ends in where RDF/XML can write it.
XML_NAME_END = re.compile(r"[^\W\d][\w.\-\u00B7]*\Z")


class Merge(TypedDict):
    """Graphs, as a query writes them with the prologue that says what they mean; as IRIs where that is None."""

    prologue: str | None
    default: list[str]
    named: list[str]


class Request(TypedDict):
    """A query with form and limits; `default_graphs` and `named_graphs` are both None or both given.

    With `merge` the query sees a copy of those graphs, in which each triple of the default graph stands once; with
    `restored` the answer writes literals as the data do.
    """

    query: str
    form: str
    media_type: str
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    union: bool
    base: str
    merge: Merge | None
    restored: Restored | None
    most_bytes: int
    seconds: float


class Reply(TypedDict):
    """What became of a query: `ok`, or `query`, `size`, `memory`, `store` with a message for the user."""

    kind: str
    message: str


class ResultTooLargeError(Exception):
    """More bytes than a result may have."""


class LimitedSink(io.BytesIO):
    """A file in memory that raises ResultTooLargeError at its limit.

    :param most: the limit in bytes.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, data: Buffer, /) -> int:
        """Keep a piece and return its length."""
        if self.tell() + memoryview(data).nbytes > self.most:
            raise ResultTooLargeError
        return super().write(data)


def answer(store: Store, request: Request) -> tuple[Reply, bytes]:
    """Run one query and return what became of it with the serialised result."""
    sink = LimitedSink(request["most_bytes"])
    try:
        _write_results(store, request, sink)
    except ResultTooLargeError:
        return {"kind": "size", "message": ""}, b""
    except MemoryError:
        return {"kind": "memory", "message": ""}, b""
    except (SyntaxError, ValueError, RuntimeError) as error:
        return {"kind": "query", "message": str(error)}, b""
    except OSError as error:
        return {"kind": "store", "message": str(error)}, b""
    body = sink.getvalue()
    if request["media_type"] in _XML:
        if _NOT_IN_XML.search(body):
            return {"kind": "query", "message": "XML can't write a character of the result; ask for JSON"}, b""
        body = body.replace(b"\r", b"&#13;")
    return {"kind": "ok", "message": ""}, body


def _write_results(store: Store, request: Request, sink: LimitedSink) -> None:
    """Run the query and serialise its result; a result of another form than the request's is an error."""
    base = request["base"] or None
    if request["restored"]:
        request = {**request, "query": _mended(store, request, base)}
    if request["merge"]:
        copy, named_graphs = _merged(store, request["merge"], base)
        results = copy.query(
            request["query"], base_iri=base, default_graph=[DefaultGraph()], named_graphs=[*named_graphs]
        )
    else:
        default, named = request["default_graphs"], request["named_graphs"]
        results = store.query(
            request["query"],
            base_iri=base,
            use_default_graph_as_union=request["union"],
            default_graph=None if default is None else [NamedNode(iri) for iri in default],
            named_graphs=None if named is None else [NamedNode(iri) for iri in named],
        )
    forms = {QuerySolutions: {"select"}, QueryBoolean: {"ask"}, QueryTriples: {"construct", "describe"}}
    if request["form"] not in forms[type(results)]:
        raise ValueError(f"the query is no {request['form'].upper()} query")
    if isinstance(results, QueryTriples):
        _write_triples(results, request, sink)
    elif request["restored"] and isinstance(results, QuerySolutions):
        _write_restored(results, request["media_type"], request["restored"], sink)
    else:
        results.serialize(sink, RESULTS[request["media_type"]])


def _write_triples(results: QueryTriples, request: Request, sink: LimitedSink) -> None:
    """Write the answer of CONSTRUCT and DESCRIBE."""
    syntax, triples = TRIPLES[request["media_type"]], iter(results)
    if request["restored"]:
        from dvgraph.store.spelling import restored_triples

        triples = restored_triples(triples, request["restored"])
    serialize(map(_writable_as_xml, triples) if syntax == RdfFormat.RDF_XML else triples, sink, syntax)


def _write_restored(results: QuerySolutions, media_type: str, restored: Restored, sink: LimitedSink) -> None:
    """Write the answer of SELECT with literals as the data write them."""
    from dvgraph.store.results import result_bytes
    from dvgraph.store.spelling import is_needed, restored_bindings

    if not is_needed(restored):
        results.serialize(sink, RESULTS[media_type])
        return
    read = LimitedSink(_ROOM * sink.most)
    results.serialize(read, QueryResultsFormat.JSON)
    sink.write(result_bytes(media_type, *restored_bindings(read.getvalue(), restored)))


def _mended(store: Store, request: Request, base: str | None) -> str:
    """Return the query as the engine has to be asked it."""
    from dvgraph.store.gate import dataset_clauses
    from dvgraph.store.mending import mended

    def graphs() -> list[str]:
        """Return the named graphs of the query, its own or those of the request; none where one has no IRI."""
        if request["named_graphs"] is not None:
            return [name for name in request["named_graphs"] if store.contains_named_graph(NamedNode(name))]
        prologue, default, named = dataset_clauses(request["query"])
        if default or named:
            found = [one for one in _resolved(prologue, named, base) if store.contains_named_graph(one)]
            return [one.value for one in found]
        every = list(store.named_graphs())
        return [one.value for one in every if isinstance(one, NamedNode)] if _have_iris(every) else []

    return mended(request["query"], graphs)


def _have_iris(graphs: Sequence[NamedNode | BlankNode]) -> bool:
    return all(isinstance(one, NamedNode) for one in graphs)


def _merged(store: Store, merge: Merge, base: str | None) -> tuple[Store, list[NamedNode]]:
    """Return a copy of a query's graphs, the default ones as one graph, and the names of the others."""
    copy = Store()
    for graph in _resolved(merge["prologue"], merge["default"], base):
        copy.extend(Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, graph))
    named = _resolved(merge["prologue"], merge["named"], base)
    for graph in named:
        copy.extend(store.quads_for_pattern(None, None, None, graph))
    return copy, named


def _resolved(prologue: str | None, terms: list[str], base: str | None) -> list[NamedNode]:
    """Return the IRIs that terms of a query stand for, as the engine itself reads them."""
    if prologue is None:
        return [NamedNode(term) for term in terms]
    if not terms:
        return []
    columns = " ".join(f"({term} AS ?g{at})" for at, term in enumerate(terms))
    found = Store().query(f"{prologue}\nSELECT {columns} {{}}", base_iri=base)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT query has solutions")
    row = next(found)
    graphs = (row[at] for at in range(len(terms)))
    return [graph for graph in graphs if isinstance(graph, NamedNode)]


def _writable_as_xml(triple: Triple) -> Triple:
    """Return the triple, whose property ends in what XML takes as a name.

    :raises ValueError: it does not; RDF/XML can't say it.
    """
    if not XML_NAME_END.search(triple.predicate.value):
        raise ValueError(f"RDF/XML can't write the property <{triple.predicate.value}>; ask for another format")
    return triple


def read_request(source: BinaryIO) -> Request | None:
    """Return the next request: its length in four bytes, then JSON; None at the end."""
    head = source.read(4)
    if len(head) < 4:
        return None
    request: Request = json.loads(source.read(struct.unpack(">I", head)[0]))
    return request


def write_reply(target: BinaryIO, reply: Reply, body: bytes = b"") -> None:
    """Write a reply: the lengths of its JSON and of its body in four bytes each, then both."""
    head = json.dumps(reply).encode()
    target.write(struct.pack(">II", len(head), len(body)) + head)
    target.write(body)
    target.flush()


def limit_process(memory_mib: int) -> None:
    """Cap this process: address space, no core dump, no file of more than what an error message needs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for kind, most in (
        (resource.RLIMIT_AS, memory_mib * MIB),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MIB),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _limit_cpu(seconds: float) -> None:
    """Let the system end this process should it run on after its query's time without a parent."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    most = math.ceil(sum(os.times()[:2]) + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_with(descriptor: int) -> None:
    """End this process when the other end of a pipe is closed; the engine leaves Python's lock free."""
    poll = select.poll()
    poll.register(descriptor, select.POLLHUP)
    poll.poll()
    os._exit(0)


def serve(store: Store, requests: BinaryIO, replies: BinaryIO) -> None:
    """Say that the store can be read, and answer requests until there are no more."""
    threading.stack_size(256 * 1024)
    threading.Thread(target=_end_with, args=(requests.fileno(),), daemon=True).start()
    write_reply(replies, {"kind": "ok", "message": ""})
    while request := read_request(requests):
        _limit_cpu(request["seconds"])
        write_reply(replies, *answer(store, request))


def main(store_path: str, memory_mib: str) -> None:
    """Answer requests on the store of a folder until there are no more."""
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit_process(int(memory_mib))
    try:
        store = Store.read_only(store_path)
    except (OSError, RuntimeError) as error:
        write_reply(replies, {"kind": "store", "message": str(error)})
        return
    serve(store, requests, replies)


if __name__ == "__main__":
    main(*sys.argv[1:])
