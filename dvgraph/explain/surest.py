"""The surest proof of a triple: of all within a height, the one whose weakest link is the least doubtful."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pyoxigraph import Triple

from dvgraph.inference import Closure, Proof
from dvgraph.inference.closure import Derivation

__all__ = ["surest"]


def surest(
    closure: Closure, triple: Triple, height: int, confidences: Callable[[Iterable[Triple]], Mapping[Triple, float]]
) -> tuple[float, Proof]:
    """Return the surest proof of an entailed triple, with the confidence of its weakest link.

    Of several equally sure ones the one with the least height, then the fewest steps, then the first by rule name
    and premises.

    :param closure: the closed graph.
    :param triple: the triple; it must follow.
    :param height: how high the proof may be; at least the round of the triple.
    :param confidences: returns how sure those of some stated triples are that are not certain.
    """
    search = _Search(closure)
    search.confidences = confidences(search.leaves(triple, height))
    return search.best(triple, height)


class _Search:
    """Looks through all proofs of a triple within a height; each triple is looked at once a height."""

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self._derivations: dict[tuple[Triple, int], list[Derivation]] = {}
        self._best: dict[tuple[Triple, int], tuple[float, Proof]] = {}
        self.confidences: Mapping[Triple, float] = {}

    def leaves(self, triple: Triple, height: int) -> list[Triple]:
        """Return the stated triples that any proof rests on."""
        found: dict[Triple, None] = {}
        seen, waiting = {(triple, height)}, [(triple, height)]
        while waiting:
            at, within = waiting.pop()
            if self._closure.round(at) == 0:
                found[at] = None
                continue
            premises = {(one, within - 1) for step in self._steps(at, within) for one in step.premises}
            waiting += sorted(premises - seen, key=str)
            seen |= premises
        return list(found)

    def best(self, triple: Triple, height: int) -> tuple[float, Proof]:
        """Return the surest proof within a height, and how sure it is."""
        if self._closure.round(triple) == 0:
            return self.confidences.get(triple, 1.0), Proof(triple, None, (), 0, 0)
        key = (triple, height)
        if key not in self._best:
            proofs = (self._with(triple, step, height) for step in self._steps(triple, height))
            self._best[key] = min(proofs, key=_order)
        return self._best[key]

    def _steps(self, triple: Triple, height: int) -> list[Derivation]:
        key = (triple, height)
        if key not in self._derivations:
            self._derivations[key] = self._closure.derivations(triple, height)
        return self._derivations[key]

    def _with(self, triple: Triple, last: Derivation, height: int) -> tuple[float, Proof]:
        proved = [self.best(premise, height - 1) for premise in last.premises]
        premises = tuple(proof for _, proof in proved)
        confidence = min(sure for sure, _ in proved)
        high, steps = 1 + max(one.height for one in premises), 1 + sum(one.steps for one in premises)
        return confidence, Proof(triple, last.rule, premises, high, steps)


def _order(found: tuple[float, Proof]) -> tuple[float, int, int, str, list[str], str]:
    confidence, proof = found
    name = proof.rule.name if proof.rule else ""
    return (
        -confidence,
        proof.height,
        proof.steps,
        name,
        [str(premise.triple) for premise in proof.premises],
        str(proof.rule),
    )
