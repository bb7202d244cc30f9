"""What a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dvgraph.questions.answer import ItemCell

__all__ = ["Facet", "Hit", "Results"]


@dataclass(frozen=True)
class Hit:
    """An item that was found.

    :param cell: the item.
    :param framework: the short name of its framework, None where it is in none.
    :param score: how well it fits; the best of a search has the highest.
    :param text: its definition, or another of its names, to tell it by; None where it has none.
    """

    cell: ItemCell
    framework: str | None
    score: float
    text: str | None


@dataclass(frozen=True)
class Facet:
    """A value by which what was found can be narrowed, with the number of items that remain."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Results:
    """What a search finds.

    :param words: the words that were looked for.
    :param hits: the best of what was found, best first.
    :param total: how many items were found in all.
    :param frameworks: how many of each framework; the filter by kind holds, that by framework does not.
    :param kinds: how many of each kind; the filter by framework holds, that by kind does not.
    :param respelt: word that stands nowhere -> the words that were looked for instead.
    """

    words: str
    hits: tuple[Hit, ...]
    total: int
    frameworks: tuple[Facet, ...] = ()
    kinds: tuple[Facet, ...] = ()
    respelt: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
