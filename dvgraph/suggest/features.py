"""The evidence of a first pass: for each item and candidate a number a kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dvgraph.suggest.material import Known, Material, Matrix, Subject, Target
from dvgraph.suggest.reading import Reading
from dvgraph.suggest.subjects import Indexer, Subjects, ridge

__all__ = ["Features", "filed", "wanted"]

_STRICTNESS = 0.3
#: From which weight a suggested topic is told as an item's.
_LEAST_TOPIC = 0.2


def filed(known: Sequence[Known], targets: Sequence[Target]) -> dict[str, dict[int, float]]:
    """Return subject -> place of each candidate that it is filed to -> confidence."""
    at = {target.item.iri: number for number, target in enumerate(targets)}
    found: dict[str, dict[int, float]] = {}
    for one in known:
        if one.target in at:
            found.setdefault(one.subject, {})[at[one.target]] = one.confidence
    return found


def wanted(items: Sequence[Subject], known: Mapping[str, Mapping[int, float]], candidates: int) -> Matrix:
    """Return items x candidates: the share of each candidate in an item's confidence."""
    found = np.zeros((len(items), candidates))
    for row, item in enumerate(items):
        for column, confidence in known[item.iri].items():
            found[row, column] = confidence
    shares: Matrix = found / found.sum(axis=1, keepdims=True)
    return shares


class Features:
    """The evidence for the items of some material.

    :param material: items, candidates and known mappings; all that is mapped has a candidate.
    :param reading: the texts of this and perhaps of more.
    :param subjects: the topics and controlled values.
    :param predict: suggest topics and controlled values from the text, also where an item was given some.
    """

    def __init__(self, material: Material, reading: Reading, subjects: Subjects, *, predict: bool) -> None:
        self._material, self._reading, self._subjects, self._predict = material, reading, subjects, predict
        self._indexer = Indexer(reading, subjects)
        self._rows = [reading.at[item.iri] for item in material.subjects]
        self._indices = self._index(material.subjects, material.indexed)
        #: The names of the kinds of evidence, in the order of their numbers.
        self.kinds = (
            "words",
            "subjects",
            "filed items alike in subject",
            *(["meaning"] if reading.meaning is not None else []),
        )
        #: Items x candidates x kinds, each as a share of the highest of its item.
        self.table = self._table()

    def topics_of(self, number: int) -> dict[str, float]:
        """Return the topics that an item counts as having, broader ones included, by its place among the items."""
        weights = self._subjects.widened(self._indices[number]).tolist()
        found = zip(self._subjects.labels, weights, strict=True)
        return {label: weight for label, weight in found if weight >= _LEAST_TOPIC}

    def nearest(self, number: int, most: int) -> list[tuple[Subject, float]]:
        """Return the items filed already that read most alike, by an item's place among the items."""
        mapped = self._material.mapped
        near = self._reading.nearness([self._rows[number]], [self._reading.at[item.iri] for item in mapped])[0]
        return [(mapped[at], float(near[at])) for at in np.argsort(-near, kind="stable")[:most]]

    def _index(self, items: Sequence[Subject], learnt_from: Sequence[Subject]) -> Matrix:
        """Return items x labels, as given or from the text."""
        given = self._subjects.given(items)
        asked = np.array([self._predict or not item.topics for item in items], dtype=bool)
        if not asked.any():
            return given
        found = self._indexer.index(items, learnt_from)
        return np.where(asked[:, None], found, given)

    def _table(self) -> Matrix:
        reading, space = self._reading, self._subjects.space
        targets = self._subjects.of_targets()
        topics = space(self._indices, topics_only=True) @ space(targets, topics_only=True).T
        columns = [reading.words[self._rows], topics, self._filed(targets)]
        if reading.meaning is not None:
            columns.append(reading.meaning[self._rows])
        return np.stack([_scaled(column) for column in columns], axis=2)

    def _filed(self, targets: Matrix) -> Matrix:
        """Return what items that are alike in subjects are filed to; each candidate counts as filed to itself."""
        material = self._material
        candidates = np.eye(len(material.targets))
        known = filed(material.known, material.targets)
        labels, vectors = [candidates], [self._subjects.space(targets)]
        for name in sorted({item.framework for item in material.mapped}):
            items = [item for item in material.mapped if item.framework == name]
            others = [item for item in material.indexed if item.framework != name]
            vectors.append(self._subjects.space(self._index(items, others)))
            labels.append(wanted(items, known, len(candidates)))
        learnt_from = np.concatenate(vectors)
        other = self._subjects.space(self._indices) @ learnt_from.T
        return ridge(learnt_from @ learnt_from.T, np.concatenate(labels), other, _STRICTNESS)


def _scaled(scores: Matrix) -> Matrix:
    """Return scores as shares of the highest in their row."""
    scaled: Matrix = scores / np.maximum(scores.max(axis=1, keepdims=True), 1e-9)
    return scaled
