"""Values that a user gives -> terms of a query, checked against what the question's header allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from dvgraph.errors import BadParameter, UnknownName
from dvgraph.errors import nearest as nearest_names
from dvgraph.items.readable import Readable
from dvgraph.items.resolve import Resolver
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL
from dvgraph.questions.answer import Value
from dvgraph.questions.header import Parameter, Question
from dvgraph.questions.template import Bound

__all__ = ["Binding", "Resolving", "bind"]

_INTEGER = NamedNode(EXTERNAL["xsd"] + "integer")


@dataclass(frozen=True)
class Binding:
    """A question with its parameters bound.

    :param query: the query, ready to run.
    :param shown: parameter -> curie or plain value, None where it is not given; in the header's order.
    :param names: parameter -> how the sentence names it; those given alone.
    :param notes: what the reader must be told of a parameter (a misprinted code that led to an item).
    :param terms: parameter -> its term, None where it is not given.
    """

    query: str
    shown: Mapping[str, Value | None]
    names: Mapping[str, str]
    notes: tuple[str, ...] = ()
    terms: Mapping[str, NamedNode | Literal | None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Read:
    """One value: its term, how the answer shows it, how the sentence names it, what is to be told."""

    term: NamedNode | Literal
    shown: Value
    name: str
    note: str | None = None


class Resolving(Readable, Protocol):
    """A dataset that finds the items that texts name."""

    @property
    def resolver(self) -> Resolver:
        """What finds them."""
        ...


def bind(dataset: Resolving, question: Question, given: Mapping[str, str | None]) -> Binding:
    """Return a question with values for its parameters.

    :param dataset: where items are looked up.
    :param question: the question.
    :param given: parameter -> text; None or blank counts as not given.
    :raises BadParameter: a parameter is unknown, missing, or its value is not allowed.
    :raises AmbiguousNotation: a bare code has several readings.
    """
    allowed = [p.name for p in question.parameters]
    for name in given:
        if name not in allowed:
            known = ", ".join(nearest_names(name, allowed)) or "none"
            raise BadParameter(name, f"{question.name} has no such parameter; it has: {known}.")
    read: dict[str, _Read | None] = {}
    for parameter in question.parameters:
        text = given.get(parameter.name)
        if text is not None and text.strip():
            read[parameter.name] = _read(dataset, parameter, text)
        elif parameter.optional:
            read[parameter.name] = None
        else:
            raise BadParameter(parameter.name, f"it is missing; {question.name} needs {parameter.description}.")
    terms = {name: one.term if one else None for name, one in read.items()}
    bound: dict[str, Bound] = {**terms}
    template = question.template.rebased(CANONICAL_BASE, dataset.namespaces.base)
    return Binding(
        template.fill(bound),
        {name: one.shown if one else None for name, one in read.items()},
        {name: one.name for name, one in read.items() if one},
        tuple(one.note for one in read.values() if one and one.note),
        terms,
    )


def _read(dataset: Resolving, parameter: Parameter, text: str) -> _Read:
    readers = {"item": _item, "framework": _framework, "integer": _integer, "choice": _choice}
    if parameter.type in readers:
        return readers[parameter.type](dataset, parameter, text.strip())
    try:
        return _Read(Literal(text), text, text)
    except ValueError:
        raise BadParameter(parameter.name, "it is no well-formed text.") from None


def _item(dataset: Resolving, parameter: Parameter, text: str) -> _Read:
    resolver = dataset.resolver
    try:
        found = resolver.find(text, parameter.classes)
    except UnknownName as error:
        raise BadParameter(parameter.name, str(error)) from None
    curie = dataset.namespaces.curie(found.iri)
    notation = curie.rpartition(":")[2]
    alone = notation == text or len(resolver.readings(notation, parameter.classes)) == 1
    return _Read(NamedNode(found.iri), curie, notation if alone else curie, found.note)


def _framework(dataset: Resolving, parameter: Parameter, text: str) -> _Read:
    try:
        iri = dataset.resolver.framework(text)
    except UnknownName as error:
        raise BadParameter(parameter.name, str(error)) from None
    curie = dataset.namespaces.curie(iri)
    return _Read(NamedNode(iri), curie, curie.rpartition(":")[2])


def _integer(_: Resolving, parameter: Parameter, text: str) -> _Read:
    least, most = parameter.minimum, parameter.maximum
    bounds = " ".join(f"{word} {at}" for word, at in (("from", least), ("to", most)) if at is not None)
    problem = f"{text[:40]!r} given; an integer{' ' + bounds if bounds else ''} is needed."
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 18):
        raise BadParameter(parameter.name, problem)
    number = int(text)
    if (least is not None and number < least) or (most is not None and number > most):
        raise BadParameter(parameter.name, problem)
    return _Read(Literal(str(number), datatype=_INTEGER), number, str(number))


def _choice(_: Resolving, parameter: Parameter, text: str) -> _Read:
    if text not in parameter.choices:
        raise BadParameter(parameter.name, f"{text[:40]!r} given; {', '.join(parameter.choices)} are allowed.")
    return _Read(Literal(text), text, text)
