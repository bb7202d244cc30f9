"""Any RDF dataset behind `/sparql` and `/resource/..`: the application of `dvgraph serve --data`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import Flask

from dvgraph.settings import Settings
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.files import StoredFile
from dvgraph.store.pool import View
from dvgraph_server import data_pages, sparql
from dvgraph_server.application import bare_app
from dvgraph_server.wellknown import Described

__all__ = ["ServedData", "create_data_app"]


@dataclass(frozen=True)
class ServedData:
    """A stored dataset, and how it is served.

    :param stored: the store.
    :param name: its name for people.
    :param base_iri: the base of relative IRIs in queries, and of the resources behind `/resource/`.
    :param union_default_graph: whether its default graph holds the triples of all named graphs too.
    """

    stored: StoredFile
    name: str
    base_iri: str
    union_default_graph: bool


def create_data_app(settings: Settings, data: ServedData) -> Flask:
    """Return the service over a dataset of anyone as a WSGI application.

    :param settings: the settings.
    :param data: the dataset.
    :raises dvgraph.errors.NoDataset: its store can't be read.
    """
    store = EmbeddedStore.open(data.stored.path)
    view = View(union=False, base=data.base_iri, overlapping=data.stored.overlapping, as_written=True)
    version = hashlib.sha256(f"{data.stored.digest} {data.union_default_graph}".encode()).hexdigest()
    described = Described(data.name, version, data.stored.quads, data.base_iri)
    service = data_pages.DataService(settings, store, data.stored.path, described, view)
    app = bare_app(service, layout="data_base.html", problem_page="data_problem.html")
    app.jinja_env.globals.update(data=data)
    app.jinja_env.filters.update(term=data_pages.shown)
    for module in (data_pages, sparql):
        app.register_blueprint(module.blueprint)
    return app
