"""With which values the named questions are asked, so that two versions or two stores can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from dvgraph.dataset.dataset import Dataset
from dvgraph.questions.header import Parameter, Question
from dvgraph.questions.template import Template

__all__ = ["MOST_VALUES", "Case", "cases"]

#: A class with more items than this is represented by the example alone.
MOST_VALUES = 100

_OF_CLASS = Template.of("""
SELECT DISTINCT ?item
WHERE {
  VALUES $class { UNDEF }
  ?item a $class .
}
ORDER BY ?item
""")


@dataclass(frozen=True)
class Case:
    """A question with values for its parameters, as curies and plain values."""

    question: str
    parameters: Mapping[str, str]


def cases(*datasets: Dataset) -> Iterator[Case]:
    """Yield each question's example; then each value of one parameter, the other needed ones as in the example.

    The values are the items of a parameter's classes, where no dataset has more than `MOST_VALUES` of them, and the
    frameworks.

    :param datasets: where to look for the values; the questions are those of the first.
    """
    known: dict[tuple[str, ...], list[str]] = {}
    for question in datasets[0].questions:
        example = {one.name: one.given_example for one in question.parameters}
        seen = [example]
        yield Case(question.name, example)
        for parameter, value in _values(question, datasets, known):
            needed = {one.name: example[one.name] for one in question.parameters if not one.optional}
            given = {**needed, parameter.name: value}
            if given not in seen:
                seen.append(given)
                yield Case(question.name, given)


def _values(
    question: Question, datasets: tuple[Dataset, ...], known: dict[tuple[str, ...], list[str]]
) -> Iterator[tuple[Parameter, str]]:
    for parameter in question.parameters:
        classes = {"item": parameter.classes, "framework": ("dv:Framework",)}.get(parameter.type, ())
        if not classes:
            continue
        if classes not in known:
            found = [_items(dataset, classes) for dataset in datasets]
            few = all(len(items) <= MOST_VALUES for items in found)
            known[classes] = sorted(set().union(*found)) if few else []
        for curie in known[classes]:
            yield parameter, curie.rpartition(":")[2] if parameter.type == "framework" else curie


def _items(dataset: Dataset, classes: tuple[str, ...]) -> set[str]:
    """Return the curies of the items of any of the classes."""
    names = dataset.namespaces
    terms = [NamedNode(iri) for one in classes if (iri := names.iri(one))]
    found = dataset.store.select(_OF_CLASS.fill({"class": terms})).column("item")
    return {names.curie(item.value) for item in found if isinstance(item, NamedNode)}
