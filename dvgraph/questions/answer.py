"""The answer to a named question: what every writer of an answer format is given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TypeAlias

__all__ = ["Answer", "Cell", "ItemCell", "Value"]

Value: TypeAlias = str | int | float | bool


@dataclass(frozen=True)
class ItemCell:
    """An item (or other resource) in an answer.

    :param iri: its absolute IRI.
    :param curie: its compact IRI, exact.
    :param notation: its code, None where it has none.
    :param label: its name or our wording, None where it has none.
    :param kind: the local name of its most specific class ("Unit"), None where it has none.
    """

    iri: str
    curie: str
    notation: str | None
    label: str | None
    kind: str | None

    @cached_property
    def as_json(self) -> str:
        """Itself as a JSON object; made once, since it stands in many answers."""
        return json.dumps(asdict(self), ensure_ascii=False)


Cell: TypeAlias = ItemCell | Value | None


@dataclass(frozen=True)
class Answer:
    """The rows that answer a question, with all that a reader needs to judge them.

    :param question: the question's name.
    :param summary: the question's one-line summary.
    :param parameters: the parameters given, as curies and plain values.
    :param sentence: the answer in a sentence.
    :param caveats: what the reader must know before relying on it.
    :param version: the dataset's version.
    :param columns: column name -> what it holds, in order.
    :param rows: a mapping a row, column name -> cell, in the question's order.
    :param total: how many rows there are in all.
    :param truncated: whether `rows` holds fewer than `total`.
    :param items: the columns that hold items, also where no row shows it.
    """

    question: str
    summary: str
    parameters: Mapping[str, Value | None]
    sentence: str
    caveats: tuple[str, ...]
    version: str
    columns: Mapping[str, str]
    rows: tuple[Mapping[str, Cell], ...]
    total: int
    truncated: bool = False
    items: tuple[str, ...] = ()
