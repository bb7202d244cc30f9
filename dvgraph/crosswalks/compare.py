"""Two frameworks side by side: what is mapped between their parts, one by one or summed up, and what is not.

Everything works by class and by what the data say of frameworks; no framework is known by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from dvgraph.crosswalks.confidence import UNCONFIRMED, confidence_word
from dvgraph.items.cells import describe_iris
from dvgraph.items.describe import natural
from dvgraph.items.readable import Readable
from dvgraph.items.resolve import Resolver
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.questions.answer import Answer, Cell
from dvgraph.questions.run import Askable, ask
from dvgraph.questions.template import Template

__all__ = ["LEVELS", "VIEWS", "compare"]

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

#: What can be shown of two frameworks.
VIEWS = ("matrix", "list", "gaps")

_PAIRS = Template.of("""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>
SELECT ?subject ?object ?predicate ?confidence ?reason ?row
WHERE {
  VALUES $source { UNDEF }
  VALUES $target { UNDEF }
  ?row sssom:object_source $target ;
    owl:annotatedSource ?subject ;
    owl:annotatedTarget ?object ;
    owl:annotatedProperty ?predicate .
  ?subject skos:inScheme $source .
  OPTIONAL { ?row sssom:confidence ?confidence . }
  OPTIONAL { ?row sssom:comment ?reason . }
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
#: Local name of a SKOS property -> the relation that follows from it; the first alone is passed on to objectives.
_RELATION = {
    "exactMatch": "serves",
    "closeMatch": "serves",
    "broadMatch": "serves",
    "narrowMatch": "servesPartly",
    "relatedMatch": "underpins",
}


_CAVEATS = (
    f"The mappings are an automated reading, {UNCONFIRMED}, save those whose row names a reviewer.",
    "A pair without a row means that no statement is mapped; it does not mean that staff are untrained.",
    "The confidence is that of the weakest link of the best path, an upper bound.",
    "Items that forbid, ask or name a weakness are spoken of here too; they are no evidence that something is done.",
)
_COLUMNS = {
    "relation": "serves, servesPartly (it covers more) or underpins (it is needed), read in the direction",
    "direction": "the way in which it was mapped",
    "n": "how many items of the row",
    "of": "of how many that were mapped or judged",
    "confidence": "how sure the best path is at most, from 0 to 1",
    "certainty": "the same as a word",
    "best": "the best mapping",
    "status": "stated (a row of a crosswalk) or derived (summed up from finer items)",
}
#: Row, column, relation, direction, standing.
_Key: TypeAlias = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class _Pair:
    """A row of a crosswalk, seen from the two frameworks that are compared, whichever way it is stated."""

    left: str
    right: str | None
    relation: str
    confidence: float
    direction: str


@dataclass(frozen=True)
class _Lifted:
    """What an item stands for at a level: its wholes, and whether the way there passes on only what serves."""

    parts: Sequence[str]
    strict: bool
    derived: bool


def compare(dataset: Askable, source: str, target: str, view: str = "matrix", levels: Sequence[str] = ()) -> Answer:
    """Return what is mapped between two frameworks.

    :param dataset: the dataset.
    :param source: the framework of the rows, by short name or alias.
    :param target: the framework of the columns.
    :param view: one of `VIEWS`.
    :param levels: words of `LEVELS`; each framework is summed up at the first that it has, else shown by item.
    :returns: an answer; stated and derived rows apart, with what must be known before relying on them.
    :raises UnknownName: there is no such framework.
    """
    resolver = Resolver(dataset)
    ends = (resolver.framework(source), resolver.framework(target))
    if view == "matrix":
        return _matrix(dataset, ends, levels)
    names = tuple(dataset.namespaces.curie(iri).rpartition(":")[2] for iri in ends)
    question = "mappings-between" if view == "list" else "unmapped-items"
    found = [ask(dataset, question, {"source": a, "target": b}) for a, b in (names, names[::-1])]
    rows = tuple({"from": a.parameters["source"], **row} for a in found for row in a.rows)
    sentence = " ".join(f"{one.sentence.rstrip('.')}." for one in found)
    return Answer(
        question=f"crosswalk-{view}",
        summary=f"{'Mappings' if view == 'list' else 'Gaps'} between two frameworks, in both directions",
        parameters={"source": names[0], "target": names[1]},
        sentence=sentence,
        caveats=found[0].caveats,
        version=dataset.version,
        columns={"from": "the framework that is looked at", **found[0].columns},
        rows=rows,
        total=len(rows),
        items=found[0].items,
    )


def _matrix(dataset: Askable, ends: tuple[str, str], levels: Sequence[str]) -> Answer:
    pairs = [*_pairs(dataset, *ends, turned=False), *_pairs(dataset, *ends[::-1], turned=True)]
    lift = [_lifting(dataset, level) for level in levels]
    found: dict[_Key, dict[str, tuple[float, str]]] = defaultdict(dict)
    filed: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        left = _lifted(pair.left, lift)
        for row in left.parts:
            filed[row].add(pair.left)
        if pair.right is None:
            continue
        right = _lifted(pair.right, lift)
        if (left.strict or right.strict) and pair.relation != "serves":
            continue
        status = "derived" if left.derived or right.derived else "stated"
        for row, column in product(left.parts, right.parts):
            key = (row, column, pair.relation, pair.direction, status)
            best = found[key].get(pair.left, (0.0, ""))
            found[key][pair.left] = max(best, (pair.confidence, pair.right))
    return _matrix_answer(dataset, ends, levels, found, filed)


def _matrix_answer(
    dataset: Askable,
    ends: tuple[str, str],
    levels: Sequence[str],
    found: Mapping[_Key, Mapping[str, tuple[float, str]]],
    filed: Mapping[str, set[str]],
) -> Answer:
    names = [dataset.namespaces.curie(iri).rpartition(":")[2] for iri in ends]
    cells = describe_iris(dataset, {iri for row, column, *_ in found for iri in (row, column)} | _through(found))
    rows: list[Mapping[str, Cell]] = []
    for key in sorted(found, key=lambda one: (natural(one[0]), natural(one[1]), one[2:])):
        row, column, relation, direction, status = key
        items = found[key]
        (confidence, end), start = max((best, item) for item, best in items.items())
        rows.append(
            {
                "row": cells[row],
                "column": cells[column],
                "relation": relation,
                "direction": direction,
                "n": len(items),
                "of": len(filed[row]),
                "confidence": confidence,
                "certainty": confidence_word(confidence),
                "best": f"{cells[start].curie} to {cells[end].curie}",
                "status": status,
            }
        )
    return Answer(
        question="crosswalk-matrix",
        summary="How two frameworks cover each other",
        parameters={"source": names[0], "target": names[1], "level": " ".join(levels) or None},
        sentence=f"{len({r[0] for r in found})} parts of {names[0]} and {len({r[1] for r in found})} of {names[1]} "
        "have items that are mapped to each other",
        caveats=_CAVEATS,
        version=dataset.version,
        columns={"row": f"the part of {names[0]}", "column": f"the part of {names[1]}", **_COLUMNS},
        rows=tuple(rows),
        total=len(rows),
        items=("row", "column"),
    )


def _through(found: Mapping[_Key, Mapping[str, tuple[float, str]]]) -> set[str]:
    return {iri for items in found.values() for item, (_, end) in items.items() for iri in (item, end)}


def _pairs(dataset: Readable, source: str, target: str, *, turned: bool) -> Iterator[_Pair]:
    """Yield the rows of the crosswalk from one framework to another; turned round where the second is on the left."""
    query = _PAIRS.fill({"source": NamedNode(source), "target": NamedNode(target)})
    for subject, other, predicate, confidence, _, _ in dataset.store.select(query, dataset.stated_graphs).rows:
        if not (isinstance(subject, NamedNode) and isinstance(other, NamedNode) and isinstance(predicate, NamedNode)):
            continue
        relation = _RELATION.get(predicate.value.rpartition("#")[2], "")
        if not isinstance(confidence, Literal):
            if not turned:
                yield _Pair(subject.value, None, "", 0.0, "")
        elif turned:
            yield _Pair(other.value, subject.value, relation, float(confidence.value), "column to row")
        else:
            yield _Pair(subject.value, other.value, relation, float(confidence.value), "row to column")


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
