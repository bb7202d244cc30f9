"""Explaining: the closure of a dataset, kept while it is open; names in, a proof in words out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from dvgraph.explain.explanation import Certainty, Explanation, Near, Stand, Statement, Step, Surer
from dvgraph.explain.near import nearest_triples
from dvgraph.explain.places import Places
from dvgraph.explain.summed import summed_up
from dvgraph.explain.surest import surest
from dvgraph.explain.terms import Terms
from dvgraph.explain.words import Speaker, reason
from dvgraph.inference import Closure, Proof, prove
from dvgraph.items.cells import describe_iris
from dvgraph.items.force import cautions, claiming
from dvgraph.items.words import Vocabulary, vocabulary
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.run import Askable
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

    def __init__(self, dataset: Askable) -> None:
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
        root, speaker = self._in_words(proof)
        sentences = [step.sentence for step in root.walk() if step.rule or step is root]
        return Explanation(
            statement=root.statement,
            status="inferred" if proof.rule else "stated",
            sentence=" ".join(f"{sentence}." for sentence in dict.fromkeys(sentences)),
            proof=root,
            near=(),
            notes=(*notes, *self._cautions(root.statement, speaker)),
            version=self._dataset.version,
            certainty=self._certainty(root),
            stands=self._stands(root.statement, speaker),
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

    def _in_words(self, proof: Proof) -> tuple[Step, Speaker]:
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

        return step(proof), speaker

    def _cautions(self, statement: Statement, speaker: Speaker) -> list[str]:
        """Return the note that the subject of a link is no evidence of it, where it is none."""
        if statement.property.iri not in claiming(self._dataset.namespaces):
            return []
        found = cautions(self._dataset, [statement.subject.iri])
        return [one.of_link(speaker.name(statement.subject)) for one in found.values()]

    def _stands(self, statement: Statement, speaker: Speaker) -> tuple[Stand, ...]:
        """Return where the ends of a link stand in their sources."""
        ends = {end.iri: end for end in (statement.subject, statement.object) if isinstance(end, ItemCell)}
        places = self._parts()[3].of_items(ends)
        return tuple(
            Stand(ends[iri], place, f"{_capital(speaker.name(ends[iri]))} stands in {place.words}")
            for iri in ends
            if (place := places.get(iri))
        )

    def _certainty(self, root: Step) -> Certainty | None:
        """Return how sure a proof is, with a surer one of the same height where there is one."""
        judged = {one.statement.triple: one.source.confidence for one in root.walk() if one.source}
        rated = {triple: sure for triple, sure in judged.items() if sure is not None}
        if not rated:
            return None
        confidence = min(rated.values())
        if root.rule is None:
            return Certainty(confidence, None)
        best, proof = surest(self.closure, root.statement.triple, root.height, self._confidences)
        leaves = [*self._confidences(proof.leaves()), *proof.leaves()]
        ways = [end.value for leaf in leaves if leaf not in judged and isinstance(end := leaf.object, NamedNode)]
        if best <= confidence or not ways:
            return Certainty(confidence, None)
        return Certainty(confidence, Surer(describe_iris(self._dataset, ways[:1])[ways[0]], best))

    def _confidences(self, triples: Iterable[Triple]) -> dict[Triple, float]:
        """Return how sure those of some stated triples are that are a matter of judgement."""
        places = self._parts()[3].find(triples)
        return {triple: place.confidence for triple, place in places.items() if place.confidence is not None}

    def _not_entailed(self, triple: Triple, notes: tuple[str, ...]) -> Explanation:
        found = nearest_triples(self._dataset, triple)
        speaker = Speaker(self._dataset, self._parts()[1], [triple, *(other for other, _ in found)])
        near = self._near(speaker, found)
        statement = speaker.statement(triple)
        ends = (statement.subject, statement.object)
        nearest = f" Nearest: {near[0].statement.words}." if near else ""
        return Explanation(
            statement=statement,
            status="not entailed",
            sentence=f"{statement.words}: not entailed.{nearest}",
            proof=None,
            near=near,
            notes=notes,
            version=self._dataset.version,
            stands=self._stands(statement, speaker),
            summed_up=summed_up(self._dataset, ends[0], statement.property.iri, ends[1])
            if isinstance(ends[1], ItemCell)
            else None,
        )

    def _near(self, speaker: Speaker, found: Iterable[tuple[Triple, str]]) -> tuple[Near, ...]:
        """Return the nearest triples in words, marked where their subject is no evidence of them."""
        told = [(speaker.statement(triple), shares) for triple, shares in found]
        claims = claiming(self._dataset.namespaces)
        marks = cautions(self._dataset, [one.subject.iri for one, _ in told if one.property.iri in claims])
        return tuple(
            Near(
                one,
                self._status(one.triple),
                shares,
                marks[one.subject.iri].mark if one.property.iri in claims and one.subject.iri in marks else "",
            )
            for one, shares in told
        )

    def _status(self, triple: Triple) -> str:
        height: int | None = self.closure.round(triple)
        if height is None:
            height = 0 if self._holds(triple, self._dataset.stated_graphs) else 1
        return "inferred" if height else "stated"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
