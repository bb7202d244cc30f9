"""The one small interface through which every question, page and export reads a dataset.

Terms are those of pyoxigraph (`NamedNode`, `Literal`, `BlankNode`, `Triple`), whichever store answers. A store holds
named graphs only; each call names the graphs that it means, so nothing relies on a store's own default graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["Solutions", "Store", "Term"]

Term: TypeAlias = NamedNode | Literal | BlankNode | Triple


@dataclass(frozen=True)
class Solutions:
    """The answer of a SELECT query.

    :param variables: the names of the variables, in the order of the query.
    :param rows: a tuple of terms a solution, None where a variable is unbound.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def column(self, name: str) -> list[Term | None]:
        """Return the values of one variable, a value a row."""
        at = self.variables.index(name)
        return [row[at] for row in self.rows]


class Store(Protocol):
    """A readable RDF dataset. Implementations are thread-safe.

    In every method `graphs` are the IRIs of the named graphs whose union is the default graph of the query; None means
    all graphs of the dataset. GRAPH patterns see the same graphs.
    """

    def select(self, query: str, graphs: Sequence[str] | None = None) -> Solutions:
        """Return the solutions of a SELECT query.

        :raises QueryError: the query is not valid, or no SELECT.
        :raises StoreUnavailable: a remote store does not answer.
        """
        ...

    def ask(self, query: str, graphs: Sequence[str] | None = None) -> bool:
        """Return the answer of an ASK query; raises as `select`."""
        ...

    def construct(self, query: str, graphs: Sequence[str] | None = None) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, without repeats; raises as `select`."""
        ...

    def graph_names(self) -> list[str]:
        """Return the IRIs of all named graphs, sorted."""
        ...

    def close(self) -> None:
        """Free what the store holds; calls after it are errors."""
        ...

    def __enter__(self) -> Self:
        """Return the store itself."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        ...
