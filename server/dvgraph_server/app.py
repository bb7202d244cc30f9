"""The application factory."""

from __future__ import annotations

from flask import Flask

from dvgraph.dataset import Dataset, open_current
from dvgraph.settings import Settings
from dvgraph_server import (
    api,
    crosswalks,
    downloads,
    explain,
    home,
    pictures,
    questions,
    resources,
    search,
    sparql,
    wellknown,
)
from dvgraph_server.application import bare_app
from dvgraph_server.filters import FILTERS, example_codes, example_question
from dvgraph_server.service import Service

__all__ = ["create_app"]


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
    app = bare_app(
        service, layout="base.html", problem_page="problem.html", files={**pictures.asset_paths(), **api.asset_paths()}
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(example_codes=example_codes, example_question=example_question)
    downloads.install(app, service)
    for module in (home, search, questions, explain, crosswalks, sparql, api, wellknown, resources):
        app.register_blueprint(module.blueprint)
    return app
