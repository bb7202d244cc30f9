"""The same application under several production servers: `python -m bench.servers`."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import click

from bench.serving import SERVE, Load, free_port, latencies, load, server
from dvgraph.dataset import build
from dvgraph.settings import Settings

_THREADS = 8
_APPLICATION = "dvgraph_server.app:create_app"
#: Server -> its module, and its command for a port.
_SERVERS: dict[str, tuple[str, Callable[[int], list[str]]]] = {
    "granian (dvgraph serve)": ("granian", lambda port: [*SERVE, "--port", str(port)]),
    "gunicorn, gthread": (
        "gunicorn",
        lambda port: [
            *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", str(_THREADS)),
            *("--keep-alive", "60", "--bind", f"127.0.0.1:{port}", f"{_APPLICATION}()"),
        ],
    ),
    "waitress": (
        "waitress",
        lambda port: [
            *(sys.executable, "-m", "waitress", "--threads", str(_THREADS)),
            *("--listen", f"127.0.0.1:{port}", "--call", _APPLICATION),
        ],
    ),
}
_PATHS = {
    "a kept answer": "/questions/units-for-objective.json?objective=3",
    "a page": "/functional-map/AA1",
    "a query": f"/sparql?query={quote('SELECT ?s { ?s ?p ?o } LIMIT 10')}",
}


@click.command()
@click.option("--seconds", default=3.0, show_default=True, help="Length of each measurement.")
@click.option("--rounds", default=3, show_default=True, help="How often each is measured; the servers take turns.")
def main(seconds: float, rounds: int) -> None:
    """Measure those servers that are installed, with eight connections side by side."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        data = Path(name) / "data"
        build(replace(Settings.from_env(), data_dir=data), shapes=False)
        ports = {}
        for title, (module, command) in _SERVERS.items():
            if importlib.util.find_spec(module):
                port = free_port()
                more = {"DVGRAPH_DATA_DIR": str(data), "DVGRAPH_THREADS": str(_THREADS)}
                stack.enter_context(server(command(port), port, DVGRAPH_QUERY_WAIT_SECONDS="30", **more))
                ports[title] = port
        for what, path in _PATHS.items():
            click.echo(f"\n{what:<30}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}")
            found: dict[str, list[Load]] = {title: [] for title in ports}
            for port in ports.values():
                latencies(port, path, 20)
            for _ in range(rounds):
                for title, port in ports.items():
                    found[title].append(load(port, path, _THREADS, seconds, {}))
            for title, loads in found.items():
                one = sorted(loads, key=lambda each: each.rate)[len(loads) // 2]
                click.echo(f"  {title:<28}{one.rate:>10.0f}{one.p50 * 1000:>9.1f}{one.p99 * 1000:>9.1f}")


if __name__ == "__main__":
    main()
