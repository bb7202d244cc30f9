"""The embedded store: Oxigraph in this process, in memory or on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypedDict

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Triple

from dvgraph.errors import InvalidInput, NoDataset, QueryError, StoreUnavailable
from dvgraph.store.base import Solutions, Term
from dvgraph.store.gate import has_dataset_clause

__all__ = ["EmbeddedStore"]

_Results: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples


class _Scope(TypedDict, total=False):
    """The graphs of a call, as pyoxigraph's `query` takes them."""

    default_graph: list[NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph]
    named_graphs: list[NamedNode | pyoxigraph.BlankNode]
    use_default_graph_as_union: bool


class EmbeddedStore:
    """A dataset read through Oxigraph; an implementation of `dvgraph.store.base.Store`.

    A query that names its own dataset (FROM, FROM NAMED) is answered from it where the call names no graphs.
    Queries are trusted: those from outside go through `dvgraph.store.pool`.

    A dataset holds a triple in one graph only: in a union of graphs, Oxigraph repeats a solution for each
    graph that holds its triple (https://github.com/oxigraph/oxigraph/issues/1919).
    """

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store: pyoxigraph.Store | None = store

    @classmethod
    def in_memory(cls, quads: Iterable[Quad]) -> Self:
        """Return a store that holds the quads in memory."""
        store = pyoxigraph.Store()
        store.bulk_extend(quads)
        return cls(store)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Return a store that was written to a folder, for reading; any number of processes may read it.

        :raises NoDataset: there is no store in the folder, or it can't be read.
        """
        try:
            return cls(pyoxigraph.Store.read_only(str(path)))
        except (OSError, RuntimeError) as error:
            raise NoDataset(f"No store can be read in {path}: {error}") from error

    @staticmethod
    def write(quads: Iterable[Quad], path: Path | str) -> None:
        """Write quads to a new folder, complete and compacted.

        :raises InvalidInput: the folder exists.
        :raises StoreUnavailable: the folder can't be written.
        """
        if Path(path).exists():
            raise InvalidInput("A store is written to a new folder; this one exists.", str(path))
        try:
            store = pyoxigraph.Store(str(path))
            store.bulk_extend(quads)
            store.flush()
            store.optimize()
        except (OSError, RuntimeError) as error:
            raise StoreUnavailable(f"The store can't be written to {path}: {error}") from error

    def select(self, query: str, graphs: Sequence[str] | None = None) -> Solutions:
        """Return the solutions of a SELECT query; see `Store.select`."""
        with _translated_errors():
            results = self._query(query, graphs)
            if not isinstance(results, QuerySolutions):
                raise QueryError("A SELECT query is needed here.")
            names = tuple(variable.value for variable in results.variables)
            return Solutions(names, tuple(tuple(solution) for solution in results))

    def ask(self, query: str, graphs: Sequence[str] | None = None) -> bool:
        """Return the answer of an ASK query; see `Store.ask`."""
        with _translated_errors():
            results = self._query(query, graphs)
            if not isinstance(results, QueryBoolean):
                raise QueryError("An ASK query is needed here.")
            return bool(results)

    def construct(self, query: str, graphs: Sequence[str] | None = None) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, without repeats; see `Store.construct`."""
        with _translated_errors():
            results = self._query(query, graphs)
            if not isinstance(results, QueryTriples):
                raise QueryError("A CONSTRUCT or DESCRIBE query is needed here.")
            return list(dict.fromkeys(results))

    def triples(self, subject: NamedNode | BlankNode | None = None, target: Term | None = None) -> Iterator[Triple]:
        """Yield the triples of all graphs, the default one too, that have a subject and an object where given.

        A triple that stands in several graphs comes as often.
        """
        with _translated_errors():
            for quad in self._opened().quads_for_pattern(subject, None, target, None):
                yield quad.triple

    def graph_names(self) -> list[str]:
        """Return the IRIs of all named graphs, sorted."""
        with _translated_errors():
            return sorted(graph.value for graph in self._opened().named_graphs())

    def close(self) -> None:
        """Let go of the store; calls after it raise StoreUnavailable."""
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self) -> pyoxigraph.Store:
        if self._store is None:
            raise StoreUnavailable("The store is closed.")
        return self._store

    def _query(self, query: str, graphs: Sequence[str] | None) -> _Results:
        return self._opened().query(query, **_scope(query, graphs))


def _scope(query: str, graphs: Sequence[str] | None) -> _Scope:
    """Return what a query sees; the union flag says the same as naming all graphs, and is twice as fast."""
    if graphs is not None:
        names = [NamedNode(graph) for graph in graphs]
        return {"default_graph": [*names], "named_graphs": [*names]}
    return {"use_default_graph_as_union": not has_dataset_clause(query)}


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Raise dvgraph's errors for those of the engine."""
    try:
        yield
    except (QueryError, StoreUnavailable):
        raise
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise QueryError(f"The query can't be answered: {error}") from error
    except OSError as error:
        raise StoreUnavailable(f"The store can't be read: {error}") from error
