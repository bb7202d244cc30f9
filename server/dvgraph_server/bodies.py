"""The body of a request, read so that clients that are slow to send theirs keep no other from being served.

A WSGI server calls the application as soon as the headers are there; reading then waits for the client, for as long
as it likes, and holds a thread. So there are more threads than are at work at a time: one that waits for a body gives
its turn to another, and a request that finds too many bodies waited for is told to come again. A proxy that takes in
whole requests before it passes them on (docs/deployment.md) keeps slow clients away altogether.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from flask import Flask, Request, current_app
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from dvgraph.errors import StoreUnavailable
from dvgraph_server.service import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["READERS", "install", "read_body"]

#: How many bodies are waited for at once.
READERS = 128

_KEY = "dvgraph.bodies"
#: Seconds that a request waits for others to be read.
_MOMENT = 0.1


class _Turns:
    """A WSGI application that works on so many requests at a time as the settings say it has threads.

    :param inner: the application that does the work.
    :param threads: how many requests are worked on at a time.
    """

    def __init__(self, inner: WSGIApplication, threads: int) -> None:
        self._inner = inner
        self._working = threading.BoundedSemaphore(threads)
        self._readers = threading.BoundedSemaphore(READERS)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request when it is its turn."""
        with self._working:
            return self._inner(environ, start_response)

    @contextmanager
    def given_away(self) -> Iterator[None]:
        """Let others work while this request waits for its client.

        :raises StoreUnavailable: too many wait already.
        """
        if not self._readers.acquire(timeout=_MOMENT):
            raise StoreUnavailable("Too many requests are being sent slowly; try again later.")
        self._working.release()
        try:
            yield
        finally:
            self._readers.release()
            self._working.acquire()


def install(app: Flask, service: Endpoint) -> None:
    """Let an application read bodies by `read_body`."""
    turns = _Turns(app.wsgi_app, service.settings.threads)
    app.extensions[_KEY] = turns
    app.wsgi_app = turns  # type: ignore[method-assign]


def read_body(request: Request) -> bytes:
    """Return the whole body of a request.

    :raises werkzeug.exceptions.RequestEntityTooLarge: it is longer than any query with its parameters.
    :raises werkzeug.exceptions.BadRequest: it ends too early.
    :raises StoreUnavailable: too many others are being read.
    """
    most = int(current_app.config["MAX_CONTENT_LENGTH"])
    length = request.content_length
    if length is None and "HTTP_TRANSFER_ENCODING" not in request.environ:
        return b""
    content = b"" if length is not None and length > most else _read(request, most if length is None else length - 1)
    if len(content) > most or (length or 0) > most:
        raise RequestEntityTooLarge(f"The request is too long; at most {most} bytes are taken.")
    if length is not None and len(content) < length:
        raise BadRequest(f"The body ends after {len(content)} of {length} bytes.")
    return content


def _read(request: Request, most: int) -> bytes:
    """Return what a client sends, at most one byte more than `most`; not limited by werkzeug, which would cut it."""
    turns = cast("_Turns", current_app.extensions[_KEY])
    with turns.given_away():
        try:
            return cast("Callable[[int], bytes]", request.environ["wsgi.input"].read)(most + 1)
        except OSError:
            raise BadRequest("The body could not be read.") from None
