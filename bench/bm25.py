"""A peer: Okapi BM25 over words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

__all__ = ["Bm25"]

_K1, _B = 1.5, 0.75


class Bm25:
    """Okapi BM25 over documents, by an inverted index.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._size = len(documents)
        average = sum(len(document) for document in documents) / max(1, self._size) or 1.0
        self._index: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, document in enumerate(documents):
            norm = _K1 * (1 - _B + _B * len(document) / average)
            for key, n in Counter(document).items():
                self._index[key].append((at, n * (_K1 + 1) / (n + norm)))

    def scores(self, query: Iterable[str]) -> list[float]:
        """Return the score of each document."""
        found = [0.0] * self._size
        for key in sorted(set(query)):
            postings = self._index.get(key, ())
            rarity = math.log(1 + (self._size - len(postings) + 0.5) / (len(postings) + 0.5))
            for at, weight in postings:
                found[at] += rarity * weight
        return found
