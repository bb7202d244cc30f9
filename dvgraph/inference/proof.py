"""The smallest proof of a triple.

Of all proof trees of a triple the one is taken that has, in this order: the least height; the fewest steps (each use
of a rule counts, also where the same step is used twice); at its root, the rule whose name comes first; the premises
that come first as N-Triples writes them; the rule whose own text comes first. Each premise is then proved likewise,
within the height that is left. So there is one smallest proof, the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Triple

from dvgraph.inference.closure import Closure, Derivation
from dvgraph.inference.rules import Rule

__all__ = ["Proof", "prove"]


@dataclass(frozen=True)
class Proof:
    """A proof tree.

    :param triple: what it proves.
    :param rule: the rule of the last step, None where the triple is stated.
    :param premises: the proofs of what that rule was used on, in the order of the rule's premises.
    :param height: how many steps stand above each other; 0 where the triple is stated.
    :param steps: how many steps there are in all.
    """

    triple: Triple
    rule: Rule | None
    premises: tuple[Proof, ...]
    height: int
    steps: int

    def leaves(self) -> Iterator[Triple]:
        """Yield the stated triples that the proof rests on, in order, repeats included."""
        if self.rule is None:
            yield self.triple
        for premise in self.premises:
            yield from premise.leaves()

    def inner(self) -> Iterator[Proof]:
        """Yield the steps, the last one first."""
        if self.rule is not None:
            yield self
        for premise in self.premises:
            yield from premise.inner()


def prove(closure: Closure, triple: Triple) -> Proof | None:
    """Return the smallest proof of a triple.

    :param closure: the closed graph.
    :param triple: any triple.
    :returns: a leaf where the triple is stated; None where it does not follow, or no axiom speaks of its property.
    """
    height = closure.round(triple)
    return None if height is None else _Prover(closure).smallest(triple, height)


class _Prover:
    """Finds smallest proofs within heights, each once."""

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self._found: dict[tuple[Triple, int], Proof] = {}

    def smallest(self, triple: Triple, height: int) -> Proof:
        """Return the smallest proof of an entailed triple whose height is at most that; there must be one."""
        if self._closure.round(triple) == 0:
            return Proof(triple, None, (), 0, 0)
        key = (triple, height)
        if key not in self._found:
            steps = self._closure.derivations(triple, height)
            self._found[key] = min((self._with(triple, step, height) for step in steps), key=_order)
        return self._found[key]

    def _with(self, triple: Triple, last: Derivation, height: int) -> Proof:
        premises = tuple(self.smallest(premise, height - 1) for premise in last.premises)
        return Proof(
            triple,
            last.rule,
            premises,
            1 + max(premise.height for premise in premises),
            1 + sum(premise.steps for premise in premises),
        )


def _order(proof: Proof) -> tuple[int, str, list[str], str]:
    name = proof.rule.name if proof.rule else ""
    return proof.steps, name, [str(premise.triple) for premise in proof.premises], str(proof.rule)
