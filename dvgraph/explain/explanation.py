"""What there is to say about why a triple holds: the data that commands, pages and files are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Triple

from dvgraph.crosswalks.confidence import confidence_text, confidence_word
from dvgraph.questions.answer import ItemCell, Value

__all__ = [
    "Certainty",
    "Explanation",
    "Near",
    "Property",
    "Source",
    "Stand",
    "Statement",
    "Step",
    "SummedUp",
    "Summing",
    "Surer",
]


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
    :param confidence: how sure a row of a crosswalk is, from 0 to 1; None where the place is no such row.
    """

    kind: str
    words: str
    iri: str
    curie: str
    span: str | None = None
    printed: str | None = None
    framework: ItemCell | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Stand:
    """Where an item stands in its source.

    :param item: the item.
    :param source: the place.
    :param words: both in words ("BA3 stands in line 342 of ..").
    """

    item: ItemCell
    source: Source
    words: str


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
    :param mark: that its subject is no evidence that something is done, and why; empty where it can be.
    """

    statement: Statement
    status: str
    shares: str
    mark: str = ""


@dataclass(frozen=True)
class Surer:
    """A surer way to the same than the smallest proof.

    :param through: the item to which the way leads first.
    :param confidence: how sure it is at most, from 0 to 1.
    """

    through: ItemCell
    confidence: float

    @property
    def word(self) -> str:
        """The confidence as a word."""
        return confidence_word(self.confidence)

    @property
    def words(self) -> str:
        """The whole as a clause."""
        return f"A surer way: through {self.through.curie}, {confidence_text(self.confidence)}"


@dataclass(frozen=True)
class Certainty:
    """How sure a proof is: no more than its weakest link.

    :param confidence: from 0 to 1, an upper bound.
    :param surer: the surest other way, where there is a surer one than this.
    """

    confidence: float
    surer: Surer | None

    @property
    def word(self) -> str:
        """The confidence as a word."""
        return confidence_word(self.confidence)

    @property
    def words(self) -> str:
        """The whole as a sentence, without its full stop."""
        return f"At most {confidence_text(self.confidence)}, the confidence of the weakest link"


@dataclass(frozen=True)
class Summing:
    """A question that sums up what the parts of an item are mapped to.

    :param question: its name.
    :param summary: what it answers.
    :param parameters: parameter -> the value to ask it with.
    """

    question: str
    summary: str
    parameters: Mapping[str, str]

    @property
    def command(self) -> str:
        """The command that asks it."""
        return " ".join(["dvgraph ask", self.question, *(f"{name}={value}" for name, value in self.parameters.items())])


@dataclass(frozen=True)
class SummedUp:
    """Where it is told what the parts of a larger thing are mapped to.

    :param item: the larger thing.
    :param questions: the questions whose answers hold it, or parts of it.
    :param frameworks: the short names of its framework and of the other, to compare.
    """

    item: ItemCell
    questions: tuple[Summing, ...]
    frameworks: tuple[str, str]

    @property
    def command(self) -> str:
        """The command that compares the two frameworks."""
        return f"dvgraph crosswalk {' '.join(self.frameworks)}"

    @property
    def words(self) -> str:
        """What is to be known of it, as a sentence without its full stop."""
        by = "questions sum" if self.questions else "a comparison of the two frameworks sums"
        name = self.item.notation or self.item.curie
        return f"{name} is a larger thing: links are drawn from its parts, and {by} them up"


@dataclass(frozen=True)
class Explanation:
    """Why a triple holds, or that it does not follow.

    :param statement: the triple in question.
    :param status: `stated`, `inferred` or `not entailed`.
    :param sentence: the reason in plain words: a sentence a step, the last step first.
    :param proof: the proof tree, None where the triple is not entailed.
    :param near: where it is not entailed, the nearest triples that are, best first, at most five.
    :param notes: what the reader must be told first: of the names that were given, and that the subject is no evidence
        that something is done.
    :param version: the dataset's version.
    :param certainty: how sure the proof is; None where no link of it is a matter of judgement.
    :param stands: where subject and object stand in their sources, by item; without those that stand in none.
    :param summed_up: where the triple is not entailed, the questions that tell of the parts of its subject.
    """

    statement: Statement
    status: str
    sentence: str
    proof: Step | None
    near: tuple[Near, ...]
    notes: tuple[str, ...]
    version: str
    certainty: Certainty | None = None
    stands: tuple[Stand, ...] = ()
    summed_up: SummedUp | None = None

    @property
    def asides(self) -> tuple[str, ...]:
        """What is to be said beside the reason, a sentence each: how sure it is, a surer way, where its ends stand."""
        sure = [self.certainty, self.certainty.surer] if self.certainty else []
        return tuple(f"{one.words}." for one in (*sure, *self.stands) if one)

    @property
    def entailed(self) -> bool:
        """Whether the triple is stated or inferred."""
        return self.proof is not None
