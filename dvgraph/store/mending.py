"""Queries that the engine answers in another way than SPARQL 1.1 says -> ones that it answers as it must.

Each function of `_MENDERS` takes a text that passed the gate and returns one that means the same to SPARQL 1.1. What
it can't change safely it leaves. Known of Oxigraph 0.5:

- a constant end of a path that may have no length is not found where it is no term of the graph
  (https://github.com/oxigraph/oxigraph/pull/1815);
- MINUS, sub-queries and data blocks inside `GRAPH ?g` are evaluated over all graphs at once;
- COUNT of an expression is unbound where the expression errs once;
- BNODE("label") is one node for all solutions.

This file is loaded by the process that runs queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dvgraph.store.gate import Piece, pieces

__all__ = ["mended"]

#: More graphs, or a longer text, are not written out.
_MOST_GRAPHS = 64
_MOST_BYTES = 1 << 18
_ROW = "?dvgraphSolution"
_TERMS = frozenset({"iri", "name", "string"})
_TOLD = frozenset({"MINUS", "SELECT", "VALUES"})


@dataclass(frozen=True)
class _Edit:
    """Text that takes the place of a part of the query."""

    start: int
    end: int
    text: str


def mended(query_text: str, graphs: Callable[[], Sequence[str]]) -> str:
    """Return a query that the engine answers as SPARQL 1.1 says.

    :param query_text: a query that passed the gate.
    :param graphs: gives the IRIs of the named graphs that the query sees.
    """
    for mend in (_paths, _counts, _nodes):
        query_text = _edited(query_text, mend(query_text, list(pieces(query_text))))
    return _edited(query_text, _graphs(query_text, list(pieces(query_text)), graphs))


def _edited(text: str, edits: Iterator[_Edit]) -> str:
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _end(piece: Piece) -> int:
    return piece.start + len(piece.text)


def _closing(found: Sequence[Piece], at: int) -> int | None:
    """Return where the bracket that opens at a piece is closed."""
    pairs = {"(": ")", "{": "}", "[": "]"}
    depth = 0
    for other in range(at, len(found)):
        depth += found[other].text == found[at].text
        depth -= found[other].text == pairs[found[at].text]
        if depth == 0:
            return other
    return None


def _paths(text: str, found: list[Piece]) -> Iterator[_Edit]:
    """Write out zero steps for `constant path* object`, `subject path? constant` where that is a whole pattern."""
    if any(one.kind == "label" for one in found):
        return
    for at, one in enumerate(found):
        if one.text not in {"*", "?"} or one.kind != "other" or at + 2 >= len(found):
            continue
        first = _path_start(found, at - 1)
        if first is None or first < 2:
            continue
        subject, target = found[first - 1], found[at + 1]
        begins = found[first - 2].text in {"{", "}", "."}
        ends = found[at + 2].text in {".", "}", "{"} or found[at + 2].text.upper() in {"FILTER", "OPTIONAL", "UNION"}
        if begins and ends and {subject.kind, target.kind} <= {*_TERMS, "variable"} and not _is_typed(found, at + 1):
            path = text[found[first].start : _end(found[at - 1])]
            edit = _with_no_step(subject, path + ("+" if one.text == "*" else ""), target)
            if edit:
                yield edit


def _is_typed(found: Sequence[Piece], at: int) -> bool:
    """Return whether a string goes on with a datatype or language."""
    return found[at].kind == "string" and (found[at + 1].text == "^" or found[at + 1].kind == "language")


def _path_start(found: Sequence[Piece], at: int) -> int | None:
    """Return where the element ends that is repeated: one name, or a bracket of names."""
    if at >= 0 and (found[at].kind in {"iri", "name"} or found[at].text == "a"):
        at -= at > 0 and found[at - 1].text in {"^", "!"}
        return at
    if at < 0 or found[at].text != ")":
        return None
    depth = 0
    for other in range(at, -1, -1):
        depth += found[other].text == ")"
        depth -= found[other].text == "("
        if depth == 0:
            return other - (other > 0 and found[other - 1].text in {"^", "!"})
        if found[other].kind == "variable":
            return None
    return None


def _with_no_step(subject: Piece, step: str, target: Piece) -> _Edit | None:
    """Return a pattern of no step or `step`; None where no end is a constant, for which the engine is right."""
    start, end = subject.start, _end(target)
    one_or_more = f"{subject.text} {step} {target.text}"
    if subject.kind in _TERMS and target.kind in _TERMS:
        same = f"sameTerm({subject.text}, {target.text})"
        return _Edit(start, end, f"{{ FILTER({same} || EXISTS {{ {one_or_more} }}) }}")
    if subject.kind == target.kind:
        return None
    constant, variable = (subject, target) if subject.kind in _TERMS else (target, subject)
    none = f"VALUES {variable.text} {{ {constant.text} }}"
    return _Edit(start, end, f"{{ SELECT DISTINCT {variable.text} {{ {{ {none} }} UNION {{ {one_or_more} }} }} }}")


def _counts(text: str, found: list[Piece]) -> Iterator[_Edit]:
    """Write COUNT of an expression as a sum, in which one that errs is nothing."""
    for at, one in enumerate(found[:-1]):
        if one.kind != "word" or one.text.upper() != "COUNT" or found[at + 1].text != "(":
            continue
        closing = _closing(found, at + 1)
        inner = found[at + 2 : closing]
        if closing is None or len(inner) < 2 or inner[0].text.upper() == "DISTINCT":
            continue
        expression = text[inner[0].start : _end(inner[-1])]
        yield _Edit(one.start, _end(found[closing]), f"SUM(COALESCE(IF(isIRI(({expression})), 1, 1), 0))")


def _nodes(_text: str, found: list[Piece]) -> Iterator[_Edit]:
    """Let BNODE of a label in the projection of a query name another node in each solution."""
    words = [one.text.upper() for one in found]
    if "BNODE" not in words or "GROUP" in words or words.count("SELECT") != 1:
        return
    select, opening = words.index("SELECT"), next((at for at, one in enumerate(found) if one.text == "{"), None)
    calls = [
        at
        for at in range(select, opening or 0)
        if words[at] == "BNODE" and words[at + 1] == "(" and words[at + 2] != ")"
    ]
    closing = _closing(found, opening) if opening else None
    if not calls or closing is None:
        return
    yield _Edit(found[closing].start, found[closing].start, f" BIND(STRUUID() AS {_ROW}) ")
    for at in calls:
        end = _closing(found, at + 1)
        if end is not None:
            yield _Edit(_end(found[at + 1]), _end(found[at + 1]), f"CONCAT({_ROW}, ")
            yield _Edit(found[end].start, found[end].start, ")")


def _graphs(text: str, found: list[Piece], graphs: Callable[[], Sequence[str]]) -> Iterator[_Edit]:
    """Write `GRAPH ?g` out, one graph after the other, where its pattern must be evaluated graph by graph."""
    done = 0
    for at, one in enumerate(found[:-2]):
        variable, opening = found[at + 1], at + 2
        if one.start < done or one.kind != "word" or one.text.upper() != "GRAPH" or variable.kind != "variable":
            continue
        closing = _closing(found, opening) if found[opening].text == "{" else None
        if closing is None or not _goes_by_graph(found[opening:closing], variable.text):
            continue
        pattern = text[found[opening].start : _end(found[closing])]
        names = graphs()
        if 0 < len(names) <= _MOST_GRAPHS and len(names) * len(pattern) <= _MOST_BYTES:
            done = found[closing].start
            each = (f"{{ GRAPH <{name}> {pattern} VALUES {variable.text} {{ <{name}> }} }}" for name in names)
            yield _Edit(one.start, _end(found[closing]), "{ " + " UNION ".join(each) + " }")


def _goes_by_graph(pattern: Sequence[Piece], variable: str) -> bool:
    """Return whether a pattern means another thing over all graphs at once, and may be repeated."""
    told = any(one.text.upper() in _TOLD or one.text[1:] == variable[1:] for one in pattern)
    return told and not any(one.kind == "label" for one in pattern)
