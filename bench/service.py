"""Named questions over HTTP on this machine, cold and cached, beside peers: `python -m bench.service`."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import statistics
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlencode

import click

from bench.serving import SERVE, free_port, latencies, server, timed
from dvgraph.dataset import Dataset, build, open_version
from dvgraph.dataset.versions import DATASET_FILE
from dvgraph.questions.binding import bind
from dvgraph.settings import Settings

#: Questions of every size, with the values that are asked for.
QUESTIONS = {
    "units-for-objective": {"objective": "3"},
    "units-for-competency": {"competency": "set:C5"},
    "competencies-for-unit": {"unit": "fm:DB1"},
    "statements-for-staff-group": {"staff_group": "G3"},
    "items-about-topic": {"topic": "topic:safety-planning"},
    "equivalents-of-item": {"item": "fm:AA1"},
    "corrections-of-framework": {"framework": "fm"},
    "mappings-between": {"source": "set", "target": "fm"},
    "counts": {},
}
_SKIPPED = {"date", "server", "content-length", "transfer-encoding"}


def path_of(name: str) -> str:
    """Return the address of a question's answer in JSON."""
    parameters = QUESTIONS[name]
    return f"/questions/{name}.json" + (f"?{urlencode(parameters)}" if parameters else "")


class _Answer(TypedDict):
    """What the constant view is to send."""

    headers: list[tuple[str, str]]
    body: str


def _answer(port: int, path: str) -> _Answer:
    """Return the headers and the body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        headers = [pair for pair in response.getheaders() if pair[0].lower() not in _SKIPPED]
        return {"headers": headers, "body": response.read().decode()}


def _cached(data: str, folder: Path, rounds: int) -> None:
    """Compare kept answers with constant views of the same headers and bytes."""
    click.echo(
        f"\n{'kept answers, median ms':<30}{'200':>8}{'304':>8}{'constant':>10}{'200 of it':>11}{'304 of it':>11}"
    )
    port, constant = free_port(), free_port()
    file = folder / "answers.json"
    with server([*SERVE, "--port", str(port)], port, DVGRAPH_DATA_DIR=data):
        answers = {path_of(name).partition("?")[0]: _answer(port, path_of(name)) for name in QUESTIONS}
        file.write_text(json.dumps(answers), encoding="utf-8")
        peer = [sys.executable, "-m", "bench.constant_peer", str(constant)]
        with server(peer, constant, BENCH_ANSWERS=str(file)):
            for name in QUESTIONS:
                path = path_of(name)
                tag = {"If-None-Match": dict(answers[path.partition("?")[0]]["headers"])["etag"]}
                whole, held, same = [], [], []
                for _ in range(rounds + 1):  # in turn, so that a noisy moment falls on all; the first warms up
                    whole += latencies(port, path, 30)
                    held += latencies(port, path, 30, tag, 304)
                    same += latencies(constant, path, 30)
                a, b, c = (statistics.median(found[30:]) * 1000 for found in (whole, held, same))
                click.echo(f"{name:<30}{a:>8.2f}{b:>8.2f}{c:>10.2f}{c / a:>11.2f}{c / b:>11.2f}")


def _uncached(dataset: Dataset, data: str, folder: Path, rounds: int) -> None:
    """Compare answers that are made each time with a minimal view of the same query."""
    click.echo(f"\n{'uncached, median ms':<30}{'rows':>6}{'in process':>12}{'HTTP':>8}{'minimal':>9}{'times it':>10}")
    port, minimal = free_port(), free_port()
    queries = {name: bind(dataset, dataset.questions.get(name), given).query for name, given in QUESTIONS.items()}
    file = folder / "queries.json"
    file.write_text(json.dumps(queries), encoding="utf-8")
    peer = [sys.executable, "-m", "bench.question_peer", str(minimal)]
    more = {"BENCH_DATASET": str(dataset.path / DATASET_FILE), "BENCH_QUERIES": str(file)}
    with (
        server([*SERVE, "--port", str(port)], port, DVGRAPH_DATA_DIR=data, DVGRAPH_CACHE_MIB="0"),
        server(peer, minimal, **more),
    ):
        for name, given in QUESTIONS.items():
            rows = dataset.ask(name, **given).total
            inside = timed(partial(dataset.ask, name, **given), rounds) * 1000
            mine, other = [], []
            for _ in range(rounds + 1):
                mine += latencies(port, path_of(name), 5)
                other += latencies(minimal, f"/{name}", 5)
            a, b = (statistics.median(found[5:]) * 1000 for found in (mine, other))
            click.echo(f"{name:<30}{rows:>6}{inside:>12.2f}{a:>8.2f}{b:>9.2f}{a / b:>10.2f}")


def _rdflib(dataset: Dataset) -> None:
    from rdflib import Dataset as Peer

    click.echo(f"\n{'in rdflib, in process, median ms':<36}")
    graph = Peer(default_union=True)
    content = gzip.decompress((dataset.path / DATASET_FILE).read_bytes()).decode()
    graph.parse(data=content, format="nquads")

    def solutions(query: str) -> int:
        return len(list(graph.query(query)))

    for name in ("units-for-objective", "equivalents-of-item", "corrections-of-framework"):
        query = bind(dataset, dataset.questions.get(name), QUESTIONS[name]).query
        click.echo(f"{name:<36}{timed(partial(solutions, query), 3) * 1000:>8.2f}")


@click.command()
@click.option("--rounds", default=20, show_default=True, help="Rounds of each measurement; peers take turns.")
@click.option("--rdflib/--no-rdflib", default=True, show_default=True, help="Ask rdflib too.")
def main(rounds: int, rdflib: bool) -> None:
    """Measure questions beside a constant Flask view, a minimal Flask and pyoxigraph view, and rdflib."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = replace(Settings.from_env(), data_dir=folder / "data")
        built = build(settings, shapes=False)
        with open_version(built.folder, settings, in_memory=True) as dataset:
            _cached(str(settings.data_dir), folder, rounds)
            _uncached(dataset, str(settings.data_dir), folder, rounds)
            if rdflib:
                _rdflib(dataset)


if __name__ == "__main__":
    main()
