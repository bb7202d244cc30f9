"""Evidence of structure: what stands beside an item goes to similar places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dvgraph.suggest.material import Subject

__all__ = ["siblings"]


def siblings(subjects: Sequence[Subject], shares: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return for each item the mean share that those beside it, in its parent and competency, give each candidate.

    :param shares: item by item, the share of each candidate in a first ranking.
    """
    beside: dict[str, list[int]] = defaultdict(list)
    for at, subject in enumerate(subjects):
        for place in subject.place:
            beside[place].append(at)
    found = []
    for at, subject in enumerate(subjects):
        others = [other for place in subject.place for other in beside[place] if other != at]
        columns = zip(*(shares[other] for other in others), strict=True) if others else ()
        found.append([sum(column) / len(others) for column in columns] or [0.0] * len(shares[at]))
    return found
