"""All evidence side by side: for each item and candidate a number a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dvgraph.suggest.embedding import Meaning
from dvgraph.suggest.material import Known, Material
from dvgraph.suggest.neighbours import Neighbour, Neighbours, votes
from dvgraph.suggest.subjects import Indexer, TopicSpace, Weights, given
from dvgraph.suggest.traits import shared_traits
from dvgraph.suggest.words import Bm25, Vectors, cosine, tokens

__all__ = ["KINDS", "Features", "filed"]

#: The kinds of evidence, in the order of the numbers, and what each says.
KINDS: Mapping[str, str] = {
    "words": "shared words",
    "place": "words of what it stands in",
    "filed words": "words of items that are filed there",
    "subjects": "shared subjects",
    "neighbours": "near items by words, filed there",
    "neighbours by subject": "near items by subject, filed there",
    "beneficiaries": "for whom, how binding",
    "meaning": "nearness in meaning",
}
_BY_WORDS, _BY_SUBJECT, _POWER = 20, 30, 2.0

Row = list[float]


def filed(known: Sequence[Known], at: Mapping[str, int]) -> dict[str, dict[int, float]]:
    """Return subject -> place of each candidate that it is filed to -> confidence."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for one in known:
        if one.target in at:
            found[one.subject][at[one.target]] = one.confidence
    return found


class Features:
    """The evidence for the items of some material.

    :param material: items, candidates and known mappings.
    :param predict: suggest topics and controlled values from the text, also where an item was given some.
    :param meaning: likeness of texts by their meaning, where that is wanted.
    """

    def __init__(self, material: Material, *, predict: bool = False, meaning: Meaning | None = None) -> None:
        self._material, self._meaning = material, meaning
        self._targets = material.targets
        at = {target.item.iri: number for number, target in enumerate(self._targets)}
        known = filed(material.known, at)
        self.mapped = [item for item in material.mapped if item.iri in known]
        shares = [known[item.iri] for item in self.mapped]
        self._labels = [{str(t): c / max(one.values()) for t, c in one.items()} for one in shares]
        self._of_words(shares)
        self._of_topics(predict)
        subjects = [s.text for s in material.subjects]
        texts = [f"{t.item.label} . {t.parts}" for t in self._targets]
        self._likeness = meaning.likeness(subjects, texts) if meaning else []

    def _of_words(self, shares: Sequence[Mapping[int, float]]) -> None:
        words = [[*tokens(t.item.text), *tokens(t.parts)] for t in self._targets]
        mapped = [tokens(item.text) for item in self.mapped]
        self._vectors = Vectors([*words, *mapped, *(tokens(s.text) for s in self._material.subjects)])
        self._words = Bm25(words)
        self._places = Bm25([[*w, *tokens(t.item.context)] for w, t in zip(words, self._targets, strict=True)])
        enriched = [list(one) for one in words]
        for one, targets in zip(mapped, shares, strict=True):
            for target in targets:
                enriched[target] += one
        self._enriched = Bm25(enriched)
        self._near = Neighbours([self._vectors.of(one) for one in mapped])

    def _of_topics(self, predict: bool) -> None:
        material = self._material
        indexed = [item.topics for item in self.mapped] + [t.item.topics | t.part_topics for t in self._targets]
        self._topics = frozenset(topic for topics in indexed for topic in topics) | material.topic_names.keys()
        self._space = TopicSpace(indexed)
        self._target_topics = [self._space.of_target(target) for target in self._targets]
        self._near_topics = Neighbours([self._space.of(dict.fromkeys(item.topics, 1.0)) for item in self.mapped])
        self._indices: list[Weights] = [given(subject) for subject in material.subjects]
        wanting = [n for n, subject in enumerate(material.subjects) if predict or not subject.topics]
        if wanting and material.indexed:
            indexer = Indexer(material.indexed, material.topic_names, self._meaning)
            found = indexer.index([material.subjects[n] for n in wanting])
            for number, weights in zip(wanting, found, strict=True):
                self._indices[number] = weights

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of evidence that there is a number of."""
        return tuple(KINDS) if self._meaning else tuple(KINDS)[:-1]

    def topics_of(self, number: int) -> dict[str, float]:
        """Return the topics that an item counts as having, by its place among the items."""
        return {topic: weight for topic, weight in self._indices[number].items() if topic in self._topics}

    def nearest(self, number: int) -> list[Neighbour]:
        """Return the items filed already that are nearest to an item by words."""
        return self._near.nearest(self._vectors.of(tokens(self._material.subjects[number].text)), _BY_WORDS)

    def rows(self, number: int) -> list[Row]:
        """Return for an item, by its place among the items, a row of numbers a candidate."""
        subject = self._material.subjects[number]
        words, place = tokens(subject.text), tokens(subject.context)
        vector = self._vectors.of(words)
        topics = self._space.of(self._indices[number], self._topics)
        columns = [
            _scaled(self._words.scores(words)),
            _scaled(self._places.scores(place)),
            _scaled(self._enriched.scores(words)),
            [cosine(topics, other) for other in self._target_topics],
            self._votes(self._near.nearest(vector, _BY_WORDS)),
            self._votes(self._near_topics.nearest(topics, _BY_SUBJECT)),
            shared_traits(self._indices[number], self._targets),
        ]
        if self._meaning:
            columns.append(self._likeness[number])
        return [list(row) for row in zip(*columns, strict=True)]

    def _votes(self, near: Sequence[Neighbour]) -> Row:
        found = votes(near, self._labels, _POWER)
        return [found.get(str(number), 0.0) for number in range(len(self._targets))]


def _scaled(scores: Row) -> Row:
    """Return scores as shares of the highest."""
    top = max(scores, default=0.0)
    return [score / top for score in scores] if top > 0 else scores
