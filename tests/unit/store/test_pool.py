from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dvgraph.errors import (
    BadParameter,
    LimitExceeded,
    QueryError,
    QueryRefused,
    QueryTimeout,
    StoreUnavailable,
)
from dvgraph.settings import Settings
from dvgraph.store.pool import MEDIA_TYPES, QueryPool
from dvgraph.store.process import WorkerProcess
from dvgraph.store.worker import Reply

QUERIES = {
    "select": "SELECT ?s { ?s ?p 5 }",
    "ask": "ASK { ?s ?p 5 }",
    "construct": "CONSTRUCT WHERE { ?s ?p 5 }",
    "describe": "DESCRIBE <https://example.org/n5>",
}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
RUNAWAY = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b + ?d + ?f = -1) }"
HOG = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?b ?d ?f"
GRAPH = "https://example.org/graph/"


def count(pool: QueryPool, query: str, *graphs: list[str] | None) -> int:
    return int(pool.run(query, "text/csv", *graphs).body.split()[1])


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(("form", "media_type"), [(form, one) for form, all_ in MEDIA_TYPES.items() for one in all_])
def test_run_serialises_in_every_media_type(pool: QueryPool, form: str, media_type: str) -> None:
    result = pool.run(QUERIES[form], media_type)
    assert (result.form, result.media_type) == (form, media_type)
    assert b"true" in result.body if form == "ask" else b"https://example.org/n5" in result.body


def test_run_lets_the_caller_choose_by_form(pool: QueryPool) -> None:
    assert pool.run(QUERIES["ask"], lambda form: MEDIA_TYPES[form][1]).media_type == "application/sparql-results+xml"
    with pytest.raises(BadParameter, match="text/turtle"):
        pool.run(QUERIES["construct"], "text/csv")


def test_run_sees_the_union_of_all_graphs(pool: QueryPool) -> None:
    assert count(pool, COUNT) == count(pool, COUNT_IN_GRAPHS) == 1500


def test_run_sees_the_dataset_of_the_query(pool: QueryPool) -> None:
    assert count(pool, COUNT.replace("{", f"FROM <{GRAPH}0> {{", 1)) == 500
    assert count(pool, COUNT.replace("{", f"FROM <{GRAPH}0> FROM <{GRAPH}1> {{", 1)) == 1000
    assert count(pool, COUNT.replace("{", f"FROM NAMED <{GRAPH}0> {{", 1)) == 0
    assert count(pool, COUNT_IN_GRAPHS.replace("{", f"FROM NAMED <{GRAPH}0> {{", 1)) == 500


def test_run_sees_the_dataset_of_the_request_before_that_of_the_query(pool: QueryPool) -> None:
    query = COUNT.replace("{", f"FROM <{GRAPH}0> FROM <{GRAPH}1> {{", 1)
    assert count(pool, query, [GRAPH + "2"]) == 500
    assert count(pool, COUNT, None, [GRAPH + "2"]) == 0
    assert count(pool, COUNT_IN_GRAPHS, None, [GRAPH + "2"]) == 500
    assert count(pool, COUNT_IN_GRAPHS, [GRAPH + "2"]) == 0


@pytest.mark.parametrize("graph", ["https://example.org/none", "file:///etc/passwd", "http://127.0.0.1:1/x.ttl"])
def test_run_finds_nothing_in_an_unknown_graph(pool: QueryPool, graph: str) -> None:
    assert count(pool, COUNT.replace("{", f"FROM <{graph}> {{", 1)) == 0
    assert count(pool, COUNT, [graph]) == 0
    assert count(pool, COUNT_IN_GRAPHS, None, [graph]) == 0
    assert count(pool, COUNT_IN_GRAPHS.replace("?g", f"<{graph}>")) == 0


def test_run_keeps_to_the_pools_graphs_where_none_is_named(numbers_path: Path) -> None:
    with QueryPool(numbers_path, Settings(query_workers=1), [GRAPH + "0"]) as pool:
        assert count(pool, COUNT) == count(pool, COUNT_IN_GRAPHS) == 500


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT {", QueryError),
        ("nothing", QueryError),
        ("SELECT * { ?s ?p '\ud800' }", QueryError),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", QueryRefused),
        ("INSERT DATA { <a:a> <a:a> <a:a> }", QueryRefused),
        ("SELECT * { FILTER(" + "(" * 2000 + "1" + ")" * 2000 + ") }", QueryRefused),
        ("SELECT * { } #" + "x" * 70000, LimitExceeded),
    ],
)
def test_run_refuses_without_losing_a_process(pool: QueryPool, query: str, error: type[Exception]) -> None:
    before = pool.pids()
    with pytest.raises(error):
        pool.run(query, "text/csv")
    assert pool.pids() == before


def test_run_refuses_a_graph_that_is_no_iri(pool: QueryPool) -> None:
    with pytest.raises(QueryError):
        pool.run(COUNT, "text/csv", ["no iri"])


def test_run_gives_no_part_of_too_large_a_result(pool: QueryPool) -> None:
    before = pool.pids()
    with pytest.raises(LimitExceeded, match="1 MiB"):
        pool.run("SELECT * { ?a ?p ?b . ?c ?q ?d }", "text/csv")
    assert pool.pids() == before
    assert len(pool.run("SELECT * { ?s ?p ?o }", "text/csv").body) > 50_000


def test_run_survives_a_crash_of_the_engine(pool: QueryPool) -> None:
    before = pool.pids()
    with pytest.raises(QueryError, match="nested too deeply"):
        pool.run("SELECT * { FILTER(" + "!" * 30000 + "1) }", "text/csv")
    assert len(set(pool.pids()) - set(before)) == 1
    assert count(pool, COUNT) == 1500


def test_run_ends_a_query_that_needs_too_much_memory(pool: QueryPool) -> None:
    with pytest.raises(LimitExceeded, match="memory"):
        pool.run(HOG, "text/csv")
    assert count(pool, COUNT) == 1500


def test_run_ends_a_runaway_query_and_serves_others_meanwhile(numbers_path: Path) -> None:
    with (
        QueryPool(numbers_path, Settings(query_workers=2, query_seconds=1.5)) as pool,
        ThreadPoolExecutor(1) as threads,
    ):
        before = pool.pids()
        runaway = threads.submit(pool.run, RUNAWAY, "text/csv")
        served = 0
        while not runaway.done():
            served += count(pool, COUNT) == 1500
        with pytest.raises(QueryTimeout, match=r"1\.5 seconds"):
            runaway.result()
        ended = set(before) - set(pool.pids())
        assert served
        assert len(ended) == 1
        assert not any(is_running(pid) for pid in ended)
        assert count(pool, COUNT) == 1500


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="there is one core to run on"
)
def test_a_long_query_leaves_a_core_to_others(numbers_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[int]] = []
    read_reply = WorkerProcess._read_reply

    def note(process: WorkerProcess, deadline: float) -> tuple[Reply, bytes]:
        seen.append(os.sched_getaffinity(process.pid))
        return read_reply(process, deadline)

    every = os.sched_getaffinity(0)
    with QueryPool(numbers_path, Settings(query_workers=1, query_seconds=60)) as pool:
        count(pool, COUNT)
        (pid,) = pool.pids()
        monkeypatch.setattr(WorkerProcess, "_read_reply", note)
        monkeypatch.setattr("dvgraph.store.process._LONG_SECONDS", 0)
        join = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d }"
        assert count(pool, join) == 2_250_000
        assert seen == [every - {min(every)}]
        assert os.sched_getaffinity(pid) == every
        monkeypatch.setattr("dvgraph.store.process._LONG_SECONDS", 60)
        assert count(pool, COUNT) == 1500
        assert seen[1:] == [every]


def test_run_says_when_all_processes_are_busy(numbers_path: Path) -> None:
    with QueryPool(numbers_path, Settings(query_workers=1, query_seconds=0.2)) as pool:
        lent = pool._take()
        with pytest.raises(StoreUnavailable, match="busy"):
            pool.run(COUNT, "text/csv")
        pool._give_back(lent)
        assert count(pool, COUNT) == 1500


def test_run_starts_another_process_for_one_that_was_killed(pool: QueryPool) -> None:
    before = pool.pids()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    for _ in before:
        try:
            assert count(pool, COUNT) == 1500
        except StoreUnavailable:
            # A process that is killed but not yet gone when it gets the query takes that query with it.
            continue
    assert count(pool, COUNT) == 1500
    assert not set(before) & set(pool.pids())


def test_run_says_when_its_process_is_killed(numbers_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, read_reply = threading.Event(), WorkerProcess._read_reply

    def note(process: WorkerProcess, deadline: float) -> tuple[Reply, bytes]:
        sent.set()
        return read_reply(process, deadline)

    settings = Settings(query_workers=1, query_seconds=60)
    with QueryPool(numbers_path, settings) as pool, ThreadPoolExecutor(1) as threads:
        count(pool, COUNT)
        monkeypatch.setattr(WorkerProcess, "_read_reply", note)
        running = threads.submit(pool.run, RUNAWAY, "text/csv")
        sent.wait()
        (pid,) = pool.pids()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(StoreUnavailable, match="try again"):
            running.result()
        assert count(pool, COUNT) == 1500


def test_run_answers_many_threads_at_once(pool: QueryPool) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: count(pool, f"SELECT ?n {{ BIND({n} AS ?n) }}"), range(60)))
    assert answers == list(range(60))


def test_run_without_a_store_is_unavailable_each_time(tmp_path: Path) -> None:
    with QueryPool(tmp_path / "missing", Settings(query_workers=1)) as pool:
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="can't be read"):
                pool.run(COUNT, "text/csv")


def test_run_recovers_when_no_process_could_be_started(numbers_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError("no more processes")

    with monkeypatch.context() as patched:
        patched.setattr("dvgraph.store.pool.WorkerProcess", refuse)
        pool = QueryPool(numbers_path, Settings(query_workers=1))
        with pytest.raises(StoreUnavailable, match="started"):
            pool.run(COUNT, "text/csv")
    with pool:
        assert count(pool, COUNT) == 1500


def test_close_leaves_no_process(numbers_path: Path) -> None:
    with ThreadPoolExecutor(1) as threads:
        with QueryPool(numbers_path, Settings(query_workers=2, query_seconds=60)) as pool:
            pids = pool.pids()
            running = threads.submit(pool.run, RUNAWAY, "text/csv")
        with pytest.raises(StoreUnavailable):
            running.result()
    assert len(pids) == 2
    assert not any(is_running(pid) for pid in pids)
    assert pool.pids() == []
    with pytest.raises(StoreUnavailable, match="closed"):
        pool.run(COUNT, "text/csv")


PARENT = """
import sys, threading, time
from dvgraph.settings import Settings
from dvgraph.store.pool import QueryPool
pool = QueryPool(sys.argv[1], Settings(query_workers=2, query_seconds=60))
pool.run("ASK {}", "text/csv"); pool.run("ASK {}", "text/csv")
threading.Thread(target=pool.run, args=(sys.argv[2], "text/csv"), daemon=True).start()
while pool._idle.qsize() == 2:
    time.sleep(0.01)
print(*pool.pids(), flush=True)
sys.stdin.read()
"""


def test_processes_end_with_their_parent(numbers_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PARENT, str(numbers_path), RUNAWAY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert all(is_running(pid) for pid in pids)
        parent.kill()
        # Standard output stays open as long as a process that inherited it lives; the workers have their own.
        assert parent.stdout.read() == ""
    assert len(pids) == 2
    for pid in pids:
        wait_for_end_of(pid)


def wait_for_end_of(pid: int) -> None:
    """Return when a process that is no child of ours has ended or is a zombie that nobody waits for."""
    pause = threading.Event()
    while is_running(pid):
        state = Path(f"/proc/{pid}/stat")
        if state.is_file() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        pause.wait(0.02)


def test_process_ends_with_an_error_that_names_what_it_wrote(
    numbers_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    faulty = tmp_path / "worker.py"
    faulty.write_text("import sys\nsys.exit('no engine here')\n")
    monkeypatch.setattr("dvgraph.store.process._WORKER", faulty)
    process = WorkerProcess(numbers_path, Settings())
    with pytest.raises(StoreUnavailable, match="no engine here"):
        process.wait_until_ready()
    process.close()
