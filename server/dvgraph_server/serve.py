"""`dvgraph serve`: the service under granian, one process with threads; its log holds no addresses and no queries."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import multiprocessing.util
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from pyoxigraph import NamedNode

from dvgraph.dataset import open_current
from dvgraph.errors import StoreUnavailable
from dvgraph.settings import Settings
from dvgraph.store.files import store_file
from dvgraph_server.app import create_app
from dvgraph_server.bodies import READERS
from dvgraph_server.data_app import ServedData, create_data_app
from dvgraph_server.service import Endpoint

__all__ = ["serve"]

#: Seconds that requests under way may take after the end was asked for.
_GRACE = 10
#: How often, and after how many seconds, to look whether the address is listened on.
_TRIES, _PAUSE = 500, 0.02


class CannotListenError(click.ClickException):
    """The address can't be listened on."""

    exit_code = 1


@click.command()
@click.option("--host", help="Address to listen on (default: DVGRAPH_HOST, else 127.0.0.1).")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 finds a free one (default: DVGRAPH_PORT, else 8000).",
)
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Serve this RDF instead (N-Quads, TriG, Turtle, N-Triples, RDF/XML): its SPARQL and its resources.",
)
@click.option(
    "--base-iri",
    help="With --data: base of relative IRIs, and of the resources at /resource/ (default: the address of /resource/).",
)
@click.option(
    "--union-default-graph", is_flag=True, help="With --data: the default graph holds all named graphs' triples too."
)
def serve(
    host: str | None, port: int | None, data: Path | None, base_iri: str | None, union_default_graph: bool
) -> None:
    """Serve pages, questions, linked data and SPARQL; builds the dataset first where its inputs have changed.

    With --data, serve any RDF: /sparql on it, its default graph kept apart from its named graphs.
    Ends on Ctrl-C or SIGTERM. Exits 1 where the port is in use or nothing can be built.
    """
    if data is None and (base_iri or union_default_graph):
        raise click.UsageError("--base-iri and --union-default-graph belong to --data.")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    settings = Settings.from_env(host=host, port=port)
    settings = Settings.from_env(host=host, port=_free_port(settings.host, settings.port))
    if data is None:
        click.echo("Opening the dataset; it is built first where its inputs have changed ..", err=True)
        open_current(settings=settings).close()
        _run(settings, partial(_load, settings, partial(create_app, settings)))
        return
    base_iri = base_iri or f"http://{_in_address(settings.host)}:{settings.port}/resource/"
    with tempfile.TemporaryDirectory(prefix="dvgraph-", ignore_cleanup_errors=True) as folder:
        served = _stored(data, Path(folder) / "store", base_iri, union_default_graph)
        _run(settings, partial(_load, settings, partial(create_data_app, settings, served)))


def _stored(file: Path, folder: Path, base_iri: str, union_default_graph: bool) -> ServedData:
    """Store the dataset of a file, and say so.

    :raises click.UsageError: the base is no absolute IRI.
    :raises dvgraph.errors.InvalidInput: the file can't be used.
    """
    try:
        NamedNode(base_iri)
    except ValueError:
        raise click.UsageError(f"--base-iri {base_iri!r} is no absolute IRI.") from None
    click.echo(f"Reading {file} ..", err=True)
    stored = store_file(file, folder, base_iri, union_default_graph=union_default_graph)
    click.echo(f"{stored.quads} quads are stored.", err=True)
    return ServedData(stored, file.name, base_iri, union_default_graph)


def _run(settings: Settings, loader: Callable[[], Callable[..., object]]) -> None:
    """Serve an application until the end is asked for, with a warning where others can reach it."""
    if not _is_loopback(settings.host):
        click.echo(
            f"Warning: {settings.host} can be reached from other machines. Put a server that speaks HTTPS before it.",
            err=True,
        )
        if settings.show_source:
            click.echo(
                "Warning: DVGRAPH_SHOW_SOURCE is on: the publishers' attached wording can be read from there too.",
                err=True,
            )
    server = Granian(
        "dvgraph_server.app:create_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.threads + READERS,
        workers_kill_timeout=_GRACE,
        log_level=LogLevels.error,
        log_access=False,
        websockets=False,
    )
    server.serve(target_loader=loader, wrap_loader=False)


def _load(settings: Settings, create: Callable[[], Flask]) -> Callable[..., object]:
    """Return the application, in the process that serves it, and say that it is ready."""
    app = create()
    # Such a process runs no atexit handlers, but these.
    multiprocessing.util.Finalize(app, Endpoint.of(app).close, exitpriority=10)
    threading.Thread(target=_start_pool, args=(Endpoint.of(app),), daemon=True).start()
    threading.Thread(target=_announce, args=(settings.host, settings.port), daemon=True).start()
    return app


def _start_pool(service: Endpoint) -> None:
    """Start the processes for queries from outside, so that the first query does not wait for the data to be read."""
    with contextlib.suppress(StoreUnavailable):
        _ = service.pool


def _announce(host: str, port: int) -> None:
    """Print the address once it is listened on."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound to, compared with
    for _ in range(_TRIES):
        with contextlib.suppress(OSError), socket.create_connection((reachable, port), timeout=1):
            break
        time.sleep(_PAUSE)
    click.echo(f"dvgraph serves http://{_in_address(host)}:{port}/ (end with Ctrl-C)")
    sys.stdout.flush()


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _free_port(host: str, port: int) -> int:
    """Return the port, or a free one for 0.

    :raises CannotListenError: the port is in use, or the address is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            problem = error.strerror or str(error)
            raise CannotListenError(
                f"{host}:{port} can't be listened on: {problem}. Choose another port with --port or DVGRAPH_PORT."
            ) from None
        return int(probe.getsockname()[1])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
