"""Strong ETags for data, and whole responses that are kept, pages too.

The dataset never changes under a running version, so a tag needs no look at the answer, and a response that was made
once is given again without asking Flask. What is kept stands before the application, and is told by all that shapes
it; a middleware that rewrites requests (`ProxyFix`) goes around the whole application, as its documentation says.
Pages have no tag: no browser keeps them. Where they may show a publisher's wording, none is kept here either.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.http import parse_etags, remove_entity_headers

from dvgraph import __version__
from dvgraph_server.kept import KeptResponse, Key, ResponseCache
from dvgraph_server.metrics import Requests
from dvgraph_server.service import Endpoint, current_endpoint

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["data_response", "entity_tag", "install"]

#: A client may keep data, and asks each time whether it still holds.
_REVALIDATE = "public, max-age=0, must-revalidate"
#: Where a request's environment says that its response may be kept: the route, and the tag if it has one.
_MAY_BE_KEPT = "dvgraph.may_be_kept"
#: What shapes an answer, of a request's environment.
_SHAPING = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
)


def entity_tag(media_type: str) -> str:
    """Return the tag of the answer to the present request in one format."""
    service = current_endpoint()
    parts = [
        service.version,
        __version__,
        service.namespaces.base,
        request.scheme,
        request.host,
        request.path,
        request.query_string.decode("latin-1"),
        media_type,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def data_response(media_type: str, write: Callable[[], str | bytes]) -> Response:
    """Return data with its ETag, or 304 where the client holds it already; then nothing is written.

    A 200 is kept, with the headers that it has once the whole application is done with it.

    :param media_type: the media type of the data.
    :param write: makes the data; may raise where the request is wrong.
    """
    tag = entity_tag(media_type)
    known = request.if_none_match
    if not known.star_tag and known.contains_weak(tag):
        response = Response(status=304)
    else:
        text = f"{media_type}; charset=utf-8" if _is_text(media_type) else media_type
        response = Response(write(), status=304 if known.star_tag else 200, content_type=text)
        request.environ[_MAY_BE_KEPT] = (request.url_rule.rule if request.url_rule else "none", tag)
    response.headers.add("ETag", f'"{tag}"')
    response.headers.add("Cache-Control", _REVALIDATE)
    response.headers.add("Access-Control-Allow-Origin", "*")
    response.headers.add("Access-Control-Expose-Headers", "ETag, Link, Retry-After")
    return response


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/")


class _Keeping:
    """A WSGI application that gives kept responses, and asks the one behind it for all others.

    :param inner: the application behind it.
    :param cache: where responses are kept.
    :param requests: what counts the requests that are answered here.
    """

    def __init__(self, inner: WSGIApplication, cache: ResponseCache, requests: Requests) -> None:
        self._inner = inner
        self._cache = cache
        self._requests = requests

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"}:
            return self._inner(environ, start_response)
        began = time.perf_counter()
        key: Key = tuple([environ.get(name, "") for name in _SHAPING])
        kept = self._cache.get(key)
        if kept is None:
            return self._made(key, environ, start_response)
        if _is_known(kept.tag, environ.get("HTTP_IF_NONE_MATCH")):
            start_response("304 NOT MODIFIED", list(kept.unchanged))
            self._requests.count(method, kept.route, 304, time.perf_counter() - began, None)
            return []
        start_response("200 OK", list(kept.headers))
        self._requests.count(method, kept.route, 200, time.perf_counter() - began, len(kept.body))
        return [] if method == "HEAD" else [kept.body]

    def _made(self, key: Key, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Return the response of the application behind, and keep it where it may be kept."""
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *error: object) -> Callable[[bytes], object]:
            started.append((status, headers))
            return start_response(status, headers, *error)  # type: ignore[arg-type]

        body = self._inner(environ, start)
        if _MAY_BE_KEPT not in environ:
            return body
        self._cache.count_miss()
        if environ["REQUEST_METHOD"] != "GET" or not self._cache.keeps:
            return body
        try:
            whole = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        status, headers = started[-1]
        if status.startswith("200"):
            route, tag = environ[_MAY_BE_KEPT]
            self._cache.put(key, KeptResponse(route, tag, tuple(headers), _unchanged(headers), whole))
        return [whole]


def _unchanged(headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the headers of the 304 that stands for a response."""
    left = list(headers)
    remove_entity_headers(left)
    return tuple(left)


def _is_known(tag: str | None, if_none_match: str | None) -> bool:
    """Return whether a client holds what has a tag: by the weak comparison of RFC 9110, section 13.1.2."""
    if not tag or not if_none_match:
        return False
    known = parse_etags(if_none_match)
    return known.star_tag or known.contains_weak(tag)


def _keep_page(response: Response) -> Response:
    """Let a page be kept."""
    if response.status_code == 200 and response.mimetype == "text/html":
        request.environ[_MAY_BE_KEPT] = (request.url_rule.rule if request.url_rule else "none", None)
    return response


def install(app: Flask, service: Endpoint, requests: Requests) -> None:
    """Keep the data responses of an application, and its pages unless they may show a publisher's wording."""
    if not service.settings.show_source:
        app.after_request(_keep_page)
    app.wsgi_app = _Keeping(app.wsgi_app, service.cache, requests)  # type: ignore[method-assign]
