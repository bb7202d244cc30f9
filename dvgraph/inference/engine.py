"""The fixpoint over integer-coded triples.

Terms are integers, literals negative ones, so that no literal becomes a subject. A triple's round is the
height of its lowest proof: 0 where stated, else one more than the highest of its premises. The agenda is
worked off round by round, and the rules look at a triple when its round is settled: on a first run this is
semi-naive evaluation; statements that are added later may lower the rounds of what is known, and only what
they change is looked at again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Code", "CodedPattern", "CodedRule", "CodedTriple", "Engine", "Match"]

#: An integer is a term, a string a variable.
Code: TypeAlias = int | str
CodedTriple: TypeAlias = tuple[int, int, int]  # predicate, subject, object: the predicate leads, as in the indexes
_Ends: TypeAlias = dict[int, int]  # the other end of a triple -> its round
_Fire: TypeAlias = Callable[[int, int, int], None]  # subject, object, round


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
        self._by_subject: dict[int, dict[int, _Ends]] = {pattern.predicate: {} for pattern in patterns}
        # Where every premise names the object (rdf:type), nothing is looked up by it.
        self._by_object: dict[int, dict[int, _Ends]] = {
            p.predicate: {} for rule in rules for p in rule.premises if isinstance(p.object, str)
        }
        self._pending: dict[CodedTriple, int] = {}
        self._agenda: dict[int, list[CodedTriple]] = defaultdict(list)
        self._fires: dict[int, list[_Fire]] = defaultdict(list)
        self._fires_at: dict[int, dict[int, list[_Fire]]] = defaultdict(lambda: defaultdict(list))
        for rule in rules:
            for at in range(len(rule.premises)):
                self._hang(rule, at)

    def state(self, predicate: int, subject: int, obj: int) -> None:
        """Put a statement on the agenda; `run` takes it in."""
        self._propose(predicate, subject, obj, 0)

    def run(self) -> list[CodedTriple]:
        """Work off the agenda; return the triples, stated ones too, that are new or whose round has sunk."""
        changed: list[CodedTriple] = []
        while self._agenda:
            level = min(self._agenda)
            settled = self._settle(self._agenda.pop(level), level)
            changed += settled
            for predicate, subject, obj in settled:
                for fire in self._fires.get(predicate, ()):
                    fire(subject, obj, level)
                if predicate in self._fires_at:
                    for fire in self._fires_at[predicate].get(obj, ()):
                        fire(subject, obj, level)
        return changed

    def round(self, predicate: int, subject: int, obj: int) -> int | None:
        """Return the round of a triple, None where it is not entailed."""
        return self._by_subject.get(predicate, {}).get(subject, {}).get(obj)

    def inferred(self) -> Iterator[tuple[CodedTriple, int]]:
        """Yield each triple that is not stated with its round, in no order."""
        for predicate, subjects in self._by_subject.items():
            for subject, objects in subjects.items():
                for obj, round_ in objects.items():
                    if round_:
                        yield (predicate, subject, obj), round_

    def triples(self, predicate: int) -> Iterator[CodedTriple]:
        """Yield the triples of a predicate, stated and inferred, in no order."""
        for subject, objects in self._by_subject.get(predicate, {}).items():
            for obj in objects:
                yield predicate, subject, obj

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
        subjects = self._by_subject.get(pattern.predicate, {})
        if subject is not None and obj is not None:
            round_ = subjects.get(subject, {}).get(obj)
            if round_ is not None:
                yield subject, obj, round_
        elif subject is not None:
            yield from ((subject, end, round_) for end, round_ in subjects.get(subject, {}).items())
        elif obj is not None and pattern.predicate in self._by_object:
            ends = self._by_object[pattern.predicate].get(obj, {})
            yield from ((end, obj, round_) for end, round_ in ends.items())
        else:
            yield from ((s, o, round_) for s, ends in subjects.items() for o, round_ in ends.items())

    def _settle(self, batch: Sequence[CodedTriple], level: int) -> list[CodedTriple]:
        settled = []
        for triple in batch:
            if self._pending.get(triple) != level:
                continue  # it was proposed again, with a lower round
            del self._pending[triple]
            predicate, subject, obj = triple
            self._by_subject[predicate].setdefault(subject, {})[obj] = level
            if predicate in self._by_object:
                self._by_object[predicate].setdefault(obj, {})[subject] = level
            settled.append(triple)
        return settled

    def _propose(self, predicate: int, subject: int, obj: int, round_: int) -> None:
        if subject < 0:
            return
        ends = self._by_subject[predicate].get(subject)
        if ends is not None:
            known = ends.get(obj)
            if known is not None and known <= round_:
                return
        triple = (predicate, subject, obj)
        proposed = self._pending.get(triple)
        if proposed is None or proposed > round_:
            self._pending[triple] = round_
            self._agenda[round_].append(triple)

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
        if len(rule.premises) > 1 or not isinstance(premise.subject, str) or premise.subject == premise.object:
            return None
        predicate, propose = concluded.predicate, self._propose
        names = [premise.subject, premise.object]
        from_, to = _place(concluded.subject, names), _place(concluded.object, names)
        fixed = (_constant(concluded.subject), _constant(concluded.object))

        def fire(subject: int, obj: int, round_: int) -> None:
            ends = (subject, obj, *fixed)
            propose(predicate, ends[from_ if from_ >= 0 else 2], ends[to if to >= 0 else 3], round_ + 1)

        return fire

    def _two_premises(self, rule: CodedRule, at: int) -> _Fire | None:
        """Return the quick way of a rule that joins two open premises in one variable, None for any other."""
        if len(rule.premises) != 2:
            return None
        premise, other = rule.premises[at], rule.premises[1 - at]
        here, there = [premise.subject, premise.object], [other.subject, other.object]
        shared = set(here) & set(there)
        if len(shared) != 1 or len({*here, *there}) != 3 or any(isinstance(code, int) for code in (*here, *there)):
            return None
        join = here.index(next(iter(shared)))
        joined_at_subject = there[0] == here[join]
        index = (self._by_subject if joined_at_subject else self._by_object)[other.predicate]
        names = [*here, there[1] if joined_at_subject else there[0]]
        concluded, propose = rule.conclusion, self._propose
        predicate, from_, to = (
            concluded.predicate,
            _place(concluded.subject, names),
            _place(concluded.object, names),
        )
        if from_ < 0 or to < 0:
            return None

        def fire(subject: int, obj: int, round_: int) -> None:
            partners = index.get(obj if join else subject)
            if partners:
                for end, other_round in partners.items():
                    ends = (subject, obj, end)
                    propose(predicate, ends[from_], ends[to], max(round_, other_round) + 1)

        return fire

    def _any_premises(self, rule: CodedRule, at: int) -> _Fire:
        """Return the way of any rule."""
        premise, concluded = rule.premises[at], rule.conclusion
        rest = [pattern for n, pattern in enumerate(rule.premises) if n != at]

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
                    self._propose(concluded.predicate, subject_, object_, max(round_, match.height) + 1)

        return fire


def unify(pattern: CodedPattern, subject: int, obj: int, binding: Mapping[str, int]) -> dict[str, int] | None:
    """Return the binding under which the pattern is that triple, None where there is none."""
    bound = dict(binding)
    for code, value in ((pattern.subject, subject), (pattern.object, obj)):
        if (bound.setdefault(code, value) if isinstance(code, str) else code) != value:
            return None
    return bound


def _value(code: Code, binding: Mapping[str, int]) -> int | None:
    return binding.get(code) if isinstance(code, str) else code


def _place(code: Code, names: Sequence[Code]) -> int:
    return names.index(code) if isinstance(code, str) else -1


def _constant(code: Code) -> int:
    return code if isinstance(code, int) else 0
