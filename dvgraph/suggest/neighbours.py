"""Evidence of neighbours: what the nearest items of other frameworks, whose mappings are known, are filed to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dvgraph.suggest.words import Vector

__all__ = ["Neighbour", "Neighbours", "votes"]


@dataclass(frozen=True)
class Neighbour:
    """An item that is near.

    :param at: its place among the items.
    :param nearness: the cosine.
    """

    at: int
    nearness: float


class Neighbours:
    """Vectors of items, indexed by key so that the nearest are found quickly.

    :param vectors: the vector of each item, of length 1.
    """

    def __init__(self, vectors: Sequence[Vector]) -> None:
        self._index: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, vector in enumerate(vectors):
            for key, weight in vector.items():
                self._index[key].append((at, weight))

    def nearest(self, vector: Vector, most: int, leave_out: int | None = None) -> list[Neighbour]:
        """Return the nearest items, nearest first, ties by place.

        :param most: how many at most.
        :param leave_out: the place of an item that does not count (itself).
        """
        found: dict[int, float] = defaultdict(float)
        for key, weight in vector.items():
            for at, other in self._index.get(key, ()):
                found[at] += weight * other
        found.pop(-1 if leave_out is None else leave_out, None)
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        return [Neighbour(at, nearness) for at, nearness in best]


def votes(neighbours: Iterable[Neighbour], labels: Sequence[Mapping[str, float]], power: float) -> dict[str, float]:
    """Return what neighbours vote for: each gives its labels their weight times its nearness to a power.

    :returns: label -> share of all that could be given, 0 to 1.
    """
    found: dict[str, float] = defaultdict(float)
    total = 0.0
    for one in neighbours:
        strength = one.nearness**power
        total += strength
        for label, weight in labels[one.at].items():
            found[label] += strength * weight
    return {label: weight / total for label, weight in found.items()} if total else {}
