"""What a picture reads of a dataset: the links of items, and what the ontology says of its properties and classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from dvgraph.items.readable import Readable
from dvgraph.questions.template import Bound, Template

if TYPE_CHECKING:
    from dvgraph.store.base import Term
    from dvgraph_visualisations.figure import Status

__all__ = [
    "Link",
    "Membership",
    "Properties",
    "Property",
    "item_kinds",
    "links_of",
    "memberships",
    "properties",
    "short_names",
]

_LINKS_OUT = Template.of("""
SELECT ?source ?predicate ?target ?graph
WHERE {
  VALUES $source { UNDEF }
  VALUES $predicate { UNDEF }
  GRAPH ?graph { ?source ?predicate ?target }
  FILTER(isIRI(?target))
}
""")
_LINKS_IN = Template.of("""
SELECT ?source ?predicate ?target ?graph
WHERE {
  VALUES $target { UNDEF }
  VALUES $predicate { UNDEF }
  GRAPH ?graph { ?source ?predicate ?target }
}
""")
_PROPERTIES = Template.of("""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?property ?label ?broader ?inverse ?symmetric ?transitive
WHERE {
  ?property a owl:ObjectProperty .
  OPTIONAL { ?property rdfs:label ?label }
  OPTIONAL { ?property rdfs:subPropertyOf+ ?broader }
  OPTIONAL { ?property owl:inverseOf ?inverse }
  BIND(EXISTS { ?property a owl:SymmetricProperty } AS ?symmetric)
  BIND(EXISTS { ?property a owl:TransitiveProperty } AS ?of_itself)
  BIND(EXISTS { ?property owl:propertyChainAxiom/rdf:first ?property } AS ?passed_on)
  BIND(?of_itself || ?passed_on AS ?transitive)
}
ORDER BY ?property ?label ?broader ?inverse
""")
_ITEM_KINDS = Template.of("""
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?kind
WHERE {
  VALUES $item { UNDEF }
  ?kind rdfs:subClassOf+ ?item .
}
ORDER BY ?kind
""")
_MEMBERSHIPS = Template.of("""
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vann: <http://purl.org/vocab/vann/>
SELECT ?item ?framework ?title
WHERE {
  VALUES $item { UNDEF }
  ?item skos:inScheme ?scheme .
  ?scheme vann:preferredNamespacePrefix ?framework .
  OPTIONAL { ?scheme dcterms:title ?title }
}
ORDER BY ?item ?framework ?title
""")
_SHORT_NAMES = Template.of("""
SELECT ?item ?short
WHERE {
  VALUES $item { UNDEF }
  VALUES $property { UNDEF }
  ?item ?property ?short .
}
ORDER BY ?item ?short
""")


@dataclass(frozen=True)
class Link:
    """A triple between two resources, and whether it is stated."""

    source: str
    predicate: str
    target: str
    status: Status


@dataclass(frozen=True)
class Property:
    """What the ontology says of a property that links items.

    :param iri: the property.
    :param words: its label.
    :param broader: the properties that follow from it.
    :param inverses: the properties that say the same the other way round.
    :param symmetric: whether it holds both ways.
    """

    iri: str
    words: str
    broader: frozenset[str]
    inverses: frozenset[str]
    symmetric: bool


Properties = Mapping[str, Property]


@dataclass(frozen=True)
class Membership:
    """The framework that an item belongs to.

    :param framework: its short name.
    :param title: its title; the short name where it has none.
    """

    framework: str
    title: str


def properties(dataset: Readable) -> Properties:
    """Return the properties of the ontology that a picture draws, by IRI, sorted.

    Transitive ones, and those that a chain passes on from themselves, are left out: a picture draws the steps, and they
    follow from these.
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in dataset.store.select(_PROPERTIES.fill({}), dataset.stated_graphs).rows:
        iri, *values = (_text(term) for term in row)
        if not iri.startswith(dataset.namespaces.dv("")):
            continue
        for name, value in zip(("label", "broader", "inverse", "symmetric", "transitive"), values, strict=True):
            found[iri][name] |= {value} - {""}
    return {
        iri: Property(
            iri,
            min(facts["label"], default=dataset.namespaces.curie(iri)),
            frozenset(facts["broader"]),
            frozenset(facts["inverse"]),
            "true" in facts["symmetric"],
        )
        for iri, facts in sorted(found.items())
        if "true" not in facts["transitive"]
    }


def links_of(dataset: Readable, items: Iterable[str], drawn: Properties, *, inward: bool) -> list[Link]:
    """Return the links that lead from items, or to them.

    :param items: the items' IRIs.
    :param drawn: the properties that count.
    :param inward: whether to follow the links that lead to the items.
    :returns: each link once, stated where any graph states it; sorted.
    """
    template, end = (_LINKS_IN, "target") if inward else (_LINKS_OUT, "source")
    values: dict[str, Bound] = {end: _nodes(items), "predicate": _nodes(drawn)}
    inferred = dataset.namespaces.graph("inferred")
    found: dict[tuple[str, str, str], Status] = {}
    for row in dataset.store.select(template.fill(values)).rows:
        source, predicate, target, graph = (_text(term) for term in row)
        if graph != inferred or (source, predicate, target) not in found:
            found[source, predicate, target] = "inferred" if graph == inferred else "stated"
    return [Link(*triple, status) for triple, status in sorted(found.items())]


def memberships(dataset: Readable, resources: Iterable[str]) -> dict[str, Membership]:
    """Return the framework of each resource that is an item of one."""
    query = _MEMBERSHIPS.fill({"item": _nodes(resources)})
    found: dict[str, Membership] = {}
    for row in dataset.store.select(query, dataset.stated_graphs).rows:
        item, framework, title = (_text(term) for term in row)
        found.setdefault(item, Membership(framework, title or framework))
    return found


def item_kinds(dataset: Readable) -> list[str]:
    """Return the local names of all kinds of item that the ontology declares, sorted."""
    own = dataset.namespaces.dv("")
    query = _ITEM_KINDS.fill({"item": NamedNode(own + "Item")})
    found = (_text(term) for term in dataset.store.select(query, dataset.stated_graphs).column("kind"))
    return sorted(iri[len(own) :] for iri in found if iri.startswith(own))


def short_names(dataset: Readable, items: Iterable[str]) -> dict[str, str]:
    """Return the short label of each item that has one."""
    query = _SHORT_NAMES.fill({"item": _nodes(items), "property": _nodes([dataset.namespaces.dv("shortLabel")])})
    found: dict[str, str] = {}
    for row in dataset.store.select(query, dataset.stated_graphs).rows:
        item, short = (_text(term) for term in row)
        found.setdefault(item, short)
    return found


def _nodes(iris: Iterable[str]) -> Sequence[NamedNode]:
    return [NamedNode(iri) for iri in sorted(set(iris))]


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
