"""The form of a question: one labelled input a parameter, with the allowed values where they are few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dvgraph.items.cells import in_words
from dvgraph.questions.answer import ItemCell, Value
from dvgraph.questions.header import Parameter, Question
from dvgraph_server.service import Service

__all__ = ["Field", "Option", "form_fields"]

#: So many values make a list to choose from; more are suggested while one types; still more are typed.
MOST_SELECTED = 60
MOST_SUGGESTED = 400
_LONGEST = 90


@dataclass(frozen=True)
class Option:
    """A value that can be chosen, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """An input of a form.

    :param name: the parameter.
    :param label: what it is called on the page.
    :param hint: what it takes.
    :param control: "select", "suggest", "number" or "text".
    :param value: what is given, empty where nothing is.
    :param options: the allowed values, or those that are suggested.
    :param required: whether it must be given.
    :param minimum: the least number.
    :param maximum: the greatest number.
    """

    name: str
    label: str
    hint: str
    control: str
    value: str
    options: tuple[Option, ...]
    required: bool
    minimum: int | None = None
    maximum: int | None = None


def form_fields(service: Service, question: Question, given: Mapping[str, Value | None]) -> tuple[Field, ...]:
    """Return the inputs of a question's form, with what is given in them."""
    return tuple(_field(service, parameter, given.get(parameter.name)) for parameter in question.parameters)


def _field(service: Service, parameter: Parameter, given: Value | None) -> Field:
    options = _options(service, parameter)
    value = "" if given is None else str(given)
    value = _same_option(value, options)
    if parameter.type == "integer":
        control = "number"
    elif not options:
        control = "text"
    elif len(options) <= MOST_SELECTED and (not value or any(option.value == value for option in options)):
        control = "select"
    else:
        control = "suggest"
    return Field(
        name=parameter.name,
        label=in_words(parameter.name).replace("_", " "),
        hint=parameter.description,
        control=control,
        value=value,
        options=options,
        required=not parameter.optional,
        minimum=parameter.minimum,
        maximum=parameter.maximum,
    )


def _same_option(value: str, options: tuple[Option, ...]) -> str:
    """Return the option's value that a bare code stands for, where it is the only one; else the value as it is."""
    found = [option.value for option in options if option.value.rpartition(":")[2] == value]
    return found[0] if len(found) == 1 else value


def _options(service: Service, parameter: Parameter) -> tuple[Option, ...]:
    if parameter.type == "choice":
        return tuple(Option(choice, in_words(choice)) for choice in parameter.choices)
    if parameter.type == "framework":
        return tuple(
            Option(one.cell.curie.rpartition(":")[2], one.cell.label or one.cell.curie)
            for one in service.catalogue.frameworks
        )
    if parameter.type != "item" or not parameter.classes:
        return ()
    kinds = {name.rpartition(":")[2] for name in parameter.classes}
    cells = service.catalogue.of_class(kinds)
    if len(cells) > MOST_SUGGESTED:
        return ()
    several = len({cell.kind for cell in cells}) > 1
    return tuple(Option(cell.curie, _reads(cell, several=several)) for cell in cells)


def _reads(cell: ItemCell, *, several: bool) -> str:
    label = cell.label or ""
    short = label if len(label) <= _LONGEST else label[: _LONGEST - 2].rsplit(" ", 1)[0] + " .."
    kind = f" ({in_words(cell.kind)})" if several and cell.kind else ""
    return f"{cell.notation or cell.curie}: {short}{kind}"
