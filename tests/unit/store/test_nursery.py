"""Queries that read a copy of the data in memory: the same answers as from disk, nothing that outlives its parent."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Store

from dvgraph.errors import StoreUnavailable
from dvgraph.settings import Settings
from dvgraph.store import forker
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.nursery import Nursery
from dvgraph.store.pool import QueryPool, View

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands processes over")

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b + ?d + ?f = -1) }"
DATASET = """
<x:default> <x:p> _:one .
_:one <x:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <x:g> .
<x:s> <x:p> "w\\u00F6rt\\n"@de-AT <x:g> .
<x:s> <x:p> _:one _:graph .
"""


@pytest.fixture
def settings() -> Settings:
    return Settings(query_workers=2, query_seconds=60, query_memory_mib=1024)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a default graph, blank nodes, a graph named by one, and an empty graph."""
    folder = tmp_path / "store"
    store = Store(str(folder))
    store.extend(pyoxigraph.parse(input=DATASET, format=pyoxigraph.RdfFormat.N_QUADS))
    store.add_graph(pyoxigraph.NamedNode("x:empty"))
    store.flush()
    del store
    return folder


def count(pool: QueryPool) -> int:
    return int(pool.run(COUNT, "text/csv").body.split()[1])


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_end_of(pid: int) -> None:
    """Wait until all threads of a process have ended, as its parent does; the first may be gone before the others."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = select.poll()
    ended.register(descriptor, select.POLLIN)
    ended.poll()
    os.close(descriptor)


def nursery_of(pool: QueryPool) -> Nursery:
    assert pool._nursery
    return pool._nursery


@pytest.fixture
def pool(numbers_path: Path, settings: Settings) -> Iterator[QueryPool]:
    with QueryPool(numbers_path, settings) as opened:
        yield opened


def test_load_copies_the_whole_dataset(path: Path) -> None:
    copy, disk = forker.load(str(path), 4), EmbeddedStore.open(path)
    assert isinstance(copy, Store)
    assert set(copy) == set(disk._opened())
    assert set(copy.named_graphs()) == set(disk._opened().named_graphs())
    assert pyoxigraph.NamedNode("x:empty") in set(copy.named_graphs())


def test_load_refuses_what_is_too_large_or_no_store(path: Path, tmp_path: Path) -> None:
    assert forker.load(str(path), 3) == {"kind": "large", "message": "", "number": 4}
    missing = forker.load(str(tmp_path / "missing"), 3)
    assert not isinstance(missing, Store)
    assert missing["kind"] == "store"


@pytest.mark.parametrize("view", [View(), View(union=False), View(base="http://example.org/")])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?o { ?s <x:p> ?o } ORDER BY ?s ?o",
        "SELECT ?g ?s ?o { GRAPH ?g { ?s <x:p> ?o } } ORDER BY ?g ?s ?o",
        "SELECT ?s ?o FROM <x:g> { ?s <x:p> ?o } ORDER BY ?s ?o",
        "ASK { GRAPH <x:empty> {} }",
        "SELECT (IRI('a') AS ?x) {}",
    ],
)
def test_answers_from_memory_are_those_from_disk(path: Path, settings: Settings, view: View, query: str) -> None:
    answers = []
    for most in (4, 0):
        with QueryPool(path, replace(settings, query_workers=1, in_memory_quads=most), view=view) as pool:
            assert (pool._nursery is None) == (most == 0)
            answers.append(pool.run(query, "application/sparql-results+json").body)
    assert answers[0] == answers[1]


@pytest.mark.parametrize("changes", [{"in_memory_quads": 1499}, {"in_memory_quads": 0}])
def test_large_data_is_read_from_disk(numbers_path: Path, settings: Settings, changes: dict[str, int]) -> None:
    with QueryPool(numbers_path, replace(settings, **changes)) as pool:
        assert pool._nursery is None
        assert count(pool) == 1500


def test_data_that_would_fill_half_of_the_memory_is_read_from_disk(numbers_path: Path) -> None:
    assert Nursery.open(numbers_path, 5000, 16) is None


def test_a_process_that_holds_nothing_is_no_nursery(
    numbers_path: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = tmp_path / "forker.py"
    faulty.write_text("import sys\nsys.exit('no memory here')\n")
    monkeypatch.setattr("dvgraph.store.nursery._FORKER", faulty)
    with QueryPool(numbers_path, settings) as pool:
        assert pool._nursery is None
        assert count(pool) == 1500


def test_processes_are_forked_from_one_that_has_one_thread(pool: QueryPool) -> None:
    nursery = nursery_of(pool)
    assert len(list(Path(f"/proc/{nursery.pid}/task").iterdir())) == 1
    for pid in pool.pids():
        parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]
        assert int(parent) == nursery.pid


def test_a_forked_process_holds_no_pipe_of_another(pool: QueryPool) -> None:
    count(pool)
    ends = [
        {target for one in Path(f"/proc/{pid}/fd").iterdir() if "pipe" in (target := str(one.readlink()))}
        for pid in [*pool.pids(), nursery_of(pool).pid]
    ]
    assert [len(one) for one in ends] == [2, 2, 0]
    assert not ends[0] & ends[1]


def test_a_killed_process_is_replaced_and_waited_for(pool: QueryPool) -> None:
    for _ in range(5):
        before = pool.pids()
        for pid in before:
            os.kill(pid, signal.SIGKILL)
            wait_for_end_of(pid)
        for _ in before:
            assert count(pool) == 1500
        assert not set(before) & set(pool.pids())
        assert not any(Path(f"/proc/{pid}").exists() for pid in before)


def test_a_killed_nursery_is_replaced(pool: QueryPool) -> None:
    first = nursery_of(pool)
    os.kill(first.pid, signal.SIGKILL)
    wait_for_end_of(first.pid)
    assert count(pool) == 1500  # what was forked before it ended still answers
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)
        wait_for_end_of(pid)
    assert [count(pool) for _ in range(2)] == [1500, 1500]
    assert nursery_of(pool) is not first
    assert nursery_of(pool).is_alive()


def test_a_nursery_that_does_not_answer_is_an_error_and_ends(
    numbers_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dvgraph.store.nursery._REPLY_SECONDS", 0.05)
    nursery = Nursery.open(numbers_path, 5000, 1024)
    assert nursery
    os.kill(nursery.pid, signal.SIGSTOP)
    with pytest.raises(OSError, match="timed out"):
        nursery.status_of(1)
    wait_for_end_of(nursery.pid)
    nursery.close()
    with pytest.raises(OSError, match="Bad file"):
        nursery.status_of(1)


def test_a_nursery_says_what_it_cannot_do(numbers_path: Path) -> None:
    nursery = Nursery.open(numbers_path, 5000, 1024)
    assert nursery
    with pytest.raises(OSError, match="No child"):
        nursery.status_of(1)
    nursery.close()
    assert not nursery.is_alive()


def test_close_ends_the_nursery_and_all_that_it_forked(numbers_path: Path, settings: Settings) -> None:
    with ThreadPoolExecutor(1) as threads:
        with QueryPool(numbers_path, settings) as pool:
            pids = [*pool.pids(), nursery_of(pool).pid]
            running = threads.submit(pool.run, RUNAWAY, "text/csv")
        with pytest.raises(StoreUnavailable):
            running.result()
    assert len(pids) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


PARENT = """
import sys, threading, time
from dvgraph.settings import Settings
from dvgraph.store.pool import QueryPool
pool = QueryPool(sys.argv[1], Settings(query_workers=2, query_seconds=60))
threading.Thread(target=pool.run, args=(sys.argv[2], "text/csv"), daemon=True).start()
while pool._idle.qsize() == 2:
    time.sleep(0.01)
print(pool._nursery.pid, *pool.pids(), flush=True)
sys.stdin.read()
"""


def test_nursery_and_processes_end_with_a_parent_that_is_killed(numbers_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PARENT, str(numbers_path), RUNAWAY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 3
        assert all(map(is_running, pids))
        parent.kill()
        assert parent.stdout.read() == ""
    for pid in pids:
        wait_for_end_of(pid)
