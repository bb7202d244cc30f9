"""The headers of every response: what a browser may do with a page, and what may be kept."""

from __future__ import annotations

from flask import Flask, Response

__all__ = ["CONTENT_SECURITY_POLICY", "install"]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)

_SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


#: What every response has, where its view gave no other.
_ALWAYS = (*_SECURITY.items(), ("Cache-Control", "no-store"), ("Vary", "Accept"))
#: What data has too: scripts of any site may read it.
_DATA = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "ETag, Link, Retry-After"))


def _add(response: Response) -> Response:
    # one look at all names: each `setdefault` would go through them anew
    given = {name.lower() for name, _ in response.headers}
    wanted = _ALWAYS if response.mimetype == "text/html" else (*_ALWAYS, *_DATA)
    for name, value in wanted:
        if name.lower() not in given:
            response.headers.add(name, value)
    return response


def install(app: Flask) -> None:
    """Put the headers on every response of an application, errors included."""
    app.after_request(_add)
