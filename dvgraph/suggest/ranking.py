"""Candidates ranked: all evidence weighed, each candidate with what speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dvgraph.suggest.embedding import Meaning
from dvgraph.suggest.features import Features, filed, wanted
from dvgraph.suggest.learning import Choices, even, learn, shares
from dvgraph.suggest.material import Material, Matrix, Subject
from dvgraph.suggest.reading import Reading
from dvgraph.suggest.structure import beside
from dvgraph.suggest.subjects import Subjects

__all__ = ["Candidate", "Evidence", "Ranking", "rank"]

#: The evidence of the second pass: what those beside an item, and all items of its document, are like.
_SECOND = ("items beside it", "whole document")
_LEAST_SHARE, _NEAREST = 0.01, 20


@dataclass(frozen=True)
class Evidence:
    """What one kind of evidence says.

    :param kind: the kind.
    :param value: its number: a share of the best candidate's, or of what those around an item go to.
    :param weight: how much it adds to the candidate's score beyond the mean candidate's.
    """

    kind: str
    value: float
    weight: float


@dataclass(frozen=True)
class Candidate:
    """An item that another may be filed to.

    :param target: the item.
    :param score: its share among all candidates, 0 to 1; shares of one item add up to 1.
    :param evidence: what speaks for it, strongest first.
    :param topics: the topics that both have, as IRIs, sorted.
    """

    target: Subject
    score: float
    evidence: tuple[Evidence, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """The candidates for an item, best first.

    :param subject: the item.
    :param candidates: all candidates.
    :param near: the curies of mapped items that read most alike, with their nearness, nearest first.
    """

    subject: Subject
    candidates: tuple[Candidate, ...]
    near: tuple[tuple[str, float], ...]


def rank(material: Material, *, predict: bool = False, meaning: Meaning | None = None) -> list[Ranking]:
    """Return all candidates of each item, best first; ties in the order of the candidates.

    What each kind of evidence is worth is learnt from the frameworks that are filed to the target already: each is
    ranked by the others. Where none is filed, all kinds count alike.

    :param material: the items, the candidates, and what is known.
    :param predict: suggest topics and controlled values from the text, also where items were given some.
    :param meaning: what texts mean, where that is wanted.
    """
    if not material.targets or not material.subjects:
        return []
    known = filed(material.known, material.targets)
    material = replace(material, mapped=tuple(item for item in material.mapped if item.iri in known))
    reading, subjects = Reading(material, meaning), Subjects(material)
    features = Features(material, reading, subjects, predict=predict)
    examples = []
    for fold in _folds(material):
        table = Features(fold, reading, subjects, predict=predict).table
        choices = Choices(table, wanted(fold.subjects, known, len(material.targets)))
        examples.append((fold.subjects, choices))
    first = learn([one for _, one in examples]) if examples else even([features.table])
    table = _second_pass(material.subjects, features.table, first)
    again = [replace(one, evidence=_second_pass(items, one.evidence, first)) for items, one in examples]
    second = learn(again) if again else even([table])
    return [_ranking(material, features, number, table[number], second) for number in range(len(table))]


def _folds(material: Material) -> list[Material]:
    """Return the materials of ranking each mapped framework as if it were new."""
    return [
        replace(
            material,
            subjects=tuple(item for item in material.mapped if item.framework == name),
            mapped=tuple(item for item in material.mapped if item.framework != name),
            indexed=tuple(item for item in material.indexed if item.framework != name),
        )
        for name in sorted({item.framework for item in material.mapped})
    ]


def _second_pass(subjects: Sequence[Subject], table: Matrix, weights: Matrix) -> Matrix:
    """Return evidence with the logarithms of the shares that those beside an item, and all items, give."""
    given = shares(table, weights)
    around = (beside(subjects) @ given, np.broadcast_to(given.mean(axis=0), given.shape))
    return np.concatenate([table, np.stack([np.log(one + _LEAST_SHARE) for one in around], axis=2)], axis=2)


def _ranking(material: Material, features: Features, number: int, evidence: Matrix, weights: Matrix) -> Ranking:
    """Return the candidates of an item, by its place among the items."""
    given = shares(evidence[None], weights)[0]
    adds = (evidence - evidence.mean(axis=0)) * weights
    values = np.concatenate([evidence[:, : -len(_SECOND)], np.exp(evidence[:, -len(_SECOND) :]) - _LEAST_SHARE], axis=1)
    kinds, topics = (*features.kinds, *_SECOND), features.topics_of(number)
    candidates = []
    for at in np.argsort(-given, kind="stable"):
        target = material.targets[at]
        told = [
            Evidence(kind, float(value), float(weight))
            for kind, value, weight in zip(kinds, values[at], adds[at], strict=True)
        ]
        telling = sorted((one for one in told if one.weight > 0), key=lambda one: -one.weight)
        shared = sorted((target.item.topics | target.part_topics) & topics.keys(), key=lambda t: (-topics[t], t))
        candidates.append(Candidate(target.item, float(given[at]), tuple(telling), tuple(shared)))
    near = tuple((item.curie, nearness) for item, nearness in features.nearest(number, _NEAREST))
    return Ranking(material.subjects[number], tuple(candidates), near)
