"""Plain words -> a named question with its parameters, by the ways to ask it that the questions' headers give.

A way to ask has fixed words and places for parameters. A sentence is compared with every way: what it names fills the
places, by class, and the rest of its words is weighed against the fixed ones. No question and no document is known
here by name.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Protocol, Self

from pyoxigraph import NamedNode

from dvgraph.items.readable import Readable
from dvgraph.questions.header import Parameter, Question
from dvgraph.questions.mentions import Mention, Words, mentions, part_mentions
from dvgraph.questions.registry import Registry
from dvgraph.search.index import SearchIndex
from dvgraph.search.words import STOP, stem, words

__all__ = ["Reading", "Searchable", "Understander", "Understood"]

_CLASSES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?lower ?upper
WHERE { ?lower rdfs:subClassOf+ ?upper . FILTER(isIRI(?upper)) }
ORDER BY ?lower ?upper
"""
_PLACE = re.compile(r"\{(\w+)\}")
_LITTLE, _SLOT, _NEIGHBOUR = 0.15, 1.5, 0.05
#: A reading this good is answered; one less good is offered; two as good as each other are a doubt.
_ANSWERED, _OFFERED, _DOUBT = 0.66, 0.5, 0.02
#: So much of the fixed words must stand in the sentence; more of a way that has no places.
_LEAST_FIXED, _LEAST_ALONE = 0.5, 0.8
_MOST_KINDS = 6
_MOST_FILLINGS, _MOST_OFFERED, _LONGEST = 8, 5, 400


class Searchable(Readable, Protocol):
    """A dataset with named questions and a search index."""

    @property
    def questions(self) -> Registry:
        """The named questions."""
        ...

    @property
    def index(self) -> SearchIndex:
        """The search index."""
        ...


@dataclass(frozen=True)
class Reading:
    """A way to understand a sentence.

    :param question: the question's name.
    :param parameters: parameter -> curie or plain value.
    :param score: how well it fits, up to 1.
    :param passed_over: the words of the sentence that it takes no account of, little ones aside.
    """

    question: str
    parameters: Mapping[str, str]
    score: float
    passed_over: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The reading in words: `units-for-objective, objective = ..`."""
        return ", ".join([self.question, *(f"{name} = {value}" for name, value in self.parameters.items())])


@dataclass(frozen=True)
class Understood:
    """What a sentence can mean.

    :param text: the sentence.
    :param reading: the one reading that is good enough to be answered, None where there is none or a doubt.
    :param doubtful: where a code or name has several readings: all of them, equally good.
    :param others: further readings, best first, to be offered.
    :param questions: the questions that come near but lack what they ask about, best first.
    :param respelt: word -> the word that it was taken for.
    """

    text: str
    reading: Reading | None
    doubtful: tuple[Reading, ...] = ()
    others: tuple[Reading, ...] = ()
    questions: tuple[str, ...] = ()
    respelt: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Way:
    """One way to ask a question: its fixed stems with their weights, its places, the stem before each place."""

    question: Question
    fixed: tuple[str, ...]
    places: tuple[Parameter, ...]
    before: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether it names all that the question needs."""
        named = {one.name for one in self.places}
        return all(one.optional or one.name in named for one in self.question.parameters)


class Understander:
    """Reads sentences as questions of a dataset.

    :param questions: the named questions.
    :param index: the search index of the dataset.
    :param below: local name of a class -> those of its subclasses.
    """

    def __init__(
        self, questions: Iterable[Question], index: SearchIndex, below: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self._index = index
        self._below = below or {}
        self._ways = [way for question in questions for way in _ways(question)]
        self._spelt = {word for way in self._ways for ask in way.question.asks for word in words(_PLACE.sub(" ", ask))}
        counted = Counter(word for way in self._ways for word in set(way.fixed))
        self._weights = {word: _weight(word, number, len(self._ways)) for word, number in counted.items()}

    @classmethod
    def read(cls, dataset: Searchable) -> Self:
        """Return what reads sentences as questions of a dataset."""
        below: dict[str, set[str]] = defaultdict(set)
        for lower, upper in dataset.store.select(_CLASSES, dataset.stated_graphs).rows:
            if isinstance(lower, NamedNode) and isinstance(upper, NamedNode):
                below[_local(upper.value)].add(_local(lower.value))
        return cls(dataset.questions, dataset.index, {name: frozenset(kinds) for name, kinds in below.items()})

    def understand(self, text: str) -> Understood:
        """Return what a sentence can mean, best first; never an error."""
        sentence = Words(text[:_LONGEST], self._index, self._spelt)
        named = mentions(sentence)
        best: dict[tuple[str, tuple[tuple[str, str], ...]], Reading] = {}
        near: dict[str, float] = {}
        parts: dict[frozenset[str], list[Mention]] = {}
        for way in self._ways:
            for score, reading in self._read(way, sentence, named, parts):
                if reading is None:
                    near[way.question.name] = max(near.get(way.question.name, 0.0), score)
                    continue
                key = (reading.question, tuple(reading.parameters.items()))
                if key not in best or best[key].score < score:
                    best[key] = reading
        ranked = sorted(best.values(), key=lambda one: (-one.score, one.question, tuple(one.parameters.items())))
        return _chosen(text, ranked, near, sentence.respelt)

    def _read(
        self, way: _Way, sentence: Words, named: list[Mention], parts: dict[frozenset[str], list[Mention]]
    ) -> Iterator[tuple[float, Reading | None]]:
        """Yield the readings of a sentence by one way to ask; None for one that lacks something."""
        choices = []
        for parameter in way.places:
            kinds = self._kinds(parameter)
            if kinds not in parts:
                parts[kinds] = part_mentions(sentence, kinds) if len(kinds) <= _MOST_KINDS else []
            fitting = [one for one in [*named, *parts[kinds]] if not kinds or one.kind in kinds]
            choices.append(_best(fitting))
        if not way.whole or not all(choices):
            yield self._score(way, sentence, ())[0], None
            return
        for filling in product(*choices):
            if _apart(filling, way.places):
                score, passed_over = self._score(way, sentence, filling)
                given = {p.name: one.value for p, one in zip(way.places, filling, strict=True)}
                values = {p.name: given[p.name] for p in way.question.parameters if p.name in given}
                yield score, Reading(way.question.name, values, round(score, 3), passed_over)

    def _kinds(self, parameter: Parameter) -> frozenset[str]:
        """Return the kinds that a parameter takes, none for any."""
        if parameter.type == "framework":
            return frozenset({"Framework"})
        named = {name.rpartition(":")[2] for name in parameter.classes}
        return frozenset(named.union(*(self._below.get(name, frozenset()) for name in named)))

    def _score(self, way: _Way, sentence: Words, filling: tuple[Mention, ...]) -> tuple[float, tuple[str, ...]]:
        """Return how well a sentence fits a way to ask, up to 1, and the words that are passed over.

        A number or code that names nothing is never passed over: such a reading is at best offered.
        """
        taken = {at for one in filling for at in range(one.start, one.end)}
        free = {at for one in filling for at in range(one.start - one.before, one.start)}
        left = Counter(way.fixed)
        got = fixed = text = 0.0
        strange = False
        passed_over = []
        for at, token in enumerate(sentence.stems):
            if at in taken:
                continue
            weight = self._weights.get(token, _LITTLE if token in STOP else 1.0)
            if left[token]:
                left[token] -= 1
                got += weight
                text += weight
            elif at not in free:
                text += weight
                if token not in STOP:
                    passed_over.append(sentence.tokens[at].raw)
                strange = strange or any(letter.isdigit() for letter in token)
        fixed = sum(self._weights[word] for word in way.fixed)
        if fixed and got < (_LEAST_FIXED if way.places else _LEAST_ALONE) * fixed:
            return 0.0, ()
        neighbours = sum(
            1
            for one, word in zip(filling, way.before, strict=False)
            if one.start and word == sentence.stems[one.start - 1]
        )
        slots = _SLOT * len(filling)
        sure = _SLOT * sum(one.quality for one in filling)
        both = text + fixed + 2 * slots
        beside = neighbours / len(filling) if filling else 1.0
        score = (1 - _NEIGHBOUR) * 2 * (got + sure) / both + _NEIGHBOUR * beside if both else 0.0
        return (min(score, _OFFERED) if strange else score), tuple(passed_over)


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _ways(question: Question) -> Iterator[_Way]:
    known = {one.name: one for one in question.parameters}
    for ask in question.asks:
        pieces = _PLACE.split(ask)
        fixed = [[stem(word) for word in words(piece)] for piece in pieces[0::2]]
        before = tuple(piece[-1] if piece else "" for piece in fixed[:-1])
        yield _Way(
            question, tuple(word for piece in fixed for word in piece), tuple(known[n] for n in pieces[1::2]), before
        )


def _weight(word: str, number: int, ways: int) -> float:
    """Return how much a fixed word counts: little words little, words of few ways more than words of many."""
    if word in STOP:
        return _LITTLE
    return 0.6 + 0.4 * math.log(1 + ways / number) / math.log(1 + ways)


def _best(fitting: list[Mention]) -> list[Mention]:
    """Return the mentions that are worth a try: the surest, and the longest of them, each once."""
    ranked = sorted(dict.fromkeys(fitting), key=lambda m: (-m.quality * (m.end - m.start + 1), m.start, m.value))
    return ranked[:_MOST_FILLINGS]


def _apart(filling: tuple[Mention, ...], places: tuple[Parameter, ...]) -> bool:
    """Return whether mentions stand apart, are different items, and in the order of places that take the same kinds."""
    ordered = sorted(filling, key=lambda one: one.start)
    apart = all(one.end <= other.start for one, other in pairwise(ordered))
    pairs = list(zip(filling, places, strict=True))
    in_order = all(
        one.start < other.start
        for at, (one, place) in enumerate(pairs)
        for other, further in pairs[at + 1 :]
        if (place.type, place.classes) == (further.type, further.classes)
    )
    return apart and in_order and len({one.value for one in filling}) == len(filling)


def _chosen(text: str, ranked: list[Reading], near: Mapping[str, float], respelt: Mapping[str, str]) -> Understood:
    good = [one for one in ranked if one.score >= _OFFERED]
    best: dict[str, Reading] = {}
    for one in good:
        best.setdefault(one.question, one)
    first = list(best.values())
    questions = tuple(
        name
        for name, score in sorted(near.items(), key=lambda pair: (-pair[1], pair[0]))
        if score >= _OFFERED and name not in {one.question for one in good}
    )[:_MOST_OFFERED]
    if not good or good[0].score < _ANSWERED:
        return Understood(text, None, (), tuple(first[:_MOST_OFFERED]), questions, respelt)
    equal = tuple(one for one in good if one.question == good[0].question and good[0].score - one.score <= _DOUBT)
    if len(equal) > 1:
        others = tuple(one for one in first if one.question != good[0].question)[:_MOST_OFFERED]
        return Understood(text, None, equal, others, questions, respelt)
    return Understood(text, good[0], (), tuple(first[1 : _MOST_OFFERED + 1]), questions, respelt)
