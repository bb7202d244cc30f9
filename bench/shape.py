"""Synthetic graphs of the shape of ours, of any size, the same on every machine and run.

A graph is a row of blocks, cut where the size is reached. A block is as large as a functional map, a plan and a
training framework together: the counts, the depth of the trees, and the links and texts of an item are taken from the
real ones; names and texts are invented. Nothing leads from one block to another, as with real frameworks of different
fields, so the consequences of a statement do not grow with the graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.namespaces import EXTERNAL, Namespaces

__all__ = ["added_statement", "synthetic"]

_NAMES = Namespaces()
_SKOS = EXTERNAL["skos"]
_TYPE = NamedNode(EXTERNAL["rdf"] + "type")
_LABEL, _NOTATION, _SCHEME = (NamedNode(_SKOS + local) for local in ("prefLabel", "notation", "inScheme"))
_BROADER, _TOP = NamedNode(_SKOS + "broader"), NamedNode(_SKOS + "topConceptOf")
_SUBJECT = NamedNode(EXTERNAL["dcterms"] + "subject")
_INTEGER = NamedNode(EXTERNAL["xsd"] + "integer")

#: How many there are in a block, as in the documents.
_AREAS, _AREAS_OF_COMPETENCE, _UNITS, _COMMENTS, _OBJECTIVES, _CONTRIBUTIONS = 6, 27, 82, 180, 7, 29
_GROUPS, _COMPETENCIES, _RECORDS, _OUTCOMES, _STATEMENTS, _SAME_WORDINGS = 6, 9, 50, 68, 298, 101
_MENTIONS, _TOPICS = 66, 40


def _dv(local: str) -> NamedNode:
    return NamedNode(_NAMES.dv(local))


def synthetic(size: int) -> Iterator[Triple]:
    """Yield that many triples."""
    return islice((triple for number in count() for triple in _Block(number).triples()), size)


def added_statement(number: int) -> Triple:
    """Return a further statement about a block: an area of competence of it contributes to an objective."""
    block = _Block(number)
    return Triple(block.node("competence", 5), _dv("contributesTo"), block.node("objective", number % _OBJECTIVES))


@dataclass(frozen=True)
class _Block:
    """One map with its plan and training framework."""

    number: int

    def node(self, kind: str, number: int) -> NamedNode:
        """Return the name of an item."""
        return NamedNode(f"{_NAMES.base}invented-{self.number}/{kind}{number}")

    def triples(self) -> Iterator[Triple]:
        """Yield all triples of the block."""
        yield from self._functions()
        yield from self._plan()
        yield from self._comments()
        yield from self._training()

    def _item(self, kind: str, number: int, cls: str, parent: NamedNode | None = None) -> Iterator[Triple]:
        """Yield what is said of every item."""
        me = self.node(kind, number)
        scheme = NamedNode(f"{_NAMES.base}framework/invented-{self.number}")
        yield Triple(me, _TYPE, _dv(cls))
        yield Triple(me, _LABEL, Literal(f"Invented wording of {kind} {number} in {self.number}", language="en"))
        yield Triple(me, _NOTATION, Literal(f"{kind}{number}"))
        yield Triple(me, _SCHEME, scheme)
        yield Triple(me, _dv("partOf"), parent) if parent else Triple(me, _TOP, scheme)
        yield Triple(me, _dv("position"), Literal(str(number + 1), datatype=_INTEGER))
        yield Triple(me, _dv("sourceSpan"), Literal(f"{number + 1}:1-{60 + number % 40}"))
        yield Triple(me, _dv("sourceDigest"), Literal(f"{self.number:08x}{number:08x}"))
        for topic in (number, number * 7 + 3):
            yield Triple(me, _SUBJECT, self.node("topic", topic % _TOPICS))

    def _function(self, kind: str, number: int, cls: str, parent: NamedNode | None) -> Iterator[Triple]:
        yield from self._item(kind, number, cls, parent)
        if parent:
            yield Triple(self.node(kind, number), _BROADER, parent)
            yield Triple(self.node(kind, number), _dv("functionWithin"), parent)

    def _functions(self) -> Iterator[Triple]:
        yield from self._function("purpose", 0, "KeyPurpose", None)
        for n in range(_AREAS):
            yield from self._function("area", n, "KeyArea", self.node("purpose", 0))
        for n in range(_AREAS_OF_COMPETENCE):
            yield from self._function("competence", n, "AreaOfCompetence", self.node("area", n % _AREAS))
        for n in range(_UNITS):
            parent = self.node("competence", n % _AREAS_OF_COMPETENCE)
            yield from self._function("unit", n, "Unit", parent)

    def _plan(self) -> Iterator[Triple]:
        for n in range(_OBJECTIVES):
            yield from self._item("objective", n, "Objective")
        for n in range(_CONTRIBUTIONS):
            who = self.node("competence" if n % 2 else "unit", n % _AREAS_OF_COMPETENCE)
            yield from self._link(n, who, "contributesTo", self.node("objective", n % _OBJECTIVES))

    def _link(self, number: int, subject: NamedNode, local: str, obj: NamedNode) -> Iterator[Triple]:
        """Yield a reference and the node that tells where it is printed."""
        me = self.node("link", number)
        yield Triple(subject, _dv(local), obj)
        yield Triple(me, _TYPE, _dv("Link"))
        yield Triple(me, _dv("linkSubject"), subject)
        yield Triple(me, _dv("linkPredicate"), _dv(local))
        yield Triple(me, _dv("linkObject"), obj)
        yield Triple(me, _dv("printed"), Literal(f"{number}"))
        yield Triple(me, _dv("sourceSpan"), Literal(f"{number + 1}:1-9"))
        yield Triple(me, _dv("sourceDigest"), Literal(f"{self.number:08x}{number:08x}"))

    def _comments(self) -> Iterator[Triple]:
        for n in range(_COMMENTS):
            yield from self._item("comment", n, "Comment", self.node("unit", n % _UNITS))
        for n in range(_MENTIONS):
            local = ("mentions", "linksWith", "coveredBy", "leavesTo")[n % 4]
            yield from self._link(_CONTRIBUTIONS + n, self.node("comment", n), local, self.node("unit", n * 5 % _UNITS))

    def _training(self) -> Iterator[Triple]:
        for kind, number, cls in (("group", _GROUPS, "StaffGroup"), ("competency", _COMPETENCIES, "Competency")):
            for n in range(number):
                yield from self._item(kind, n, cls)
        for n in range(_RECORDS):
            group = self.node("group", n % _GROUPS)
            yield from self._item("record", n, "TrainingRecord", group)
            yield Triple(self.node("record", n), _dv("forStaffGroup"), group)
            yield Triple(self.node("record", n), _dv("forCompetency"), self.node("competency", n % _COMPETENCIES))
        for kind, number, cls in (("outcome", _OUTCOMES, "Outcome"), ("statement", _STATEMENTS, "CompetencyStatement")):
            for n in range(number):
                yield from self._item(kind, n, cls, self.node("record", n % _RECORDS))
        for n in range(_SAME_WORDINGS):
            yield Triple(self.node("statement", n), _dv("sameWordingAs"), self.node("statement", n + _SAME_WORDINGS))
