"""A closed graph in terms of RDF: what is inferred, in which round, and from what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from dvgraph.inference.axioms import compile_rules, refuse_axioms
from dvgraph.inference.engine import CodedPattern, CodedRule, CodedTriple, Engine, unify
from dvgraph.inference.rules import Pattern, Rule, Slot, Variable

__all__ = ["Closure", "Derivation", "InferredTriple", "close"]

#: So many statements are closed at a time: what follows from them is worked off while they are at hand in the
#: processor's caches, so that a large graph takes little longer for each triple than a small one.
_BATCH = 50_000

_Node: TypeAlias = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class InferredTriple:
    """A triple that follows but is not stated.

    :param triple: the triple.
    :param round: the height of its lowest proof, from 1.
    """

    triple: Triple
    round: int


@dataclass(frozen=True)
class Derivation:
    """One step that leads to a triple.

    :param rule: the rule that was used.
    :param premises: the triples that it was used on, in the order of the rule's premises.
    :param height: one more than the highest round of a premise.
    """

    rule: Rule
    premises: tuple[Triple, ...]
    height: int


class _Terms:
    """Numbers for terms: literals negative, all others not."""

    def __init__(self) -> None:
        self._numbers: dict[_Node, int] = {}
        self._nodes: list[_Node] = []
        self._literals: list[_Node] = []

    def number(self, term: _Node) -> int:
        number = self._numbers.get(term)
        if number is None:
            if isinstance(term, Literal):
                self._literals.append(term)
                number = -len(self._literals)
            else:
                number = len(self._nodes)
                self._nodes.append(term)
            self._numbers[term] = number
        return number

    def find(self, term: _Node) -> int | None:
        return self._numbers.get(term)

    def term(self, number: int) -> _Node:
        return self._nodes[number] if number >= 0 else self._literals[-number - 1]


class Closure:
    """A graph closed under the axioms of an ontology.

    It holds the triples of those properties that some axiom speaks of; `close` makes it.

    :param axioms: the triples of the ontology.
    :param rules: what those axioms make, where that is known already.
    :raises InvalidInput: as `compile_rules`.
    """

    def __init__(self, axioms: Iterable[Triple], rules: tuple[Rule, ...] | None = None) -> None:
        self.axioms: frozenset[Triple] = frozenset(axioms)
        self.rules: tuple[Rule, ...] = compile_rules(self.axioms) if rules is None else rules
        self._terms = _Terms()
        self._coded = [_code(rule, self._terms.number) for rule in self.rules]
        self._concluding: dict[int, list[tuple[Rule, CodedRule]]] = defaultdict(list)
        for rule, coded in zip(self.rules, self._coded, strict=True):
            self._concluding[coded.conclusion.predicate].append((rule, coded))
        self._engine = Engine(self._coded)
        patterns = [p for rule in self.rules for p in (*rule.premises, rule.conclusion)]
        self._predicates = {p.predicate: self._terms.number(p.predicate) for p in patterns}

    @property
    def properties(self) -> frozenset[NamedNode]:
        """The properties that some axiom speaks of: statements of all others are passed over."""
        return frozenset(self._predicates)

    @property
    def inferred(self) -> list[InferredTriple]:
        """What follows and is not stated, sorted as N-Triples writes it; a new list at each access."""
        return self._sorted(self._engine.inferred())

    def add(self, statements: Iterable[Triple | Quad]) -> list[InferredTriple]:
        """Take in further statements and close the graph again, from where it stands.

        :param statements: data, in any order; graph names are not looked at.
        :returns: what is newly inferred, or now in an earlier round, sorted as `inferred`.
        :raises InvalidInput: a statement is an axiom that the ontology does not state; nothing was taken in.
        """
        changed: list[CodedTriple] = []
        self._take_in(statements, changed)
        return self._sorted(
            (triple, round_) for triple in dict.fromkeys(changed) if (round_ := self._engine.round(*triple))
        )

    def include(self, statements: Iterable[Triple | Quad]) -> None:
        """Take in further statements as `add` does, without telling what is new; quicker where they are many."""
        self._take_in(statements)

    def _take_in(self, statements: Iterable[Triple | Quad], changed: list[CodedTriple] | None = None) -> None:
        """Close the graph with further statements; gather what is new or now in an earlier round, stated ones too."""
        given = list(statements)
        refuse_axioms(given, self.axioms)
        number, predicates, state = self._terms.number, self._predicates, self._engine.state
        for start in range(0, len(given), _BATCH):
            for statement in given[start : start + _BATCH]:
                predicate = predicates.get(statement.predicate)
                if predicate is not None:
                    state(predicate, number(statement.subject), number(statement.object))
            self._engine.run(changed)

    def triples(self, predicate: NamedNode) -> Iterator[Triple]:
        """Yield the triples of a property, stated and inferred, in no order; none where no axiom speaks of it."""
        number = self._predicates.get(predicate)
        if number is not None:
            yield from map(self._triple, self._engine.triples(number))

    def __len__(self) -> int:
        """Return how many triples are inferred."""
        return sum(1 for _ in self._engine.inferred())

    def __bool__(self) -> bool:
        """Return True: a closure is something also where nothing is inferred."""
        return True

    def round(self, triple: Triple) -> int | None:
        """Return the round of a triple, 0 where it is stated.

        :returns: None where it does not follow, or where no axiom speaks of its property.
        """
        coded = self._find(triple)
        return self._engine.round(*coded) if coded else None

    def __contains__(self, triple: Triple) -> bool:
        return self.round(triple) is not None

    def derivations(self, triple: Triple, height: int | None = None) -> list[Derivation]:
        """Return every single step that leads to a triple within a height.

        :param triple: any triple; a stated one, or one that does not follow, has none.
        :param height: how high a proof may be; the triple's round when None, so that all premises are of earlier
            rounds.
        :returns: least height first, then by the rule's name, then by the premises as N-Triples writes them.
        """
        coded = self._find(triple)
        round_ = self._engine.round(*coded) if coded else None
        if not coded or not round_:
            return []
        limit = round_ if height is None else height
        found = [
            Derivation(rule, tuple(self._triple(premise) for premise in match.triples), match.height + 1)
            for rule, coded_rule in self._concluding.get(coded[0], ())
            if (binding := unify(coded_rule.conclusion, coded[1], coded[2], {})) is not None
            for match in self._engine.match(coded_rule.premises, binding)
            if match.height < limit
        ]
        return sorted(found, key=lambda d: (d.height, d.rule.name, [_key(p) for p in d.premises], str(d.rule)))

    def _find(self, triple: Triple) -> CodedTriple | None:
        codes = [self._terms.find(term) for term in (triple.predicate, triple.subject, triple.object)]
        predicate, subject, obj = codes
        return None if predicate is None or subject is None or obj is None else (predicate, subject, obj)

    def _triple(self, coded: CodedTriple) -> Triple:
        predicate, subject, obj = (self._terms.term(number) for number in coded)
        if isinstance(predicate, NamedNode) and not isinstance(subject, Literal):
            return Triple(subject, predicate, obj)
        raise AssertionError(f"{subject} {predicate} {obj} is no triple")

    def _sorted(self, triples: Iterable[tuple[CodedTriple, int]]) -> list[InferredTriple]:
        found = list(triples)
        written = {number: str(self._terms.term(number)) for triple, _ in found for number in triple}

        def key(entry: tuple[CodedTriple, int]) -> tuple[str, str, str]:
            predicate, subject, obj = entry[0]
            return written[subject], written[predicate], written[obj]

        return [InferredTriple(self._triple(triple), round_) for triple, round_ in sorted(found, key=key)]


def close(statements: Iterable[Triple | Quad], axioms: Iterable[Triple]) -> Closure:
    """Return the closure of some statements under the axioms of an ontology.

    :param statements: the stated graph; graph names are not looked at. The ontology may be among it.
    :param axioms: the triples of the ontology, the lists of its property chains included.
    :raises InvalidInput: an axiom could add triples but is of no known kind, is malformed, or stands among
        the statements only.
    """
    closure = Closure(axioms)
    closure.include(statements)
    return closure


def _key(triple: Triple) -> tuple[str, str, str]:
    return str(triple.subject), str(triple.predicate), str(triple.object)


def _code(rule: Rule, number: Callable[[_Node], int]) -> CodedRule:
    def slot(term: Slot) -> int | str:
        return term.name if isinstance(term, Variable) else number(term)

    def pattern(of: Pattern) -> CodedPattern:
        return CodedPattern(number(of.predicate), slot(of.subject), slot(of.object))

    return CodedRule(tuple(pattern(premise) for premise in rule.premises), pattern(rule.conclusion))
