"""What search reads of a dataset: all that has a name, with its codes, names, definition and topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dvgraph.items.cells import describe_iris
from dvgraph.items.readable import Readable
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.template import Template

__all__ = ["Document", "documents"]

#: What stands in the ontology's own graph (values, terms) is no item and is not found.
_FACTS = Template.of("""
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vann: <http://purl.org/vocab/vann/>
SELECT ?item ?property ?value
WHERE {
  GRAPH ?graph { ?item ?property ?value . }
  FILTER(?property IN (
    skos:notation, dv:printedNotation, skos:prefLabel, skos:altLabel, skos:hiddenLabel, dv:shortLabel,
    dcterms:title, dcterms:alternative, dv:alias, vann:preferredNamespacePrefix,
    skos:definition, dcterms:description, dcterms:subject, skos:inScheme
  ))
  FILTER(?graph != <https://w3id.org/dvgraph/graph/ontology>)
}
ORDER BY ?item ?property ?value
""")
_SKOS, _DCTERMS, _VANN = EXTERNAL["skos"], EXTERNAL["dcterms"], EXTERNAL["vann"]


@dataclass(frozen=True)
class Document:
    """What search knows of one item.

    :param cell: the item.
    :param framework: the short name of its framework, None where it is in none.
    :param codes: its notation and the code that is printed in its place by mistake.
    :param names: its preferred names.
    :param other_names: its other names.
    :param definition: its definition, empty where it has none.
    :param topics: the IRIs of its topics.
    """

    cell: ItemCell
    framework: str | None
    codes: tuple[str, ...]
    names: tuple[str, ...]
    other_names: tuple[str, ...]
    definition: str
    topics: tuple[str, ...]

    @property
    def all_names(self) -> tuple[str, ...]:
        """All its names, the preferred ones first."""
        return (*self.names, *self.other_names)


def documents(dataset: Readable) -> tuple[Document, ...]:
    """Return all that has a name and a kind, by stated facts, sorted by IRI."""
    query = _FACTS.rebased(CANONICAL_BASE, dataset.namespaces.base).fill({})
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item, prop, value in dataset.store.select(query, dataset.stated_graphs).rows:
        if isinstance(item, NamedNode) and isinstance(prop, NamedNode) and isinstance(value, NamedNode | Literal):
            facts[item.value][prop.value].append(value.value)
    prefixes = {iri: of[_VANN + "preferredNamespacePrefix"][0] for iri, of in facts.items() if _is_framework(of)}
    cells = describe_iris(dataset, facts)
    found = (_document(dataset, cells[iri], of, prefixes) for iri, of in sorted(facts.items()))
    return tuple(one for one in found if one.cell.kind and one.names)


def _is_framework(facts: Mapping[str, list[str]]) -> bool:
    return bool(facts.get(_VANN + "preferredNamespacePrefix"))


def _document(
    dataset: Readable, cell: ItemCell, facts: Mapping[str, list[str]], prefixes: Mapping[str, str]
) -> Document:
    def texts(*properties: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for prop in properties for text in facts.get(prop, ())))

    dv = dataset.namespaces.dv
    scheme = next(iter(facts.get(_SKOS + "inScheme", ())), "")
    preferred = texts(_SKOS + "prefLabel", _DCTERMS + "title")
    other = [_SKOS + "altLabel", dv("shortLabel"), _DCTERMS + "alternative", dv("alias")]
    if cell.iri not in prefixes:
        other.append(_SKOS + "hiddenLabel")
    return Document(
        cell,
        prefixes.get(scheme) or prefixes.get(cell.iri),
        texts(_SKOS + "notation", dv("printedNotation"), _VANN + "preferredNamespacePrefix"),
        preferred,
        tuple(text for text in texts(*other) if text not in preferred),
        " ".join(texts(_SKOS + "definition", _DCTERMS + "description")),
        texts(_DCTERMS + "subject"),
    )
