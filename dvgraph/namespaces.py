"""IRIs and curies: the project's base, the fixed prefixes, and those that the frameworks state of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["CANONICAL_BASE", "EXTERNAL", "OWN", "Namespaces"]

#: The base of every authored IRI. UUIDs and mapping IRIs are minted from it whatever the dataset's base is.
CANONICAL_BASE = "https://w3id.org/dvgraph/"

#: The parts of the base that belong to no framework.
OWN: Mapping[str, str] = {
    "dv": "ontology#",
    "framework": "framework/",
    "graph": "graph/",
    "mapping": "mapping/",
    "role": "role/",
    "topic": "topic/",
    "value": "value/",
}

#: The vocabularies of others that the graph uses.
EXTERNAL: Mapping[str, str] = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Namespaces:
    """The prefixes of one dataset.

    :param base: the dataset's base IRI.
    :param frameworks: prefix -> namespace IRI of each framework, as its facts state them.
    """

    base: str = CANONICAL_BASE
    frameworks: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """All prefixes with their IRIs, sorted by prefix."""
        own = {prefix: self.base + local for prefix, local in OWN.items()}
        return dict(sorted({**EXTERNAL, **own, **self.frameworks}.items()))

    @cached_property
    def _longest_first(self) -> list[tuple[str, str]]:
        return sorted(self.prefixes.items(), key=lambda pair: -len(pair[1]))

    def curie(self, iri: str) -> str:
        """Return the compact form of an IRI, or the IRI itself where no prefix fits.

        >>> Namespaces().curie("https://w3id.org/dvgraph/topic/victim")
        'topic:victim'
        """
        for prefix, namespace in self._longest_first:
            if iri.startswith(namespace) and len(iri) > len(namespace):
                local = iri[len(namespace) :]
                if "/" not in local and "#" not in local:
                    return f"{prefix}:{local}"
        return iri

    def iri(self, curie: str) -> str | None:
        """Return the IRI that a curie stands for; None where its prefix is unknown or it is no curie.

        >>> Namespaces().iri("topic:victim")
        'https://w3id.org/dvgraph/topic/victim'
        """
        prefix, colon, local = curie.partition(":")
        namespace = self.prefixes.get(prefix)
        return namespace + local if colon and local and namespace and not local.startswith("//") else None

    def path(self, iri: str) -> str | None:
        """Return the web path of a resource, its IRI less the base ("/audit/A1.1"); None for IRIs of others."""
        return "/" + iri[len(self.base) :] if iri.startswith(self.base) else None

    def dv(self, local: str) -> str:
        """Return the IRI of a term of the ontology."""
        return f"{self.base}ontology#{local}"

    def graph(self, name: str) -> str:
        """Return the IRI of a named graph."""
        return f"{self.base}graph/{name}"
