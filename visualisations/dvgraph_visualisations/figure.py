"""A described figure: what a picture of the graph shows, where, and in words; the same as data, as a table, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from dvgraph.errors import InvalidInput

__all__ = ["Edge", "Figure", "LegendEntry", "Node", "Row", "Status"]

Status: TypeAlias = Literal["stated", "inferred"]


@dataclass(frozen=True)
class Node:
    """An item in a picture.

    :param iri: its absolute IRI.
    :param curie: its compact IRI.
    :param notation: its code, None where it has none.
    :param label: its name or wording in full.
    :param short: a shorter name, where the data state one; else the label.
    :param kind: the local name of its class ("Unit").
    :param kind_words: the class in words ("unit").
    :param framework: the short name of its framework.
    :param path: its web path in a service, None where it has none.
    :param x: the middle of its box, to the right of the picture's middle.
    :param y: the middle of its box, downwards.
    :param width: the width of its box.
    :param height: the height of its box.
    :param under: the IRI of the item beneath which it is drawn; None for the items in the middle column.
    """

    iri: str
    curie: str
    notation: str | None
    label: str
    short: str
    kind: str
    kind_words: str
    framework: str
    path: str | None = None
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    under: str | None = None

    @property
    def name(self) -> str:
        """Its code, with its kind where that has no letter; its compact IRI where it has none."""
        if self.notation and not any(character.isalpha() for character in self.notation):
            return f"{self.kind_words.capitalize()} {self.notation}"
        return self.notation or self.curie

    @property
    def heading(self) -> str:
        """Its code and kind."""
        return self.name if self.name.startswith(self.kind_words.capitalize()) else f"{self.name} {self.kind_words}"


@dataclass(frozen=True)
class Edge:
    """A link in a picture.

    :param source: the IRI of its subject.
    :param target: the IRI of its object.
    :param predicate: its property, as a compact IRI.
    :param words: the property in words.
    :param status: whether it is stated or inferred.
    :param symmetric: whether it holds both ways, so that it has no arrowhead.
    """

    source: str
    target: str
    predicate: str
    words: str
    status: Status
    symmetric: bool = False


@dataclass(frozen=True)
class LegendEntry:
    """What a sign of the picture means.

    :param sort: what the sign stands for: "framework" (tint), "kind" (outline), "link" (tone and arrowhead).
    :param name: the framework's short name, the kind, or the property's compact IRI.
    :param words: the meaning in words.
    :param sign: the sign's name in the palette.
    """

    sort: Literal["framework", "kind", "link"]
    name: str
    words: str
    sign: str


@dataclass(frozen=True)
class Row:
    """A row of the equal table: one link, in words."""

    source: Node
    words: str
    target: Node
    status: Status


@dataclass(frozen=True)
class Figure:
    """A picture of a part of the graph.

    :param title: what it shows, in a few words.
    :param description: what it shows, in full sentences, for those who do not see it.
    :param focus: the IRI of the item that it is about.
    :param nodes: the items, in the order of reading.
    :param edges: the links, in the order of reading.
    :param legend: what its signs mean.
    :param version: the version of the dataset that it was made from.
    :param expanded: the IRIs of further items whose links it shows.
    :param left_out: how many linked items it has no room for.
    """

    title: str
    description: str
    focus: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    legend: tuple[LegendEntry, ...]
    version: str
    expanded: tuple[str, ...] = ()
    left_out: int = 0

    @cached_property
    def _by_iri(self) -> Mapping[str, Node]:
        return {node.iri: node for node in self.nodes}

    def node(self, iri: str) -> Node:
        """Return an item of the picture.

        :raises KeyError: it is not in the picture.
        """
        return self._by_iri[iri]

    def sign(self, sort: str, name: str) -> str:
        """Return the sign of a framework, kind or link.

        :raises KeyError: it is not in the picture.
        """
        return self._signs[sort, name]

    @cached_property
    def _signs(self) -> Mapping[tuple[str, str], str]:
        return {(entry.sort, entry.name): entry.sign for entry in self.legend}

    def table(self) -> tuple[Row, ...]:
        """Return the equal table: a row a link, in the order of reading."""
        return tuple(Row(self.node(e.source), e.words, self.node(e.target), e.status) for e in self.edges)

    def to_json(self) -> str:
        """Return the figure as JSON text; `from_json` is its inverse."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Figure:
        """Return the figure that a JSON text holds.

        :raises InvalidInput: the text is no figure.
        """
        try:
            values = json.loads(text)
            values["nodes"] = tuple(Node(**node) for node in values["nodes"])
            values["edges"] = tuple(Edge(**edge) for edge in values["edges"])
            values["legend"] = tuple(LegendEntry(**entry) for entry in values["legend"])
            values["expanded"] = tuple(values["expanded"])
            return cls(**values)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(f"This is not the JSON of a figure: {error}") from None
