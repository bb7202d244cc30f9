"""`dvgraph serve`: the service under granian, one process with threads; its log holds no addresses and no queries."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import multiprocessing.util
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from dvgraph.dataset import open_current
from dvgraph.settings import Settings
from dvgraph_server.app import create_app
from dvgraph_server.service import Service

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
def serve(host: str | None, port: int | None) -> None:
    """Serve pages, questions, linked data and SPARQL; builds the dataset first where its inputs have changed.

    Ends on Ctrl-C or SIGTERM. Exits 1 where the port is in use or nothing can be built.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    settings = Settings.from_env(host=host, port=port)
    settings = Settings.from_env(host=host, port=_free_port(settings.host, settings.port))
    click.echo("Opening the dataset; it is built first where its inputs have changed ..", err=True)
    open_current(settings=settings).close()
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
        blocking_threads=settings.threads,
        workers_kill_timeout=_GRACE,
        log_level=LogLevels.error,
        log_access=False,
        websockets=False,
    )
    server.serve(target_loader=partial(_load, settings), wrap_loader=False)


def _load(settings: Settings) -> Callable[..., object]:
    """Return the application, in the process that serves it, and say that it is ready."""
    app: Flask = create_app(settings)
    # Such a process runs no atexit handlers, but these.
    multiprocessing.util.Finalize(app, Service.of(app).close, exitpriority=10)
    threading.Thread(target=_announce, args=(settings.host, settings.port), daemon=True).start()
    return app


def _announce(host: str, port: int) -> None:
    """Print the address once it is listened on."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound to, compared with
    for _ in range(_TRIES):
        with contextlib.suppress(OSError), socket.create_connection((reachable, port), timeout=1):
            break
        time.sleep(_PAUSE)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"dvgraph serves http://{shown}:{port}/ (end with Ctrl-C)")
    sys.stdout.flush()


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
