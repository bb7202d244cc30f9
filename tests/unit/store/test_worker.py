from __future__ import annotations

import io
import json
import struct

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from dvgraph.store import worker


@pytest.fixture
def store() -> Store:
    store = Store()
    store.add(Quad(NamedNode("a:s"), NamedNode("a:p"), Literal("o"), NamedNode("a:g")))
    return store


def request(query: str, form: str, media_type: str, **changes: object) -> worker.Request:
    made: worker.Request = {
        "query": query,
        "form": form,
        "media_type": media_type,
        "default_graphs": None,
        "named_graphs": None,
        "union": True,
        "base": "",
        "merge": None,
        "restored": None,
        "most_bytes": 1000,
        "seconds": 1,
    }
    made.update(changes)  # type: ignore[typeddict-item]
    return made


def test_answer_serialises_the_result(store: Store) -> None:
    reply, body = worker.answer(store, request("SELECT * { ?s ?p ?o }", "select", "text/csv"))
    assert (reply["kind"], body.split()[1]) == ("ok", b"o,a:p,a:s")


def test_answer_sees_the_graphs_of_the_request(store: Store) -> None:
    asked = request("ASK { ?s ?p ?o }", "ask", "text/csv", union=False, default_graphs=["a:x"], named_graphs=[])
    assert worker.answer(store, asked)[1] == b"false"


@pytest.mark.parametrize(
    ("query", "form", "kind"),
    [
        ("SELECT {", "select", "query"),
        ("ASK {}", "select", "query"),
        ("SELECT * {} VALUES ?x { '" + "x" * 2000 + "' }", "select", "size"),
    ],
)
def test_answer_tells_what_is_wrong(store: Store, query: str, form: str, kind: str) -> None:
    reply, body = worker.answer(store, request(query, form, "text/csv"))
    assert (reply["kind"], body) == (kind, b"")


@pytest.mark.parametrize(("error", "kind"), [(MemoryError(), "memory"), (OSError("gone"), "store")])
def test_answer_tells_of_faults_of_the_engine(error: Exception, kind: str) -> None:
    class Faulty:
        def query(self, *_: object, **__: object) -> None:
            raise error

    assert worker.answer(Faulty(), request("ASK {}", "ask", "text/csv"))[0]["kind"] == kind  # type: ignore[arg-type]


def test_limited_sink_takes_up_to_its_limit() -> None:
    sink = worker.LimitedSink(4)
    assert sink.write(b"1234") == 4
    with pytest.raises(worker.ResultTooLargeError):
        sink.write(b"5")
    assert sink.getvalue() == b"1234"


def test_read_request_reads_one_after_another_until_the_end() -> None:
    message = json.dumps(request("ASK {}", "ask", "text/csv")).encode()
    source = io.BytesIO(2 * (struct.pack(">I", len(message)) + message))
    assert worker.read_request(source) == worker.read_request(source) == json.loads(message)
    assert worker.read_request(source) is None


def test_write_reply_gives_both_lengths() -> None:
    target = io.BytesIO()
    worker.write_reply(target, {"kind": "ok", "message": ""}, b"body")
    head, body = struct.unpack(">II", target.getvalue()[:8])
    assert json.loads(target.getvalue()[8 : 8 + head])["kind"] == "ok"
    assert target.getvalue()[8 + head :] == b"body"
    assert body == 4
