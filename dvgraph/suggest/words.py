"""Evidence of words: tokens, their weights, cosine and BM25 over sparse vectors."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

__all__ = ["Bm25", "Vector", "Vectors", "cosine", "stem", "stems", "tokens", "unit"]

_STOP = frozenset(
    re.findall(
        "[a-z]+",
        """
        a about all also an and any are as at be been being both but by can could do does during each for from had has
        have how if in including into is it its may more not of on one or other out own shall should so some such than
        that the their them then there these they this those through to up use used using was well were what when where
        which who whom whose will with within without would you your
        """,
    )
)
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("ations", "ation", "ments", "ment", "ingly", "ings", "ing", "ions", "ion", "edly", "ies", "ied", "ers",
            "er", "ed", "es", "ly", "s", "e", "y")  # fmt: skip
_LEAST_STEM = 4

Vector = Mapping[str, float]


def stem(word: str) -> str:
    """Return a word without its usual English ending, so that forms of one word meet.

    >>> stem("referral"), stem("assessing"), stem("assesses")
    ('referral', 'assess', 'assess')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    return word


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, without stop words."""
    return [stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def tokens(text: str) -> list[str]:
    """Return the stems of a text's words and of its pairs of neighbouring words, without stop words.

    >>> tokens("The risks to a victim")
    ['risk', 'victim', 'risk victim']
    """
    words = stems(text)
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors of length 1 (0 where one is empty)."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[key] for key, weight in one.items() if key in other)


class Vectors:
    """Vectors of weighted keys: rare ones count more, repeated ones less than in proportion; length 1.

    :param documents: the keys of each document that the weights are learnt from.
    """

    def __init__(self, documents: Iterable[Iterable[str]]) -> None:
        found: Counter[str] = Counter()
        self._total = 0
        for document in documents:
            found.update(set(document))
            self._total += 1
        self._found = found

    def rarity(self, key: str) -> float:
        """Return how much a key says: the logarithm of how rarely it occurs."""
        return math.log((1 + self._total) / (1 + self._found[key])) + 1

    def of(self, keys: Iterable[str]) -> dict[str, float]:
        """Return the vector of a document."""
        return unit({key: (1 + math.log(n)) * self.rarity(key) for key, n in Counter(keys).items()})


def unit(vector: Vector) -> dict[str, float]:
    """Return a vector at length 1."""
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {key: weight / length for key, weight in vector.items()} if length else {}


class Bm25:
    """Okapi BM25 over documents, by an inverted index.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with k1 = 1.2 and
    b = 0.75.
    """

    def __init__(self, documents: Sequence[Sequence[str]], k1: float = 1.2, b: float = 0.75) -> None:
        self._size = len(documents)
        average = sum(len(document) for document in documents) / max(1, self._size) or 1.0
        self._index: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, document in enumerate(documents):
            norm = k1 * (1 - b + b * len(document) / average)
            for key, n in Counter(document).items():
                self._index[key].append((at, n * (k1 + 1) / (n + norm)))

    def scores(self, query: Iterable[str]) -> list[float]:
        """Return the score of each document."""
        found = [0.0] * self._size
        for key in sorted(set(query)):
            postings = self._index.get(key, ())
            rarity = math.log(1 + (self._size - len(postings) + 0.5) / (len(postings) + 0.5))
            for at, weight in postings:
                found[at] += rarity * weight
        return found
