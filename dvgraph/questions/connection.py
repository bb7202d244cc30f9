"""The question `connection`: the shortest readable paths between two items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from dvgraph.namespaces import EXTERNAL
from dvgraph.questions.network import Link
from dvgraph.questions.run import Askable
from dvgraph.store.base import Solutions, Term

if TYPE_CHECKING:
    from dvgraph.questions.network import Graph

__all__ = ["paths", "solutions"]

_COLUMNS = ("path", "step", "subject", "predicate", "object", "status")
_INTEGER = NamedNode(EXTERNAL["xsd"] + "integer")
_PATHS = 3
#: Only items on ways that are not much longer than the shortest one are looked at, and only the nearest of them.
_STRETCH, _SLACK, _MOST_ITEMS = 1.5, 2.0, 600
#: So many paths are looked at for each one that is wanted.
_MOST_DETOURS = 8


def solutions(dataset: Askable, terms: Mapping[str, Term | None], stated_only: bool) -> Solutions:
    """Return the paths, a row a step, by `source`, `target` and `k`; none where no path leads from one to the other."""
    source, target, k = (terms[name] for name in ("source", "target", "k"))
    if not isinstance(source, NamedNode) or not isinstance(target, NamedNode):
        return Solutions(_COLUMNS, ())
    number = int(k.value) if isinstance(k, Literal) else _PATHS
    graph = dataset.networks.graph(stated_only=stated_only)
    rows = tuple(
        (
            _integer(path),
            _integer(step),
            NamedNode(link.subject),
            Literal(link.predicate.replace("#", "/").rpartition("/")[2]),
            NamedNode(link.object),
            Literal(link.status),
        )
        for path, links in enumerate(paths(graph, source.value, target.value, number), 1)
        for step, link in enumerate(links, 1)
    )
    return Solutions(_COLUMNS, rows)


def paths(graph: Graph, source: str, target: str, number: int) -> Iterator[list[Link]]:
    """Yield the shortest paths without a repeat between two items, the shortest first.

    Source: J. Y. Yen, Finding the K Shortest Loopless Paths in a Network (1971).

    :param graph: the items, as `Networks.graph` returns them.
    :param source: the IRI of the item where the paths begin.
    :param target: the IRI of the item where they end.
    :param number: how many paths at most.
    """
    import networkx

    if source == target or source not in graph or target not in graph:
        return
    there = networkx.single_source_dijkstra_path_length(graph, source, weight="cost")
    if target not in there:
        return
    back = networkx.single_source_dijkstra_path_length(graph, target, weight="cost")
    longest = _STRETCH * there[target] + _SLACK
    lengths = {item: there[item] + back[item] for item in there if item in back}
    near = sorted((item for item, length in lengths.items() if length <= longest), key=lambda i: (lengths[i], i))
    small: Graph = networkx.Graph()
    small.add_nodes_from(near[:_MOST_ITEMS])
    kept = set(small)
    small.add_edges_from(
        (one, other, data)
        for one, other, data in sorted(graph.edges(kept, data=True), key=lambda e: e[:2])
        if one in kept and other in kept
    )
    found = islice(networkx.shortest_simple_paths(small, source, target, weight="cost"), number * _MOST_DETOURS)
    for items in islice(_without_detours(found), number):
        yield [small.edges[one, other]["link"] for one, other in pairwise(items)]


def _without_detours(found: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield the paths that do not pass all that an earlier one passes, and more: such a detour tells nothing."""
    known: list[set[str]] = []
    for items in found:
        between = set(items[1:-1])
        if not any(earlier and earlier <= between for earlier in known):
            known.append(between)
            yield items


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=_INTEGER)
