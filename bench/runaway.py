"""What queries that never end do to the service: when they are stopped, what others feel, what stays behind.

`python -m bench.runaway`; Linux alone, since it reads /proc.
"""

from __future__ import annotations

import contextlib
import http.client
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

import click

from bench.serving import SERVE, free_port, latencies, quantile, server
from dvgraph.dataset import build
from dvgraph.settings import Settings

_RUNAWAY = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b + ?d + ?f = -1) }"
_CACHED = "/questions/units-for-objective.json?objective=3"
#: Pages, data, questions and queries, right and wrong.
_MIXED = (
    "/",
    "/functional-map/AA1",
    "/functional-map/AA1.ttl",
    "/set/G3-C5.jsonld",
    "/nowhere",
    "/search?q=safety+planning",
    "/questions/counts.csv",
    "/questions/units-for-objective?objective=3",
    "/questions/units-for-objective.xlsx?objective=2",
    "/questions/units-for-objective.json?objective=99",
    _CACHED,
    f"/sparql?query={quote('SELECT ?s { ?s ?p ?o } LIMIT 100')}",
    f"/sparql?query={quote('SELECT ?s (COUNT(?p) AS ?n) { ?s ?p ?o } GROUP BY ?s')}",
    f"/sparql?query={quote('SELECT')}",
    "/metrics",
)


@dataclass(frozen=True)
class _State:
    """The processes of a service, and the memory that they take together, each shared page counted once."""

    processes: int
    mib: float


def _state(leader: int) -> _State:
    """Return the state of a group of processes, zombies counted."""
    number, size = 0, 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[2]) == leader:
                number += 1
                rollup = (folder / "smaps_rollup").read_text().split()
                size += int(rollup[rollup.index("Pss:") + 1])
    return _State(number, size / 1024)


def _settled(leader: int) -> _State:
    """Return the state once processes that were replaced are there again."""
    time.sleep(1.5)
    return _state(leader)


def _ask_runaway(port: int) -> tuple[int, float]:
    """Return the status that a query which never ends gets, and the seconds until then."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with contextlib.closing(connection):
        began = time.perf_counter()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sparql", urlencode({"query": _RUNAWAY}), form)
        response = connection.getresponse()
        response.read()
        return response.status, time.perf_counter() - began


@contextlib.contextmanager
def _runaways(port: int, side_by_side: int) -> Iterator[list[tuple[int, float]]]:
    """Keep queries that never end running; yields what they got, complete after the block."""
    found: list[tuple[int, float]] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            found.append(_ask_runaway(port))

    threads = [threading.Thread(target=ask) for _ in range(side_by_side)]
    for one in threads:
        one.start()
    try:
        yield found
    finally:
        ended.set()
        for one in threads:
            one.join()


def _stopped(data: str, limit: float, rounds: int) -> None:
    """Tell when runaways are stopped, and what a cached question takes meanwhile."""
    port = free_port()
    with server([*SERVE, "--port", str(port)], port, DVGRAPH_DATA_DIR=data, DVGRAPH_QUERY_SECONDS=str(limit)):
        latencies(port, _CACHED, 500)
        latencies(port, f"/sparql?query={quote('ASK {}')}", 20)
        click.echo(f"a cached question, ms{'':<24}{'p50':>8}{'p99':>8}{'p99 of idle':>14}")
        for side_by_side in (1, 2):
            idle, busy, ends = [], [], []
            for _ in range(rounds):  # in turn, so that a noisy moment falls on both
                idle += latencies(port, _CACHED, 2000)
                with _runaways(port, side_by_side) as found:
                    time.sleep(0.1)
                    busy += latencies(port, _CACHED, 2000)
                ends += found
            late = quantile(busy, 0.99) / quantile(idle, 0.99)
            for name, times, note in (("idle", idle, ""), (f"{side_by_side} runaway beside it", busy, f"{late:.2f}")):
                click.echo(
                    f"  {name:<43}{quantile(times, 0.5) * 1000:>8.2f}{quantile(times, 0.99) * 1000:>8.2f}{note:>14}"
                )
            seconds = [taken for _, taken in ends]
            click.echo(
                f"  {len(ends)} runaways at a limit of {limit:g} s: statuses {sorted({status for status, _ in ends})}, "
                f"ended after {statistics.median(seconds):.3f} s, at the latest {max(seconds):.3f} s"
            )


def _left_behind(data: str, number: int, requests: int) -> None:
    """Tell which processes and how much memory runaways and mixed requests leave behind."""
    port = free_port()
    limits = {"DVGRAPH_QUERY_SECONDS": "0.3", "DVGRAPH_QUERY_WAIT_SECONDS": "5"}
    with server([*SERVE, "--port", str(port)], port, DVGRAPH_DATA_DIR=data, **limits) as process:

        def tell(what: str) -> None:
            state = _settled(process.pid)
            click.echo(f"  {what:<43}{state.processes:>12}{state.mib:>8.0f}")

        click.echo(f"\nleft behind{'':<34}{'processes':>12}{'MiB':>8}")
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(_ask_runaway, [port] * 10))
            tell("after 10 runaways")
            list(threads.map(_ask_runaway, [port] * number))
            tell(f"after {number} more")
        for part in range(1, 5):
            with ThreadPoolExecutor(4) as threads:
                list(threads.map(lambda at: _ask(port, _MIXED[at % len(_MIXED)]), range(requests // 4)))
            tell(f"after {part * requests // 4} mixed requests")
    time.sleep(0.5)
    click.echo(f"  {'after the end of the service':<43}{_state(process.pid).processes:>12}")


def _ask(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status


@click.command()
@click.option("--limit", default=2.0, show_default=True, help="Seconds that a query may take.")
@click.option(
    "--rounds", default=5, show_default=True, help="Rounds of 2,000 cached questions, idle and beside runaways."
)
@click.option("--runaways", default=100, show_default=True, help="Queries that never end, to look what they leave.")
@click.option("--requests", default=2000, show_default=True, help="Mixed requests, to look what they leave.")
def main(limit: float, rounds: int, runaways: int, requests: int) -> None:
    """Measure what queries that never end do to the service and to its other clients."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        build(replace(Settings.from_env(), data_dir=data), shapes=False)
        _stopped(str(data), limit, rounds)
        _left_behind(str(data), runaways, requests)


if __name__ == "__main__":
    main()
