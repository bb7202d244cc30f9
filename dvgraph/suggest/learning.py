"""What each kind of evidence is worth: a conditional logit, learnt from mappings that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from dvgraph.suggest.material import Matrix

__all__ = ["Choices", "even", "learn", "shares"]

#: A framework or three teach little: weights stay near to an even one, and no evidence ever speaks against itself.
_EVEN, _RIDGE = 0.3, 100.0
#: A spread below is rounding.
_SAME = 1e-9


@dataclass(frozen=True)
class Choices:
    """The items of a framework whose mappings are known.

    :param evidence: items x candidates x kinds of evidence.
    :param wanted: items x candidates: the share of each candidate; the shares of an item add up to 1.
    """

    evidence: Matrix
    wanted: Matrix


def shares(evidence: Matrix, weights: Matrix) -> Matrix:
    """Return the share of each candidate, a row an item; the shares of an item add up to 1."""
    found: Matrix = softmax(evidence @ weights, axis=1)
    return found


def even(tables: Sequence[Matrix]) -> Matrix:
    """Return weights by which all kinds of evidence count alike: even ones over the spread of each kind."""
    return _EVEN / _spreads(tables)


def learn(known: Sequence[Choices]) -> Matrix:
    """Return the weights, none below 0, under which the known choices are likeliest.

    Each framework counts the same, however many items it has. A ridge draws the weights towards even ones.
    """
    spreads = _spreads([one.evidence for one in known])
    evidence = np.concatenate([one.evidence for one in known]) / spreads
    wanted = np.concatenate([one.wanted for one in known])
    counts = np.concatenate([np.full(len(one.wanted), len(wanted) / len(known) / len(one.wanted)) for one in known])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        logs = log_softmax(evidence @ weights, axis=1)
        off = counts[:, None] * (np.exp(logs) - wanted)
        far = weights - _EVEN
        value = -float(counts @ (wanted * logs).sum(axis=1)) + _RIDGE / 2 * float(far @ far)
        return value, np.tensordot(off, evidence, axes=2) + _RIDGE * far

    start = np.full(evidence.shape[2], _EVEN)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start))
    weights: Matrix = found.x / spreads
    return weights


def _spreads(tables: Sequence[Matrix]) -> Matrix:
    """Return the standard deviation of each kind of evidence; 1 where it is the same everywhere."""
    found: Matrix = np.concatenate([one.reshape(-1, one.shape[-1]) for one in tables]).std(axis=0)
    return np.where(found > _SAME, found, 1.0)
