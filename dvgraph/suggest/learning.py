"""What each kind of evidence is worth: a conditional logit, learnt from mappings that are known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Choice", "learn", "score", "shares", "spreads"]

_RIDGE, _MOST_ROUNDS, _ENOUGH, _SHORTEST_STEP = 1.0, 20, 1e-3, 1e-3

Rows = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Choice:
    """An item whose mappings are known.

    :param rows: a row of evidence a candidate.
    :param wanted: place of a candidate -> share of the choice; the shares add up to 1.
    """

    rows: Rows
    wanted: Mapping[int, float]


def score(row: Sequence[float], weights: Sequence[float]) -> float:
    """Return the sum of evidence times weight."""
    return sum(value * weight for value, weight in zip(row, weights, strict=True))


def shares(rows: Rows, weights: Sequence[float]) -> list[float]:
    """Return the share of each candidate; they add up to 1."""
    found = [score(row, weights) for row in rows]
    top = max(found, default=0.0)
    powers = [math.exp(one - top) for one in found]
    total = sum(powers)
    return [one / total for one in powers]


def spreads(tables: Sequence[Rows]) -> list[float]:
    """Return the standard deviation of each kind of evidence; 1 where it is the same everywhere."""
    columns = zip(*(row for rows in tables for row in rows), strict=True)
    found = []
    for column in columns:
        mean = sum(column) / len(column)
        found.append(math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0)
    return found


def learn(choices: Sequence[Choice]) -> list[float]:
    """Return the weights under which the known choices are likeliest, by damped Newton steps.

    A ridge on the weights of standardised evidence keeps them small where little is known.
    """
    scale = spreads([choice.rows for choice in choices])
    scaled = [
        Choice([[v / s for v, s in zip(row, scale, strict=True)] for row in choice.rows], choice.wanted)
        for choice in choices
    ]
    weights = [0.0] * len(scale)
    likelihood = _likelihood(scaled, weights)
    for _ in range(_MOST_ROUNDS):
        step = _newton(scaled, weights)
        size = 1.0
        while True:
            tried = [w + size * s for w, s in zip(weights, step, strict=True)]
            reached = _likelihood(scaled, tried)
            if reached >= likelihood or size < _SHORTEST_STEP:
                break
            size /= 2
        if reached - likelihood < _ENOUGH:
            break
        weights, likelihood = tried, reached
    return [weight / s for weight, s in zip(weights, scale, strict=True)]


def _likelihood(choices: Sequence[Choice], weights: Sequence[float]) -> float:
    found = -0.5 * _RIDGE * sum(weight * weight for weight in weights)
    for choice in choices:
        given = shares(choice.rows, weights)
        found += sum(share * math.log(max(given[at], 1e-300)) for at, share in choice.wanted.items())
    return found


def _newton(choices: Sequence[Choice], weights: Sequence[float]) -> list[float]:
    size = len(weights)
    slope = [-_RIDGE * weight for weight in weights]
    curve = [[_RIDGE if i == j else 0.0 for j in range(size)] for i in range(size)]
    for choice in choices:
        given = shares(choice.rows, weights)
        mean = [sum(p * row[i] for p, row in zip(given, choice.rows, strict=True)) for i in range(size)]
        for i in range(size):
            slope[i] += sum(share * choice.rows[at][i] for at, share in choice.wanted.items()) - mean[i]
        for p, row in zip(given, choice.rows, strict=True):
            off = [value - m for value, m in zip(row, mean, strict=True)]
            for i in range(size):
                weighted = p * off[i]
                line = curve[i]
                for j in range(i + 1):
                    line[j] += weighted * off[j]
    for i in range(size):
        for j in range(i):
            curve[j][i] = curve[i][j]
    return _solve(curve, slope)


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of a positive definite system, by elimination."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (rows[i][size] - sum(rows[i][j] * found[j] for j in range(i + 1, size))) / rows[i][i]
    return found
