"""Where the boxes of a network stand: the item in the middle, its place above it, all else as outlines at its sides.

An outline is a column of rows; what hangs on an item stands beneath it, a step further out. So every box has a row
of its own, no text meets another, and a line from any row to the middle crosses no box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Box", "Outline", "lay_out"]

BOX_WIDTH = 220.0
BOX_HEIGHT = 44.0
ROW = 52.0
GROUP_GAP = 10.0
INDENT = 26.0
LANE = 205.0
FOCUS_WIDTH = 200.0
FOCUS_HEIGHT = 92.0
ABOVE_GAP = 34.0
PORT = 11.0
#: More rows than this stand at both sides.
ONE_SIDE = 13


@dataclass(frozen=True)
class Box:
    """A box's middle and size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Outline:
    """What is to be laid out.

    :param focus: the item in the middle.
    :param above: its place: its parent, the parent's parent and so on.
    :param under: item -> the items that hang on it, in order; the focus's own are the groups at its sides.
    :param lines: item in the middle column -> how many lines lead from it to items at the sides.
    :param focus_height: the height that the focus's text needs.
    """

    focus: str
    above: Sequence[str]
    under: Mapping[str, Sequence[str]]
    lines: Mapping[str, int]
    focus_height: float = 0.0


@dataclass(frozen=True)
class _Line:
    item: str
    depth: int


def lay_out(outline: Outline) -> dict[str, Box]:
    """Return the box of each item; the focus's middle is the origin."""
    groups = [_rows(outline, top, 0) for top in outline.under.get(outline.focus, ())]
    sides = _sides(groups)
    boxes = _middle(outline, both=bool(sides[0]))
    for side, groups_there in zip((-1, 1), sides, strict=True):
        boxes.update(_column(groups_there, side))
    return boxes


def _rows(outline: Outline, item: str, depth: int) -> list[_Line]:
    """Return an item and all that hangs on it, in the order of reading."""
    rows = [_Line(item, depth)]
    for one in outline.under.get(item, ()):
        rows += _rows(outline, one, depth + 1)
    return rows


def _sides(groups: Sequence[list[_Line]]) -> tuple[Sequence[list[_Line]], Sequence[list[_Line]]]:
    """Return the groups at the left and at the right: in two halves where there are many rows."""
    total = sum(map(len, groups))
    if total <= ONE_SIDE or len(groups) == 1:
        return [], groups
    ends = [sum(map(len, groups[:n])) for n in range(len(groups) + 1)]
    cut = min(range(len(ends)), key=lambda n: (abs(2 * ends[n] - total), n))
    return groups[:cut], groups[cut:]


def _middle(outline: Outline, *, both: bool) -> dict[str, Box]:
    """Return the boxes of the focus and of its place; each as high as its lines need."""
    ports = {item: -(-n // 2) if both else n for item, n in outline.lines.items()}
    height = max(FOCUS_HEIGHT, outline.focus_height, PORT * (ports.get(outline.focus, 0) + 3))
    boxes = {outline.focus: Box(0.0, 0.0, FOCUS_WIDTH, height)}
    top = -height / 2
    for item in outline.above:
        height = max(BOX_HEIGHT, PORT * (ports.get(item, 0) + 1))
        boxes[item] = Box(0.0, top - ABOVE_GAP - height / 2, FOCUS_WIDTH, height)
        top -= ABOVE_GAP + height
    return boxes


def _column(groups: Sequence[list[_Line]], side: int) -> dict[str, Box]:
    """Return the boxes at one side (-1 left, 1 right), their column's middle level with the focus."""
    boxes: dict[str, Box] = {}
    y = 0.0
    for group in groups:
        for line in group:
            x = side * (FOCUS_WIDTH / 2 + LANE + line.depth * INDENT + BOX_WIDTH / 2)
            boxes[line.item] = Box(x, y, BOX_WIDTH, BOX_HEIGHT)
            y += ROW
        y += GROUP_GAP if len(group) > 1 else 0.0
    shift = (y - ROW - (GROUP_GAP if groups and len(groups[-1]) > 1 else 0.0)) / 2
    return {item: Box(box.x, round(box.y - shift, 1), box.width, box.height) for item, box in boxes.items()}
