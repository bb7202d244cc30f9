"""Oxigraph's own server as a process of its own, on a free port of this machine."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_TRIES = 200


@dataclass(frozen=True)
class OxigraphServer:
    """A server that runs."""

    url: str

    @property
    def query(self) -> str:
        return f"{self.url}/query"

    @property
    def store(self) -> str:
        return f"{self.url}/store"

    def clear(self) -> None:
        """Remove all that it holds."""
        request = urllib.request.Request(
            f"{self.url}/update", b"DROP ALL", {"Content-Type": "application/sparql-update"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=30):
            pass


@contextlib.contextmanager
def started(port: int | None = None) -> Iterator[OxigraphServer]:
    """Start a server with nothing in it, on a free port when None; skip where there is none."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("the command oxigraph is not here: install the package oxigraph")
    port = port or _free_port()
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port, process)
            yield OxigraphServer(f"http://127.0.0.1:{port}")
        finally:
            process.kill()


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server listens."""
    for _ in range(_TRIES):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise AssertionError("oxigraph serve does not listen")
