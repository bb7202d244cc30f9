"""Candidates ranked: all evidence weighed, each candidate with what speaks for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dvgraph.suggest.embedding import Meaning
from dvgraph.suggest.features import Features, filed
from dvgraph.suggest.learning import Choice, learn, score, shares, spreads
from dvgraph.suggest.material import Material, Subject
from dvgraph.suggest.structure import siblings

__all__ = ["SIBLINGS", "Candidate", "Evidence", "Ranking", "rank"]

#: The evidence of the second pass: what those beside an item are like.
SIBLINGS = "items beside it"
#: Enough to learn ten weights from: that many items a framework, each with its own targets and the likeliest others.
_ITEMS_TO_LEARN_FROM, _CANDIDATES_TO_LEARN_FROM = 200, 25
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class Evidence:
    """What one kind of evidence says.

    :param kind: the kind.
    :param value: its number.
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
    :param near: the curies of mapped items that are nearest by words -> nearness.
    """

    subject: Subject
    candidates: tuple[Candidate, ...]
    near: tuple[tuple[str, float], ...]


Tables = list[list[list[float]]]


def rank(material: Material, *, predict: bool = False, meaning: Meaning | None = None) -> list[Ranking]:
    """Return all candidates of each item, best first; ties in the order of the candidates.

    What each kind of evidence is worth is learnt from the frameworks that are filed to the target already: each is
    ranked by the others. Where fewer than two are filed, all kinds count alike.

    :param material: the items, the candidates, and what is known.
    :param predict: suggest topics and controlled values from the text, also where items were given some.
    :param meaning: likeness of texts by their meaning, where that is wanted.
    """
    if not material.targets or not material.subjects:
        return []
    features = Features(material, predict=predict, meaning=meaning)
    tables = [features.rows(number) for number in range(len(material.subjects))]
    weights, second = _learn(material, predict, meaning)
    kinds: tuple[str, ...] = features.kinds
    if not weights:
        weights = [1 / spread for spread in spreads(tables)]
    if second:
        tables, weights, kinds = _with_siblings(material.subjects, tables, weights), second, (*kinds, SIBLINGS)
    return [_ranking(material, features, n, tables[n], weights, kinds) for n in range(len(tables))]


def _learn(material: Material, predict: bool, meaning: Meaning | None) -> tuple[list[float], list[float]]:
    """Return the weights of the first pass and, with those beside an item, of the second; none where none are known."""
    names = sorted({item.framework for item in material.mapped})
    if len(names) < 2:
        return [], []
    at = {target.item.iri: number for number, target in enumerate(material.targets)}
    known = filed(material.known, at)
    folds = [_fold(material, name) for name in names]
    found: list[Tables] = []
    for fold in folds:
        features = Features(fold, predict=predict, meaning=meaning)
        found.append([features.rows(number) for number in range(len(fold.subjects))])
    first = learn(_choices(folds, found, known))
    again = [_with_siblings(fold.subjects, tables, first) for fold, tables in zip(folds, found, strict=True)]
    return first, learn(_choices(folds, again, known))


def _fold(material: Material, name: str) -> Material:
    """Return the material of ranking a mapped framework as if it were new."""
    return replace(
        material,
        subjects=tuple(item for item in material.mapped if item.framework == name),
        mapped=tuple(item for item in material.mapped if item.framework != name),
        indexed=tuple(item for item in material.indexed if item.framework != name),
    )


def _choices(folds: Sequence[Material], found: Sequence[Tables], known: dict[str, dict[int, float]]) -> list[Choice]:
    choices = []
    for fold, tables in zip(folds, found, strict=True):
        numbers = [n for n, subject in enumerate(fold.subjects) if subject.iri in known]
        every = max(1, math.ceil(len(numbers) / _ITEMS_TO_LEARN_FROM))
        even = [1 / spread for spread in spreads(tables)]
        for number in numbers[::every]:
            targets = known[fold.subjects[number].iri]
            rows = tables[number]
            likely = sorted(range(len(rows)), key=lambda n, rows=rows: -score(rows[n], even))  # type: ignore[misc]
            kept = sorted({*targets, *likely[:_CANDIDATES_TO_LEARN_FROM]})
            total = sum(targets.values())
            wanted = {kept.index(n): confidence / total for n, confidence in targets.items()}
            choices.append(Choice([rows[n] for n in kept], wanted))
    return choices


def _with_siblings(subjects: Sequence[Subject], tables: Tables, weights: Sequence[float]) -> Tables:
    """Return evidence with a column more: the logarithm of the share that those beside an item give."""
    beside = siblings(subjects, [shares(rows, weights) for rows in tables])
    return [
        [[*row, math.log(share + _LEAST_SHARE)] for row, share in zip(rows, mine, strict=True)]
        for rows, mine in zip(tables, beside, strict=True)
    ]


def _ranking(
    material: Material,
    features: Features,
    number: int,
    rows: Sequence[Sequence[float]],
    weights: Sequence[float],
    kinds: Sequence[str],
) -> Ranking:
    given = shares(rows, weights)
    means = [sum(column) / len(column) for column in zip(*rows, strict=True)]
    topics = features.topics_of(number)
    candidates = []
    for at in sorted(range(len(rows)), key=lambda n: -given[n]):
        target = material.targets[at]
        evidence = [
            Evidence(kind, value, weight * (value - mean))
            for kind, value, weight, mean in zip(kinds, rows[at], weights, means, strict=True)
        ]
        telling = sorted((one for one in evidence if one.weight > 0), key=lambda one: -one.weight)
        shared = sorted((target.item.topics | target.part_topics) & topics.keys(), key=lambda t: (-topics[t], t))
        candidates.append(Candidate(target.item, given[at], tuple(telling), tuple(shared)))
    mapped = [(features.mapped[one.at].curie, one.nearness) for one in features.nearest(number)]
    return Ranking(material.subjects[number], tuple(candidates), tuple(mapped))
