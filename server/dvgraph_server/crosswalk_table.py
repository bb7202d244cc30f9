"""The answer that compares two frameworks -> a table with a row a part of the one, a column a part of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dvgraph.items.describe import natural
from dvgraph.questions.answer import Answer, Cell, ItemCell

__all__ = ["Matrix", "MatrixCell", "matrix_of"]

#: Relation -> what the table says beside a number; the first is what most readers look for.
RELATIONS: Mapping[str, str] = {"serves": "serve", "servesPartly": "in part", "underpins": "knowledge"}
#: The least share of the mapped items for each shade.
_SHADES = (0.5, 0.25, 0.1, 0.0)


@dataclass(frozen=True)
class MatrixCell:
    """One cell of the table.

    :param numbers: (word, number of items) for each relation that there is.
    :param shade: 1 (few of the part's items) to 4 (half or more of them) for the first relation; 0 without it.
    :param best: the surest path, with its confidence in numbers and words.
    :param address: where its mappings are listed.
    """

    numbers: tuple[tuple[str, int], ...]
    shade: int
    best: str
    address: str


@dataclass(frozen=True)
class Matrix:
    """A table.

    :param rows: the parts of the one framework, in the order of their codes; `columns` likewise of the other.
    :param cells: (IRI of the row, IRI of the column) -> what stands there; nothing where nothing is mapped.
    :param directions: the directions in which the mappings were made.
    """

    rows: tuple[ItemCell, ...]
    columns: tuple[ItemCell, ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    directions: tuple[str, ...]


def matrix_of(answer: Answer, address: Callable[..., str]) -> Matrix:
    """Return the table of an answer of `compare`.

    :param answer: the answer, in the view "matrix".
    :param address: gives the address of a list for `show`, `row` and `column`.
    """
    ends: tuple[dict[str, ItemCell], dict[str, ItemCell]] = ({}, {})
    found: dict[tuple[str, str], list[Mapping[str, Cell]]] = defaultdict(list)
    for line in answer.rows:
        row, column = line["row"], line["column"]
        if isinstance(row, ItemCell) and isinstance(column, ItemCell):
            ends[0][row.iri], ends[1][column.iri] = row, column
            found[row.iri, column.iri].append(line)
    cells = {
        key: _cell(lines, address(show="list", row=ends[0][key[0]].curie, column=ends[1][key[1]].curie))
        for key, lines in found.items()
    }
    rows, columns = (tuple(sorted(one.values(), key=lambda cell: natural(cell.curie))) for one in ends)
    return Matrix(rows, columns, cells, tuple(sorted({str(line["direction"]) for line in answer.rows})))


def _cell(lines: list[Mapping[str, Cell]], address: str) -> MatrixCell:
    numbers = {
        relation: sum(_number(one["n"]) for one in lines if one["relation"] == relation) for relation in RELATIONS
    }
    share = max(
        (_number(one["n"]) / (_number(one["of"]) or 1) for one in lines if one["relation"] == "serves"), default=0
    )
    shade = next(len(_SHADES) - at for at, least in enumerate(_SHADES) if share >= least) if share else 0
    best = max(lines, key=lambda one: float(str(one["confidence"])))
    return MatrixCell(
        tuple((word, numbers[relation]) for relation, word in RELATIONS.items() if numbers[relation]),
        shade,
        f"surest: {best['best']} ({best['confidence']}, {best['certainty']})",
        address,
    )


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
