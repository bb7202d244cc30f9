"""What leads from the items of one framework to those of another: rows of crosswalks, summed up at any level.

Everything works by class and by what the data say of frameworks; no framework is known by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from dvgraph.items.force import cautions
from dvgraph.items.readable import Readable
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.questions.template import Template

__all__ = ["LEVELS", "Key", "Path", "Paths", "are_linked", "find_paths"]

#: The word of a level -> the class whose items stand at it; the items as they are mapped, where it is None.
LEVELS: Mapping[str, str | None] = {
    "item": None,
    "statement": "CompetencyStatement",
    "competency": "Competency",
    "staff-group": "StaffGroup",
    "unit": "Unit",
    "area": "AreaOfCompetence",
    "objective": "Objective",
    "standard": "AuditStandard",
    "component": "Component",
}

_PAIRS = Template.of("""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>
SELECT ?subject ?object ?predicate ?confidence
WHERE {
  VALUES $source { UNDEF }
  VALUES $target { UNDEF }
  ?row sssom:object_source $target ;
    owl:annotatedSource ?subject ;
    owl:annotatedTarget ?object ;
    owl:annotatedProperty ?predicate .
  ?subject skos:inScheme $source .
  OPTIONAL { ?row sssom:confidence ?confidence . }
}
ORDER BY ?subject DESC(?confidence) ?object
""")
_LIFT = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
SELECT DISTINCT ?item ?part ?way
WHERE {
  {
    VALUES $class { UNDEF }
    ?part a $class .
    ?item dv:partOf* ?part .
    BIND("part" AS ?way)
  }
  UNION
  {
    VALUES $class { UNDEF }
    ?part a $class .
    ?record dv:forCompetency|dv:forStaffGroup ?part .
    ?item dv:partOf* ?record .
    BIND("part" AS ?way)
  }
  UNION
  {
    VALUES $class { UNDEF }
    ?part a $class .
    ?item dv:supports ?part .
    BIND("supports" AS ?way)
  }
}
""")
_SUPPORTS = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?item ?scheme ?objective
WHERE {
  VALUES $target { UNDEF }
  ?objective skos:inScheme $target .
  ?item dv:supports ?objective ;
    skos:inScheme ?scheme .
}
ORDER BY ?item ?objective
""")
#: Local name of a SKOS property -> the relation that follows from it; the first alone is passed on to objectives.
_RELATION = {
    "exactMatch": "serves",
    "closeMatch": "serves",
    "broadMatch": "serves",
    "narrowMatch": "servesPartly",
    "relatedMatch": "underpins",
}


class Key(NamedTuple):
    """What a line of the matrix is about."""

    row: str
    column: str
    relation: str
    turned: bool
    status: str


@dataclass(frozen=True)
class _Pair:
    """An item that was judged against a framework, and what it was found to lead to there, if anything.

    :param turned: whether the subject is of the framework of the columns.
    :param through: the item that the subject is mapped to, where that one leads on to the object.
    """

    subject: str
    turned: bool
    object: str = ""
    relation: str = ""
    confidence: float = 0.0
    through: str = ""


@dataclass(frozen=True, order=True)
class Path:
    """One way from an item to what it leads to; the surest is the greatest."""

    confidence: float
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Paths:
    """What leads from part to part.

    :param found: key -> item that was mapped -> its ways.
    :param judged: key -> how many items of that side were mapped or judged, those that are no evidence aside where the
        way leads on to an objective.
    """

    found: Mapping[Key, Mapping[str, Sequence[Path]]]
    judged: Mapping[Key, int]


@dataclass(frozen=True)
class _Lifted:
    """What an item stands for at a level: its wholes, and whether the way there passes on only what serves."""

    parts: Sequence[str]
    strict: bool
    derived: bool


def find_paths(dataset: Readable, ends: tuple[str, str], levels: Sequence[str]) -> Paths:
    """Return what leads from the parts of one framework to those of another, either way.

    :param dataset: the dataset.
    :param ends: the IRIs of the frameworks of the rows and of the columns.
    :param levels: words of `LEVELS`; each framework is summed up at the first that it has, else taken by item.
    """
    lift = [_lifting(dataset, level) for level in levels]
    pairs = list(_pairs(dataset, ends))
    no_evidence = cautions(dataset, {pair.subject for pair in pairs}).keys()
    found: dict[Key, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    judged: dict[tuple[str, bool], set[str]] = defaultdict(set)
    evidence_alone = set()
    for pair in pairs:
        start = _lifted(pair.subject, lift)
        for part in start.parts:
            judged[part, pair.turned].add(pair.subject)
        if not pair.object:
            continue
        end = _lifted(pair.object, lift)
        passed_on = bool(pair.through) or start.strict or end.strict
        if passed_on and (pair.relation != "serves" or pair.subject in no_evidence):
            continue
        path = Path(pair.confidence, tuple(step for step in (pair.subject, pair.through, pair.object) if step))
        status = "derived" if start.derived or end.derived or passed_on else "stated"
        for ours, other in product(start.parts, end.parts):
            row, column = (other, ours) if pair.turned else (ours, other)
            key = Key(row, column, pair.relation, pair.turned, status)
            found[key][pair.subject].append(path)
            if passed_on:
                evidence_alone.add(key)
    counted = {}
    for key in found:
        items = judged[key.column if key.turned else key.row, key.turned]
        counted[key] = len(items - no_evidence if key in evidence_alone else items)
    return Paths(found, counted)


def _pairs(dataset: Readable, ends: tuple[str, str]) -> Iterator[_Pair]:
    """Yield what was judged between two frameworks, either way, and what follows for the objectives of either."""
    for source, target, turned in ((*ends, False), (*ends[::-1], True)):
        yield from _stated(dataset, source, target, turned=turned)
        supported: dict[str, list[str]] = defaultdict(list)
        between: set[str] = set()
        for item, scheme, objective in _supports(dataset, target):
            supported[item].append(objective)
            between.add(scheme)
        for scheme_iri in sorted(between - {source, target}):
            for pair in _stated(dataset, source, scheme_iri, turned=turned):
                yield replace(pair, object="")
                for objective_iri in supported.get(pair.object, ()) if pair.relation == "serves" else ():
                    yield replace(pair, object=objective_iri, through=pair.object)


def are_linked(dataset: Readable, ends: tuple[str, str]) -> bool:
    """Return whether items of the one framework support objectives of the other, without any crosswalk."""
    return any(scheme == one for one, other in (ends, ends[::-1]) for _, scheme, _ in _supports(dataset, other))


def _supports(dataset: Readable, target: str) -> list[tuple[str, str, str]]:
    """Return the items that support objectives of a framework, each with its own framework and the objective."""
    query = _SUPPORTS.rebased(CANONICAL_BASE, dataset.namespaces.base).fill({"target": NamedNode(target)})
    rows = dataset.store.select(query).rows
    return [
        (item.value, scheme.value, objective.value)
        for item, scheme, objective in rows
        if isinstance(item, NamedNode) and isinstance(scheme, NamedNode) and isinstance(objective, NamedNode)
    ]


def _stated(dataset: Readable, source: str, target: str, *, turned: bool) -> Iterator[_Pair]:
    """Yield the rows of the crosswalk from one framework to another, those without an equivalent too."""
    query = _PAIRS.fill({"source": NamedNode(source), "target": NamedNode(target)})
    for subject, other, predicate, confidence in dataset.store.select(query, dataset.stated_graphs).rows:
        if not (isinstance(subject, NamedNode) and isinstance(other, NamedNode) and isinstance(predicate, NamedNode)):
            continue
        if isinstance(confidence, Literal):
            relation = _RELATION.get(predicate.value.rpartition("#")[2], "")
            yield _Pair(subject.value, turned, other.value, relation, float(confidence.value))
        else:
            yield _Pair(subject.value, turned)


def _lifting(dataset: Readable, level: str) -> Mapping[str, _Lifted]:
    """Return item -> what it stands for at a level; nothing for the level of the items themselves."""
    local = LEVELS[level]
    if local is None:
        return {}
    query = _LIFT.rebased(CANONICAL_BASE, dataset.namespaces.base).fill(
        {"class": NamedNode(dataset.namespaces.dv(local))}
    )
    parts: dict[str, dict[str, None]] = defaultdict(dict)
    strict: set[str] = set()
    for item, part, way in dataset.store.select(query).rows:
        if isinstance(item, NamedNode) and isinstance(part, NamedNode) and isinstance(way, Literal):
            parts[item.value][part.value] = None
            if way.value == "supports":
                strict.add(item.value)
    return {item: _Lifted(sorted(ones), item in strict, list(ones) != [item]) for item, ones in parts.items()}


def _lifted(item: str, lift: Sequence[Mapping[str, _Lifted]]) -> _Lifted:
    return next((level[item] for level in lift if item in level), _Lifted((item,), strict=False, derived=False))
