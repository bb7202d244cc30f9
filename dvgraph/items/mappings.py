"""The rows of crosswalks that an item stands in, each once and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dvgraph.crosswalks.confidence import UNCONFIRMED, confidence_word
from dvgraph.items.readable import Readable
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL, Namespaces
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.template import Template

__all__ = ["DERIVED", "MAPPING_PROPERTIES", "STATED", "Mapped", "MappedRow", "mapped_rows"]

_NO_TERM = EXTERNAL["sssom"] + "NoTermFound"

#: SKOS property -> how it reads from the mapped item, and how it reads back.
_WORDS = {
    "exactMatch": ("is the same function as", "is the same function as"),
    "closeMatch": ("is nearly the same as", "is nearly the same as"),
    "broadMatch": ("is a part or kind of", "has as a part or kind"),
    "narrowMatch": ("covers more than", "is covered, with more, by"),
    "relatedMatch": ("is needed for", "needs"),
}

#: The properties that a row of a crosswalk states, which its row says better.
MAPPING_PROPERTIES = frozenset(EXTERNAL["skos"] + name for name in _WORDS)

#: The properties of the ontology that a row states beside them, and those that follow for wholes and objectives.
STATED = ("mapsTo", "mapsToPart", "neededFor")
DERIVED = ("serves", "servesPartly", "underpins")

_ROWS = Template.of("""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sssom: <https://w3id.org/sssom/>
SELECT ?row ?way ?predicate ?other ?framework ?confidence ?reason ?reviewer ?label
WHERE {
  {
    VALUES $item { UNDEF }
    ?row owl:annotatedSource $item ;
      owl:annotatedTarget ?other .
    BIND("out" AS ?way)
    OPTIONAL { ?row sssom:object_label ?label . }
  }
  UNION
  {
    VALUES $item { UNDEF }
    ?row owl:annotatedTarget $item ;
      owl:annotatedSource ?other .
    BIND("in" AS ?way)
    OPTIONAL { ?row sssom:subject_label ?label . }
  }
  ?row owl:annotatedProperty ?predicate ;
    sssom:object_source ?framework .
  OPTIONAL { ?row sssom:confidence ?confidence . }
  OPTIONAL { ?row sssom:comment ?reason . }
  OPTIONAL { ?row sssom:reviewer_label ?reviewer . }
}
ORDER BY DESC(?way) ?framework DESC(?confidence) ?other ?row
""")


@dataclass(frozen=True)
class MappedRow:
    """A row of a crosswalk as it is read: IRIs, before they have words.

    :param row: the IRI of the row.
    :param direction: `out` where the item is mapped to the other, `in` where the other is mapped to it.
    :param predicate: the local name of the SKOS property.
    :param other: the IRI at the other end; that of the framework where there is no equivalent.
    :param label: the label of the other end, as the row has it.
    :param confidence: from 0 to 1; None where there is no equivalent.
    :param reason: why.
    :param reviewer: the practitioner who confirmed it, None until one has.
    :param framework: the IRI of the framework that the object is of.
    """

    row: str
    direction: str
    predicate: str
    other: str
    label: str | None
    confidence: float | None
    reason: str
    reviewer: str | None
    framework: str


@dataclass(frozen=True)
class Mapped:
    """A mapping of an item in words.

    :param words: how the item stands to the other.
    :param predicate: the local name of the SKOS property; `mappingRelation` where there is no equivalent.
    :param direction: `out` where the item is mapped to the other, `in` where the other is mapped to it.
    :param other: the item at the other end; the framework where nothing in it was found to be equivalent.
    :param confidence: from 0 to 1; None where there is no equivalent.
    :param certainty: the same as a word; empty where there is no equivalent.
    :param reason: why.
    :param standing: who confirmed it, or that nobody has.
    :param framework: the short name of the framework at the other end.
    :param source: the curie of the row of the crosswalk.
    :param mark: that the other is no evidence of what it is mapped to, and why; empty where it can be.
    """

    words: str
    predicate: str
    direction: str
    other: ItemCell
    confidence: float | None
    certainty: str
    reason: str
    standing: str
    framework: str
    source: str
    mark: str = ""

    @classmethod
    def of(cls, row: MappedRow, other: ItemCell, names: Namespaces, mark: str = "") -> Mapped:
        """Return a row in words, with the mark of the other item."""
        out, back = _WORDS.get(row.predicate, ("has no equivalent in", "has no equivalent in"))
        return cls(
            out if row.direction == "out" else back,
            row.predicate,
            row.direction,
            other if other.label else ItemCell(other.iri, other.curie, other.notation, row.label, other.kind),
            row.confidence,
            "" if row.confidence is None else confidence_word(row.confidence),
            row.reason,
            f"confirmed by {row.reviewer}" if row.reviewer else UNCONFIRMED,
            names.curie(row.framework).rpartition(":")[2] if row.direction == "out" else other.curie.partition(":")[0],
            names.curie(row.row),
            mark,
        )


def mapped_rows(dataset: Readable, iri: str) -> list[MappedRow]:
    """Return the rows that an item stands in: those from it, then those to it, the best first within a framework."""
    query = _ROWS.rebased(CANONICAL_BASE, dataset.namespaces.base).fill({"item": NamedNode(iri)})
    return list(_read(dataset, query))


def _read(dataset: Readable, query: str) -> Iterator[MappedRow]:
    for row, way, predicate, other, framework, confidence, reason, reviewer, label in dataset.store.select(query).rows:
        if not (isinstance(row, NamedNode) and isinstance(predicate, NamedNode) and isinstance(other, NamedNode)):
            continue
        gap = other.value == _NO_TERM
        yield MappedRow(
            row.value,
            way.value if isinstance(way, Literal) else "out",
            predicate.value.rpartition("#")[2],
            framework.value if gap and isinstance(framework, NamedNode) else other.value,
            label.value if isinstance(label, Literal) else None,
            float(confidence.value) if isinstance(confidence, Literal) else None,
            reason.value if isinstance(reason, Literal) else "",
            reviewer.value if isinstance(reviewer, Literal) else None,
            framework.value if isinstance(framework, NamedNode) else "",
        )
