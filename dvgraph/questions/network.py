"""Items and the links between them as a graph to find paths in: what a reader can follow, and how long a way it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import NamedNode

from dvgraph.items.readable import Readable
from dvgraph.items.words import vocabulary
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL
from dvgraph.questions.template import Template

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = nx.Graph[str]

__all__ = ["Link", "Networks"]

_LINKS = Template.of("""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?subject ?property ?object ?graph
WHERE {
  GRAPH ?graph { ?subject ?property ?object . }
  FILTER(isIRI(?object))
  FILTER(STRSTARTS(STR(?property), "https://w3id.org/dvgraph/ontology#")
    || ?property IN (<http://purl.org/dc/terms/subject>, skos:broader))
}
ORDER BY ?subject ?property ?object ?graph
""")
_NAMED = Template.of("""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?item
WHERE {
  GRAPH ?graph { ?item skos:prefLabel ?label . }
  FILTER(?graph != <https://w3id.org/dvgraph/graph/ontology>)
}
ORDER BY ?item
""")
_TRANSITIVE = """
SELECT ?property
WHERE { ?property a <http://www.w3.org/2002/07/owl#TransitiveProperty> . }
ORDER BY ?property
"""
#: Property of the ontology -> how long a way it is; the others are `_OTHER`.
_COSTS: Mapping[str, float] = {
    "partOf": 1.0,
    "hasPart": 1.0,
    "contributesTo": 1.0,
    "forStaffGroup": 1.1,
    "forCompetency": 1.1,
    "supports": 1.2,
    "mapsTo": 1.2,
    "sameWordingAs": 1.2,
    "role": 1.2,
    "leavesTo": 1.3,
    "coveredBy": 1.3,
    "linksWith": 1.3,
    "similarTo": 1.3,
    "mentions": 1.5,
    "defines": 1.5,
    "mapsToPart": 1.6,
    "neededFor": 1.8,
}
_OTHER, _BROADER, _SUBJECT = 2.2, 2.0, 2.5
#: What is inferred is a longer way than what is stated; so is what leads through a thing with very many links.
_INFERRED, _HUB, _MANY = 0.5, 0.25, 10


@dataclass(frozen=True)
class Link:
    """A link between two items, as it is stated or inferred."""

    subject: str
    predicate: str
    object: str
    status: str


class Networks:
    """The networks of a dataset: of all that holds, and of what is stated alone; each is made once.

    :param dataset: the dataset.
    """

    def __init__(self, dataset: Readable) -> None:
        self._dataset = dataset
        self._made: dict[bool, Graph] = {}

    def graph(self, *, stated_only: bool) -> Graph:
        """Return the undirected graph of items; an edge holds its `link` and its `cost`. It must not be changed."""
        if stated_only not in self._made:
            self._made[stated_only] = _graph(self._links(stated_only), self._dataset.namespaces.dv(""))
        return self._made[stated_only]

    def _links(self, stated_only: bool) -> Iterator[Link]:
        """Yield the links between named things; not those which a more exact one implies, or many steps make up."""
        dataset = self._dataset
        base = dataset.namespaces.base
        graphs = dataset.stated_graphs if stated_only else None
        rows = dataset.store.select(_LINKS.rebased(CANONICAL_BASE, base).fill({}), graphs).rows
        named = _iris(dataset.store.select(_NAMED.rebased(CANONICAL_BASE, base).fill({}), graphs).rows)
        transitive = _iris(dataset.store.select(_TRANSITIVE, graphs).rows)
        above = vocabulary(dataset).above
        inferred = dataset.namespaces.graph("inferred")
        links = [
            Link(s.value, p.value, o.value, "inferred" if g.value == inferred else "stated")
            for s, p, o, g in rows
            if isinstance(s, NamedNode) and isinstance(p, NamedNode) and isinstance(o, NamedNode)
            if isinstance(g, NamedNode) and s != o and s.value in named and o.value in named
        ]
        implied = {(one.subject, p, one.object) for one in links for p in above.get(one.predicate, ())}
        for one in links:
            follows = (one.subject, one.predicate, one.object) in implied or one.predicate in transitive
            if one.status == "stated" or not follows:
                yield one


def _iris(rows: tuple[tuple[object, ...], ...]) -> set[str]:
    return {row[0].value for row in rows if isinstance(row[0], NamedNode)}


def _cost(link: Link, dv: str) -> float:
    if link.predicate == EXTERNAL["dcterms"] + "subject":
        base = _SUBJECT
    elif link.predicate == EXTERNAL["skos"] + "broader":
        base = _BROADER
    else:
        base = _COSTS.get(link.predicate.removeprefix(dv), _OTHER)
    return base + (_INFERRED if link.status == "inferred" else 0.0)


def _graph(links: Iterator[Link], dv: str) -> Graph:
    """Return links as a graph: of several between two items, the shortest way."""
    import networkx

    best: dict[tuple[str, str], tuple[float, Link]] = {}
    for link in links:
        ends = (min(link.subject, link.object), max(link.subject, link.object))
        cost = _cost(link, dv)
        if ends not in best or cost < best[ends][0]:
            best[ends] = (cost, link)
    degrees = Counter(end for ends in best for end in ends)
    graph: Graph = networkx.Graph()
    for ends, (cost, link) in best.items():
        hub = _HUB * math.log2(1 + max(degrees[end] for end in ends) / _MANY)
        graph.add_edge(*ends, cost=cost + hub, link=link)
    return graph
