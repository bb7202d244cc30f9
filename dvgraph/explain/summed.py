"""Which questions sum up what the parts of a larger thing are mapped to, where no link of its own says so."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from pyoxigraph import NamedNode

from dvgraph.explain.explanation import SummedUp, Summing
from dvgraph.items.cells import in_words
from dvgraph.items.force import claiming
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.header import Question
from dvgraph.questions.run import Askable, ask
from dvgraph.questions.template import Template

__all__ = ["summed_up"]

#: A question whose answer has this column tells of mappings.
_CONFIDENCE = "confidence"

_PARTS = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
SELECT DISTINCT ?part ?class
WHERE {
  VALUES $item { UNDEF }
  ?part dv:partOf+|dv:forCompetency|dv:forStaffGroup $item ;
    a ?class .
}
ORDER BY ?part ?class
""")
_CLASSES = Template.of("""
SELECT DISTINCT ?class
WHERE {
  VALUES $item { UNDEF }
  $item a ?class .
}
ORDER BY ?class
""")


@dataclass(frozen=True)
class _End:
    """One end of the link that is asked for.

    :param cell: the item.
    :param classes: its classes, as curies.
    :param parts: the IRIs of what is part of it, or made for it.
    :param part_classes: the classes of those, as curies.
    """

    cell: ItemCell
    classes: Set[str]
    parts: Set[str]
    part_classes: Set[str]


def summed_up(dataset: Askable, subject: ItemCell, predicate: str, obj: ItemCell) -> SummedUp | None:
    """Return where it is summed up what the parts of an item are mapped to.

    A question is named where its answer for the one end holds the other; where none does, where it holds a part.

    :param dataset: the dataset.
    :param subject: the item, perhaps a larger thing.
    :param predicate: the IRI of the property that does not hold between the two.
    :param obj: what its parts are perhaps mapped to.
    :returns: None where the property is no mapping, the subject has no parts, or both are of one framework.
    """
    names = dataset.namespaces
    home, other_home = (names.curie(cell.iri).partition(":")[0] for cell in (subject, obj))
    between = home != other_home and {home, other_home} <= set(names.frameworks)
    if not between or predicate not in claiming(names):
        return None
    whole, other = _end(dataset, subject), _end(dataset, obj)
    if not whole.parts:
        return None
    found = list(_own(dataset, whole, other)) or list(_of_parts(dataset, whole, other))
    return SummedUp(subject, tuple(found), (home, other_home))


def _end(dataset: Askable, cell: ItemCell) -> _End:
    names, node = dataset.namespaces, NamedNode(cell.iri)
    classes = [row[0] for row in dataset.store.select(_CLASSES.fill({"item": node})).rows]
    parts = dataset.store.select(_PARTS.rebased(CANONICAL_BASE, names.base).fill({"item": node})).rows
    return _End(
        cell,
        {names.curie(one.value) for one in classes if isinstance(one, NamedNode)},
        {part.value for part, _ in parts if isinstance(part, NamedNode)},
        {names.curie(one.value) for _, one in parts if isinstance(one, NamedNode)},
    )


def _own(dataset: Askable, whole: _End, other: _End) -> Iterator[Summing]:
    """Yield the questions whose answer for one of two items holds the other."""
    for question in dataset.questions:
        for given, sought in ((other, whole), (whole, other)):
            if _has_column(question, sought.classes):
                yield from _asked(dataset, question, given, {sought.cell.iri})


def _of_parts(dataset: Askable, whole: _End, other: _End) -> Iterator[Summing]:
    """Yield the questions whose answer for the smaller of two items holds parts of the larger."""
    for question in dataset.questions:
        if _has_column(question, whole.part_classes):
            yield from _asked(dataset, question, other, whole.parts)


def _has_column(question: Question, classes: Set[str]) -> bool:
    """Return whether a question tells of mappings and has a column that is named like one of the classes."""
    kinds = [set(in_words(one.partition(":")[2]).split()) for one in classes]
    named = any(set(column.split("_")) <= kind for column in question.items for kind in kinds)
    return named and _CONFIDENCE in question.columns


def _asked(dataset: Askable, question: Question, given: _End, sought: Set[str]) -> Iterator[Summing]:
    """Yield the question as it is to be asked of an item, if its answer holds one of those that are sought."""
    for parameter in question.parameters:
        fits = parameter.type == "item" and given.classes & set(parameter.classes)
        others_needed = any(not one.optional for one in question.parameters if one is not parameter)
        if fits and not others_needed:
            answer = ask(dataset, question.name, {parameter.name: given.cell.curie})
            if any(isinstance(cell, ItemCell) and cell.iri in sought for row in answer.rows for cell in row.values()):
                yield Summing(question.name, question.summary, {parameter.name: given.cell.curie})
