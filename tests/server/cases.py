"""Conformance cases as text: data, queries, and the answers that the specification gives.

A file has one dataset in TriG and any number of cases:

    @@ data                 the dataset
    @@ case NAME            a query; the prefixes of `PROLOGUE` stand before it
    @@ answer [ordered]     a solution a line, in the order of the projection: terms as Turtle writes them, between
                            them " | "; "-" for unbound, "~" before a number that may be written in another way;
                            "@@@" alone for the solution without variables
    @@ head a b c           the variables of the answer, in any order
    @@ true, @@ false       the answer of ASK
    @@ graph                the triples of CONSTRUCT and DESCRIBE
    @@ same QUERY           the answer of another query
    @@ error                the query is refused with 400
    @@ known REASON         the engine is known to answer in another way
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

__all__ = ["FOLDER", "PROLOGUE", "Case", "is_isomorphic", "problem_of", "read_cases", "triples_of"]

FOLDER = Path(__file__).with_name("conformance")
PROLOGUE = (
    "PREFIX : <http://example.org/> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset({_XSD + "integer", _XSD + "decimal", _XSD + "double", _XSD + "float"})
#: kind, value, datatype or language, whether only its value counts.
Cell = tuple[str, str, str, bool]


@dataclass
class Case:
    """A query, and what the specification says of it.

    :param name: the section, and what is looked at.
    :param query: the query with its prologue.
    :param expected: the kind of answer that is expected.
    :param argument: what stands beside that kind.
    :param lines: the lines below it.
    :param head: the variables; None where they are those of the query.
    :param known: why the engine is known to answer in another way; empty where it is not.
    """

    name: str
    query: str = ""
    expected: str = ""
    argument: str = ""
    lines: list[str] = field(default_factory=list)
    head: set[str] | None = None
    known: str = ""


def read_cases(file: Path) -> tuple[str, list[Case]]:
    """Return the dataset and the cases of a file."""
    data = ""
    cases: list[Case] = []
    for block in ("\n" + file.read_text(encoding="utf-8")).split("\n@@ ")[1:]:
        title, _, body = block.partition("\n")
        word, _, argument = title.partition(" ")
        if word == "data":
            data = body
        elif word == "case":
            cases.append(Case(argument, PROLOGUE + body.strip("\n")))
        elif word == "head":
            cases[-1].head = set(argument.split())
        elif word == "known":
            cases[-1].known = argument
        else:
            cases[-1].expected, cases[-1].argument = word, argument
            cases[-1].lines = [line for line in body.splitlines() if line.strip()]
    return data, cases


@cache
def _term(text: str) -> Cell:
    """Return a term as it is written in an answer."""
    if text == "-":
        return ("unbound", "", "", False)
    loose = text.startswith("~")
    turtle = f"{PROLOGUE}\n[] <x:is> {text.removeprefix('~')} ."
    (quad,) = parse(input=turtle.encode(), format=RdfFormat.TURTLE)
    found = quad.object
    if isinstance(found, NamedNode):
        return ("uri", found.value, "", False)
    if isinstance(found, Literal):
        return ("literal", found.value, found.language or found.datatype.value, loose)
    return ("bnode", text, "", False)


def _cells(head: Sequence[str], binding: dict[str, dict[str, str]]) -> list[Cell]:
    """Return a solution of SPARQL's JSON."""
    row: list[Cell] = []
    for name in head:
        term = binding.get(name)
        if term is None:
            row.append(("unbound", "", "", False))
        elif term["type"] == "literal":
            row.append(
                ("literal", term["value"], term.get("xml:lang") or term.get("datatype") or _XSD + "string", False)
            )
        else:
            row.append((term["type"], term["value"], "", False))
    return row


def _fits(wanted: Cell, found: Cell, nodes: dict[str, str]) -> bool:
    """Return whether a term is the one that is wanted; blank nodes are learnt in `nodes`."""
    if wanted[0] == "bnode" == found[0]:
        if wanted[1] not in nodes and found[1] in nodes.values():
            return False
        return nodes.setdefault(wanted[1], found[1]) == found[1]
    if wanted[3] and found[:1] + found[2:3] == ("literal", wanted[2]) and wanted[2] in _NUMBERS:
        return math.isclose(float(wanted[1]), float(found[1]), rel_tol=1e-6)
    return wanted[:3] == found[:3]


def _match(wanted: list[list[Cell]], found: list[list[Cell]], nodes: dict[str, str]) -> bool:
    """Return whether solutions are the same in any order."""
    if not wanted:
        return not found
    for at, row in enumerate(found):
        learnt = dict(nodes)
        if all(_fits(one, other, learnt) for one, other in zip(wanted[0], row, strict=True)) and _match(
            wanted[1:], found[:at] + found[at + 1 :], learnt
        ):
            return True
    return False


def problem_of(case: Case, body: str) -> str | None:
    """Return what is wrong with an answer in JSON to SELECT or ASK; None where nothing is."""
    content = json.loads(body)
    if case.expected in {"true", "false"}:
        return None if content["boolean"] is (case.expected == "true") else f"{content['boolean']}"
    head = sorted(case.head) if case.head else content["head"]["vars"]
    if set(head) != set(content["head"]["vars"]):
        return f"variables {content['head']['vars']}"
    found = [_cells(head, one) for one in content["results"]["bindings"]]
    wanted = [
        [] if line.strip() == "@@@" else [_term(text.strip()) for text in line.split(" | ")] for line in case.lines
    ]
    good = len(wanted) == len(found)
    if good and case.argument == "ordered":
        nodes: dict[str, str] = {}
        good = all(
            _fits(one, other, nodes)
            for w, f in zip(wanted, found, strict=True)
            for one, other in zip(w, f, strict=True)
        )
    elif good:
        good = _match(wanted, found, {})
    return None if good else "\n".join(" | ".join(f"{v} {t}" for _, v, t, _ in row) for row in found) or "no solution"


def triples_of(text: str, syntax: RdfFormat) -> list[Triple]:
    """Return the triples of a document, each once."""
    return list(dict.fromkeys(quad.triple for quad in parse(input=text.encode(), format=syntax)))


def _labels(triples: Sequence[Triple]) -> list[BlankNode]:
    return list(dict.fromkeys(t for one in triples for t in (one.subject, one.object) if isinstance(t, BlankNode)))


def _renamed(triples: Sequence[Triple], names: dict[BlankNode, BlankNode]) -> Iterator[Triple]:
    for one in triples:
        s = names[one.subject] if isinstance(one.subject, BlankNode) else one.subject
        o = names[one.object] if isinstance(one.object, BlankNode) else one.object
        yield Triple(s, one.predicate, o)


def is_isomorphic(one: Sequence[Triple], other: Sequence[Triple]) -> bool:
    """Return whether two small graphs are the same but for the names of their blank nodes."""
    mine, theirs = _labels(one), _labels(other)
    if len(one) != len(other) or len(mine) != len(theirs):
        return False
    wanted = set(other)
    return any(set(_renamed(one, dict(zip(mine, order, strict=True)))) == wanted for order in permutations(theirs))
