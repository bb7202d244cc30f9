"""The network around an item: its place, its parts, and the items that links lead to or come from, each link in words.

Which items stand beneath which follows from the data alone: a part stands beneath the whole that it is part of, where
that is in the picture. So an objective shows the areas that contribute to it, each with the units that support it
through that area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import networkx as nx

from dvgraph.errors import UnknownItem
from dvgraph.facts import natural_key
from dvgraph.items.cells import describe_iris, in_words
from dvgraph.items.readable import Readable
from dvgraph.questions.answer import ItemCell
from dvgraph_visualisations import palette
from dvgraph_visualisations.figure import Edge, Figure, LegendEntry, Node
from dvgraph_visualisations.layout import FOCUS_WIDTH, Box, Outline, lay_out
from dvgraph_visualisations.lettering import LINE_HEIGHT, MOST_LINES, TEXT_MARGIN, fitted
from dvgraph_visualisations.reading import (
    Link,
    Membership,
    Properties,
    item_kinds,
    links_of,
    memberships,
    properties,
    short_names,
)

__all__ = ["Versioned", "network_of"]

MOST = 120
_DEEPEST = 12


class Versioned(Readable, Protocol):
    """A dataset that can be read and knows its version: `dvgraph.dataset.Dataset`, or a small one of a test."""

    @property
    def version(self) -> str:
        """The dataset's version."""
        ...


def network_of(dataset: Versioned, iri: str, *, expanded: Sequence[str] = (), most: int = MOST) -> Figure:
    """Return the picture of the network around an item.

    :param dataset: the dataset; its stated and inferred links are shown, each marked.
    :param iri: the item.
    :param expanded: further items, whose links are shown too.
    :param most: how many items are shown at most; the rest is counted in the figure's `left_out`.
    :returns: the figure, the same for the same dataset and arguments.
    :raises UnknownItem: the item, or one of the further ones, is no item of the dataset.
    """
    return _Network(dataset, iri, tuple(dict.fromkeys(expanded)), most).figure()


class _Network:
    """The links around an item, on their way to a figure."""

    def __init__(self, dataset: Versioned, focus: str, expanded: tuple[str, ...], most: int) -> None:
        self.dataset = dataset
        self.focus = focus
        self.expanded = tuple(one for one in expanded if one != focus)
        self.part_of = dataset.namespaces.dv("partOf")
        self.drawn = properties(dataset)
        self.members = self._members([focus, *self.expanded])
        for one in (focus, *self.expanded):
            if one not in self.members:
                raise UnknownItem("item", dataset.namespaces.curie(one))
        self.above = self._above()
        self.items, self.left_out = self._choose(most)
        self.graph = self._graph()
        self.under = self._outline()

    def _members(self, resources: Iterable[str]) -> dict[str, Membership]:
        return memberships(self.dataset, resources)

    def _above(self) -> tuple[str, ...]:
        """Return the focus's place: its parent, the parent's parent and so on."""
        only = {self.part_of: self.drawn[self.part_of]} if self.part_of in self.drawn else {}
        chain: list[str] = []
        here = self.focus
        while only and len(chain) < _DEEPEST:
            parents = [link.target for link in links_of(self.dataset, [here], only, inward=False)]
            new = [one for one in parents if one not in (self.focus, *chain)]
            if not new:
                break
            here = new[0]
            chain.append(here)
        return tuple(chain)

    def _choose(self, most: int) -> tuple[set[str], int]:
        """Return the items of the picture, and how many more are linked than it has room for."""
        centres = [self.focus, *self.expanded]
        links = [
            link for inward in (False, True) for link in links_of(self.dataset, centres, self.drawn, inward=inward)
        ]
        fixed = dict.fromkeys([*centres, *self.above])
        near = {end for link in links for end in (link.source, link.target)} - set(fixed)
        self.members |= self._members([*near, *self.above])
        near &= set(self.members)
        rank = self._ranks(links)
        chosen = sorted(near, key=lambda one: (rank[one], self._reading_key(one)))
        room = max(0, most - len(fixed))
        return {*fixed, *chosen[:room]}, len(chosen[room:])

    def _ranks(self, links: Sequence[Link]) -> dict[str, int]:
        """Return how near an item is: 0 where a stated link leads to it, 1 where only inferred ones do."""
        rank: dict[str, int] = {}
        for link in links:
            for end in (link.source, link.target):
                rank[end] = min(rank.get(end, 1), 0 if link.status == "stated" else 1)
        return rank

    def _reading_key(self, iri: str) -> tuple[object, ...]:
        member = self.members.get(iri)
        return (member.framework if member else "", natural_key(self.dataset.namespaces.curie(iri)))

    def _graph(self) -> nx.MultiDiGraph[str]:
        """Return the items with the links among them; a link that another one says more exactly is left out."""
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(sorted(self.items))
        links = links_of(self.dataset, self.items, self.drawn, inward=False)
        inside = [one for one in links if one.target in self.items and one.source != one.target]
        for link in _most_exact(inside, self.drawn):
            graph.add_edge(link.source, link.target, key=link.predicate, status=link.status)
        return graph

    def _outline(self) -> dict[str, list[str]]:
        """Return item -> the items drawn beneath it, in the order of reading."""
        middle = {self.focus, *self.above}
        parents = {one: self._hangs_on(one) for one in sorted(self.items - middle)}
        for one in sorted(parents):
            seen, here = {one}, parents[one]
            while here in parents and here not in seen:
                seen.add(here)
                here = parents[here]
            if here in parents:
                parents[one] = self.focus
        under: dict[str, list[str]] = {}
        for one, parent in parents.items():
            under.setdefault(parent, []).append(one)
        for parent, ones in under.items():
            ones.sort(key=lambda one, p=parent: self._order(one, p))  # type: ignore[misc]
        return under

    def _hangs_on(self, item: str) -> str:
        """Return the item beneath which another is drawn: its whole, else the item whose links led to it."""
        wholes = sorted(o for _, o, p in self.graph.out_edges(item, keys=True) if p == self.part_of)
        beside = [one for one in wholes if one not in self.above]
        if beside:
            return beside[0]
        joined = set(self.graph.successors(item)) | set(self.graph.predecessors(item))
        if self.focus in joined:
            return self.focus
        return next((one for one in self.expanded if one in joined and one != item), self.focus)

    def _order(self, item: str, parent: str) -> tuple[object, ...]:
        """Return where an item stands among those that hang on the same: parts, other stated links, inferred ones."""
        ways = [
            (p != self.part_of, data["status"], outward, p)
            for outward, (s, o) in enumerate(((item, parent), (parent, item)))
            for p, data in (self.graph.get_edge_data(s, o) or {}).items()
        ]
        return (min(ways, default=(True, "~", 2, "")), self._reading_key(item))

    def figure(self) -> Figure:
        """Return the figure."""
        order = self._reading_order()
        nodes = self._nodes(order)
        edges = self._edges(order)
        legend = self._legend(nodes, edges)
        bare = Figure("", "", self.focus, nodes, edges, legend, self.dataset.version, self.expanded, self.left_out)
        return replace(bare, title=_title(bare), description=_description(bare))

    def _reading_order(self) -> list[str]:
        tree: nx.DiGraph[str] = nx.DiGraph()
        tree.add_node(self.focus)
        tree.add_edges_from((parent, one) for parent, ones in self.under.items() for one in ones)
        first = [*reversed(self.above), *nx.dfs_preorder_nodes(tree, self.focus)]
        return [*first, *sorted(self.items.difference(first))]

    def _nodes(self, order: Sequence[str]) -> tuple[Node, ...]:
        cells = describe_iris(self.dataset, order)
        boxes = self._boxes(cells[self.focus])
        beneath = {one: parent for parent, ones in self.under.items() for one in ones}
        shorts = short_names(self.dataset, order)
        words = self._kind_words(cells.values())
        nodes = []
        for cell in (cells[iri] for iri in order):
            kind, box = cell.kind or "Item", boxes[cell.iri]
            label = cell.label or cell.notation or cell.curie
            nodes.append(
                Node(
                    iri=cell.iri,
                    curie=cell.curie,
                    notation=cell.notation,
                    label=label,
                    short=shorts.get(cell.iri, label),
                    kind=kind,
                    kind_words=words.get(kind, in_words(kind)),
                    framework=self.members[cell.iri].framework,
                    path=self.dataset.namespaces.path(cell.iri),
                    x=box.x,
                    y=box.y,
                    width=box.width,
                    height=box.height,
                    under=beneath.get(cell.iri),
                )
            )
        return tuple(nodes)

    def _boxes(self, focus: ItemCell) -> dict[str, Box]:
        """Return where each item stands."""
        middle = {self.focus, *self.above}
        ends = ((one, other) for s, o in self.graph.edges() for one, other in ((s, o), (o, s)))
        lines = Counter(one for one, other in ends if one in middle and other not in middle)
        text = fitted(focus.curie, focus.label or "", FOCUS_WIDTH - TEXT_MARGIN, MOST_LINES)
        return lay_out(Outline(self.focus, self.above, self.under, lines, LINE_HEIGHT * (len(text) + 1)))

    def _kind_words(self, cells: Iterable[ItemCell]) -> dict[str, str]:
        """Return kind -> its label in the ontology."""
        classes = {self.dataset.namespaces.dv(cell.kind): cell.kind for cell in cells if cell.kind}
        named = describe_iris(self.dataset, classes)
        return {kind: label for iri, kind in classes.items() if (label := named[iri].label)}

    def _edges(self, order: Sequence[str]) -> tuple[Edge, ...]:
        """Return the links: by the item that comes later in the order of reading, then the other, then the property."""
        at = {iri: n for n, iri in enumerate(order)}
        curie = self.dataset.namespaces.curie
        edges = [
            Edge(s, o, curie(p), self.drawn[p].words, data["status"], self.drawn[p].symmetric)
            for s, o, p, data in self.graph.edges(keys=True, data=True)
        ]
        return tuple(
            sorted(
                edges,
                key=lambda e: (max(at[e.source], at[e.target]), min(at[e.source], at[e.target]), e.predicate, e.source),
            )
        )

    def _legend(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[LegendEntry, ...]:
        titles = {member.framework: member.title for member in self.members.values()}
        kinds = {node.kind: node.kind_words for node in nodes}
        links = {edge.predicate: edge.words for edge in edges}
        structure = self.dataset.namespaces.curie(self.part_of)
        tones = palette.signs(links.keys() - {structure}, self._link_order(structure), palette.LINK_SIGNS)
        tints = palette.signs(
            {node.framework for node in nodes}, sorted(self.dataset.namespaces.frameworks), palette.TINTS
        )
        outlines = palette.signs(kinds, item_kinds(self.dataset), palette.OUTLINES)
        return (
            *(LegendEntry("framework", name, titles[name], sign) for name, sign in tints.items()),
            *(LegendEntry("kind", name, kinds[name], sign) for name, sign in outlines.items()),
            *(
                LegendEntry("link", name, words, {**tones, structure: palette.STRUCTURE}[name])
                for name, words in sorted(links.items())
            ),
        )

    def _link_order(self, structure: str) -> list[str]:
        return [curie for iri in self.drawn if (curie := self.dataset.namespaces.curie(iri)) != structure]


def _most_exact(links: Sequence[Link], drawn: Properties) -> list[Link]:
    """Return the links without those that others among them say already: more exactly, or the other way round."""
    status: dict[tuple[str, str], dict[str, str]] = {}
    for link in links:
        status.setdefault((link.source, link.target), {})[link.predicate] = link.status

    def said_already(link: Link) -> bool:
        p, own = link.predicate, (link.status, link.predicate, link.source)
        if any(p in drawn[q].broader and q != p for q in status[link.source, link.target]):
            return True
        back = status.get((link.target, link.source), {})
        same = [q for q in back if p in drawn[q].inverses or q in drawn[p].inverses or (p == q and drawn[p].symmetric)]
        return any(_first(back[q], q, link.target) < _first(*own) for q in same)

    return [link for link in links if not said_already(link)]


def _first(status: str, predicate: str, source: str) -> tuple[bool, str, str]:
    """Return the key by which one of two links that say the same is kept: the stated one, else by name."""
    return (status == "inferred", predicate, source)


def _title(figure: Figure) -> str:
    node = figure.node(figure.focus)
    return f"{node.heading}: network"


def _stopped(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _description(figure: Figure) -> str:
    """Return in sentences what the picture shows."""
    focus = figure.node(figure.focus)
    others = [node for node in figure.nodes if node.iri != focus.iri]
    if not others:
        return f"{focus.heading}: {_stopped(focus.label)} No link leads to another item."
    kinds = Counter(node.kind_words for node in others)
    links = Counter((edge.words, edge.status) for edge in figure.edges)
    shown = ", ".join(f"{kind} ({n})" for kind, n in kinds.items())
    joined = ", ".join(f"“{words}” ({n} {status})" for (words, status), n in links.items())
    text = f"{focus.heading}: {_stopped(focus.label)} Around it stand, by kind: {shown}. The links are: {joined}."
    if figure.left_out:
        text += f" {figure.left_out} more linked items are not shown, for want of room."
    return text
