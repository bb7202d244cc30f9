"""Two frameworks side by side: what is mapped between their parts, one by one or summed up, and what is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from dvgraph.crosswalks.confidence import UNCONFIRMED, confidence_word
from dvgraph.crosswalks.paths import LEVELS, are_linked, find_paths
from dvgraph.errors import BadParameter
from dvgraph.items.cells import describe_iris
from dvgraph.items.describe import natural
from dvgraph.items.resolve import Resolver
from dvgraph.questions.answer import Answer, Cell, ItemCell, Value
from dvgraph.questions.run import Askable, ask

__all__ = ["DEFAULT_LEVELS", "LEVELS", "VIEWS", "compare"]

#: A framework is summed up at the first of these that it has, unless others are asked for.
DEFAULT_LEVELS = ("competency", "area", "standard", "component")

#: What can be shown of two frameworks.
VIEWS = ("matrix", "list", "gaps")

_ROW_TO_COLUMN, _COLUMN_TO_ROW = "row to column", "column to row"

_CAVEATS = (
    f"The mappings are an automated reading, {UNCONFIRMED}, save those whose row names a reviewer.",
    "A pair without a row means that no statement is mapped; it does not mean that staff are untrained.",
    "The confidence is that of the weakest link of the best path, an upper bound.",
    "Items that forbid, ask or name a weakness are no evidence that something is done: none is passed on to an "
    "objective, and elsewhere such an item only shows what both texts are about.",
)
_LINKED = (
    "The sources themselves link the two, which needs no mapping: ask units-for-objective, or objectives-for-unit.",
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
    return _listed(dataset, ends, view, levels, cell)


def _listed(
    dataset: Askable, ends: tuple[str, str], view: str, levels: Sequence[str], cell: tuple[str, str] | None
) -> Answer:
    """Return the mappings, or the gaps, of both directions."""
    names = tuple(dataset.namespaces.curie(iri).rpartition(":")[2] for iri in ends)
    question = "mappings-between" if view == "list" else "unmapped-items"
    found = [ask(dataset, question, {"source": a, "target": b}) for a, b in (names, names[::-1])]
    rows: tuple[Row, ...] = tuple({"from": a.parameters["source"], **row} for a in found for row in a.rows)
    sentence = " ".join(f"{one.sentence.rstrip('.')}." for one in found)
    shown: dict[str, Value | None] = {"source": names[0], "target": names[1]}
    if cell and view == "list":
        rows = _behind(dataset, ends, levels, cell)
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


def _behind(dataset: Askable, ends: tuple[str, str], levels: Sequence[str], cell: tuple[str, str]) -> tuple[Row, ...]:
    """Return the mappings that stand behind one cell of the matrix."""
    found = find_paths(dataset, ends, levels).found
    keys = [key for key in found if (key.row, key.column) == cell]
    links = {path.steps[:2] for key in keys for paths in found[key].values() for path in paths}
    frameworks = dict.fromkeys((_short(dataset, a), _short(dataset, b)) for a, b in sorted(links))
    return tuple(
        {"from": source, **row}
        for source, target in frameworks
        for row in ask(dataset, "mappings-between", {"source": source, "target": target}).rows
        if isinstance(start := row["subject"], ItemCell)
        and isinstance(end := row["object"], ItemCell)
        and (start.iri, end.iri) in links
    )


def _short(dataset: Askable, iri: str) -> str:
    """Return the short name of the framework that an item is of."""
    return dataset.namespaces.curie(iri).partition(":")[0]


def _matrix(dataset: Askable, ends: tuple[str, str], levels: Sequence[str]) -> Answer:
    """Return how the parts of the two are mapped to each other, summed up."""
    paths = find_paths(dataset, ends, levels)
    found = paths.found
    names = [dataset.namespaces.curie(iri).rpartition(":")[2] for iri in ends]
    cells = describe_iris(dataset, {iri for key in found for iri in (key.row, key.column)})
    rows: list[Mapping[str, Cell]] = []
    for key in sorted(found, key=lambda one: (natural(one.row), natural(one.column), *one[2:])):
        best = max(path for ways in found[key].values() for path in ways)
        rows.append(
            {
                "row": cells[key.row],
                "column": cells[key.column],
                "relation": key.relation,
                "direction": _COLUMN_TO_ROW if key.turned else _ROW_TO_COLUMN,
                "n": len(found[key]),
                "of": paths.judged[key],
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
        caveats=(*_LINKED, *_CAVEATS) if are_linked(dataset, ends) else _CAVEATS,
        version=dataset.version,
        columns={"row": f"the part of {names[0]}", "column": f"the part of {names[1]}", **_COLUMNS},
        rows=tuple(rows),
        total=len(rows),
        items=("row", "column"),
    )
