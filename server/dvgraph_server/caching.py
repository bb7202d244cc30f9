"""Strong ETags for data: the dataset never changes under a running version, so a tag needs no look at the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, request

from dvgraph import __version__
from dvgraph_server.service import current_endpoint

__all__ = ["data_response", "entity_tag"]

#: A client may keep data, and asks each time whether it still holds.
_REVALIDATE = "public, max-age=0, must-revalidate"


def entity_tag(media_type: str) -> str:
    """Return the tag of the answer to the present request in one format."""
    service = current_endpoint()
    parts = [
        service.version,
        __version__,
        service.namespaces.base,
        request.host_url,
        request.path,
        request.query_string.decode("latin-1"),
        media_type,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def data_response(media_type: str, write: Callable[[], str | bytes]) -> Response:
    """Return data with its ETag, or 304 where the client holds it already; then nothing is written.

    :param media_type: the media type of the data.
    :param write: makes the data where it is not kept already; may raise where the request is wrong.
    """
    tag = entity_tag(media_type)
    known = request.if_none_match
    if not known.star_tag and known.contains_weak(tag):
        response = Response(status=304)
    else:
        text = f"{media_type}; charset=utf-8" if _is_text(media_type) else media_type
        body = current_endpoint().cache.get(tag, write)
        response = Response(body, status=304 if known.star_tag else 200, content_type=text)
    response.set_etag(tag)
    response.headers["Cache-Control"] = _REVALIDATE
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    return response


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/")
