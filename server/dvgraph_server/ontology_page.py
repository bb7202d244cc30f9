"""The ontology as a page of terms and as RDF: its terms have one path, `/ontology`, and differ after the `#`."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.dataset import Dataset
from dvgraph.namespaces import EXTERNAL
from dvgraph_server.service import Service

__all__ = ["ONTOLOGY_PATH", "Section", "TermEntry", "ontology_terms", "ontology_triples"]

ONTOLOGY_PATH = "/ontology"

_TERMS = """
SELECT ?s ?p ?o
WHERE { ?s ?p ?o }
ORDER BY ?s ?p ?o
"""
_OWL, _RDF, _RDFS, _SKOS = EXTERNAL["owl"], EXTERNAL["rdf"], EXTERNAL["rdfs"], EXTERNAL["skos"]
_SECTIONS = {
    "Classes": (_OWL + "Class",),
    "Links between items": (_OWL + "ObjectProperty",),
    "Facts about items": (_OWL + "DatatypeProperty",),
}


@dataclass(frozen=True)
class TermEntry:
    """A term of the ontology.

    :param local: its local name, the anchor on the page.
    :param label: its label.
    :param definition: what it means.
    :param above: what it is a special case of, as curies.
    """

    local: str
    label: str
    definition: str | None
    above: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """Terms of one sort, by local name."""

    title: str
    terms: tuple[TermEntry, ...]


def ontology_triples(dataset: Dataset) -> list[Triple]:
    """Return the triples of the ontology's graph, as stated."""
    rows = dataset.store.select(_TERMS, [dataset.namespaces.graph("ontology")]).rows
    return [
        Triple(s, p, o) for s, p, o in rows if isinstance(s, NamedNode) and isinstance(p, NamedNode) and o is not None
    ]


def ontology_terms(service: Service) -> list[Section]:
    """Return the terms of the ontology, by sort."""
    names = service.dataset.namespaces
    facts: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for s, p, o in ontology_triples(service.dataset):
        if isinstance(s, NamedNode) and isinstance(o, NamedNode | Literal) and s.value.startswith(names.dv("")):
            facts.setdefault(s.value, {}).setdefault(p.value, []).append(o)
    sections = []
    for title, kinds in _SECTIONS.items():
        terms = [
            _entry(service, iri, known)
            for iri, known in facts.items()
            if any(kind.value in kinds for kind in known.get(_RDF + "type", ())) and _RDFS + "label" in known
        ]
        sections.append(Section(title, tuple(sorted(terms, key=lambda term: term.local.lower()))))
    return sections


def _entry(service: Service, iri: str, known: dict[str, list[NamedNode | Literal]]) -> TermEntry:
    names = service.dataset.namespaces
    definitions = known.get(_SKOS + "definition", []) + known.get(_RDFS + "comment", [])
    above = known.get(_RDFS + "subClassOf", []) + known.get(_RDFS + "subPropertyOf", [])
    own = names.dv("bn-")
    return TermEntry(
        local=iri.removeprefix(names.dv("")),
        label=known[_RDFS + "label"][0].value,
        definition=definitions[0].value if definitions else None,
        above=tuple(names.curie(term.value) for term in above if not term.value.startswith(own)),
    )
