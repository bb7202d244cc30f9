"""Two frameworks side by side: what is mapped between their parts, one by one or summed up, and what is not.

Everything works by class and by what the data say of frameworks; no framework is known by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode

from dvgraph.crosswalks.confidence import UNCONFIRMED, confidence_word
from dvgraph.errors import BadParameter
from dvgraph.items.cells import describe_iris
from dvgraph.items.describe import natural
from dvgraph.items.readable import Readable
from dvgraph.items.resolve import Resolver
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.questions.answer import Answer, Cell, ItemCell, Value
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


_ROW_TO_COLUMN, _COLUMN_TO_ROW = "row to column", "column to row"

_CAVEATS = (
    f"The mappings are an automated reading, {UNCONFIRMED}, save those whose row names a reviewer.",
    "A pair without a row means that no statement is mapped; it does not mean that staff are untrained.",
    "The confidence is that of the weakest link of the best path, an upper bound.",
    "Items that forbid, ask or name a weakness are spoken of here too; they are no evidence that something is done.",
)
_COLUMNS = {
    "relation": "serves, servesPartly (it covers more) or underpins (it is needed), read in the direction",
    "direction": "the way in which it was mapped",
    "n": "how many items of the part that was mapped to the other",
    "of": "of how many of its items that were mapped or judged",
    "confidence": "how sure the best path is at most, from 0 to 1",
    "certainty": "the same as a word",
    "best": "the best path",
    "status": "stated (a row of a crosswalk) or derived (summed up from finer items, or passed on to an objective)",
}


#: A row of an answer.
Row: TypeAlias = Mapping[str, Cell]


class _Key(NamedTuple):
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
class _Path:
    """One way from an item to what it leads to; the surest is the greatest."""

    confidence: float
    steps: tuple[str, ...]


@dataclass(frozen=True)
class _Lifted:
    """What an item stands for at a level: its wholes, and whether the way there passes on only what serves."""

    parts: Sequence[str]
    strict: bool
    derived: bool


def compare(
    dataset: Askable,
    source: str,
    target: str,
    view: str = "matrix",
    levels: Sequence[str] = (),
    cell: tuple[str, str] | None = None,
) -> Answer:
    """Return what is mapped between two frameworks.

    :param dataset: the dataset.
    :param source: the framework of the rows, by short name or alias.
    :param target: the framework of the columns.
    :param view: one of `VIEWS`.
    :param levels: words of `LEVELS`; each framework is summed up at the first that it has, else shown by item.
    :param cell: the IRIs of a row and a column of the matrix: of the list, only what is summed up there.
    :returns: an answer; stated and derived rows apart, with what must be known before relying on them.
    :raises UnknownName: there is no such framework.
    :raises BadParameter: both are the same one.
    """
    resolver = Resolver(dataset)
    ends = (resolver.framework(source), resolver.framework(target))
    if ends[0] == ends[1]:
        raise BadParameter("target", f"{target!r} is the framework of the rows itself; choose another one.")
    if view == "matrix":
        return _matrix(dataset, ends, levels)
    names = tuple(dataset.namespaces.curie(iri).rpartition(":")[2] for iri in ends)
    question = "mappings-between" if view == "list" else "unmapped-items"
    found = [ask(dataset, question, {"source": a, "target": b}) for a, b in (names, names[::-1])]
    rows: tuple[Row, ...] = tuple({"from": a.parameters["source"], **row} for a in found for row in a.rows)
    sentence = " ".join(f"{one.sentence.rstrip('.')}." for one in found)
    shown: dict[str, Value | None] = {"source": names[0], "target": names[1]}
    if cell and view == "list":
        rows = _summed_up_in(dataset, found[0].parameters["source"], rows, levels, cell)
        shown.update(zip(("row", "column"), map(dataset.namespaces.curie, cell), strict=True))
        sentence = (
            f"{len(rows)} {'mapping' if len(rows) == 1 else 'mappings'} of {shown['row']} with {shown['column']}."
        )
    return Answer(
        question=f"crosswalk-{view}",
        summary=f"{'Mappings' if view == 'list' else 'Gaps'} between two frameworks, in both directions",
        parameters=shown,
        sentence=sentence,
        caveats=found[0].caveats,
        version=dataset.version,
        columns={"from": "the framework that is looked at", **found[0].columns},
        rows=rows,
        total=len(rows),
        items=found[0].items,
    )


def _summed_up_in(
    dataset: Readable, source: Cell, rows: Sequence[Row], levels: Sequence[str], cell: tuple[str, str]
) -> tuple[Row, ...]:
    """Return the mappings that stand behind one cell of the matrix."""
    lift = [_lifting(dataset, level) for level in levels]

    def is_in(row: Row) -> bool:
        ends = (row["subject"], row["object"]) if row["from"] == source else (row["object"], row["subject"])
        return all(
            isinstance(end, ItemCell) and part in _lifted(end.iri, lift).parts
            for end, part in zip(ends, cell, strict=True)
        )

    return tuple(row for row in rows if is_in(row))


def _matrix(dataset: Askable, ends: tuple[str, str], levels: Sequence[str]) -> Answer:
    lift = [_lifting(dataset, level) for level in levels]
    found: dict[_Key, dict[str, _Path]] = defaultdict(dict)
    judged: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for pair in _pairs(dataset, ends):
        start = _lifted(pair.subject, lift)
        for part in start.parts:
            judged[part, pair.turned].add(pair.subject)
        if not pair.object:
            continue
        end = _lifted(pair.object, lift)
        if (start.strict or end.strict) and pair.relation != "serves":
            continue
        status = "derived" if start.derived or end.derived or pair.through else "stated"
        steps = (pair.subject, pair.through, pair.object) if pair.through else (pair.subject, pair.object)
        path = _Path(pair.confidence, steps)
        for ours, other in product(start.parts, end.parts):
            row, column = (other, ours) if pair.turned else (ours, other)
            key = _Key(row, column, pair.relation, pair.turned, status)
            found[key][pair.subject] = max(path, found[key].get(pair.subject, path))
    numbers = {key: len(judged[key.column if key.turned else key.row, key.turned]) for key in found}
    return _matrix_answer(dataset, ends, levels, found, numbers)


def _matrix_answer(
    dataset: Askable,
    ends: tuple[str, str],
    levels: Sequence[str],
    found: Mapping[_Key, Mapping[str, _Path]],
    judged: Mapping[_Key, int],
) -> Answer:
    names = [dataset.namespaces.curie(iri).rpartition(":")[2] for iri in ends]
    cells = describe_iris(dataset, {iri for key in found for iri in (key.row, key.column)})
    rows: list[Mapping[str, Cell]] = []
    for key in sorted(found, key=lambda one: (natural(one.row), natural(one.column), *one[2:])):
        best = max(found[key].values())
        rows.append(
            {
                "row": cells[key.row],
                "column": cells[key.column],
                "relation": key.relation,
                "direction": _COLUMN_TO_ROW if key.turned else _ROW_TO_COLUMN,
                "n": len(found[key]),
                "of": judged[key],
                "confidence": best.confidence,
                "certainty": confidence_word(best.confidence),
                "best": " to ".join(dataset.namespaces.curie(step) for step in best.steps),
                "status": key.status,
            }
        )
    sentence = (
        f"{len({key.row for key in found})} parts of {names[0]} and {len({key.column for key in found})} of {names[1]} "
        "have items that are mapped to each other"
    )
    return Answer(
        question="crosswalk-matrix",
        summary="How two frameworks cover each other",
        parameters={"source": names[0], "target": names[1], "level": " ".join(levels) or None},
        sentence=sentence if found else f"Nothing of {names[0]} is mapped to {names[1]}, nor the other way round",
        caveats=_CAVEATS,
        version=dataset.version,
        columns={"row": f"the part of {names[0]}", "column": f"the part of {names[1]}", **_COLUMNS},
        rows=tuple(rows),
        total=len(rows),
        items=("row", "column"),
    )


def _pairs(dataset: Readable, ends: tuple[str, str]) -> Iterator[_Pair]:
    """Yield what was judged between two frameworks, either way, and what follows for the objectives of either."""
    for source, target, turned in ((*ends, False), (*ends[::-1], True)):
        yield from _stated(dataset, source, target, turned=turned)
        supported: dict[str, list[str]] = defaultdict(list)
        between: set[str] = set()
        supports = _SUPPORTS.rebased(CANONICAL_BASE, dataset.namespaces.base).fill({"target": NamedNode(target)})
        for item, scheme, objective in dataset.store.select(supports).rows:
            if isinstance(item, NamedNode) and isinstance(scheme, NamedNode) and isinstance(objective, NamedNode):
                supported[item.value].append(objective.value)
                between.add(scheme.value)
        for scheme_iri in sorted(between - {source, target}):
            for pair in _stated(dataset, source, scheme_iri, turned=turned):
                yield replace(pair, object="")
                for objective_iri in supported.get(pair.object, ()) if pair.relation == "serves" else ():
                    yield replace(pair, object=objective_iri, through=pair.object)


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
