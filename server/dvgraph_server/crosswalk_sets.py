"""The crosswalks that a dataset holds, by the frameworks that they join."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dvgraph_server.service import Service

__all__ = ["CrosswalkSet", "crosswalk_sets", "set_between"]

_SETS = """
PREFIX sssom: <https://w3id.org/sssom/>
SELECT ?graph ?title (COUNT(?row) AS ?rows) (COUNT(?certain) AS ?mapped)
WHERE {
  GRAPH ?graph {
    ?set a sssom:MappingSet ;
      sssom:mapping_set_title ?title ;
      sssom:mappings ?row .
    OPTIONAL { ?row sssom:confidence ?certain . }
  }
}
GROUP BY ?graph ?title
ORDER BY ?graph ?title
"""
_GRAPH = "crosswalk-"


@dataclass(frozen=True)
class CrosswalkSet:
    """A crosswalk.

    :param name: the short names of what it joins ("a-b").
    :param source: the short name of the framework whose items are filed.
    :param target: the short name of what they are filed to.
    :param title: its title.
    :param mapped: how many mappings it has.
    :param gaps: how many items it judges to have no equivalent.
    :param compared: whether both ends are frameworks of the dataset, so that they can be compared item by item.
    """

    name: str
    source: str
    target: str
    title: str
    mapped: int
    gaps: int
    compared: bool

    @property
    def address(self) -> str:
        """The path of its page; without one, the beginning of its downloads' paths."""
        return f"/crosswalks/{self.source}/{self.target}"


def crosswalk_sets(service: Service) -> list[CrosswalkSet]:
    """Return the crosswalks, by name."""
    names = service.dataset.namespaces
    begin = names.graph(_GRAPH)
    known = {one.cell.curie.rpartition(":")[2] for one in service.catalogue.frameworks}
    found = []
    for graph, title, rows, mapped in service.dataset.store.select(_SETS, service.dataset.stated_graphs).rows:
        if not (isinstance(graph, NamedNode) and graph.value.startswith(begin) and isinstance(title, Literal)):
            continue
        name = graph.value.removeprefix(begin)
        source, _, target = name.partition("-")
        sizes = [int(one.value) if isinstance(one, Literal) else 0 for one in (rows, mapped)]
        both = {source, target} <= known
        found.append(CrosswalkSet(name, source, target, title.value, sizes[1], sizes[0] - sizes[1], compared=both))
    return found


def set_between(service: Service, source: str, target: str) -> CrosswalkSet | None:
    """Return the crosswalk that joins two things, whichever is named first; None where there is none."""
    names = {f"{source}-{target}", f"{target}-{source}"}
    return next((one for one in crosswalk_sets(service) if one.name in names), None)
