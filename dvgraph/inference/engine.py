"""The fixpoint over integer-coded triples.

Terms are integers, literals negative ones, so that no literal becomes a subject. A triple's round is the
height of its lowest proof: 0 where stated, else one more than the highest of its premises. The agenda is
worked off round by round, and the rules look at a triple when its round is settled, together with those settled
before: so each set of premises is met once, by the last of them. On a first run this is semi-naive evaluation;
statements that are added later may lower the rounds of what is known, and only what they change is looked at again.

Rounds stand in one flat mapping a property, under one number for both ends of a triple: at large sizes memory is
what costs, and small objects cost most. Until a triple is settled the complement of its round stands there (a
negative number), so that nothing is proposed twice. What leads from one end to the others is kept for the properties
that rules join in, and for others from when it is first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Code", "CodedPattern", "CodedRule", "CodedTriple", "Engine", "Match"]

#: An integer is a term, a string a variable.
Code: TypeAlias = int | str
CodedTriple: TypeAlias = tuple[int, int, int]  # predicate, subject, object: the predicate leads, as in the indexes
_Ends: TypeAlias = dict[int, list[int]]  # one end of a property's triples -> the others
_Fire: TypeAlias = Callable[[int, int, int], None]  # subject, object, round
_Propose: TypeAlias = Callable[[int, int, int], None]  # the same

#: Both ends of a triple in one number: object * 2^32 + subject. Subjects follow each other in memory, and so do these.
_SHIFT = 32
_SUBJECT = (1 << _SHIFT) - 1


@dataclass(frozen=True)
class CodedPattern:
    """A pattern whose terms are integers."""

    predicate: int
    subject: Code
    object: Code


@dataclass(frozen=True)
class CodedRule:
    """A rule whose terms are integers."""

    premises: tuple[CodedPattern, ...]
    conclusion: CodedPattern


@dataclass(frozen=True)
class Match:
    """One way in which premises hold: variables, triples in the order of the premises, highest round."""

    binding: Mapping[str, int]
    triples: tuple[CodedTriple, ...]
    height: int


class Engine:
    """A graph that is closed under rules, and stays so as statements are added.

    :param rules: the rules; triples of predicates that no rule speaks of need not be given.
    """

    def __init__(self, rules: Sequence[CodedRule]) -> None:
        self.rules = tuple(rules)
        patterns = [pattern for rule in rules for pattern in (*rule.premises, rule.conclusion)]
        self._rounds: dict[int, dict[int, int]] = {pattern.predicate: {} for pattern in patterns}
        joined = {pattern.predicate for rule in rules if len(rule.premises) > 1 for pattern in rule.premises}
        self._by_subject: dict[int, _Ends] = {predicate: {} for predicate in joined}
        self._by_object: dict[int, _Ends] = {predicate: {} for predicate in joined}
        self._sunk: set[CodedTriple] = set()  # settled before this run, now on the agenda with a lower round
        self._agenda: dict[int, list[CodedTriple]] = defaultdict(list)
        self._fires: dict[int, list[_Fire]] = defaultdict(list)
        self._fires_at: dict[int, dict[int, list[_Fire]]] = defaultdict(lambda: defaultdict(list))
        self._proposers = {predicate: self._proposer(predicate) for predicate in self._rounds}
        for rule in rules:
            for at in range(len(rule.premises)):
                self._hang(rule, at)

    def state(self, predicate: int, subject: int, obj: int) -> None:
        """Put a statement on the agenda; `run` takes it in."""
        self._proposers[predicate](subject, obj, 0)

    def run(self, changed: list[CodedTriple] | None = None) -> None:
        """Work off the agenda.

        :param changed: gathers the triples, stated ones too, that are new or whose round has sunk.
        """
        rounds, joined, fires, fires_at = self._rounds, self._by_subject, self._fires, self._fires_at
        while self._agenda:
            level = min(self._agenda)
            for triple in self._agenda.pop(level):
                predicate, subject, obj = triple
                known, key = rounds[predicate], (obj << _SHIFT) + subject
                if known[key] != ~level:
                    continue  # it was proposed again, with a lower round
                known[key] = level
                if predicate in joined:
                    self._join(predicate, subject, obj)
                if changed is not None:
                    changed.append(triple)
                for fire in fires.get(predicate, ()):
                    fire(subject, obj, level)
                if predicate in fires_at:
                    for fire in fires_at[predicate].get(obj, ()):
                        fire(subject, obj, level)
        self._sunk.clear()

    def _join(self, predicate: int, subject: int, obj: int) -> None:
        """Make a settled triple known to those that look for it by one end."""
        if (predicate, subject, obj) not in self._sunk:
            self._by_subject[predicate].setdefault(subject, []).append(obj)
            self._by_object[predicate].setdefault(obj, []).append(subject)

    def round(self, predicate: int, subject: int, obj: int) -> int | None:
        """Return the round of a triple, None where it is not entailed."""
        return self._rounds.get(predicate, {}).get((obj << _SHIFT) + subject)

    def inferred(self) -> Iterator[tuple[CodedTriple, int]]:
        """Yield each triple that is not stated with its round, in no order."""
        for predicate, known in self._rounds.items():
            for key, round_ in known.items():
                if round_:
                    yield (predicate, key & _SUBJECT, key >> _SHIFT), round_

    def triples(self, predicate: int) -> Iterator[CodedTriple]:
        """Yield the triples of a predicate, stated and inferred, in no order."""
        for key in self._rounds.get(predicate, {}):
            yield predicate, key & _SUBJECT, key >> _SHIFT

    def match(self, premises: Sequence[CodedPattern], binding: Mapping[str, int]) -> Iterator[Match]:
        """Yield all ways in which the premises hold, given what some variables are."""
        yield from self._match(dict(enumerate(premises)), dict(binding), {}, 0)

    def _match(
        self,
        rest: Mapping[int, CodedPattern],
        binding: dict[str, int],
        found: dict[int, CodedTriple],
        height: int,
    ) -> Iterator[Match]:
        if not rest:
            yield Match(binding, tuple(found[n] for n in sorted(found)), height)
            return
        at = max(
            rest,
            key=lambda n: sum(_value(code, binding) is not None for code in (rest[n].subject, rest[n].object)),
        )
        others = {n: pattern for n, pattern in rest.items() if n != at}
        for subject, obj, round_ in self._candidates(rest[at], binding):
            bound = unify(rest[at], subject, obj, binding)
            if bound is not None:
                triple = (rest[at].predicate, subject, obj)
                yield from self._match(others, bound, {**found, at: triple}, max(height, round_))

    def _candidates(self, pattern: CodedPattern, binding: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
        subject, obj = _value(pattern.subject, binding), _value(pattern.object, binding)
        known = self._rounds.get(pattern.predicate, {})
        ends: Iterable[tuple[int, int]]
        if subject is not None and obj is not None:
            ends = ((subject, obj),)
        elif subject is not None:
            ends = [(subject, end) for end in self._ends(self._by_subject, pattern.predicate).get(subject, ())]
        elif obj is not None:
            ends = [(end, obj) for end in self._ends(self._by_object, pattern.predicate).get(obj, ())]
        else:
            ends = [(key & _SUBJECT, key >> _SHIFT) for key in known]
        for one, other in ends:
            round_ = known.get((other << _SHIFT) + one, -1)
            if round_ >= 0:  # else it is not settled, and meets what asks when it is
                yield one, other, round_

    def _ends(self, index: Mapping[int, _Ends], predicate: int) -> _Ends:
        """Return what leads from one end of a property's triples to the others; made when first asked for."""
        if predicate not in self._by_subject:
            by_subject: _Ends = defaultdict(list)
            by_object: _Ends = defaultdict(list)
            for _, subject, obj in self.triples(predicate):
                by_subject[subject].append(obj)
                by_object[obj].append(subject)
            # In this order: who sees the first, in another thread, finds the second.
            self._by_object[predicate], self._by_subject[predicate] = dict(by_object), dict(by_subject)
        return index[predicate]

    def _proposer(self, predicate: int) -> _Propose:
        """Return what puts triples of a predicate on the agenda, unless they are known with no higher a round."""
        rounds, agenda, sunk = self._rounds[predicate], self._agenda, self._sunk

        def propose(subject: int, obj: int, round_: int) -> None:
            if subject < 0:
                return
            key = (obj << _SHIFT) + subject
            known = rounds.get(key)
            if known is not None:
                if (known if known >= 0 else ~known) <= round_:
                    return
                if known >= 0:
                    sunk.add((predicate, subject, obj))
            rounds[key] = ~round_
            agenda[round_].append((predicate, subject, obj))

        return propose

    def _hang(self, rule: CodedRule, at: int) -> None:
        premise = rule.premises[at]
        fire = self._one_premise(rule) or self._two_premises(rule, at) or self._any_premises(rule, at)
        if isinstance(premise.object, int):
            self._fires_at[premise.predicate][premise.object].append(fire)
        else:
            self._fires[premise.predicate].append(fire)

    def _one_premise(self, rule: CodedRule) -> _Fire | None:
        """Return the quick way of a rule with one premise, None for any other."""
        premise, concluded = rule.premises[0], rule.conclusion
        from_, to = premise.subject, premise.object
        if len(rule.premises) > 1 or not isinstance(from_, str) or from_ == to:
            return None
        propose = self._proposers[concluded.predicate]
        fixed = concluded.object
        if isinstance(fixed, int) and concluded.subject in (from_, to):
            if concluded.subject == from_:
                return lambda subject, _, round_: propose(subject, fixed, round_ + 1)
            return lambda _, obj, round_: propose(obj, fixed, round_ + 1)
        if (concluded.subject, concluded.object) == (from_, to):
            return lambda subject, obj, round_: propose(subject, obj, round_ + 1)
        if (concluded.subject, concluded.object) == (to, from_):
            return lambda subject, obj, round_: propose(obj, subject, round_ + 1)
        return None

    def _two_premises(self, rule: CodedRule, at: int) -> _Fire | None:
        """Return the quick way of a rule that joins two open premises end to start, None for any other."""
        if not _is_plain_chain(rule):
            return None
        first, second = rule.premises
        propose = self._proposers[rule.conclusion.predicate]
        after, rounds_after = self._by_subject[second.predicate], self._rounds[second.predicate]
        before, rounds_before = self._by_object[first.predicate], self._rounds[first.predicate]

        def fire_first(subject: int, obj: int, round_: int) -> None:
            for end in after.get(obj, ()):
                other_round = rounds_after[(end << _SHIFT) + obj]
                if other_round >= 0:  # else it is not settled, and meets this triple when it is
                    propose(subject, end, max(round_, other_round) + 1)

        def fire_second(subject: int, obj: int, round_: int) -> None:
            for start in before.get(subject, ()):
                other_round = rounds_before[(subject << _SHIFT) + start]
                if other_round >= 0:
                    propose(start, obj, max(round_, other_round) + 1)

        return fire_second if at else fire_first

    def _any_premises(self, rule: CodedRule, at: int) -> _Fire:
        """Return the way of any rule."""
        premise, concluded = rule.premises[at], rule.conclusion
        rest = [pattern for n, pattern in enumerate(rule.premises) if n != at]
        propose = self._proposers[concluded.predicate]

        def fire(subject: int, obj: int, round_: int) -> None:
            binding = unify(premise, subject, obj, {})
            if binding is None:
                return
            for match in self.match(rest, binding):
                subject_, object_ = (
                    _value(concluded.subject, match.binding),
                    _value(concluded.object, match.binding),
                )
                if subject_ is not None and object_ is not None:
                    propose(subject_, object_, max(round_, match.height) + 1)

        return fire


def _is_plain_chain(rule: CodedRule) -> bool:
    """Return whether a rule is of the form (a, b), (b, c) => (a, c), with three variables."""
    if len(rule.premises) != 2:
        return False
    first, second = rule.premises
    start, middle, end = first.subject, first.object, second.object
    variables = {code for code in (start, middle, end) if isinstance(code, str)}
    concluded = (rule.conclusion.subject, rule.conclusion.object)
    return second.subject == middle and len(variables) == 3 and concluded == (start, end)


def unify(pattern: CodedPattern, subject: int, obj: int, binding: Mapping[str, int]) -> dict[str, int] | None:
    """Return the binding under which the pattern is that triple, None where there is none."""
    bound = dict(binding)
    for code, value in ((pattern.subject, subject), (pattern.object, obj)):
        if (bound.setdefault(code, value) if isinstance(code, str) else code) != value:
            return None
    return bound


def _value(code: Code, binding: Mapping[str, int]) -> int | None:
    return binding.get(code) if isinstance(code, str) else code
