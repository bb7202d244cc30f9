"""What every application of this package has, whatever data stands behind it: limits, headers, errors, figures."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from dvgraph import __version__
from dvgraph_server import addresses, assets, bodies, caching, errors, headers, metrics
from dvgraph_server.service import Endpoint

__all__ = ["bare_app"]

#: A percent-encoded query is up to three times as long as the query; the rest is room for graph IRIs.
_ENCODED = 3
_ROOM = 65536


def bare_app(service: Endpoint, *, layout: str, problem_page: str, files: Mapping[str, Path] | None = None) -> Flask:
    """Return an application without pages of its own.

    The service is closed when the interpreter ends, or by its `close()`.

    :param service: the data and the settings.
    :param layout: the template that pages extend.
    :param problem_page: the template of the page for an error.
    :param files: name -> file, beside those of this package.
    """
    app = Flask("dvgraph_server", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = service.settings.query_bytes * _ENCODED + _ROOM
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(settings=service.settings, software_version=__version__, layout=layout)
    service.install(app)
    requests = metrics.install(app, service)
    headers.install(app)
    errors.install(app, problem_page)
    assets.install(app, assets.Assets(extra=files))
    bodies.install(app, service)
    caching.install(app, service, requests)
    addresses.install(app)
    atexit.register(service.close)
    return app
