"""Literals as their file writes them, where the engine keeps their value alone.

Oxigraph stores numbers, booleans, times and durations as values: `01`, `1.0` and `"1"^^xsd:int` come back as `1`,
`1` and `"1"^^xsd:integer`, `PT24H` as `P1D`. Where all literals of one value are written in one way, the answer is
given back in it; where the data write a value in several ways, the engine holds one term and no more can be told.

This file is loaded by the process that runs queries too, and imports nothing of dvgraph.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias, TypedDict

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

__all__ = [
    "XSD",
    "Restored",
    "Spellings",
    "file_of",
    "is_needed",
    "of_literals",
    "read",
    "restored_bindings",
    "restored_triples",
    "write",
]

XSD = "http://www.w3.org/2001/XMLSchema#"
#: What the engine takes for a number, or for a point or length of time; other literals stay as they are.
_NAMES = """
boolean integer decimal double float byte short int long unsignedByte unsignedShort unsignedInt unsignedLong
nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger dateTime dateTimeStamp date time
duration dayTimeDuration yearMonthDuration gYear gYearMonth gMonth gMonthDay gDay
"""
_VALUES = frozenset(XSD + name for name in _NAMES.split())
#: Forms that come back as they are; the others are tried.
_KEPT = {
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "integer": re.compile(r"0|-?[1-9][0-9]{0,16}"),
    XSD + "decimal": re.compile(r"-?(?:0|[1-9][0-9]{0,9})\.[0-9]{0,8}[1-9]"),
    XSD + "date": re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}Z?"),
    XSD + "dateTime": re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?"),
}

#: Form and datatype.
Written: TypeAlias = tuple[str, str]
#: How the engine writes a value -> how the data do.
Spellings: TypeAlias = dict[Written, Written]
#: Variable -> term, as SPARQL's JSON has it.
Binding: TypeAlias = dict[str, dict[str, str]]


class Restored(TypedDict):
    """What of an answer is written as in the data.

    :param store: the folder of the store.
    :param variables: the variables that hold terms of the data or of the query, none that were computed.
    :param whole: whether no variable of the query is computed.
    :param constants: [form, datatype] of the literals that the query writes.
    """

    store: str
    variables: list[str]
    whole: bool
    constants: list[list[str]]


def file_of(store: Path | str) -> Path:
    """Return where the spellings of a store are kept: beside its folder."""
    path = Path(store)
    return path.with_name(path.name + "-spellings.json")


def of_literals(literals: Iterable[Literal], again: Iterable[Literal]) -> Spellings:
    """Return how values are written that the engine would write in another way, where there is one way only.

    :param literals: the literals of a dataset, repeats and all.
    :param again: the same once more; looked at only where there is something to be told.
    """
    odd = {(one.value, one.datatype.value) for one in literals if _may_change(one)}
    if not odd:
        return {}
    forms: dict[Written, set[Written]] = defaultdict(set)
    for written, engines in _engines_forms(odd):
        if written != engines:
            forms[engines].add(written)
    single = {engines: next(iter(written)) for engines, written in forms.items() if len(written) == 1}
    plain = {(one.value, one.datatype.value) for one in again} if single else set()
    return {engines: written for engines, written in single.items() if engines not in plain}


def _may_change(literal: Literal) -> bool:
    datatype = literal.datatype.value
    if datatype not in _VALUES:
        return False
    kept = _KEPT.get(datatype)
    return kept is None or not kept.fullmatch(literal.value)


def _engines_forms(forms: Iterable[Written]) -> Iterator[tuple[Written, Written]]:
    """Yield each form with the engine's own."""
    store, known, node = Store(), {}, NamedNode("x:")
    for at, (value, datatype) in enumerate(forms):
        known[f"x:{at}"] = (value, datatype)
        store.add(Quad(node, node, Literal(value, datatype=NamedNode(datatype)), NamedNode(f"x:{at}")))
    for quad in store:
        if isinstance(quad.graph_name, NamedNode) and isinstance(quad.object, Literal):
            yield known[quad.graph_name.value], (quad.object.value, quad.object.datatype.value)


def write(spellings: Spellings, store: Path | str) -> None:
    """Keep the spellings of a store, where there are any."""
    if spellings:
        file_of(store).write_text(json.dumps([[*key, *value] for key, value in spellings.items()]), encoding="utf-8")


@lru_cache(maxsize=1)
def read(store: Path | str) -> Spellings:
    """Return the spellings of a store, which never change; none where none were kept."""
    file = file_of(store)
    if not file.is_file():
        return {}
    return {(row[0], row[1]): (row[2], row[3]) for row in json.loads(file.read_text(encoding="utf-8"))}


def _known(restored: Restored) -> Mapping[Written, Written]:
    """Return the spellings of the data, and for values that they don't write those of the query."""
    spellings = read(restored["store"])
    odd = [Literal(value, datatype=NamedNode(datatype)) for value, datatype in restored["constants"]]
    return {**of_literals(odd, odd), **spellings} if odd else spellings


def is_needed(restored: Restored) -> bool:
    """Return whether an answer can hold a literal that has to be written in another way."""
    return bool(_known(restored))


def restored_bindings(body: bytes, restored: Restored) -> tuple[list[str], list[Binding]]:
    """Return variables and solutions of a result in SPARQL's JSON, with literals written as in the data."""
    content = json.loads(body)
    variables: list[str] = content["head"]["vars"]
    bindings: list[Binding] = content["results"]["bindings"]
    known = _known(restored)
    names = [name for name in restored["variables"] if name in variables] if known else []
    for binding in bindings if names else ():
        for name in names:
            term = binding.get(name)
            if term and "datatype" in term and (form := known.get((term["value"], term["datatype"]))):
                term["value"], term["datatype"] = form
    return variables, bindings


def restored_triples(triples: Iterable[Triple], restored: Restored) -> Iterator[Triple]:
    """Yield triples with literals written as in the data; as they are where some may be computed."""
    known = _known(restored) if restored["whole"] else {}
    for one in triples:
        literal = one.object
        form = known.get((literal.value, literal.datatype.value)) if isinstance(literal, Literal) else None
        yield Triple(one.subject, one.predicate, Literal(form[0], datatype=NamedNode(form[1]))) if form else one
