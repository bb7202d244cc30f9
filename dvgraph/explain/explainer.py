"""Explaining: the closure of a dataset, kept while it is open; names in, a proof in words out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from dvgraph.explain.explanation import Explanation, Near, Step
from dvgraph.explain.near import nearest_triples
from dvgraph.explain.places import Places
from dvgraph.explain.terms import Terms
from dvgraph.explain.words import Speaker, reason
from dvgraph.inference import Closure, Proof, prove
from dvgraph.items.readable import Readable
from dvgraph.items.words import Vocabulary, vocabulary
from dvgraph.questions.template import Template

__all__ = ["Explainable", "Explainer", "explain"]

_ALL = "SELECT ?subject ?property ?object WHERE { ?subject ?property ?object . }"
_OF_PROPERTIES = Template.of("""
SELECT ?subject ?property ?object
WHERE {
  VALUES $property { UNDEF }
  ?subject ?property ?object .
}
""")
_HOLDS = Template.of("""
ASK {
  VALUES $subject { UNDEF }
  VALUES $property { UNDEF }
  VALUES $object { UNDEF }
  ?subject ?property ?object .
}
""")


class Explained(Readable, Protocol):
    """A dataset with a version."""

    @property
    def version(self) -> str:
        """The dataset's version."""
        ...


class Explainable(Protocol):
    """A dataset that keeps an explainer: `dvgraph.dataset.Dataset`."""

    @property
    def explainer(self) -> Explainer:
        """What explains its triples."""
        ...


def explain(dataset: Explainable, subject: str, predicate: str, object: str) -> Explanation:  # noqa: A002 - the term of RDF
    """Return why a triple holds, or that it does not follow.

    :param dataset: an open dataset.
    :param subject: an item, by curie, notation or IRI.
    :param predicate: a property, by curie, local name of the ontology, or IRI; `a` is rdf:type.
    :param object: an item likewise, or a class.
    :raises UnknownName: there is no such item, property or class.
    :raises AmbiguousNotation: a bare notation has several readings.
    """
    return dataset.explainer.explain(subject, predicate, object)


class Explainer:
    """Explains the triples of one dataset. What it needs is read and closed at the first use, once, and kept.

    :param dataset: the dataset; it must stay open.
    """

    def __init__(self, dataset: Explained) -> None:
        self._dataset = dataset
        self._lock = threading.Lock()
        self._read: tuple[Closure, Vocabulary, Terms, Places] | None = None

    @property
    def closure(self) -> Closure:
        """The closure of what the dataset states."""
        return self._parts()[0]

    def explain(self, subject: str, predicate: str, object: str) -> Explanation:  # noqa: A002 - the term of RDF
        """Return why a triple holds, by names; see `dvgraph.explain.explain`."""
        terms = self._parts()[2]
        property_ = terms.property(predicate)
        of, to = terms.subject(subject, property_), terms.object(object, property_)
        triple = Triple(NamedNode(of.iri), NamedNode(property_), NamedNode(to.iri))
        return self.explain_triple(triple, [note for note in (of.note, to.note) if note])

    def explain_triple(self, triple: Triple, notes: Iterable[str] = ()) -> Explanation:
        """Return why a triple holds.

        :param triple: any triple with an IRI as subject.
        :param notes: what the reader must be told of its names.
        """
        proof = self.prove(triple)
        if proof is None:
            return self._not_entailed(triple, tuple(notes))
        root = self._in_words(proof)
        sentences = [step.sentence for step in root.walk() if step.rule or step is root]
        return Explanation(
            statement=root.statement,
            status="inferred" if proof.rule else "stated",
            sentence=" ".join(f"{sentence}." for sentence in dict.fromkeys(sentences)),
            proof=root,
            near=(),
            notes=tuple(notes),
            version=self._dataset.version,
        )

    def prove(self, triple: Triple) -> Proof | None:
        """Return the smallest proof of a triple, None where it does not follow."""
        proof = prove(self.closure, triple)
        if proof is None and self._holds(triple, self._dataset.stated_graphs):
            return Proof(triple, None, (), 0, 0)  # of a property that no axiom speaks of
        return proof

    def _parts(self) -> tuple[Closure, Vocabulary, Terms, Places]:
        with self._lock:
            if self._read is None:
                self._read = (
                    self._close(),
                    vocabulary(self._dataset),
                    Terms(self._dataset),
                    Places(self._dataset),
                )
            return self._read

    def _close(self) -> Closure:
        """Return the closure of what is stated; only what some axiom speaks of is read."""
        axioms = self._triples(_ALL, [self._dataset.namespaces.graph("ontology")])
        closure = Closure(axioms)
        if closure.properties:
            of = sorted(closure.properties, key=str)
            closure.include(self._triples(_OF_PROPERTIES.fill({"property": of}), self._dataset.stated_graphs))
        return closure

    def _triples(self, query: str, graphs: Iterable[str]) -> Iterator[Triple]:
        for row in self._dataset.store.select(query, tuple(graphs)).rows:
            yield Triple(*row)  # type: ignore[arg-type]  # the terms of a triple

    def _holds(self, triple: Triple, graphs: Iterable[str]) -> bool:
        values = dict(zip(("subject", "property", "object"), triple, strict=True))
        return self._dataset.store.ask(_HOLDS.fill(values), tuple(graphs))

    def _in_words(self, proof: Proof) -> Step:
        _, words, _, places = self._parts()
        speaker = Speaker(self._dataset, words, [*proof.leaves(), *(step.triple for step in proof.inner())])
        sources = places.find(proof.leaves())

        def step(node: Proof) -> Step:
            statement = speaker.statement(node.triple)
            if node.rule is None:
                source = sources[node.triple]
                printed = f', printed "{source.printed}"' if source.printed is not None else ""
                said = f"{statement.words}: stated ({source.words}{printed})"
                return Step(statement, None, None, "", said, (), source, 0, 0)
            premises = tuple(step(premise) for premise in node.premises)
            axiom = speaker.axiom(node.rule)
            said = reason(statement, node.rule.name, premises, axiom)
            return Step(
                statement, node.rule.name, node.rule.axiom, axiom, said, premises, None, node.height, node.steps
            )

        return step(proof)

    def _not_entailed(self, triple: Triple, notes: tuple[str, ...]) -> Explanation:
        found = nearest_triples(self._dataset, triple)
        speaker = Speaker(self._dataset, self._parts()[1], [triple, *(other for other, _ in found)])
        near = tuple(Near(speaker.statement(other), self._status(other), shares) for other, shares in found)
        statement = speaker.statement(triple)
        nearest = f" Nearest: {near[0].statement.words}." if near else ""
        return Explanation(
            statement=statement,
            status="not entailed",
            sentence=f"{statement.words}: not entailed.{nearest}",
            proof=None,
            near=near,
            notes=notes,
            version=self._dataset.version,
        )

    def _status(self, triple: Triple) -> str:
        height: int | None = self.closure.round(triple)
        if height is None:
            height = 0 if self._holds(triple, self._dataset.stated_graphs) else 1
        return "inferred" if height else "stated"
