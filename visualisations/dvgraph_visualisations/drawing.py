"""A figure as shapes and lines: what the SVG file and the page's canvas both draw, so that they show the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dvgraph_visualisations import palette
from dvgraph_visualisations.figure import Edge, Figure, Node
from dvgraph_visualisations.layout import INDENT, PORT
from dvgraph_visualisations.lettering import MOST_LINES, TEXT_MARGIN, fitted
from dvgraph_visualisations.paths import Point, head_path, outline_inset, outline_path, route_path

__all__ = ["Drawing", "Line", "Shape", "draw"]

MARGIN = 16.0
HEAD = 9.0
WORDS_APART = 16.0
#: How far a line keeps level before it bends, so that its words can be read.
RUN = 78.0
_ELBOW = 12.0


@dataclass(frozen=True)
class Shape:
    """A drawn item: its outline as an SVG path, its tint, its text in lines of which the first begins with the code."""

    iri: str
    path: str
    tint: str
    code: str
    lines: tuple[str, ...]
    focus: bool


@dataclass(frozen=True)
class Line:
    """A drawn link.

    :param path: its line, as an SVG path.
    :param head: its arrowhead, as an SVG path; empty where it holds both ways.
    :param filled: whether the arrowhead is filled.
    :param tone: its colour in the palette.
    :param dashed: whether it is inferred.
    :param words: the words drawn at it; empty where the line before it says the same.
    :param at: where the words begin or end.
    :param anchor: "start" or "end".
    """

    path: str
    head: str
    filled: bool
    tone: str
    dashed: bool
    words: str
    at: Point
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """All shapes and lines, in the order of the figure's nodes and edges, and the rectangle that holds them."""

    left: float
    top: float
    width: float
    height: float
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Route:
    """The points of a line from its subject to its object, the direction in which it arrives, where its words stand."""

    points: tuple[Point, ...]
    curved: bool
    end_way: Point
    words_at: Point | None = None
    anchor: str = "start"


def draw(figure: Figure) -> Drawing:
    """Return the drawing of a figure."""
    return _Draughtsman(figure).drawing()


def _side(node: Node) -> int:
    return 0 if node.under is None else (1 if node.x > 0 else -1)


def _inner(node: Node) -> float:
    """Return the x of a box's edge that looks to the middle."""
    return node.x - _side(node) * node.width / 2


class _Draughtsman:
    """Finds a way for each line."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.ports = self._ports()

    def drawing(self) -> Drawing:
        edges = self.figure.edges
        routes = [self._route(n, edge) for n, edge in enumerate(edges)]
        lines = tuple(map(self._line, edges, routes, self._words(routes)))
        shapes = tuple(self._shape(node) for node in self.figure.nodes)
        xs = [p[0] for r in routes for p in r.points] + [
            n.x + k * n.width / 2 for n in self.figure.nodes for k in (-1, 1)
        ]
        ys = [p[1] for r in routes for p in r.points] + [
            n.y + k * n.height / 2 for n in self.figure.nodes for k in (-1, 1)
        ]
        left, top = min(xs) - MARGIN, min(ys) - MARGIN
        return Drawing(left, top, max(xs) + MARGIN - left, max(ys) + MARGIN - top, shapes, lines)

    def _shape(self, node: Node) -> Shape:
        focus = node.iri == self.figure.focus
        text = node.label if focus else node.short
        lines = fitted(node.name, text, node.width - TEXT_MARGIN, MOST_LINES if focus else 2)
        return Shape(
            node.iri,
            outline_path(self.figure.sign("kind", node.kind), node.x, node.y, node.width, node.height),
            self.figure.sign("framework", node.framework),
            node.name,
            tuple(lines),
            focus,
        )

    # Ports: where on a box's side a line ends, so that no two lines end at the same place.

    def _ports(self) -> dict[tuple[int, str], float]:
        """Return (number of the edge, item) -> how far from the box's middle its line ends."""
        ends: dict[tuple[str, int], list[tuple[float, int]]] = defaultdict(list)
        for n, edge in enumerate(self.figure.edges):
            a, b = self.figure.node(edge.source), self.figure.node(edge.target)
            for own, other in ((a, b), (b, a)):
                if self._is_elbow(edge) and own.iri == other.under:
                    continue
                ends[own.iri, _side(other) if _side(own) == 0 else 0].append((other.y, n))
        found: dict[tuple[int, str], float] = {}
        for (iri, _), ones in ends.items():
            height = self.figure.node(iri).height
            widest = PORT if _side(self.figure.node(iri)) == 0 else WORDS_APART
            step = min(widest, (height - 12) / max(1, len(ones) - 1))
            for k, (_, n) in enumerate(sorted(ones)):
                found[n, iri] = (k - (len(ones) - 1) / 2) * step
        return found

    def _is_elbow(self, edge: Edge) -> bool:
        a, b = self.figure.node(edge.source), self.figure.node(edge.target)
        return (a.under == b.iri or b.under == a.iri) and _side(a) == _side(b) != 0

    def _route(self, n: int, edge: Edge) -> _Route:
        a, b = self.figure.node(edge.source), self.figure.node(edge.target)
        ya, yb = a.y + self.ports.get((n, a.iri), 0.0), b.y + self.ports.get((n, b.iri), 0.0)
        if self._is_elbow(edge):
            return self._elbow(a, b, ya, yb)
        if _side(a) == 0 and _side(b) == 0:
            return self._upright(a, b)
        if _side(a) == 0 or _side(b) == 0:
            return self._lane(a, b, ya, yb)
        if _side(a) == _side(b):
            return self._bulge(a, b, ya, yb)
        xa, xb = _inner(a), _inner(b)
        way = float(_side(b))
        middle = (xa + xb) / 2
        return _Route(((xa, ya), (middle, ya), (middle, yb), (xb, yb)), True, (way, 0.0))

    def _elbow(self, a: Node, b: Node, ya: float, yb: float) -> _Route:
        """Between a row and the row that it hangs on."""
        child, parent, y = (a, b, ya) if a.under == b.iri else (b, a, yb)
        side = _side(child)
        x = _inner(parent) + side * _ELBOW
        points = ((_inner(child) + side * self._inset(child, -side, y), y), (x, y), (x, parent.y + parent.height / 2))
        if child is a:
            return _Route(points, False, (0.0, -1.0))
        return _Route(points[::-1], False, (float(side), 0.0))

    def _upright(self, a: Node, b: Node) -> _Route:
        """Between two boxes of the middle column: upright between neighbours, else around the boxes between."""
        up = -1.0 if b.y < a.y else 1.0
        between = [n for n in self.figure.nodes if _side(n) == 0 and min(a.y, b.y) < n.y < max(a.y, b.y)]
        if not between:
            ya, yb = a.y + up * a.height / 2, b.y - up * b.height / 2
            return _Route(((a.x, ya), (b.x, yb)), False, (0.0, up), (a.x + 10, (ya + yb) / 2 + 4))
        x, out = a.x + a.width / 2, a.x + a.width / 2 + 60
        return _Route(((x, a.y), (out, a.y), (out, b.y), (x, b.y)), True, (-1.0, 0.0))

    def _lane(self, a: Node, b: Node, ya: float, yb: float) -> _Route:
        """Between the middle column and a row at a side: level along the row, then a bend to the middle."""
        row, y, mid, my = (a, ya, b, yb) if _side(a) else (b, yb, a, ya)
        side = _side(row)
        first = self._column_edge(row)
        end = mid.x + side * (mid.width / 2 - self._inset(mid, side, my))
        level = first - side * RUN
        bend = (level + end) / 2
        inner = _inner(row) + side * self._inset(row, -side, y)
        points: tuple[Point, ...] = ((inner, y), (level, y), (bend, y), (bend, my), (end, my))
        words_at = (first - side * 2, y - 4)
        anchor = "end" if side > 0 else "start"
        way = -float(side)
        if row is a:
            return _Route(points, True, (way, 0.0), words_at, anchor)
        return _Route(points[::-1], True, (-way, 0.0), (words_at[0] - side * HEAD, words_at[1]), anchor)

    def _inset(self, node: Node, side: int, y: float) -> float:
        """Return how far within its box an item's outline lies, at one side and height."""
        return outline_inset(self.figure.sign("kind", node.kind), side, y - node.y, node.height)

    def _column_edge(self, row: Node) -> float:
        """Return the inner edge of the column that a row stands in, which is that of its group's first row."""
        while row.under is not None and self.figure.node(row.under).under is not None:
            row = self.figure.node(row.under)
        return _inner(row)

    def _bulge(self, a: Node, b: Node, ya: float, yb: float) -> _Route:
        """Between two rows of a side: around their outer edges."""
        side = _side(a)
        xa, xb = (n.x + side * n.width / 2 for n in (a, b))
        out = side * (max(side * xa, side * xb) + min(90.0, INDENT + abs(ya - yb) / 6))
        return _Route(((xa, ya), (out, ya), (out, yb), (xb, yb)), True, (-float(side), 0.0))

    def _line(self, edge: Edge, route: _Route, words: str) -> Line:
        tone, style = palette.link_sign(self.figure.sign("link", edge.predicate))
        return Line(
            route_path(route.points, route.end_way, 0.0 if edge.symmetric else HEAD, curved=route.curved),
            "" if edge.symmetric else head_path(style, route.points[-1], route.end_way, HEAD),
            style in palette.FILLED,
            tone,
            edge.status == "inferred",
            words,
            route.words_at or route.points[-1],
            route.anchor,
        )

    def _words(self, routes: Sequence[_Route]) -> list[str]:
        """Return the words drawn at each line; none where the line above it at that side means the same."""
        words = [""] * len(routes)
        placed = [(r.anchor, r.words_at, n) for n, r in enumerate(routes) if r.words_at is not None]
        before: tuple[str, str, str] | None = None
        for anchor, _, n in sorted(placed, key=lambda one: (one[0], one[1][1], one[2])):
            edge = self.figure.edges[n]
            meaning = (anchor, edge.words, edge.status)
            words[n] = edge.words if meaning != before else ""
            before = meaning
        return words
