"""Evidence of subjects: topics and controlled values, as they were given or as the text alone suggests them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.kernel_ridge import KernelRidge

from dvgraph.suggest.material import Material, Matrix, Subject
from dvgraph.suggest.reading import Reading, unit
from dvgraph.suggest.structure import beside

__all__ = ["Indexer", "Subjects", "ridge"]

#: What the next broader topic counts for beside a topic, a part's topics beside its whole's, a controlled value
#: beside a topic, and those beside an item beside the item itself.
_BROADER, _PART, _VALUE, _BESIDE = 0.5, 0.5, 0.5, 0.5
_STRICTNESS = 0.5


def ridge(likeness: Matrix, labels: Matrix, other: Matrix, strictness: float) -> Matrix:
    """Return the labels that others get from how alike they are to labelled ones.

    :param likeness: labelled x labelled.
    :param labels: labelled x labels.
    :param other: others x labelled.
    :param strictness: the ridge.
    """
    mean = labels.mean(axis=0)
    model = KernelRidge(alpha=strictness, kernel="precomputed").fit(likeness, labels - mean)
    found: Matrix = model.predict(other) + mean
    return found


class Subjects:
    """The topics and controlled values that there are, as a space in which rare ones count more.

    A topic stands for its broader ones too, so that items meet which were indexed to a different depth.

    :param material: where they come from.
    """

    def __init__(self, material: Material) -> None:
        items = [*material.indexed, *material.mapped, *(target.item for target in material.targets)]
        values = {value for item in items for value in item.traits}
        #: All topics, then all controlled values.
        self.labels = (*sorted({t for item in items for t in item.topics} | material.topics.keys()), *sorted(values))
        self._at = {label: column for column, label in enumerate(self.labels)}
        self._material = material
        found = self.given(items).astype(bool).sum(axis=0)
        rarity = np.log((1 + len(items)) / (1 + found))
        self._of_topics = np.arange(len(self.labels)) < len(self.labels) - len(values)
        self._weights = rarity * np.where(self._of_topics, 1.0, _VALUE)
        self._wider = self._broader()

    def given(self, items: Sequence[Subject]) -> Matrix:
        """Return items x labels: 1 where an item was given a topic or value; labels that are none are left out."""
        found = np.zeros((len(items), len(self.labels)))
        for row, item in enumerate(items):
            found[row, [self._at[label] for label in item.topics | item.traits if label in self._at]] = 1
        return found

    def of_targets(self) -> Matrix:
        """Return candidates x labels: their own topics and values in full, the topics of their parts by half."""
        targets = self._material.targets
        found = self.given([target.item for target in targets])
        for row, target in enumerate(targets):
            columns = [self._at[topic] for topic in target.part_topics if topic in self._at]
            found[row, columns] = np.maximum(found[row, columns], _PART)
        return found

    def of_topics(self) -> Matrix:
        """Return topics of the vocabulary x labels: each its own."""
        found = np.zeros((len(self._material.topics), len(self.labels)))
        found[range(len(found)), [self._at[topic] for topic in self._material.topics]] = 1
        return found

    def space(self, weights: Matrix, *, topics_only: bool = False) -> Matrix:
        """Return weighted labels as vectors of length 1."""
        kept = self._of_topics if topics_only else np.full(len(self.labels), fill_value=True)
        return unit((self.widened(weights) * self._weights)[:, kept])

    def widened(self, weights: Matrix) -> Matrix:
        """Return weighted labels with the broader topics that they stand for."""
        return weights @ self._wider

    def _broader(self) -> Matrix:
        """Return labels x labels: 1 for a topic itself, less the farther a broader one is."""
        found = np.eye(len(self.labels))
        for topic in self._material.topics:
            row, weight, level = self._at[topic], _BROADER, {topic}
            while level := {b for t in level for b in self._material.topics[t].broader if b in self._material.topics}:
                columns = [self._at[one] for one in level if not found[row, self._at[one]]]
                if not columns:
                    break
                found[row, columns] = weight
                weight *= _BROADER
        return found


class Indexer:
    """Suggests topics and controlled values for texts, learnt from indexed items and from what topics are called.

    :param reading: the texts.
    :param subjects: the topics and values.
    """

    def __init__(self, reading: Reading, subjects: Subjects) -> None:
        self._reading, self._subjects = reading, subjects

    def index(self, items: Sequence[Subject], learnt_from: Sequence[Subject]) -> Matrix:
        """Return items x labels: the weight of each topic and value from 0 to 1, drawn to that of those beside it.

        :param learnt_from: items with topics, none of them of the framework that is to be indexed.
        """
        reading = self._reading
        known = np.array([*(reading.at[item.iri] for item in learnt_from), *reading.topics], dtype=np.intp)
        if not items or not len(known) or not self._subjects.labels:
            return np.zeros((len(items), len(self._subjects.labels)))
        labels = np.concatenate([self._subjects.given(learnt_from), self._subjects.of_topics()])
        rows = np.array([reading.at[item.iri] for item in items], dtype=np.intp)
        alike = reading.likeness
        found = ridge(alike[np.ix_(known, known)], labels, alike[np.ix_(rows, known)], _STRICTNESS).clip(0, 1)
        near = beside(items)
        mixed = (1 - _BESIDE) * found + _BESIDE * near @ found
        return np.where(near.any(axis=1, keepdims=True), mixed, found)
