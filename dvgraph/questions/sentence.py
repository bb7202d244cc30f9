"""The sentence of an answer, made from the header's pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dvgraph.questions.answer import Cell, ItemCell
from dvgraph.questions.header import Count, Question

__all__ = ["counted", "sentence"]

_PIECE = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def sentence(question: Question, rows: Sequence[Mapping[str, Cell]], names: Mapping[str, str]) -> str:
    """Return the sentence of an answer.

    :param question: the question.
    :param rows: the rows of the answer.
    :param names: parameter -> how the sentence names it; those given alone.
    """
    words = {name: counted(count, rows) for name, count in question.counts.items()}
    words = {**words, "n": str(len(rows)), **names}
    pattern = question.sentence if rows else question.empty
    kept = _PIECE.sub(lambda m: m[1] if all(p in words for p in _PLACEHOLDER.findall(m[1])) else "", pattern)
    text = _PLACEHOLDER.sub(lambda m: words[m[1]], kept)
    return text[:1].upper() + text[1:]


def counted(count: Count, rows: Sequence[Mapping[str, Cell]]) -> str:
    """Return a number with its noun: "no unit", "1 unit", "23 units"."""
    cells = {row[count.column] for row in rows} - {None}
    number = len([c for c in cells if count.kind is None or (isinstance(c, ItemCell) and c.kind == count.kind)])
    if number == 0:
        return f"no {count.one}"
    return f"{number} {count.one if number == 1 else count.many}"
