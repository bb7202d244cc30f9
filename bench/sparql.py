"""SPARQL over HTTP on this machine, beside other servers on the same data: `python -m bench.sparql`."""

from __future__ import annotations

import contextlib
import gzip
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import click

from bench.serving import SERVE, free_port, load, server
from dvgraph.dataset import build
from dvgraph.dataset.versions import DATASET_FILE
from dvgraph.settings import Settings

_PREFIX = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
#: Shape -> query.
QUERIES = {
    "lookup of an item": "SELECT ?p ?o WHERE { <https://w3id.org/dvgraph/functional-map/AA1> ?p ?o }",
    "first 20 labels": _PREFIX + "SELECT ?s ?l WHERE { ?s skos:prefLabel ?l } LIMIT 20",
    "20 of all, in order": _PREFIX + "SELECT ?s ?l WHERE { ?s skos:prefLabel ?l } ORDER BY ?s LIMIT 20",
    "join and count": _PREFIX
    + "SELECT ?f (COUNT(?s) AS ?n) WHERE { ?s skos:inScheme ?f ; skos:prefLabel ?l ; a ?c } GROUP BY ?f",
}
_ACCEPT = {"Accept": "application/sparql-results+json"}


@dataclass(frozen=True)
class Peer:
    """A server that runs: its name, its port, and the path of its endpoint."""

    name: str
    port: int
    path: str


def _program(name: str) -> str | None:
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def _dvgraph(stack: contextlib.ExitStack, data: Path, folder: Path) -> Iterator[Peer]:
    """Yield the service over its own dataset, and over the same as a file."""
    more = {"DVGRAPH_QUERY_WAIT_SECONDS": "60", "DVGRAPH_DATA_DIR": str(folder)}
    own, other = free_port(), free_port()
    stack.enter_context(server([*SERVE, "--port", str(own)], own, **more))
    yield Peer("dvgraph serve", own, "/sparql")
    command = [*SERVE, "--data", str(data), "--union-default-graph", "--port", str(other)]
    stack.enter_context(server(command, other, **more))
    yield Peer("dvgraph serve --data", other, "/sparql")


def _oxigraph(stack: contextlib.ExitStack, data: Path, folder: Path) -> Iterator[Peer]:
    """Yield Oxigraph's server with the data in memory, and on disk; nothing where it is not installed."""
    program = _program("oxigraph")
    if program is None:
        return
    memory, disk = free_port(), free_port()
    stack.enter_context(server([program, "serve", "--union-default-graph", "-b", f"127.0.0.1:{memory}"], memory))
    request = urllib.request.Request(
        f"http://127.0.0.1:{memory}/store", data.read_bytes(), {"Content-Type": "application/n-quads"}
    )
    with urllib.request.urlopen(request, timeout=300):
        yield Peer("oxigraph serve, in memory", memory, "/query")
    store = str(folder / "oxigraph")
    subprocess.run([program, "load", "-l", store, "-f", str(data)], check=True, capture_output=True)
    command = [program, "serve-read-only", "-l", store, "-b", f"127.0.0.1:{disk}", "--union-default-graph"]
    stack.enter_context(server(command, disk))
    yield Peer("oxigraph serve, on disk", disk, "/query")


def _rdflib(stack: contextlib.ExitStack, data: Path, program: str | None) -> Iterator[Peer]:
    """Yield rdflib-endpoint; nothing where it is not installed."""
    program = program or _program("rdflib-endpoint")
    if program is not None:
        port = free_port()
        command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
        stack.enter_context(server(command, port))
        yield Peer("rdflib-endpoint", port, "/")


@click.command()
@click.option("--seconds", default=3.0, show_default=True, help="Length of each measurement.")
@click.option("--connections", default=[1, 8, 32], multiple=True, show_default=True, help="Connections side by side.")
@click.option("--rdflib-endpoint", help="The program rdflib-endpoint, where it is installed elsewhere.")
def main(seconds: float, connections: tuple[int, ...], rdflib_endpoint: str | None) -> None:
    """Measure queries of several shapes at several numbers of connections, the servers in turn."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        built = build(replace(Settings.from_env(), data_dir=folder / "data"), shapes=False)
        data = folder / "dataset.nq"
        data.write_bytes(gzip.decompress((built.folder / DATASET_FILE).read_bytes()))
        peers = [
            *_dvgraph(stack, data, folder / "data"),
            *_oxigraph(stack, data, folder),
            *_rdflib(stack, data, rdflib_endpoint),
        ]
        for shape, query in QUERIES.items():
            click.echo(f"\n{shape:<30}{'connections':>12}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}")
            for number in connections:
                for peer in peers:
                    found = load(peer.port, f"{peer.path}?query={quote(query)}", number, seconds, _ACCEPT)
                    figures = f"{found.rate:>10.0f}{found.p50 * 1000:>9.1f}{found.p99 * 1000:>9.1f}"
                    click.echo(f"  {peer.name:<28}{number:>12}{figures}")


if __name__ == "__main__":
    main()
