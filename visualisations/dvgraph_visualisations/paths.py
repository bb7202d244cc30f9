"""Geometry as SVG path texts, which browsers' canvases read too (`Path2D`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

__all__ = ["Point", "head_path", "outline_path", "route_path"]

Point: TypeAlias = tuple[float, float]

_SLANT = 10.0


def _n(value: float) -> str:
    """Return a number as short text."""
    return f"{round(value, 1):g}"


def _polygon(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + "Z"


def _rounded(left: float, top: float, width: float, height: float, radius: float) -> str:
    r, right, bottom = _n(radius), left + width, top + height
    return (
        f"M{_n(left + radius)} {_n(top)}H{_n(right - radius)}A{r} {r} 0 0 1 {_n(right)} {_n(top + radius)}"
        f"V{_n(bottom - radius)}A{r} {r} 0 0 1 {_n(right - radius)} {_n(bottom)}"
        f"H{_n(left + radius)}A{r} {r} 0 0 1 {_n(left)} {_n(bottom - radius)}"
        f"V{_n(top + radius)}A{r} {r} 0 0 1 {_n(left + radius)} {_n(top)}Z"
    )


def outline_path(sign: str, x: float, y: float, width: float, height: float) -> str:
    """Return the outline of a box as a path.

    :param sign: one of `palette.OUTLINES`.
    :param x: its middle; `y` likewise.
    :raises KeyError: there is no such outline.
    """
    left, top, right, bottom, s = x - width / 2, y - height / 2, x + width / 2, y + height / 2, _slant(height)
    if sign == "rounded":
        return _rounded(left, top, width, height, min(height / 4, 8.0))
    if sign == "pill":
        return _rounded(left, top, width, height, _pill(height))
    if sign == "leaf":
        r = _n(_slant(height) * 1.6)
        return (
            f"M{_n(left)} {_n(bottom)}V{_n(top + s * 1.6)}A{r} {r} 0 0 1 {_n(left + s * 1.6)} {_n(top)}H{_n(right)}"
            f"V{_n(bottom - s * 1.6)}A{r} {r} 0 0 1 {_n(right - s * 1.6)} {_n(bottom)}Z"
        )
    polygons: dict[str, Sequence[Point]] = {
        "rectangle": ((left, top), (right, top), (right, bottom), (left, bottom)),
        "hexagon": ((left + s, top), (right - s, top), (right, y), (right - s, bottom), (left + s, bottom), (left, y)),
        "octagon": (
            *((left + s, top), (right - s, top), (right, top + s), (right, bottom - s)),
            *((right - s, bottom), (left + s, bottom), (left, bottom - s), (left, top + s)),
        ),
        "slanted": ((left + s, top), (right, top), (right - s, bottom), (left, bottom)),
        "house": ((left, top), (right - s, top), (right, top + s), (right, bottom), (left, bottom)),
    }
    return _polygon(polygons[sign])


def outline_inset(sign: str, side: int, dy: float, height: float) -> float:
    """Return how far within its box an outline lies, where a line comes to it.

    :param sign: one of `palette.OUTLINES`.
    :param side: -1 for the left, 1 for the right.
    :param dy: how far below the box's middle.
    :param height: the box's height.
    """
    s, half = _slant(height), height / 2
    if sign == "hexagon":
        return s * abs(dy) / half
    if sign == "slanted":
        return s * (0.5 + side * dy / height)
    cut = sign == "octagon" or (sign == "house" and side > 0 and dy < 0)
    if cut:
        return max(0.0, abs(dy) - half + s)
    round_corner = sign in ("rounded", "pill") or (sign == "leaf" and side * dy > 0)
    if not round_corner:
        return 0.0
    radius = {"rounded": min(height / 4, 8.0), "pill": _pill(height), "leaf": s * 1.6}[sign]
    beyond = min(radius, max(0.0, abs(dy) - half + radius))
    return float(radius - (radius**2 - beyond**2) ** 0.5)


def _slant(height: float) -> float:
    return min(_SLANT, height / 4)


def _pill(height: float) -> float:
    return min(height / 2, 22.0)


def route_path(points: Sequence[Point], way: Point, head: float, *, curved: bool) -> str:
    """Return the path of a line; it ends where its arrowhead begins.

    :param points: corners where it is not curved; else an optional straight run, two control points, and the end
        (four points are start, controls, end; five have a straight run at the start or, reversed, at the end).
    :param way: the direction in which it arrives, of length 1.
    :param head: the length of its arrowhead.
    """
    moved = [*points[:-1], (points[-1][0] - way[0] * head, points[-1][1] - way[1] * head)]
    text = [f"{_n(px)} {_n(py)}" for px, py in moved]
    if not curved:
        return "M" + "L".join(text)
    if len(text) == 4:
        return f"M{text[0]}C{text[1]} {text[2]} {text[3]}"
    if points[0][1] == points[2][1]:
        return f"M{text[0]}L{text[1]}C{text[2]} {text[3]} {text[4]}"
    return f"M{text[0]}C{text[1]} {text[2]} {text[3]}L{text[4]}"


def head_path(sign: str, tip: Point, way: Point, size: float) -> str:
    """Return an arrowhead as a path.

    :param sign: one of the values of `palette.HEADS`.
    :param tip: where it points to.
    :param way: the direction in which it points, of length 1.
    :param size: its length.
    :raises KeyError: there is no such arrowhead.
    """

    def at(along: float, across: float) -> Point:
        """Return a point so far back from the tip and so far beside the line."""
        return (tip[0] - way[0] * along - way[1] * across, tip[1] - way[1] * along + way[0] * across)

    half, middle = size * 0.45, at(size / 2, 0)
    open_ends = f"M{_pair(at(size, half))}L{_pair(tip)}L{_pair(at(size, -half))}M{_pair(tip)}L{_pair(at(size, 0))}"
    r = _n(size / 2)
    heads = {
        "open": open_ends,
        "triangle": _polygon((tip, at(size, half), at(size, -half))),
        "hollow": _polygon((tip, at(size, half), at(size, -half))),
        "diamond": _polygon((tip, at(size / 2, half), at(size, 0), at(size / 2, -half))),
        "circle": f"M{_pair(tip)}A{r} {r} 0 1 1 {_pair(at(size, 0))}A{r} {r} 0 1 1 {_pair(tip)}Z",
        "barb": f"M{_pair(at(size / 2, half))}L{_pair(tip)}L{_pair(at(size / 2, -half))}"
        f"M{_pair(at(size, half))}L{_pair(middle)}L{_pair(at(size, -half))}M{_pair(tip)}L{_pair(at(size, 0))}",
        "bar": f"M{_pair(at(1, half))}L{_pair(at(1, -half))}M{_pair(tip)}L{_pair(at(size, 0))}",
    }
    return heads[sign]


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"
