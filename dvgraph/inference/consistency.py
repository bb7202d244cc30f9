"""What can't all be true: disjoint classes with a common member, and two values where one is allowed.

A clash is told by a minimal set of stated triples: together they lead to it, and without any one of them they do not.
Axioms that forbid in another way (irreflexive properties and the like) are refused, so that none is left unchecked in
silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from pyoxigraph import NamedNode, Triple

from dvgraph.errors import InvalidInput
from dvgraph.inference.axioms import FIRST, NIL, OWL, REST, TYPE
from dvgraph.inference.closure import Closure
from dvgraph.inference.proof import Proof, prove

__all__ = ["Clash", "clashes"]

_Lists: TypeAlias = dict[tuple[object, NamedNode], object]

_DISJOINT_WITH, _MEMBERS = NamedNode(OWL + "disjointWith"), NamedNode(OWL + "members")
_ALL_DISJOINT = NamedNode(OWL + "AllDisjointClasses")
_UNCHECKED_PREDICATES = {
    OWL + name for name in ("propertyDisjointWith", "complementOf", "differentFrom", "distinctMembers")
}
_UNCHECKED_TYPES = {
    *(OWL + name for name in ("AllDifferent", "AllDisjointProperties", "AsymmetricProperty")),
    *(OWL + name for name in ("IrreflexiveProperty", "NegativePropertyAssertion")),
}


@dataclass(frozen=True)
class Clash:
    """Two triples that can't both be true.

    :param rule: `cax-dw` or `cax-adc` of the OWL 2 RL tables (disjoint classes), or `one-value`.
    :param pair: the two triples, stated or inferred.
    :param axiom: the axiom that forbids them together; None of a property that is limited to one value.
    :param triples: a minimal set of stated triples that leads to both, sorted as N-Triples writes them.
    :param axioms: the axioms by which these lead to the pair, sorted likewise.
    """

    rule: str
    pair: tuple[Triple, Triple]
    axiom: Triple | None
    triples: tuple[Triple, ...]
    axioms: tuple[Triple, ...]


@dataclass(frozen=True)
class _Forbidden:
    """A pair of triples that is forbidden."""

    rule: str
    pair: tuple[Triple, Triple]
    axiom: Triple | None


def clashes(closure: Closure, stated: Iterable[Triple], single: Iterable[NamedNode] = ()) -> list[Clash]:
    """Return the clashes of a closed graph.

    :param closure: the closed graph.
    :param stated: what is stated in it.
    :param single: the properties of which each subject has at most one value.
    :returns: one for each minimal set of triples, the smallest first, then as N-Triples writes them.
    :raises InvalidInput: an axiom forbids in a way that is not known here.
    """
    statements = frozenset(stated)
    found = [*_disjoint(closure, statements), *_second_values(closure, statements, sorted(single, key=str))]
    search = _Search(closure, statements)
    told: dict[tuple[Triple, ...], Clash] = {}
    for clash in sorted((search.clash(one) for one in found), key=_order):
        told.setdefault(clash.triples, clash)
    return list(told.values())


def _order(clash: Clash) -> tuple[int, list[str], str, list[str]]:
    return len(clash.triples), [str(t) for t in clash.triples], clash.rule, [str(t) for t in clash.pair]


def _all(closure: Closure, statements: frozenset[Triple], predicate: NamedNode) -> Iterator[Triple]:
    """Yield the triples of a property, stated (also where no axiom speaks of it) and inferred, each once."""
    yield from dict.fromkeys([*(t for t in statements if t.predicate == predicate), *closure.triples(predicate)])


def _disjoint(closure: Closure, statements: frozenset[Triple]) -> Iterator[_Forbidden]:
    """Yield each pair of classes of one resource that an axiom makes disjoint."""
    groups = list(_disjoint_classes(closure.axioms))
    bound = {cls for _, _, members in groups for cls in members}
    types: dict[object, set[Triple]] = defaultdict(set)
    for triple in _all(closure, statements, TYPE):
        if triple.object in bound:
            types[triple.subject].add(triple)
    for triples in types.values():
        for rule, axiom, members in groups if len(triples) > 1 else ():
            for one, other in combinations(sorted((t for t in triples if t.object in members), key=str), 2):
                yield _Forbidden(rule, (one, other), axiom)


def _disjoint_classes(axioms: frozenset[Triple]) -> Iterator[tuple[str, Triple, frozenset[object]]]:
    """Yield (rule, axiom, classes) for each axiom by which classes are pairwise disjoint, sorted."""
    lists: _Lists = {(t.subject, t.predicate): t.object for t in axioms if t.predicate in (FIRST, REST)}
    for axiom in sorted(axioms, key=str):
        kind = axiom.object.value if axiom.predicate == TYPE and isinstance(axiom.object, NamedNode) else ""
        if axiom.predicate.value in _UNCHECKED_PREDICATES or kind in _UNCHECKED_TYPES:
            raise InvalidInput(f"No check is known for the axiom {axiom.subject} {axiom.predicate} {axiom.object}.")
        if axiom.predicate == _DISJOINT_WITH:
            yield "cax-dw", axiom, frozenset({axiom.subject, axiom.object})
        elif axiom.predicate == _MEMBERS and Triple(axiom.subject, TYPE, _ALL_DISJOINT) in axioms:
            yield "cax-adc", axiom, frozenset(_members(axiom, lists))


def _members(axiom: Triple, lists: _Lists) -> Iterator[object]:
    node: object = axiom.object
    seen = {node}
    while node != NIL:
        if (node, FIRST) not in lists or (node, REST) not in lists:
            raise InvalidInput(f"The list of {axiom.subject} {axiom.predicate} is broken at {node}.")
        yield lists[node, FIRST]
        node = lists[node, REST]
        if node in seen:
            raise InvalidInput(f"The list of {axiom.subject} {axiom.predicate} leads back to {node}.")
        seen.add(node)


def _second_values(
    closure: Closure, statements: frozenset[Triple], single: Sequence[NamedNode]
) -> Iterator[_Forbidden]:
    """Yield the first value of a property together with each further one."""
    for predicate in single:
        values: dict[object, list[Triple]] = defaultdict(list)
        for triple in _all(closure, statements, predicate):
            values[triple.subject].append(triple)
        for triples in values.values():
            first, *others = sorted(triples, key=str)
            yield from (_Forbidden("one-value", (first, other), None) for other in others)


class _Search:
    """Looks for minimal sets of stated triples."""

    def __init__(self, closure: Closure, statements: frozenset[Triple]) -> None:
        self._closure = closure
        self._statements = statements

    def clash(self, forbidden: _Forbidden) -> Clash:
        """Return the clash of a forbidden pair: what its smallest proofs rest on, less what can be spared."""
        proofs = [self._prove(self._closure, triple) for triple in forbidden.pair]
        needed = sorted({leaf for proof in proofs for leaf in proof.leaves()}, key=str)
        for leaf in list(needed):
            rest = [other for other in needed if other != leaf]
            if self._lead_to(rest, forbidden.pair):
                needed = rest
        small = self._close(needed)
        steps = [step for triple in forbidden.pair for step in self._prove(small, triple).inner()]
        axioms = sorted({step.rule.axiom for step in steps if step.rule}, key=str)
        return Clash(forbidden.rule, forbidden.pair, forbidden.axiom, tuple(needed), tuple(axioms))

    def _close(self, statements: Iterable[Triple]) -> Closure:
        closure = Closure(self._closure.axioms, self._closure.rules)
        closure.include(statements)
        return closure

    def _lead_to(self, statements: Sequence[Triple], pair: Sequence[Triple]) -> bool:
        closure = self._close(statements)
        return all(triple in statements or triple in closure for triple in pair)

    def _prove(self, closure: Closure, triple: Triple) -> Proof:
        # Where no axiom speaks of its property, the closure does not hold what is stated.
        return prove(closure, triple) or Proof(triple, None, (), 0, 0)
