"""What every view works with: the settings, the open dataset, and the pool that runs queries from outside."""

from __future__ import annotations

import threading
from functools import cached_property

from flask import Flask, current_app

from dvgraph.dataset import Dataset
from dvgraph.items.resolve import Resolver
from dvgraph.settings import Settings
from dvgraph.store.pool import QueryPool
from dvgraph_server.catalogue import Catalogue
from dvgraph_server.rdf import Context

__all__ = ["Service", "current_service"]

_KEY = "dvgraph"


class Service:
    """The state of one running application. The dataset never changes under it.

    :param settings: the settings.
    :param dataset: the open dataset.
    :param owns: whether the dataset is closed with the service.
    """

    def __init__(self, settings: Settings, dataset: Dataset, *, owns: bool) -> None:
        self.settings = settings
        self.dataset = dataset
        self._owns = owns
        self._lock = threading.Lock()
        self._pool: QueryPool | None = None
        self._closed = False

    @classmethod
    def of(cls, app: Flask) -> Service:
        """Return the service of an application."""
        service = app.extensions[_KEY]
        if not isinstance(service, cls):
            raise TypeError("This Flask application was not made by create_app.")
        return service

    def install(self, app: Flask) -> None:
        """Make this the service of an application."""
        app.extensions[_KEY] = self

    @property
    def pool(self) -> QueryPool:
        """The processes that run queries from outside; started when first asked for."""
        with self._lock:
            if self._pool is None:
                self._pool = QueryPool(self.dataset.store_path, self.settings)
            return self._pool

    @cached_property
    def catalogue(self) -> Catalogue:
        """Places, names and kinds of all resources, read once."""
        return Catalogue.read(self.dataset)

    @cached_property
    def context(self) -> Context:
        """The context of JSON-LD."""
        return Context.read(self.dataset.namespaces)

    @cached_property
    def resolver(self) -> Resolver:
        """What leads from codes to items."""
        return Resolver(self.dataset)

    def close(self) -> None:
        """End the processes and close the dataset, if it is ours; a second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._pool is not None:
                self._pool.close()
            if self._owns:
                self.dataset.close()


def current_service() -> Service:
    """Return the service of the application that handles the present request."""
    return Service.of(current_app)
