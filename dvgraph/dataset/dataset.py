"""One built version, open for reading: the store, its names, and the questions that it answers."""

from __future__ import annotations

import threading
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dvgraph.dataset.versions import STORE_DIR, Hold, Manifest
from dvgraph.namespaces import Namespaces
from dvgraph.settings import Settings
from dvgraph.store.base import Store

if TYPE_CHECKING:
    from dvgraph.explain import Explainer, Explanation
    from dvgraph.items.cells import Cells
    from dvgraph.items.resolve import Resolver
    from dvgraph.questions.answer import Answer
    from dvgraph.questions.network import Networks
    from dvgraph.questions.registry import Registry
    from dvgraph.questions.understand import Understander, Understood
    from dvgraph.search import Results, SearchIndex

__all__ = ["Dataset"]


class Dataset:
    """An open version.

    :param path: the version's folder.
    :param manifest: what it is made of.
    :param store: the store that answers; closed with the dataset.
    :param namespaces: the prefixes of its IRIs.
    :param settings: the settings that it was opened with.
    :param hold: what keeps the folder from being removed; let go of with the dataset.
    """

    def __init__(
        self,
        path: Path,
        manifest: Manifest,
        store: Store,
        namespaces: Namespaces,
        settings: Settings,
        hold: Hold | None = None,
    ) -> None:
        self.path = path
        self.manifest = manifest
        self.store = store
        self.namespaces = namespaces
        self.settings = settings
        self._hold = hold
        self._lock = threading.Lock()
        self._explainer: Explainer | None = None

    @property
    def version(self) -> str:
        """The dataset's version: the SHA-256 of its sorted N-Quads."""
        return self.manifest.version

    @property
    def store_path(self) -> Path:
        """The folder of the on-disk store of this version."""
        return self.path / STORE_DIR

    @cached_property
    def stated_graphs(self) -> tuple[str, ...]:
        """The IRIs of all named graphs but the inferred one, sorted."""
        return tuple(self.namespaces.graph(name) for name in sorted(self.manifest.counts) if name != "inferred")

    @cached_property
    def questions(self) -> Registry:
        """The named questions."""
        from dvgraph.places import queries_dir
        from dvgraph.questions.registry import Registry

        return Registry.open(queries_dir())

    def ask(self, name: str, stated_only: bool = False, **parameters: str | int | None) -> Answer:
        """Answer a named question.

        :param name: the question's name ("units-for-objective").
        :param stated_only: whether to leave out what is inferred.
        :param parameters: the question's parameters; items by curie, notation or IRI.
        :raises UnknownName: there is no such question, or no such item.
        :raises BadParameter: a parameter is missing, unknown or malformed.
        :raises AmbiguousNotation: a bare notation has several readings.
        """
        from dvgraph.questions.run import ask

        given = {key: None if value is None else str(value) for key, value in parameters.items()}
        return ask(self, name, given, stated_only=stated_only)

    @cached_property
    def cells(self) -> Cells:
        """What a reader is shown of its IRIs; each is looked up at its first use and kept."""
        from dvgraph.items.cells import Cells

        return Cells(self)

    @cached_property
    def resolver(self) -> Resolver:
        """What leads from codes and names to items; it keeps what it finds."""
        from dvgraph.items.resolve import Resolver

        return Resolver(self)

    @cached_property
    def index(self) -> SearchIndex:
        """The search index, read from the store at its first use and kept."""
        from dvgraph.search import SearchIndex

        return SearchIndex.read(self)

    @cached_property
    def networks(self) -> Networks:
        """The items and the links between them, for paths; read at their first use and kept."""
        from dvgraph.questions.network import Networks

        return Networks(self)

    @cached_property
    def _understander(self) -> Understander:
        from dvgraph.questions.understand import Understander

        return Understander.read(self)

    def search(self, words: str, framework: str | None = None, kind: str | None = None, most: int = 20) -> Results:
        """Return the items that words find in codes, names, definitions and topics, best first; slips are forgiven.

        :param words: the words.
        :param framework: the short name of the framework to look in ("fm").
        :param kind: the kind to look for ("Unit").
        :param most: the greatest number of hits to return.
        :raises UnknownName: there is no such framework or kind.
        """
        return self.index.search(words, framework, kind, most)

    def understand(self, text: str) -> Understood:
        """Return the named question, with its parameters, that a question in plain words can mean."""
        return self._understander.understand(text)

    @property
    def explainer(self) -> Explainer:
        """What explains the triples of this version; it closes them at its first use, and keeps what it finds."""
        from dvgraph.explain import Explainer

        with self._lock:
            if self._explainer is None:
                self._explainer = Explainer(self)
            return self._explainer

    def explain(self, subject: str, predicate: str, object: str) -> Explanation:  # noqa: A002 - the term of RDF
        """Return why a triple holds, or that it does not follow; see `dvgraph.explain.explain`.

        :raises UnknownName: there is no such item, property or class.
        :raises AmbiguousNotation: a bare notation has several readings.
        """
        return self.explainer.explain(subject, predicate, object)

    def close(self) -> None:
        """Close the store and let go of the version's folder."""
        self.store.close()
        if self._hold is not None:
            self._hold.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
