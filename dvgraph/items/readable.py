"""What the modules of this package need of a dataset."""

from __future__ import annotations

from typing import Protocol

from dvgraph.namespaces import Namespaces
from dvgraph.store.base import Store

__all__ = ["Readable"]


class Readable(Protocol):
    """A dataset that can be read: `dvgraph.dataset.Dataset`, or a small one of a test."""

    @property
    def store(self) -> Store:
        """The store that holds it."""
        ...

    @property
    def namespaces(self) -> Namespaces:
        """Its prefixes."""
        ...

    @property
    def stated_graphs(self) -> tuple[str, ...]:
        """The IRIs of all graphs but that of the inferred triples."""
        ...
