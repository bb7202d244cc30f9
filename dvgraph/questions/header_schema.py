"""What a question's header may hold: a small explicit schema over YAML that knows the line of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

import yaml

from dvgraph.errors import InvalidInput, nearest

__all__ = ["HEADER", "WHY", "HeaderNode", "Kind", "Schema", "read_yaml"]

Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Content: TypeAlias = "str | list[HeaderNode] | dict[str, HeaderNode] | None"


class Kind(Enum):
    """What a value is, in words for a message."""

    TEXT = "a text"
    TEXTS = "a list of texts"
    MAPPING = "a mapping"
    FLAG = "true or false"
    INTEGER = "an integer"


@dataclass(frozen=True)
class HeaderNode:
    """A value of a header, with the file and line that it stands in; an absent one has no content."""

    content: Content
    file: str
    line: int
    name: str = ""

    def invalid(self, problem: str) -> InvalidInput:
        """Return the error for a problem at this place."""
        return InvalidInput(f"In the question's header, {problem}.", self.file, self.line)

    def has(self, key: str) -> bool:
        """Return whether a mapping has a key."""
        return isinstance(self.content, dict) and key in self.content

    def get(self, key: str) -> HeaderNode:
        """Return the value of a key, or an absent node in this place."""
        if isinstance(self.content, dict) and key in self.content:
            return self.content[key]
        return HeaderNode(None, self.file, self.line, key)

    def items(self) -> Iterator[tuple[str, HeaderNode]]:
        """Yield the (key, value) pairs of a mapping, in their order; none where it is absent."""
        if isinstance(self.content, dict):
            yield from self.content.items()

    def children(self) -> list[HeaderNode]:
        """Return the values of a mapping, in their order; none where it is absent."""
        return list(self.content.values()) if isinstance(self.content, dict) else []

    def nodes(self) -> list[HeaderNode]:
        """Return the values of a list; a single text counts as a list of one."""
        if isinstance(self.content, list):
            return self.content
        return [self] if isinstance(self.content, str) else []

    def text(self) -> str:
        """Return a text, without white space at its ends; empty where it is absent."""
        return self.content.strip() if isinstance(self.content, str) else ""

    def texts(self) -> tuple[str, ...]:
        """Return the texts of a list."""
        return tuple(node.text() for node in self.nodes())

    def is_true(self) -> bool:
        """Return whether it is `true`."""
        return self.content == "true"

    def integer(self) -> int | None:
        """Return an integer, None where it is absent."""
        return int(self.content) if isinstance(self.content, str) else None

    def is_of(self, kind: Kind) -> bool:
        """Return whether the content is of a kind."""
        if kind is Kind.MAPPING:
            return isinstance(self.content, dict)
        if kind is Kind.TEXTS:
            return bool(self.nodes()) and all(node.is_of(Kind.TEXT) for node in self.nodes())
        if not isinstance(self.content, str) or not self.content.strip():
            return False
        if kind is Kind.FLAG:
            return self.content in ("true", "false")
        return kind is Kind.TEXT or self.content.removeprefix("-").isdecimal()


@dataclass(frozen=True)
class Schema:
    """The keys of a mapping.

    :param kinds: key -> what its value is.
    :param required: the keys that must be there.
    :param each: for a mapping of named things, the schema of each value, by key.
    """

    kinds: Mapping[str, Kind]
    required: frozenset[str]
    each: Mapping[str, Schema] = field(default_factory=dict)

    def check(self, node: HeaderNode) -> None:
        """Check a mapping.

        :raises InvalidInput: a key is unknown or missing, or a value is of another kind; with file and line.
        """
        if not node.is_of(Kind.MAPPING):
            raise node.invalid(f"{node.name or 'the whole'!r} must be {Kind.MAPPING.value}")
        for key, value in node.items():
            if key not in self.kinds:
                close = " or ".join(nearest(key, self.kinds, most=1))
                raise value.invalid(f"the key {key!r} is unknown" + (f"; is {close!r} meant?" if close else ""))
            if not value.is_of(self.kinds[key]):
                raise value.invalid(f"{key!r} must be {self.kinds[key].value}")
            if key in self.each:
                for one in value.children():
                    self.each[key].check(one)
            elif self.kinds[key] is Kind.MAPPING:
                _check_texts(value)
        for key in sorted(self.required):
            if not node.has(key):
                raise node.invalid(f"{key!r} is missing" + (f" in {node.name!r}" if node.name else ""))


def _check_texts(node: HeaderNode) -> None:
    for key, value in node.items():
        if not value.is_of(Kind.TEXT):
            raise value.invalid(f"{key!r} must be {Kind.TEXT.value}")


_PARAMETER = Schema(
    {
        "type": Kind.TEXT,
        "class": Kind.TEXTS,
        "description": Kind.TEXT,
        "optional": Kind.FLAG,
        "choices": Kind.TEXTS,
        "minimum": Kind.INTEGER,
        "maximum": Kind.INTEGER,
        "example": Kind.TEXT,
    },
    frozenset({"type", "description"}),
)
#: The schema of the link that a row stands for.
WHY = Schema(
    {"subject": Kind.TEXT, "predicate": Kind.TEXT, "object": Kind.TEXT},
    frozenset({"subject", "predicate", "object"}),
)
_COUNT = Schema(
    {"column": Kind.TEXT, "kind": Kind.TEXT, "one": Kind.TEXT, "many": Kind.TEXT},
    frozenset({"column", "one", "many"}),
)

#: The schema of a question's header.
HEADER = Schema(
    {
        "summary": Kind.TEXT,
        "description": Kind.TEXT,
        "tags": Kind.TEXTS,
        "ask": Kind.TEXTS,
        "sentence": Kind.TEXT,
        "empty": Kind.TEXT,
        "caveats": Kind.TEXTS,
        "params": Kind.MAPPING,
        "columns": Kind.MAPPING,
        "items": Kind.TEXTS,
        "counts": Kind.MAPPING,
        "why": Kind.MAPPING,
        "computed": Kind.TEXT,
    },
    frozenset({"summary", "description", "tags", "sentence", "empty", "columns"}),
    {"params": _PARAMETER, "counts": _COUNT},
)


def read_yaml(text: str, file: str) -> HeaderNode:
    """Return YAML as nodes with their lines; scalars are kept as they are written.

    :raises InvalidInput: it is no YAML, a key is repeated, or it uses an alias; with file and line.
    """
    try:
        root = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidInput(f"The question's header is no YAML: {error.problem}.", file, line) from None
    except yaml.YAMLError as error:
        raise InvalidInput(f"The question's header is no YAML: {error}.", file, 1) from None
    return _node(root, file)


def _node(node: yaml.Node | None, file: str, name: str = "", line: int | None = None) -> HeaderNode:
    if node is None:
        return HeaderNode(None, file, 1, name)
    here = line or node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        pairs: dict[str, HeaderNode] = {}
        for key, value in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.value in pairs:
                raise InvalidInput("In the question's header, a key is repeated or no text.", file, at)
            pairs[key.value] = _node(value, file, key.value, at)
        return HeaderNode(pairs, file, here, name)
    if isinstance(node, yaml.SequenceNode):
        return HeaderNode([_node(one, file, name) for one in node.value], file, here, name)
    return HeaderNode(str(node.value), file, here, name)
