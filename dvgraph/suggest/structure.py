"""Evidence of structure: what stands beside an item, in its parent and competency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from dvgraph.suggest.material import Matrix, Subject

__all__ = ["beside"]


def beside(subjects: Sequence[Subject]) -> Matrix:
    """Return how much each item has to say of each: even shares of those beside it, all 0 where it stands alone."""
    held: dict[str, list[int]] = defaultdict(list)
    for at, subject in enumerate(subjects):
        for place in subject.place:
            held[place].append(at)
    found = np.zeros((len(subjects), len(subjects)))
    for at, subject in enumerate(subjects):
        for place in subject.place:
            found[at, held[place]] += 1
    np.fill_diagonal(found, 0)
    totals = found.sum(axis=1, keepdims=True)
    shares: Matrix = np.divide(found, totals, out=found, where=totals > 0)
    return shares
