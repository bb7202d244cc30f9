"""What the authored files state, by subject and property, for checks that need no query language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from dvgraph.findings import Finding, Severity
from dvgraph.load import Loaded
from dvgraph.namespaces import EXTERNAL

__all__ = ["Facts", "FrameworkFacts", "Term", "natural_key"]

Term = NamedNode | Literal

RDF_TYPE = EXTERNAL["rdf"] + "type"
SUBCLASS = EXTERNAL["rdfs"] + "subClassOf"
SUBPROPERTY = EXTERNAL["rdfs"] + "subPropertyOf"
NOTATION = EXTERNAL["skos"] + "notation"
IN_SCHEME = EXTERNAL["skos"] + "inScheme"


@dataclass(frozen=True)
class FrameworkFacts:
    """What a framework states of itself.

    :param iri: the framework.
    :param prefix: its short name ("fm").
    :param namespace: the IRI that its items' IRIs begin with.
    :param sha256: the SHA-256 of the text that its spans count in; empty where none is stated.
    """

    iri: str
    prefix: str
    namespace: str
    sha256: str


class Facts:
    """The stated triples of an ontology folder, by subject and property, in the order of reading."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.namespaces = loaded.namespaces
        self._by_subject: dict[str, dict[str, list[Term]]] = {}
        for subject, predicate, value in loaded.triples():
            facts = self._by_subject.setdefault(subject.value, defaultdict(list))
            facts[predicate.value].append(value)

    def __contains__(self, iri: str) -> bool:
        return iri in self._by_subject

    def subjects(self) -> Iterator[str]:
        """Yield the IRIs of all subjects, in the order of reading."""
        return iter(self._by_subject)

    def triples(self) -> Iterator[tuple[str, str, Term]]:
        """Yield all stated triples, subject by subject."""
        for subject, facts in self._by_subject.items():
            for predicate, values in facts.items():
                for value in values:
                    yield subject, predicate, value

    def properties(self, subject: str) -> Iterator[str]:
        """Yield the IRIs of a subject's properties, in the order of reading."""
        return iter(self._by_subject.get(subject, {}))

    def objects(self, subject: str, predicate: str) -> list[Term]:
        """Return the values of a subject's property, in the order of reading."""
        return self._by_subject.get(subject, {}).get(predicate, [])

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return those values that are resources, as IRIs."""
        return [value.value for value in self.objects(subject, predicate) if isinstance(value, NamedNode)]

    def texts(self, subject: str, predicate: str) -> list[str]:
        """Return those values that are literals, as text."""
        return [value.value for value in self.objects(subject, predicate) if isinstance(value, Literal)]

    def text(self, subject: str, predicate: str) -> str:
        """Return the first literal value of a subject's property; empty where there is none."""
        return next(iter(self.texts(subject, predicate)), "")

    def number(self, subject: str, predicate: str) -> int | None:
        """Return the first whole number among the values of a property; None where there is none."""
        return next((int(t) for t in self.texts(subject, predicate) if re.fullmatch(r"[+-]?\d+", t)), None)

    def dv(self, local: str) -> str:
        """Return the IRI of a term of the ontology."""
        return self.namespaces.dv(local)

    def kind(self, subject: str) -> str:
        """Return the first class of ours that a subject is stated to have; empty where it has none."""
        own = self.dv("")
        return next((c for c in self.iris(subject, RDF_TYPE) if c.startswith(own)), "")

    def parent(self, subject: str) -> str:
        """Return the first parent of a subject; empty where it has none."""
        return next(iter(self.iris(subject, self.dv("partOf"))), "")

    def is_part(self, subject: str) -> bool:
        """Return whether a subject is a bullet or part: its parent is of the same class."""
        parent = self.parent(subject)
        return bool(parent) and self.kind(parent) == self.kind(subject)

    def with_classes(self, *locals_: str) -> list[str]:
        """Return the subjects that are stated to have one of these classes of the ontology."""
        wanted = {self.dv(local) for local in locals_}
        return [s for s in self.subjects() if not wanted.isdisjoint(self.iris(s, RDF_TYPE))]

    def below(self, top: str, predicate: str) -> set[str]:
        """Return a class or property with all those that lead to it by subClassOf or subPropertyOf."""
        found, waiting = {top}, [top]
        narrower: dict[str, list[str]] = defaultdict(list)
        for subject in self.subjects():
            for broader in self.iris(subject, predicate):
                narrower[broader].append(subject)
        while waiting:
            for one in narrower[waiting.pop()]:
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return found

    @cached_property
    def item_classes(self) -> frozenset[str]:
        """The kinds of item that the ontology declares, as IRIs."""
        return frozenset(self.below(self.dv("Item"), SUBCLASS))

    @cached_property
    def concept_classes(self) -> frozenset[str]:
        """skos:Concept and all classes below it, as IRIs."""
        return frozenset(self.below(EXTERNAL["skos"] + "Concept", SUBCLASS))

    def is_nameless(self, iri: str) -> bool:
        """Return whether an IRI was made for a node that is written without a name."""
        return iri.startswith(self.dv("bn-"))

    @cached_property
    def frameworks(self) -> tuple[FrameworkFacts, ...]:
        """The frameworks, sorted by short name."""
        prefix, namespace = (EXTERNAL["vann"] + f"preferredNamespace{end}" for end in ("Prefix", "Uri"))
        found = [
            FrameworkFacts(
                one,
                self.text(one, prefix),
                self.text(one, namespace),
                self.text(one, self.dv("sourceSha256")).lower(),
            )
            for one in self.with_classes("Framework")
        ]
        return tuple(sorted(found, key=lambda framework: framework.prefix))

    def framework_of(self, iri: str) -> FrameworkFacts | None:
        """Return the framework in whose namespace a resource stands."""
        fitting = [f for f in self.frameworks if f.namespace and iri.startswith(f.namespace)]
        return max(fitting, key=lambda framework: len(framework.namespace), default=None)

    def curie(self, iri: str) -> str:
        """Return the compact form of an IRI."""
        return self.namespaces.curie(iri)

    def finding(
        self, rule: str, message: str, subject: str, mention: str = "", *, severity: Severity = "error"
    ) -> Finding:
        """Return a finding about a subject, with the file and line where it is written.

        :param mention: a text in the line that is meant; the subject's first line where none has it.
        """
        place = self.loaded.place(subject, mention)
        return Finding(
            severity,
            rule,
            message,
            self.curie(subject),
            place.file if place else None,
            place.line if place else None,
        )


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key by which numbers in codes count as numbers.

    >>> sorted(["S10", "S2", "S2-a"], key=natural_key)
    ['S2', 'S2-a', 'S10']
    """
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text))
