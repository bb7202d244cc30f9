"""The body of a request, read so that clients that are slow to send theirs keep no other from being served.

A WSGI server calls the application as soon as the headers are there; reading then waits for the client, for as long
as it likes, and holds a thread of the service. So half of the threads read bodies at most, and a request that finds
none free is told to come again. A proxy that takes in whole requests before it passes them on
(docs/deployment.md) keeps slow clients away altogether.
"""

from __future__ import annotations

import threading
from typing import cast

from flask import Flask, Request, current_app
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from dvgraph.errors import StoreUnavailable
from dvgraph_server.service import Endpoint

__all__ = ["install", "read_body"]

_KEY = "dvgraph.bodies"
#: Seconds that a request waits for others to be read.
_MOMENT = 0.1


def install(app: Flask) -> None:
    """Let an application read bodies by `read_body`."""
    readers = max(1, Endpoint.of(app).settings.threads // 2)
    app.extensions[_KEY] = threading.BoundedSemaphore(readers)


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
    readers = cast("threading.BoundedSemaphore", current_app.extensions[_KEY])
    if not readers.acquire(timeout=_MOMENT):
        raise StoreUnavailable("Too many requests are being sent slowly; try again later.")
    try:
        return cast("bytes", request.environ["wsgi.input"].read(most + 1))
    except OSError:
        raise BadRequest("The body could not be read.") from None
    finally:
        readers.release()
