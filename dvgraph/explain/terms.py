"""The names that a user gives -> the terms of a triple."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import NamedNode

from dvgraph.errors import AmbiguousNotation, UnknownItem, UnknownName
from dvgraph.items.cells import canonical
from dvgraph.items.readable import Readable
from dvgraph.items.resolve import Found, Resolver
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL
from dvgraph.questions.template import Template

__all__ = ["TYPE", "Terms"]

TYPE = EXTERNAL["rdf"] + "type"

_DECLARED = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?term ?kind
WHERE {
  GRAPH <https://w3id.org/dvgraph/graph/ontology> { ?term a ?kind ; rdfs:isDefinedBy ?ontology . }
}
ORDER BY ?term ?kind
""")
_CLASSES = Template.of("""
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?class
WHERE {
  VALUES $property { UNDEF }
  VALUES $end { UNDEF }
  ?property ?end ?class .
}
ORDER BY ?class
""")
_USED = Template.of("ASK { VALUES $property { UNDEF } ?subject ?property ?object }")
_CLASS_USED = Template.of("ASK { VALUES $class { UNDEF } ?subject a ?class }")


class Terms:
    """Finds what names mean: items by curie, notation or IRI, properties and classes by curie, local name or IRI.

    :param dataset: the dataset to look in.
    """

    def __init__(self, dataset: Readable) -> None:
        self._dataset = dataset
        self._names = dataset.namespaces
        self._resolver = Resolver(dataset)
        query = _DECLARED.rebased(CANONICAL_BASE, dataset.namespaces.base).fill({})
        kinds: dict[str, set[str]] = {"Class": set(), "Property": set()}
        for term, kind in dataset.store.select(query).rows:
            for ending, found in kinds.items():
                if isinstance(term, NamedNode) and isinstance(kind, NamedNode) and kind.value.endswith(ending):
                    found.add(term.value)
        self._classes, self._properties = kinds["Class"], kinds["Property"]

    def property(self, text: str) -> str:
        """Return the IRI of a property: a curie, an IRI, the local name of one of the ontology's, or `a`.

        :raises UnknownName: there is no such property; the error carries the nearest.
        """
        text = text.strip()
        if text in ("a", "type"):
            return TYPE
        iri = self._iri(text)
        node = _node(iri)
        used = _USED.fill({"property": node}) if node else ""
        if iri == TYPE or iri in self._properties or (used and self._dataset.store.ask(used)):
            return iri
        raise UnknownName("property", text, self._short(text, self._properties))

    def subject(self, text: str, property_: str) -> Found:
        """Return the item that a text names; a bare notation with several readings is read by the property's domain.

        :raises UnknownItem: there is no such item.
        :raises AmbiguousNotation: several items can be meant.
        """
        return self._item(text, property_, "domain")

    def object(self, text: str, property_: str) -> Found:
        """Return the item, value or (of rdf:type) class that a text names; likewise, by the property's range.

        :raises UnknownItem: there is no such item.
        :raises UnknownName: there is no such class.
        :raises AmbiguousNotation: several items can be meant.
        """
        return Found(self._class(text)) if property_ == TYPE else self._item(text, property_, "range")

    def _item(self, text: str, property_: str, end: str) -> Found:
        try:
            return self._resolver.find(text)
        except AmbiguousNotation:
            allowed = self._end_classes(property_, end)
            if not allowed:
                raise
            return self._among(text, allowed)

    def _among(self, text: str, allowed: Collection[str]) -> Found:
        """Return the one reading of a notation that has an allowed class."""
        try:
            return self._resolver.find(text, allowed)
        except UnknownItem:
            # None fits: all that the notation can mean is told, rather than names that are like it.
            return self._resolver.find(text)

    def _end_classes(self, property_: str, end: str) -> list[str]:
        own = self._names.dv("")
        query = _CLASSES.fill({"property": NamedNode(property_), "end": NamedNode(EXTERNAL["rdfs"] + end)})
        rows = self._dataset.store.select(query, self._dataset.stated_graphs).rows
        return [row[0].value for row in rows if isinstance(row[0], NamedNode) and row[0].value.startswith(own)]

    def _class(self, text: str) -> str:
        iri = self._iri(text.strip())
        node = _node(iri)
        used = _CLASS_USED.fill({"class": node}) if node else ""
        if iri in self._classes or (used and self._dataset.store.ask(used)):
            return iri
        raise UnknownName("class", text, self._short(text, self._classes))

    def _iri(self, text: str) -> str:
        """Return the IRI that a text stands for: an IRI, a curie, else a local name of the ontology."""
        if "://" in text:
            return canonical(self._dataset, text.removeprefix("<").removesuffix(">"))
        return self._names.iri(text) or self._names.dv(text)

    def _short(self, text: str, iris: Collection[str]) -> list[str]:
        """Return names in the manner of a text: curies where it has a colon, else local names."""
        curies = [self._names.curie(iri) for iri in sorted(iris)]
        return curies if ":" in text else [curie.partition(":")[2] for curie in curies]


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None
