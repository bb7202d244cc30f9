"""Servers as processes, and clients that time them: what the benchmarks of the service share."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

__all__ = ["SERVE", "Load", "free_port", "latencies", "load", "quantile", "serve_peer", "server", "timed"]

#: The command of the service, without its options.
SERVE = [sys.executable, "-c", "from dvgraph_server.serve import serve; serve()"]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve_peer(module: str, port: int) -> None:
    """Serve the application that a module makes, as `dvgraph serve` does."""
    Granian(
        f"{module}:create_app",
        factory=True,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=8,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()


@contextlib.contextmanager
def server(command: Sequence[str], port: int, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it is no longer needed; yields its process, which leads a group, once its port is listened on.

    :raises RuntimeError: it does not listen within a minute.
    """
    with subprocess.Popen(
        command,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            for _ in range(1200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.05)
            else:
                raise RuntimeError(f"{command} does not listen")
            yield process
        finally:
            process.terminate()
            process.wait(30)


def latencies(
    port: int, path: str, number: int, headers: Mapping[str, str] | None = None, wanted: int = 200
) -> list[float]:
    """Return the seconds of each of some requests on one connection.

    :raises RuntimeError: one is answered with another status.
    """
    return list(islice(_asked(port, path, headers or {}, wanted), number))


def _asked(port: int, path: str, headers: Mapping[str, str], wanted: int) -> Iterator[float]:
    """Ask again and again on one connection; yields the seconds of each request.

    :raises RuntimeError: one is answered with another status.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with contextlib.closing(connection):
        while True:
            began = time.perf_counter()
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
            response.read()
            taken = time.perf_counter() - began
            if response.status != wanted:
                raise RuntimeError(f"{path} was answered with {response.status}, not {wanted}")
            yield taken


def timed(act: Callable[[], object], number: int) -> float:
    """Return the median of the seconds that something takes."""
    found = []
    for _ in range(number):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def quantile(found: Sequence[float], part: float) -> float:
    """Return the value below which a part of the values lies."""
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


@dataclass(frozen=True)
class Load:
    """What a server gave under load: requests a second, and the seconds of one, in the middle and at worst."""

    rate: float
    p50: float
    p99: float


def load(port: int, path: str, connections: int, seconds: float, headers: Mapping[str, str]) -> Load:
    """Return how a server answers for some seconds on several connections side by side; each asks once at least."""

    def ask(_: int) -> list[float]:
        found = []
        for taken in _asked(port, path, headers, 200):
            found.append(taken)
            if time.perf_counter() > end:
                break
        return found

    with ThreadPoolExecutor(connections) as threads:
        began = time.perf_counter()
        end = began + seconds
        parts = list(threads.map(ask, range(connections)))
        wall = time.perf_counter() - began
    found = [one for part in parts for one in part]
    return Load(len(found) / wall, quantile(found, 0.5), quantile(found, 0.99))
