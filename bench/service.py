"""Questions and SPARQL over HTTP on this machine, beside peers: `python -m bench.service`."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import click

from dvgraph.dataset import build, open_version
from dvgraph.dataset.versions import DATASET_FILE
from dvgraph.places import queries_dir
from dvgraph.settings import Settings

QUESTION = "units-for-objective"
PATH = f"/questions/{QUESTION}.json?objective=3"
SPARQL = "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l } ORDER BY ?s LIMIT 20"
_SERVE = "from dvgraph_server.serve import serve; serve()"
_SKIPPED = {"date", "server", "content-length", "transfer-encoding"}


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _server(command: Sequence[str], port: int, **environ: str) -> Iterator[int]:
    """Run a server until it is no longer needed; yields its port once it is listened on."""
    with subprocess.Popen(
        command, env={**os.environ, **environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(1200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.05)
            else:
                raise RuntimeError(f"{command} does not listen")
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    return response


def _latencies(port: int, path: str, number: int, headers: dict[str, str], wanted: int = 200) -> list[float]:
    """Return the seconds of each of some requests on one connection.

    :raises RuntimeError: one is answered with another status.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    with contextlib.closing(connection):
        for _ in range(number):
            began = time.perf_counter()
            status = _get(connection, path, headers).status
            found.append(time.perf_counter() - began)
            if status != wanted:
                raise RuntimeError(f"{path} was answered with {status}, not {wanted}")
    return found


def _timed(act: Callable[[], object], number: int) -> float:
    found = []
    for _ in range(number):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def _row(name: str, seconds: float, note: str = "") -> None:
    click.echo(f"{name:<52}{seconds * 1000:>10.2f} ms  {note}")


def _load(port: int, path: str, connections: int, number: int) -> tuple[float, float, float]:
    """Return requests a second, p50 and p99 in milliseconds, of requests on several connections side by side."""
    began = time.perf_counter()
    headers = {"Accept": "application/sparql-results+json"}
    with ThreadPoolExecutor(connections) as threads:
        each = threads.map(lambda _: _latencies(port, path, number // connections, headers), range(connections))
        found = sorted(one for part in each for one in part)
    wall = time.perf_counter() - began
    return len(found) / wall, found[len(found) // 2] * 1000, found[int(len(found) * 0.99)] * 1000


def _questions(settings: Settings, folder: Path, rounds: int) -> None:
    built = build(settings, shapes=False)
    with open_version(built.folder, settings, in_memory=True) as dataset:
        _row("in process, uncached", _timed(lambda: dataset.ask(QUESTION, objective="3"), rounds))
    port, bare = _free_port(), _free_port()
    command = [sys.executable, "-c", _SERVE, "--port"]
    data = str(settings.data_dir)
    with (
        _server([*command, str(port)], port, DVGRAPH_DATA_DIR=data),
        _server([*command, str(bare)], bare, DVGRAPH_DATA_DIR=data, DVGRAPH_CACHE_MIB="0"),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", PATH)
        response = connection.getresponse()
        headers = [pair for pair in response.getheaders() if pair[0].lower() not in _SKIPPED]
        answer = {"headers": headers, "body": response.read().decode()}
        file = folder / "answer.json"
        file.write_text(json.dumps(answer), encoding="utf-8")
        tag = {"If-None-Match": dict(response.getheaders())["etag"]}
        constant = _free_port()
        with _server([sys.executable, "-m", "bench.constant_peer", str(constant)], constant, BENCH_ANSWER=str(file)):
            for one in (port, bare, constant):
                _latencies(one, PATH, 50, {})
            # In turn, so that a noisy moment falls on all of them.
            cached, held, peer, uncached = [], [], [], []
            for _ in range(rounds):
                cached += _latencies(port, PATH, 20, {})
                held += _latencies(port, PATH, 20, tag, 304)
                peer += _latencies(constant, PATH, 20, {})
                uncached += _latencies(bare, PATH, 3, {})
        median = statistics.median(peer)
        _row("over HTTP, uncached", statistics.median(uncached))
        for name, found in (("over HTTP, cached", cached), ("over HTTP, 304", held)):
            _row(name, statistics.median(found), f"{median / statistics.median(found):.2f} of the constant's rate")
        _row("a constant Flask view, same headers and bytes", median)


def _rdflib(dataset: Path) -> None:
    from rdflib import Dataset

    graph = Dataset(default_union=True)
    graph.parse(data=gzip.decompress(dataset.read_bytes()).decode(), format="nquads")
    text = next(queries_dir().glob(f"*/{QUESTION}.rq")).read_text(encoding="utf-8")
    _row("rdflib in process, the same question", _timed(lambda: list(graph.query(text)), 3))


def _sparql(dataset: Path, folder: Path, number: int) -> None:
    click.echo(f"\nSPARQL, {number} requests\n{'':<34}{'connections':>12}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}")
    data = folder / "dataset.nq"
    data.write_bytes(gzip.decompress(dataset.read_bytes()))
    port = _free_port()
    mine = [sys.executable, "-c", _SERVE, "--data", str(data), "--union-default-graph", "--port", str(port)]
    servers = {"dvgraph serve --data": (mine, port, "/sparql")}
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program:
        store, other = str(folder / "oxigraph"), _free_port()
        subprocess.run([program, "load", "-l", store, "-f", str(data)], check=True, capture_output=True)
        command = [program, "serve-read-only", "-l", store, "--bind", f"127.0.0.1:{other}", "--union-default-graph"]
        servers["oxigraph serve-read-only"] = (command, other, "/query")
    with contextlib.ExitStack() as stack:
        for command, at, _ in servers.values():
            stack.enter_context(_server(command, at, DVGRAPH_QUERY_WAIT_SECONDS="30"))
        for connections in (1, 8, 32):
            for name, (_, at, path) in servers.items():
                address = f"{path}?query={quote(SPARQL)}"
                _latencies(at, address, 20, {})
                rate, middle, late = _load(at, address, connections, number)
                click.echo(f"{name:<34}{connections:>12}{rate:>10.0f}{middle:>9.1f}{late:>9.1f}")


@click.command()
@click.option("--rounds", default=30, show_default=True, help="Rounds of each question's measurement.")
@click.option("--requests", default=960, show_default=True, help="SPARQL requests for each number of connections.")
def main(rounds: int, requests: int) -> None:
    """Measure the service on loopback, beside a constant view, rdflib and Oxigraph's server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = replace(Settings.from_env(), data_dir=folder / "data")
        click.echo(f"{QUESTION}, median")
        _questions(settings, folder, rounds)
        dataset = build(settings, shapes=False).folder / DATASET_FILE
        _rdflib(dataset)
        _sparql(dataset, folder, requests)


if __name__ == "__main__":
    main()
