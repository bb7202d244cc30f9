"""What a crosswalk states in RDF: the plain SKOS triple, the dv: relation, and the row itself in SSSOM's form.

Nothing of SKOS's own entailments is stated: no symmetry, no inverse, no transitivity.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.crosswalks.sssom import Mapping, MappingSet
from dvgraph.errors import InvalidInput
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL, Namespaces

__all__ = ["RELATIONS", "mapping_iri", "mapping_set_iri", "statements"]

#: SKOS predicate -> the relation of the ontology that it states between the same two.
RELATIONS = {
    "skos:exactMatch": "mapsTo",
    "skos:closeMatch": "mapsTo",
    "skos:broadMatch": "mapsTo",
    "skos:narrowMatch": "mapsToPart",
    "skos:relatedMatch": "neededFor",
}

_RDF, _OWL, _SH, _SSSOM, _XSD = (EXTERNAL[prefix] for prefix in ("rdf", "owl", "sh", "sssom", "xsd"))
_TEXTS = ("subject_label", "object_label", "author_label", "reviewer_label", "comment")


def mapping_iri(subject: str, target: str, source: str | None = None) -> str:
    """Return the IRI of a row: the first 16 hex digits of SHA-256 over its IRIs.

    :param subject: the IRI of the subject.
    :param target: the IRI of the object.
    :param source: the IRI of the object's framework, for a row without an equivalent.
    """
    path = " ".join(part for part in (subject, target, source) if part)
    return f"{CANONICAL_BASE}mapping/{hashlib.sha256(path.encode()).hexdigest()[:16]}"


def mapping_set_iri(name: str) -> str:
    """Return the IRI of a crosswalk ("set-fm")."""
    return f"{CANONICAL_BASE}mapping/{name}"


def statements(mapping_set: MappingSet, namespaces: Namespaces) -> Iterator[tuple[Triple, Mapping | None]]:
    """Yield what a crosswalk states, each triple with the row that it comes from (None for the set's own facts).

    :param namespaces: the prefixes of the frameworks; the file's own `curie_map` serves for others.
    :raises InvalidInput: a curie with an unknown prefix; with the file and its line.
    """
    home = NamedNode(mapping_set_iri(mapping_set.name))
    yield Triple(home, NamedNode(_RDF + "type"), NamedNode(_SSSOM + "MappingSet")), None
    for key, value in mapping_set.metadata.items():
        if isinstance(value, str):
            term = NamedNode(value) if key in {"license", "mapping_set_id"} else Literal(value)
            yield Triple(home, NamedNode(_SSSOM + key), term), None
    for triple in _declarations(mapping_set, home):
        yield triple, None
    for row in mapping_set.rows:
        for triple in _row(mapping_set, row, namespaces, home):
            yield triple, row


def _declarations(mapping_set: MappingSet, home: NamedNode) -> Iterator[Triple]:
    """Yield the file's prefixes, so that its curies can be had back from the graph alone."""
    for prefix, namespace in mapping_set.prefixes.items():
        node = NamedNode(f"{home.value}-{prefix}")
        yield Triple(home, NamedNode(_SH + "declare"), node)
        yield Triple(node, NamedNode(_RDF + "type"), NamedNode(_SH + "PrefixDeclaration"))
        yield Triple(node, NamedNode(_SH + "prefix"), Literal(prefix))
        yield Triple(node, NamedNode(_SH + "namespace"), Literal(namespace, datatype=NamedNode(_XSD + "anyURI")))


def _row(mapping_set: MappingSet, row: Mapping, namespaces: Namespaces, home: NamedNode) -> Iterator[Triple]:
    def iri(curie: str) -> str:
        prefix, _, local = curie.partition(":")
        found = namespaces.iri(curie)
        if not found and prefix in mapping_set.prefixes:
            found = mapping_set.prefixes[prefix] + local
        if not found:
            raise InvalidInput(f"{curie!r} has a prefix that is not known here.", mapping_set.file, row.line)
        return found

    subject, target, source = (iri(c) for c in (row.subject_id, row.object_id, row.object_source))
    node = NamedNode(mapping_iri(subject, target, source if row.is_gap else None))
    predicate = NamedNode(iri(row.predicate_id))
    if not row.is_gap:
        yield Triple(NamedNode(subject), predicate, NamedNode(target))
        if row.predicate_id in RELATIONS:
            yield Triple(NamedNode(subject), NamedNode(namespaces.dv(RELATIONS[row.predicate_id])), NamedNode(target))
    yield Triple(node, NamedNode(_RDF + "type"), NamedNode(_OWL + "Axiom"))
    yield Triple(node, NamedNode(_OWL + "annotatedSource"), NamedNode(subject))
    yield Triple(node, NamedNode(_OWL + "annotatedProperty"), predicate)
    yield Triple(node, NamedNode(_OWL + "annotatedTarget"), NamedNode(target))
    yield Triple(node, NamedNode(_SSSOM + "object_source"), NamedNode(source))
    yield Triple(node, NamedNode(_SSSOM + "mapping_justification"), NamedNode(iri(row.mapping_justification)))
    yield Triple(home, NamedNode(_SSSOM + "mappings"), node)
    for name in _TEXTS:
        if text := getattr(row, name):
            yield Triple(node, NamedNode(_SSSOM + name), Literal(text))
    if row.mapping_date:
        day = Literal(row.mapping_date, datatype=NamedNode(_XSD + "date"))
        yield Triple(node, NamedNode(_SSSOM + "mapping_date"), day)
    if row.confidence is not None:
        double = Literal(repr(row.confidence), datatype=NamedNode(_XSD + "double"))
        yield Triple(node, NamedNode(_SSSOM + "confidence"), double)
