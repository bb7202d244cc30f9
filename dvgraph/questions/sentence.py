"""The sentence of an answer, made from the header's pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dvgraph.questions.answer import Cell, ItemCell
from dvgraph.questions.header import PLACE, Count, Question

__all__ = ["counted", "sentence"]

_PIECE = re.compile(r"\[([^\[\]]*)\]")


def sentence(question: Question, rows: Sequence[Mapping[str, Cell]], names: Mapping[str, str]) -> str:
    """Return the sentence of an answer.

    :param question: the question.
    :param rows: the rows of the answer.
    :param names: parameter -> how the sentence names it; those given alone.
    """
    numbers = {name: number(count, rows) for name, count in question.counts.items()}
    words = {name: counted(count, rows) for name, count in question.counts.items()}
    words = {**words, "n": str(len(rows)), **names}
    numbers["n"] = len(rows)

    def fill(place: re.Match[str]) -> str:
        if place["one"] is None:
            return words[place["name"]]
        return place["one"] if numbers[place["name"]] < 2 else place["many"]

    pattern = question.sentence if rows else question.empty
    kept = _PIECE.sub(lambda m: m[1] if all(p["name"] in words for p in PLACE.finditer(m[1])) else "", pattern)
    text = PLACE.sub(fill, kept)
    return text[:1].upper() + text[1:]


def number(count: Count, rows: Sequence[Mapping[str, Cell]]) -> int:
    """Return how many different values the rows have in a column, of one kind where the count names one."""
    cells = {row[count.column] for row in rows} - {None}
    return len([c for c in cells if count.kind is None or (isinstance(c, ItemCell) and c.kind == count.kind)])


def counted(count: Count, rows: Sequence[Mapping[str, Cell]]) -> str:
    """Return a number with its noun: "no unit", "1 unit", "23 units"."""
    found = number(count, rows)
    if found == 0:
        return f"no {count.one}"
    return f"{found} {count.one if found == 1 else count.many}"
