"""Which terms of an answer come out of the data or the query as they stand, and which were computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from dvgraph.store.gate import Piece, pieces
from dvgraph.store.spelling import XSD, Restored

__all__ = ["kept_terms"]

_NUMBERS = (
    (re.compile(r"[0-9]+"), "integer"),
    (re.compile(r"[0-9]*\.[0-9]+"), "decimal"),
    (re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][0-9]+"), "double"),
)
#: Aggregates whose value is one of the values that they look at.
_CHOOSING = frozenset({"MIN", "MAX", "SAMPLE"})
_XSD_NAME = re.compile(r"\Axsd:(?=[A-Za-z]+\Z)", re.IGNORECASE)
_MOST_CONSTANTS = 1000


def kept_terms(query_text: str, store: Path) -> Restored:
    """Return the variables that hold terms of the data or of the query, and the query's own numbers and typed strings.

    A name that is given to anything computed, anywhere in the query, is none of them.

    :param query_text: a query that passed the gate.
    :param store: the folder of the store that it asks.
    """
    found = list(pieces(query_text))
    names = {one.text[1:] for one in found if one.kind == "variable"}
    aliases, computed = _named(found)
    while more := {name for name, of in aliases.items() if of & computed and name not in computed}:
        computed |= more
    return {
        "store": str(store),
        "variables": sorted(names - computed),
        "whole": not computed,
        "constants": _constants(found),
    }


def _named(found: Sequence[Piece]) -> tuple[dict[str, set[str]], set[str]]:
    """Return variable -> the variables that it repeats, and the variables that are computed."""
    aliases: dict[str, set[str]] = {}
    computed: set[str] = set()
    opened: list[int] = []
    for at, one in enumerate(found):
        if one.text == "(":
            opened.append(at)
        elif one.text == ")" and opened:
            opened.pop()
        elif one.kind == "word" and one.text.upper() == "AS" and opened and at + 1 < len(found):
            name = found[at + 1].text[1:]
            source = _source(found[opened[-1] + 1 : at])
            if source is None:
                computed.add(name)
            else:
                aliases.setdefault(name, set()).update(source)
    return aliases, computed


def _source(expression: Sequence[Piece]) -> set[str] | None:
    """Return the variables that an expression repeats, none for a constant; None where it computes."""
    words = [one.text.upper() for one in expression]
    if len(words) > 3 and words[0] in _CHOOSING and words[1] == "(" and words[-1] == ")":
        expression = expression[3 if words[2] == "DISTINCT" else 2 : -1]
    if len(expression) == 1 and expression[0].kind == "variable":
        return {expression[0].text[1:]}
    if (
        expression
        and expression[0].kind == "string"
        and all(one.kind in {"iri", "name"} or one.text == "^" for one in expression[1:])
    ):
        return set()
    return set() if len(expression) == 1 and expression[0].kind == "word" and _number(expression[0].text) else None


def _number(text: str) -> str | None:
    """Return the datatype of a number as SPARQL writes it."""
    return next((XSD + name for pattern, name in _NUMBERS if pattern.fullmatch(text)), None)


def _constants(found: Sequence[Piece]) -> list[list[str]]:
    """Return form and datatype of the query's numbers, and of its strings with a datatype of XML Schema."""
    constants = {(one.text, kind) for one in found if one.kind == "word" and (kind := _number(one.text))}
    for at, one in enumerate(found[:-3]):
        if one.kind == "string" and found[at + 1].text == found[at + 2].text == "^" and "\\" not in one.text:
            datatype = _XSD_NAME.sub(XSD, found[at + 3].text.strip("<>"))
            if datatype.startswith(XSD):
                constants.add((one.text.strip("\"'"), datatype))
    return [list(one) for one in sorted(constants)[:_MOST_CONSTANTS]]
