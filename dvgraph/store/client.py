"""HTTP to one server: kept connections, one deadline for a whole exchange, and errors in dvgraph's own words."""

from __future__ import annotations

import base64
import io
import logging
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, RemoteDisconnected
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from dvgraph.errors import BadParameter, StoreUnavailable

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Client", "Reply"]

log = logging.getLogger(__name__)

#: An answer larger than this is taken for nonsense.
MOST_BYTES = 1 << 30
_PIECE = 1 << 16
_KEPT = 8
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Reply:
    """What a server answered.

    :param status: the HTTP status.
    :param media_type: the media type of the body, in lower case, without parameters; empty where none is stated.
    :param body: the whole body.
    :param location: where a redirect leads, empty where there is none.
    """

    status: int
    media_type: str
    body: bytes = field(repr=False)
    location: str = ""

    @property
    def excerpt(self) -> str:
        """The beginning of a text body, for messages."""
        if not self.media_type.startswith(("text/plain", "application/problem")):
            return ""
        return " ".join(self.body[:2000].decode(errors="replace").split())[:300]


class Client:
    """A client of one server; thread-safe. It follows no redirect and uses no proxy.

    :param url: an http or https address; its path is not used.
    :param user: the user name for Basic authentication, empty for none.
    :param password: the password.
    :raises BadParameter: the address can't be used.
    """

    def __init__(self, url: str, user: str = "", password: str = "") -> None:
        self._address = _checked(url)
        self.name = f"{self._address.scheme}://{self._address.netloc}"
        self._headers = {"User-Agent": "dvgraph"}
        if user:
            token = base64.b64encode(f"{user}:{password}".encode()).decode()
            self._headers["Authorization"] = f"Basic {token}"
            if self._address.scheme == "http" and self._address.hostname not in _LOOPBACK:
                log.warning("The password for %s is sent without encryption; use https.", self.name)
        self._lock = threading.Lock()
        self._idle: list[HTTPConnection] = []

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Reply:
        """Send a request and return the whole reply, whatever its status.

        A request must bear being sent twice: one over a kept connection that proves closed is repeated.

        :param method: the HTTP method.
        :param path: path and query string.
        :param body: the content to send.
        :param headers: headers beside the client's own.
        :param seconds: the time for all of it.
        :raises StoreUnavailable: no connection, no answer in time, or no HTTP.
        """
        deadline = time.monotonic() + seconds
        request = partial(_exchange, method=method, path=path, body=body, headers={**self._headers, **headers})
        try:
            kept = self._take()
            if kept is not None:
                try:
                    return self._done(kept, request(kept, deadline=deadline))
                except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                    kept.close()
            fresh = self._new(seconds)
            return self._done(fresh, request(fresh, deadline=deadline))
        except TimeoutError:
            raise StoreUnavailable(
                f"The SPARQL endpoint at {self.name} did not answer in {seconds:g} seconds."
            ) from None
        except HTTPException as error:
            raise StoreUnavailable(f"The SPARQL endpoint at {self.name} does not speak HTTP: {error!r}") from None
        except (OSError, ValueError) as error:
            raise StoreUnavailable(f"The SPARQL endpoint at {self.name} can't be reached: {error}") from None

    def close(self) -> None:
        """Close the connections that are not in use."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> HTTPConnection | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _done(self, connection: HTTPConnection, reply: Reply) -> Reply:
        """Keep a connection that can be used again, and return the reply."""
        with self._lock:
            if connection.sock is not None and len(self._idle) < _KEPT:
                self._idle.append(connection)
                return reply
        connection.close()
        return reply

    def _new(self, seconds: float) -> HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        if self._address.scheme == "https":
            return HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
        return HTTPConnection(host, port, timeout=seconds)


class _TimedReader(io.RawIOBase):
    """What a socket receives, up to a deadline, however small the pieces come."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """Return that this can be read."""
        return True

    def readinto(self, buffer: Buffer, /) -> int | None:
        """Receive what there is, waiting for it no longer than the deadline."""
        self._sock.settimeout(_remaining(self._deadline))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Let go of the socket."""
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """A response of which every byte, those of its head too, comes before a deadline."""

    def __init__(self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, *, deadline: float) -> None:
        super().__init__(sock, debuglevel, method)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedReader(sock, deadline))


def _remaining(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _exchange(
    connection: HTTPConnection, *, method: str, path: str, body: bytes, headers: Mapping[str, str], deadline: float
) -> Reply:
    """Send a request over a connection and read the reply; the connection is closed where either fails."""
    try:
        connection.timeout = _remaining(deadline)
        if connection.sock is not None:
            connection.sock.settimeout(connection.timeout)
        connection.response_class = partial(_TimedResponse, deadline=deadline)  # type: ignore[assignment]
        connection.request(method, path, body, dict(headers))
        with connection.getresponse() as response:
            content = _content(response)
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Reply(response.status, media_type, content, response.headers.get("Location", ""))
    except BaseException:
        connection.close()
        raise


def _content(response: HTTPResponse) -> bytes:
    """Return the whole body.

    :raises HTTPException: it ends too early, or never.
    """
    pieces = []
    size = 0
    while piece := response.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise HTTPException(f"more than {MOST_BYTES} bytes")
    if response.length:
        raise HTTPException(f"{response.length} bytes are missing")
    return b"".join(pieces)


def _checked(url: str) -> SplitResult:
    """Return the parts of an address.

    :raises BadParameter: it is none, or carries what belongs elsewhere.
    """
    try:
        address = urlsplit(url)
        good = address.scheme in {"http", "https"} and address.hostname and (address.port or 1) and url.isascii()
    except ValueError:
        good = False
    if not good or any(character <= " " for character in url):
        raise BadParameter("url", f"{url!r} given; the http(s) address of a SPARQL endpoint is needed.")
    if address.username is not None or address.fragment:
        raise BadParameter(
            "url", "an address without user name and fragment is needed; user and password are settings."
        )
    return address
