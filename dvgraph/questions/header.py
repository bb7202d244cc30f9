"""A question file -> a frozen `Question`: its `#+` header, checked by a schema, and its query, cut at parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from dvgraph.errors import InvalidInput
from dvgraph.questions.header_schema import HEADER, WHY, HeaderNode, read_yaml
from dvgraph.questions.template import Template

__all__ = ["TYPES", "Count", "Parameter", "Question", "parse_computed", "parse_question"]

#: The types that a parameter can have.
TYPES = ("item", "framework", "text", "integer", "choice")

#: A place in a sentence, `{units}`, or a word that agrees with a count, `{units:is|are}`.
PLACE = re.compile(r"\{(?P<name>\w+)(?::(?P<one>[^{}|]*)\|(?P<many>[^{}|]*))?\}")
_OPTIONAL_PIECE = re.compile(r"\[[^\[\]]*\]")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question.

    :param name: its name, in the query and in a web address.
    :param type: one of `TYPES`.
    :param description: what it stands for, for people.
    :param classes: the classes that an item may have, as curies; any where empty.
    :param optional: whether it can be left out.
    :param choices: the allowed values of a choice, in order.
    :param minimum: the least integer allowed.
    :param maximum: the greatest integer allowed.
    :param example: the example, as written in the query.
    """

    name: str
    type: str
    description: str
    classes: tuple[str, ...] = ()
    optional: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    example: str = ""

    @property
    def given_example(self) -> str:
        """The example as a user gives it: short names of frameworks and texts without quotes."""
        if self.type == "framework":
            return self.example.rpartition(":")[2]
        quoted = self.example.startswith('"') and self.example.endswith('"')
        return self.example[1:-1] if quoted else self.example


@dataclass(frozen=True)
class Count:
    """A number with its noun, for the sentence: the distinct values of a column, of one kind where that is given."""

    column: str
    one: str
    many: str
    kind: str | None = None


@dataclass(frozen=True)
class Question:
    """A named question.

    :param name: the file's stem.
    :param subject: the folder that it stands in.
    :param file: the file, for messages.
    :param summary: what it answers, in a line.
    :param description: the same in full.
    :param sentence: the answer's sentence, with places for `{n}`, parameters and counts, and words that agree with a
        count (`{units:is|are}`); a piece in brackets stands only where all parameters in it are given.
    :param empty: the sentence of an empty answer.
    :param columns: column -> what it holds, in the order of the query.
    :param parameters: the parameters, in the order of the header.
    :param body: the query without its header; it runs as it stands, with the examples.
    :param template: the query, cut at its parameters.
    :param items: the columns that hold items.
    :param tags: what it is about.
    :param asks: ways to ask it in plain words.
    :param caveats: what a reader must know before relying on the answer.
    :param counts: the numbers that the sentence names.
    :param why: `subject`, `predicate`, `object` -> the column or parameter that holds that end of the link that a row
        stands for; the predicate may be a curie instead. Empty where a row stands for no one link.
    :param computed: the name of the computation that answers it, where that is no query; then `body` is empty.
    """

    name: str
    subject: str
    file: str
    summary: str
    description: str
    sentence: str
    empty: str
    columns: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    body: str
    template: Template
    items: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    counts: Mapping[str, Count] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    computed: str = ""

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of a name, None where there is none."""
        return next((p for p in self.parameters if p.name == name), None)


def parse_question(text: str, file: Path | str, subject: str = "") -> Question:
    """Return the question of a file's text.

    :param text: the whole file.
    :param file: its path; the stem is the question's name, the path stands in messages.
    :param subject: the folder by which it is filed.
    :raises InvalidInput: the header or the query breaks a rule; with file and line.
    """
    lines = text.split("\n")
    length = next((n for n, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    if not length:
        raise InvalidInput("A question begins with a header of lines that start with '#+'.", str(file), 1)
    head = read_yaml("\n".join(line[2:].removeprefix(" ") for line in lines[:length]), str(file))
    HEADER.check(head)
    for node, key in [(head, "computed"), *((one, "example") for one in head.get("params").children())]:
        if node.has(key):
            raise node.get(key).invalid(f"{key!r} is for questions that no query answers")
    body = "\n".join(lines[length:]).strip() + "\n"
    template = Template.of(body)
    parameters = tuple(_parameter(name, node, template) for name, node in head.get("params").items())
    _check_rows(head, template, parameters)
    return _question(head, Path(file), subject, parameters, body)


def parse_computed(text: str, file: Path | str, subject: str = "") -> Question:
    """Return a question that a computation answers, from its header alone (YAML, with an example a parameter).

    :raises InvalidInput: the header breaks a rule; with file and line.
    """
    head = read_yaml(text, str(file))
    HEADER.check(head)
    if not head.has("computed"):
        raise head.invalid("'computed' is missing")
    for node in head.get("params").children():
        if not node.has("example"):
            raise node.invalid(f"'example' is missing in {node.name!r}")
    parameters = tuple(_parameter(name, node, Template.of("")) for name, node in head.get("params").items())
    return _question(head, Path(file), subject, parameters, "")


def _question(head: HeaderNode, file: Path, subject: str, parameters: tuple[Parameter, ...], body: str) -> Question:
    """Return the question of a checked header."""
    question = Question(
        name=file.stem,
        subject=subject,
        file=str(file),
        summary=head.get("summary").text(),
        description=head.get("description").text(),
        sentence=head.get("sentence").text(),
        empty=head.get("empty").text(),
        columns={name: node.text() for name, node in head.get("columns").items()},
        parameters=parameters,
        body=body,
        template=Template.of(body),
        items=head.get("items").texts(),
        tags=head.get("tags").texts(),
        asks=head.get("ask").texts(),
        caveats=head.get("caveats").texts(),
        counts={name: _count(node) for name, node in head.get("counts").items()},
        why={end: node.text() for end, node in head.get("why").items()},
        computed=head.get("computed").text(),
    )
    if head.has("why"):
        _check_why(head.get("why"), question)
    _check_names(head, question)
    return question


def _parameter(name: str, node: HeaderNode, template: Template) -> Parameter:
    kind = node.get("type").text()
    if kind not in TYPES:
        raise node.get("type").invalid(f"the type {kind!r} is none of {', '.join(TYPES)}")
    for key, only in (("class", "item"), ("choices", "choice"), ("minimum", "integer"), ("maximum", "integer")):
        if node.has(key) and kind != only:
            raise node.get(key).invalid(f"{key!r} is for parameters of type {only} alone")
    if kind == "choice" and not node.get("choices").texts():
        raise node.invalid(f"the choice {name!r} has no choices")
    examples = template.examples.get(name, ())
    return Parameter(
        name,
        kind,
        node.get("description").text(),
        node.get("class").texts(),
        node.get("optional").is_true(),
        node.get("choices").texts(),
        node.get("minimum").integer(),
        node.get("maximum").integer(),
        examples[0] if examples else node.get("example").text(),
    )


def _count(node: HeaderNode) -> Count:
    kind = node.get("kind").text() if node.has("kind") else None
    return Count(node.get("column").text(), node.get("one").text(), node.get("many").text(), kind)


def _check_rows(head: HeaderNode, template: Template, parameters: Iterable[Parameter]) -> None:
    """Check that header and query name the same parameters, and that all rows of one have the same example."""
    names = {p.name for p in parameters}
    for name, examples in template.examples.items():
        if name not in names:
            raise head.invalid(f"the query has a row for ${name}, which the header's 'params' does not name")
        if len(examples) > 1 or not examples[0]:
            raise head.get("params").invalid(f"the rows of ${name} need one and the same example")
    for name in sorted(names - set(template.examples)):
        raise head.get("params").get(name).invalid(f"the query has no row 'VALUES ${name} {{ .. }}'")


def _check_why(node: HeaderNode, question: Question) -> None:
    """Check that the link which a row stands for is one of columns and parameters."""
    WHY.check(node)
    held = {*question.columns, *(p.name for p in question.parameters)}
    for end, one in node.items():
        if one.text() not in held and not (end == "predicate" and ":" in one.text()):
            raise one.invalid(f"{one.text()!r} is no column and no parameter")


def _check_names(head: HeaderNode, question: Question) -> None:
    """Check that sentences, counts and items name only what there is, and optional parameters only in brackets."""
    names = {p.name for p in question.parameters}
    optional = {p.name for p in question.parameters if p.optional}
    counts = {"n", *question.counts}
    _check_places(head.get("sentence"), {*names, *counts}, optional, counts)
    _check_places(head.get("empty"), names, optional)
    for node in head.get("ask").nodes():
        _check_places(node, names, set())
    columns = [(node, node.text()) for node in head.get("items").nodes()]
    columns += [(node.get("column"), node.get("column").text()) for node in head.get("counts").children()]
    for node, column in columns:
        if column not in question.columns:
            raise node.invalid(f"{column!r} is no column")
    for name, node in head.get("counts").items():
        if name in names or name == "n":
            raise node.invalid(f"{name!r} has another meaning already")


def _check_places(node: HeaderNode, allowed: set[str], in_brackets: set[str], counts: Set[str] = frozenset()) -> None:
    """Check the places of a sentence."""
    for place in PLACE.finditer(node.text()):
        if place["name"] not in allowed:
            raise node.invalid(f"{{{place['name']}}} is none of {', '.join(sorted(allowed))}")
        if place["one"] is not None and place["name"] not in counts:
            raise node.invalid(f"{place[0]} agrees with no count; those are {', '.join(sorted(counts))}")
    for place in PLACE.finditer(_OPTIONAL_PIECE.sub("", node.text())):
        if place["name"] in in_brackets:
            raise node.invalid(f"{{{place['name']}}} can be left out, so it stands only in a piece in brackets")
