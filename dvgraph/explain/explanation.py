"""What there is to say about why a triple holds: the data that commands, pages and files are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Triple

from dvgraph.questions.answer import ItemCell, Value

__all__ = ["Explanation", "Near", "Property", "Source", "Statement", "Step"]


@dataclass(frozen=True)
class Property:
    """The property of a statement.

    :param iri: its absolute IRI.
    :param curie: its compact IRI.
    :param words: the property in words ("is a function within").
    """

    iri: str
    curie: str
    words: str


@dataclass(frozen=True)
class Statement:
    """A triple in words.

    :param triple: the triple.
    :param subject: its subject.
    :param property: its property.
    :param object: its object: a resource, or a plain value.
    :param words: the whole as a clause ("BA3 is a function within BA").
    """

    triple: Triple
    subject: ItemCell
    property: Property
    object: ItemCell | Value
    words: str


@dataclass(frozen=True)
class Source:
    """Where a stated triple comes from.

    :param kind: `printed` (a link with its own place in a source), `item` (structure, or a fact of an item that
        stands in a source), `mapping` (a row of a crosswalk), `ontology`, or `authored` (by the project, not by a
        source).
    :param words: the place in words ("line 342 of ..").
    :param iri: what gives the place: the link, the item, the term of the ontology, or the named graph.
    :param curie: the same, compact.
    :param span: the span in the source's text, None where there is none.
    :param printed: the code or name as printed, None where no text prints one.
    :param framework: the framework whose text it is, None where it is none's.
    """

    kind: str
    words: str
    iri: str
    curie: str
    span: str | None = None
    printed: str | None = None
    framework: ItemCell | None = None


@dataclass(frozen=True)
class Step:
    """A node of a proof tree.

    :param statement: what holds.
    :param rule: the rule's name in the tables of OWL 2 RL ("prp-spo2"), None where the triple is stated.
    :param axiom: the axiom of the ontology that the rule applies, None where the triple is stated.
    :param axiom_words: that axiom in words; empty where the triple is stated.
    :param sentence: the step in a sentence, without its full stop; where the triple is stated, that and its place.
    :param premises: what it follows from, in the order of the rule.
    :param source: where the triple is stated, None where it is inferred.
    :param height: how many steps stand above each other.
    :param steps: how many steps there are in all.
    """

    statement: Statement
    rule: str | None
    axiom: Triple | None
    axiom_words: str
    sentence: str
    premises: tuple[Step, ...]
    source: Source | None
    height: int
    steps: int

    def walk(self) -> Iterator[Step]:
        """Yield this node and all below it, from the top, depth first."""
        yield self
        for premise in self.premises:
            yield from premise.walk()


@dataclass(frozen=True)
class Near:
    """An entailed triple that is like one that is not.

    :param statement: the triple.
    :param status: `stated` or `inferred`.
    :param shares: what it has in common: `subject and object`, `subject and property` or `property and object`.
    """

    statement: Statement
    status: str
    shares: str


@dataclass(frozen=True)
class Explanation:
    """Why a triple holds, or that it does not follow.

    :param statement: the triple in question.
    :param status: `stated`, `inferred` or `not entailed`.
    :param sentence: the reason in plain words: a sentence a step, the last step first.
    :param proof: the proof tree, None where the triple is not entailed.
    :param near: where it is not entailed, the nearest triples that are, best first, at most five.
    :param notes: what the reader must be told of the names that were given.
    :param version: the dataset's version.
    """

    statement: Statement
    status: str
    sentence: str
    proof: Step | None
    near: tuple[Near, ...]
    notes: tuple[str, ...]
    version: str

    @property
    def entailed(self) -> bool:
        """Whether the triple is stated or inferred."""
        return self.proof is not None
