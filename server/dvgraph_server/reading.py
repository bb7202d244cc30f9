"""One resource -> its triples, and those of what exists only for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from dvgraph.dataset import Dataset
from dvgraph.questions.template import Template
from dvgraph.store.base import Term

__all__ = ["Statement", "known_of", "node", "owned_triples", "statements"]

_OF = Template.of("""
SELECT DISTINCT ?property ?value
WHERE {
  VALUES $item { UNDEF }
  ?item ?property ?value .
}
ORDER BY ?property ?value
""")
_OWNED = Template.of("""
SELECT DISTINCT ?node
WHERE {
  VALUES $item { UNDEF }
  VALUES $own { UNDEF }
  ?item ?own ?node .
}
ORDER BY ?node
""")
_LINKS = Template.of("""
SELECT DISTINCT ?node
WHERE {
  VALUES $item { UNDEF }
  VALUES $end { UNDEF }
  ?node ?end ?item .
}
ORDER BY ?node
""")
_FACTS = Template.of("""
SELECT DISTINCT ?item ?property ?value
WHERE {
  VALUES $item { UNDEF }
  ?item ?property ?value .
}
""")


@dataclass(frozen=True)
class Statement:
    """A property of a resource with one value."""

    property: str
    other: Term


def node(iri: str) -> NamedNode | None:
    """Return an IRI as a term, None where it is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def known_of(dataset: Dataset, iri: str) -> bool:
    """Return whether anything is said of an IRI."""
    item = node(iri)
    return item is not None and bool(dataset.store.select(_OF.fill({"item": item})).rows)


def statements(dataset: Dataset, iri: str) -> list[Statement]:
    """Return what is stated of a resource, sorted by property, then by value."""
    rows = dataset.store.select(_OF.fill({"item": NamedNode(iri)}), dataset.stated_graphs).rows
    return [Statement(row[0].value, row[1]) for row in rows if isinstance(row[0], NamedNode) and row[1] is not None]


def _nodes(dataset: Dataset, query: str) -> list[NamedNode]:
    return [row[0] for row in dataset.store.select(query, dataset.stated_graphs).rows if isinstance(row[0], NamedNode)]


def owned_triples(dataset: Dataset, iri: str) -> list[Triple]:
    """Return all triples of a resource and of what exists for it alone: corrections, doubts, counts, its links."""
    names = dataset.namespaces
    item = NamedNode(iri)
    own = [NamedNode(names.dv(local)) for local in ("correction", "doubt", "expectedCount")]
    ends = [NamedNode(names.dv(local)) for local in ("linkSubject", "linkObject")]
    found: Sequence[NamedNode] = [
        item,
        *_nodes(dataset, _OWNED.fill({"item": item, "own": own})),
        *_nodes(dataset, _LINKS.fill({"item": item, "end": ends})),
    ]
    rows = dataset.store.select(_FACTS.fill({"item": list(dict.fromkeys(found))})).rows
    return [
        Triple(s, p, o) for s, p, o in rows if isinstance(s, NamedNode) and isinstance(p, NamedNode) and o is not None
    ]
