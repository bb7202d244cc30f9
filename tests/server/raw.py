"""Requests byte for byte, for what no client library would send."""

from __future__ import annotations

import contextlib
import socket
from urllib.parse import urlsplit

from tests.server.running import Running

__all__ = ["connect", "exchange", "status_of"]


def connect(service: Running, sent: bytes) -> socket.socket:
    """Return a connection on which some bytes were sent."""
    address = urlsplit(service.address)
    connection = socket.create_connection((address.hostname or "", address.port or 0), timeout=30)
    with contextlib.suppress(OSError):  # The service may have seen enough, and hung up.
        connection.sendall(sent)
    return connection


def exchange(service: Running, sent: bytes) -> bytes:
    """Return all that is answered until the service closes the connection."""
    found = b""
    with contextlib.closing(connect(service, sent)) as connection, contextlib.suppress(ConnectionError):
        while piece := connection.recv(1 << 16):
            found += piece
    return found


def status_of(answer: bytes) -> int:
    """Return the status of the first response."""
    return int(answer.split(b" ", 2)[1])
