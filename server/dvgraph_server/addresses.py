"""The address that a request was sent to: checked before it is told, and taken from a proxy where one is trusted.

Source: RFC 9112, section 3.2 (Host); RFC 7239 tells of the headers that proxies add.
"""

from __future__ import annotations

from flask import Flask, request
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from dvgraph_server.service import Endpoint

__all__ = ["install"]


def _check_host() -> None:
    """Refuse a request that names no host, several, or what is none.

    :raises werkzeug.exceptions.BadRequest: it does.
    """
    named = request.environ.get("HTTP_HOST")
    if not named and request.environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        return
    if not named or not request.host:
        raise BadRequest("The header Host must name one host.")


def install(app: Flask) -> None:
    """Check the host of every request; trust as many proxies as the settings say, none by default."""
    app.before_request(_check_host)
    proxies = Endpoint.of(app).settings.trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
