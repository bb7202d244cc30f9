"""The application factory."""

from __future__ import annotations

import atexit

from flask import Flask
from jinja2 import StrictUndefined

from dvgraph import __version__
from dvgraph.dataset import Dataset, open_current
from dvgraph.settings import Settings
from dvgraph_server import assets, errors, explain, headers, home, pictures, questions, resources, sparql, wellknown
from dvgraph_server.filters import FILTERS, example_codes
from dvgraph_server.service import Service

__all__ = ["create_app"]

#: A percent-encoded query is up to three times as long as the query; the rest is room for graph IRIs.
_ENCODED = 3
_ROOM = 65536


def create_app(settings: Settings | None = None, dataset: Dataset | None = None) -> Flask:
    """Return the service as a WSGI application.

    The processes that run queries from outside, and the dataset if it was opened here, are closed when the
    interpreter ends, or by `Service.of(app).close()`.

    :param settings: the settings; those of the environment when None.
    :param dataset: an open dataset, which stays the caller's to close; the one in service, read into memory, when None.
    :raises dvgraph.errors.DvgraphError: no dataset can be built or read.
    """
    settings = settings or Settings.from_env()
    opened = dataset or open_current(settings=settings, in_memory=True)
    service = Service(settings, opened, owns=dataset is None)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.query_bytes * _ENCODED + _ROOM
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    service.install(app)
    _templates(app, settings)
    headers.install(app)
    errors.install(app)
    assets.install(app, assets.Assets(extra=pictures.asset_paths()))
    for module in (home, questions, explain, sparql, wellknown, resources):
        app.register_blueprint(module.blueprint)
    atexit.register(service.close)
    return app


def _templates(app: Flask, settings: Settings) -> None:
    """Prepare the templates: an unknown name is an error, and every page knows the settings."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(settings=settings, software_version=__version__, example_codes=example_codes)
