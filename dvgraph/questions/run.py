"""Asking: bind the parameters, run the query, fill in what a reader needs, say the answer in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeAlias

from pyoxigraph import NamedNode

from dvgraph.errors import InvalidInput
from dvgraph.items.cells import Cells, cell_of
from dvgraph.questions.answer import Answer, Cell
from dvgraph.questions.binding import Binding, Resolving, bind
from dvgraph.questions.header import Question
from dvgraph.questions.registry import Registry
from dvgraph.questions.sentence import sentence
from dvgraph.store.base import Solutions, Term

if TYPE_CHECKING:
    from dvgraph.questions.network import Networks

__all__ = ["COMPUTED", "Askable", "ask"]

#: Computation -> the module whose function `solutions` does it, imported when it is asked for.
COMPUTED: Mapping[str, str] = {"connection": "dvgraph.questions.connection"}

Compute: TypeAlias = "Callable[[Askable, Mapping[str, Term | None], bool], Solutions]"


class Askable(Resolving, Protocol):
    """A dataset with named questions."""

    @property
    def version(self) -> str:
        """The dataset's version."""
        ...

    @property
    def questions(self) -> Registry:
        """The named questions."""
        ...

    @property
    def cells(self) -> Cells:
        """What a reader is shown of its IRIs."""
        ...

    @property
    def networks(self) -> Networks:
        """Its items and the links between them, for paths."""
        ...


def ask(dataset: Askable, name: str, parameters: Mapping[str, str | None], stated_only: bool = False) -> Answer:
    """Return the answer to a named question.

    :param dataset: the dataset that is asked.
    :param name: the question's name.
    :param parameters: parameter -> text; items by curie, IRI or notation; None counts as not given.
    :param stated_only: whether to leave out what is inferred.
    :returns: all rows, in the question's order; entailed unless `stated_only`.
    :raises UnknownName: there is no such question.
    :raises BadParameter: a parameter is unknown, missing or not allowed.
    :raises AmbiguousNotation: a bare code has several readings.
    """
    question = dataset.questions.get(name)
    binding = bind(dataset, question, parameters)
    solutions = _solutions(dataset, question, binding, stated_only)
    if solutions.variables != tuple(question.columns):
        raise InvalidInput(
            f"The query selects {solutions.variables}, the header names {tuple(question.columns)}.", question.file
        )
    rows = _rows(dataset, solutions)
    return Answer(
        question=question.name,
        summary=question.summary,
        parameters=binding.shown,
        sentence=sentence(question, rows, binding.names),
        caveats=(*binding.notes, *question.caveats),
        version=dataset.version,
        columns=question.columns,
        rows=rows,
        total=len(rows),
        items=_item_columns(question),
    )


def _solutions(dataset: Askable, question: Question, binding: Binding, stated_only: bool) -> Solutions:
    """Return what the question's query, or its computation, finds."""
    if not question.computed:
        return dataset.store.select(binding.query, dataset.stated_graphs if stated_only else None)
    if question.computed not in COMPUTED:
        raise InvalidInput(f"There is no computation {question.computed!r}.", question.file)
    compute: Compute = import_module(COMPUTED[question.computed]).solutions
    return compute(dataset, binding.terms, stated_only)


def _item_columns(question: Question) -> tuple[str, ...]:
    """Return the columns that hold items, in the order of the columns."""
    return tuple(column for column in question.columns if column in question.items)


def _rows(dataset: Askable, solutions: Solutions) -> tuple[Mapping[str, Cell], ...]:
    """Return solutions as rows of cells; where an IRI among them is new, all of them are described in one query."""
    try:
        return _in_cells(solutions, dataset.cells.known)
    except KeyError:
        iris = {term.value for row in solutions.rows for term in row if isinstance(term, NamedNode)}
        return _in_cells(solutions, dataset.cells.of(iris))


def _in_cells(solutions: Solutions, known: Mapping[str, Cell]) -> tuple[Mapping[str, Cell], ...]:
    """Return solutions as rows of cells.

    :raises KeyError: an IRI is not known.
    """
    names = solutions.variables
    # a class is compared rather than a function called: there are thousands of cells in an answer
    return tuple(
        {
            name: known[term.value] if type(term) is NamedNode else cell_of(term, known)
            for name, term in zip(names, row, strict=True)
        }
        for row in solutions.rows
    )
