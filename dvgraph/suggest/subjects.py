"""Evidence of subjects: topics that both ends share, as they were given or as the text alone suggests them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from dvgraph.suggest.embedding import Meaning
from dvgraph.suggest.material import Subject, Target
from dvgraph.suggest.neighbours import Neighbour, Neighbours, votes
from dvgraph.suggest.words import Vectors, stems, tokens, unit

__all__ = ["Indexer", "TopicSpace", "given"]

Weights = Mapping[str, float]

_NEAREST, _WIDE, _POWER = 12, 200, 3.0
_CONTEXT_SHARE, _NAMED, _NAMED_ABOVE = 0.5, 0.6, 0.2


def given(subject: Subject) -> Weights:
    """Return the topics and controlled values that an item was given, each in full."""
    return dict.fromkeys(sorted(subject.topics | subject.traits), 1.0)


class Indexer:
    """Suggests topics and controlled values for a text: those of the nearest items, and topics named in it.

    :param trained_on: items with topics, none of them of the framework that is to be indexed.
    :param names: topic -> its names.
    :param meaning: likeness of texts by their meaning, where that is installed.
    """

    def __init__(
        self, trained_on: Sequence[Subject], names: Mapping[str, Sequence[str]], meaning: Meaning | None = None
    ) -> None:
        self._items = [item for item in trained_on if item.topics]
        words = [tokens(item.text) for item in self._items]
        self._vectors = Vectors(words)
        self._near = Neighbours([self._vectors.of(one) for one in words])
        wider = [self._vectors.of([*w, *tokens(i.context)]) for w, i in zip(words, self._items, strict=True)]
        self._near_in_place = Neighbours(wider)
        self._labels = [given(item) for item in self._items]
        self._names = [(stems(name), topic) for topic, all_ in sorted(names.items()) for name in all_ if stems(name)]
        self._meaning = meaning

    def index(self, subjects: Sequence[Subject]) -> list[Weights]:
        """Return topic or controlled value -> weight from 0 to 1, for each item."""
        likeness: Sequence[Sequence[float]] = ()
        if self._meaning:
            likeness = self._meaning.likeness([s.text for s in subjects], [i.text for i in self._items])
        return [self._index(s, likeness[at] if likeness else ()) for at, s in enumerate(subjects)]

    def _index(self, subject: Subject, likeness: Sequence[float]) -> Weights:
        found = dict(enumerate(likeness))
        words = tokens(subject.text)
        for one in self._near.nearest(self._vectors.of(words), _WIDE):
            found[one.at] = found.get(one.at, 0.0) + one.nearness
        for one in self._near_in_place.nearest(self._vectors.of([*words, *tokens(subject.context)]), _WIDE):
            found[one.at] = found.get(one.at, 0.0) + _CONTEXT_SHARE * one.nearness
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_NEAREST]
        near = [Neighbour(at, max(0.0, nearness)) for at, nearness in best]
        weights: dict[str, float] = defaultdict(float, votes(near, self._labels, _POWER))
        for text, share in ((subject.text, _NAMED), (subject.context, _NAMED_ABOVE)):
            for topic in self._named(text):
                weights[topic] += share
        return {label: min(1.0, weight) for label, weight in sorted(weights.items())}

    def _named(self, text: str) -> set[str]:
        """Return the topics whose names stand in a text."""
        flat = f" {' '.join(stems(text))} "
        return {topic for name, topic in self._names if f" {' '.join(name)} " in flat}


class TopicSpace:
    """Topics as vectors in which rare topics count more.

    :param items: the items whose topics say which are rare.
    """

    def __init__(self, items: Iterable[Iterable[str]]) -> None:
        self._vectors = Vectors(items)

    def of(self, weights: Weights, topics: frozenset[str] | None = None) -> dict[str, float]:
        """Return the vector of weighted topics; what is no topic is left out.

        :param topics: the topics there are; all keys are when None.
        """
        kept = {t: w for t, w in weights.items() if topics is None or t in topics}
        return unit({topic: weight * self._vectors.rarity(topic) for topic, weight in kept.items()})

    def of_target(self, target: Target) -> dict[str, float]:
        """Return the vector of a candidate: its own topics in full, those of its parts by half."""
        return self.of({**dict.fromkeys(target.part_topics, 0.5), **dict.fromkeys(target.item.topics, 1.0)})
