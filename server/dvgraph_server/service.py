"""What every view works with: the settings, the data, and the pool that runs queries from outside."""

from __future__ import annotations

import threading
from functools import cached_property
from pathlib import Path
from typing import Self

from flask import Flask, current_app

from dvgraph.dataset import Dataset
from dvgraph.errors import StoreUnavailable
from dvgraph.items.resolve import Resolver
from dvgraph.namespaces import CANONICAL_BASE, Namespaces
from dvgraph.settings import Settings
from dvgraph.store.base import Store
from dvgraph.store.pool import QueryPool, View
from dvgraph_server.catalogue import Catalogue
from dvgraph_server.kept import ResponseCache
from dvgraph_server.rdf import Context

__all__ = ["Endpoint", "Service", "current_endpoint", "current_service"]

_KEY = "dvgraph"


class Endpoint:
    """Data behind `/sparql`: the part of a service that is the same for any dataset. It never changes.

    :param settings: the settings.
    :param store: the data, to be read in this process.
    :param store_path: the folder of its store on disk.
    :param namespaces: the base, and the prefixes of the data.
    :param version: what tells the data, and how it is read, from all others.
    :param view: how queries from outside read it.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        store_path: Path,
        namespaces: Namespaces,
        version: str,
        view: View | None = None,
    ) -> None:
        self.settings = settings
        self.store = store
        self.namespaces = namespaces
        self.version = version
        self.view = view or View()
        self.cache = ResponseCache(settings.cache_mib << 20)
        self._store_path = store_path
        self._lock = threading.Lock()
        self._pool: QueryPool | None = None
        self._closed = False

    @classmethod
    def of(cls, app: Flask) -> Self:
        """Return the service of an application."""
        service = app.extensions[_KEY]
        if not isinstance(service, cls):
            raise TypeError("This Flask application was made for other data.")
        return service

    def install(self, app: Flask) -> None:
        """Make this the service of an application."""
        app.extensions[_KEY] = self

    @property
    def pool(self) -> QueryPool:
        """The processes that run queries from outside; started when first asked for."""
        with self._lock:
            if self._closed:
                raise StoreUnavailable("The service is closed.")
            if self._pool is None:
                self._pool = QueryPool(self._store_path, self.settings, view=self.view)
            return self._pool

    @property
    def started_pool(self) -> QueryPool | None:
        """The processes, if they were started."""
        return self._pool

    @property
    def problem_base(self) -> str:
        """What the types of problems begin with."""
        return CANONICAL_BASE

    def examples(self) -> list[tuple[str, str]]:
        """Return (summary, query) of queries that run as they stand."""
        return []

    def release(self) -> None:
        """Free the data, after the processes have ended."""
        self.store.close()

    def close(self) -> None:
        """End the processes and free the data; a second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._pool is not None:
                self._pool.close()
            self.release()


class Service(Endpoint):
    """The state of one running application over a dataset of this project.

    :param settings: the settings.
    :param dataset: the open dataset.
    :param owns: whether the dataset is closed with the service.
    """

    def __init__(self, settings: Settings, dataset: Dataset, *, owns: bool) -> None:
        super().__init__(settings, dataset.store, dataset.store_path, dataset.namespaces, dataset.version)
        self.dataset = dataset
        self._owns = owns

    @property
    def problem_base(self) -> str:
        """What the types of problems begin with: the dataset's own base."""
        return self.namespaces.base

    def examples(self) -> list[tuple[str, str]]:
        """Return the named questions: each is a whole query that runs as it stands."""
        registry = self.dataset.questions
        found = [registry.get(name) for name in registry.names()]
        return [(one.summary, one.body.replace(CANONICAL_BASE, self.namespaces.base)) for one in found]

    def release(self) -> None:
        """Close the dataset, if it is ours."""
        if self._owns:
            self.dataset.close()

    @cached_property
    def catalogue(self) -> Catalogue:
        """Places, names and kinds of all resources, read once."""
        return Catalogue.read(self.dataset)

    @cached_property
    def context(self) -> Context:
        """The context of JSON-LD."""
        return Context.read(self.dataset.namespaces)

    @property
    def resolver(self) -> Resolver:
        """What leads from codes to items."""
        return self.dataset.resolver


def current_endpoint() -> Endpoint:
    """Return the data behind the application that handles the present request, whatever data that is."""
    return Endpoint.of(current_app)


def current_service() -> Service:
    """Return the service of the application that handles the present request."""
    return Service.of(current_app)
