"""What a text must not lose when it is said in other words: numbers, negation, modal force, time, exceptions, names.

Each kind has the words by which a text asks for it and the words that answer for it. What answers is read
generously: a check that cries wolf is soon not read. So nothing here proves that two texts mean the same; it shows
where one lacks what the other has.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from dvgraph.validation.numbers import Number, durations, numbers

__all__ = ["KINDS", "Loss", "Ours", "losses"]

#: The kinds of what can be lost.
KINDS = ("number", "negation", "modal", "time", "exception", "name")


@dataclass(frozen=True)
class Loss:
    """A mark of meaning that a source has and our text has not.

    :param kind: one of KINDS.
    :param word: the word of the source.
    """

    kind: str
    word: str


@dataclass(frozen=True)
class Ours:
    """What we say of an item.

    :param texts: its texts: label, definition, exception, population, dated names ..
    :param cited: the names of what it cites by code, which answer for names in its source.
    :param force: the words of its controlled force ("must", "mustNot").
    :param durations: its time limits, as xsd:duration.
    :param has_exception: whether an exception is stated of it.
    """

    texts: tuple[str, ...]
    cited: tuple[str, ...] = ()
    force: frozenset[str] = frozenset()
    durations: tuple[str, ...] = ()
    has_exception: bool = False

    @property
    def text(self) -> str:
        """All its texts, one a line."""
        return "\n".join(self.texts)


@dataclass(frozen=True)
class _Mark:
    """Words that ask for a kind of meaning, and words that answer for it.

    :param name: the force that a controlled value can state, for modals.
    """

    kind: str
    asks: re.Pattern[str]
    answers: re.Pattern[str]
    name: str = ""


def _mark(kind: str, asks: str, answers: str, name: str = "") -> _Mark:
    return _Mark(kind, re.compile(rf"\b(?:{asks})\b", re.I), re.compile(rf"\b(?:{asks}|{answers})\b", re.I), name)


_MARKS = (
    _mark(
        "modal",
        r"must|shall|(?:is|are|be|being|been) (?:legally |also )?required|requires|(?:have|has|had|having) to|needs? to"
        r"|mandatory|compulsory|obligatory|essential|necessary|imperative",
        r"requir\w+|needed|needs?|oblig\w+|duty|bound to|vital|indispensable|falls? to|condition",
        "must",
    ),
    _mark(
        "modal",
        r"should|ought|(?:is|are) expected to|(?:is|are) recommended|advisable",
        r"expect\w*|recommend\w*|advis\w+|good practice",
        "should",
    ),
    _mark(
        "modal",
        r"may|might|can|could",
        r"able|unable|ability|possib\w+|potential\w*|capable|enabl\w+|allow\w*|cannot|permit\w*|optional\w*",
        "may",
    ),
    _mark(
        "exception",
        r"except|exception|unless|other than|apart from|excluding|excluded|exempt|not including"
        r"|save (?:for|where|that|in)",
        r"except\w*|exclu\w+|exempt\w*|if not|but not|only if|only when|only where|left out|leav\w+ out",
    ),
    _mark(
        "exception",
        r"(?<!not )(?:only|solely|exclusively)",
        r"only|solely|sole|alone|just|no more than|limited to|limits?|nothing (?:but|else)|no other",
    ),
    _mark("time", r"annual|annually|yearly|every year|each year|once a year|per annum", r"(?:a|the) year"),
    _mark("time", r"monthly|every month|each month|once a month", r"a month"),
    _mark("time", r"weekly|every week|each week|once a week", r"a week"),
    _mark("time", r"daily|every day|each day", r"a day|day-to-day"),
    _mark("time", r"quarterly|every quarter", r"three months|3 months"),
    _mark(
        "time",
        r"immediate|immediately|at once|straight away|straightaway|without delay|promptly|prompt",
        r"directly|right away|no delay|forthwith|delay\w*",
    ),
    _mark("time", r"as soon as", r"earliest|soon\w*|once"),
    _mark("time", r"timely|in good time", r"in time|prompt\w*|on time"),
    _mark("time", r"before|prior to|in advance|beforehand", r"first|until|ahead|earlier|prior|previous\w*|advance"),
    _mark("time", r"after|afterwards", r"once|follow\w*|when|post-\w+|later|then|since|upon"),
    _mark("time", r"until", r"till|as long as|before"),
    _mark("time", r"throughout", r"whole|all through|as long as|in the course of|during|every|end to end"),
    _mark("time", r"regular|regularly|routinely|periodic|periodically|frequently", r"routine\w*|often|frequen\w+"),
    _mark(
        "time",
        r"ongoing|on-going|continuous|continuously|continual\w*",
        r"go(?:es|ing)? on|keeps?|kept|continu\w+|all the time|lasting",
    ),
    _mark(
        "time",
        r"at all times|at any time|always|at all stages|at every stage|at each stage",
        r"any time|each stage|never|all the time|every time",
    ),
)

_NEGATION = re.compile(
    r"\b(?:not(?! only| just| merely| limited to| necessarily| least)|cannot|no(?!\.)|never|without|neither|nor|none"
    r"|nobody|nothing|nowhere|no-one)\b|n't\b",
    re.IGNORECASE,
)
#: A negation that turns nothing round: "whether or not", "or not", "no matter", "not only".
_IDLE = re.compile(
    r"\bwhether or not\b|\bno matter\b|\bno doubt\b|\bnot least\b|\bor not\b|\bno less than\b", re.IGNORECASE
)
_DENIES = re.compile(
    r"\b(?:not|cannot|no|never|without|neither|nor|none|nobody|nothing|nowhere|no-one|unless|instead|rather than"
    r"|lack\w*|fail\w*|refus\w+|forbid\w*|forbad\w+|prohibit\w*|absen\w+|exclu\w+"
    r"|free (?:of|from)|prevent\w*|den(?:y|ies|ied)|missing|less|left out|leav\w+ out|alone|too \w+ to|below|short of"
    r"|un(?!der|til|it|i[oq]|ivers|animous)\w{3,}|non-?\w{3,}|\w{3,}less(?:ly)?)\b|n't\b",
    re.IGNORECASE,
)

#: Abbreviations (DASH, IDVAs, CPO/R) and codes (CB1, B3.1).
_NAME = re.compile(r"(?<![\w.])(?:[A-Z]{2,}[0-9]*(?:\.[0-9]+)*|[A-Z][0-9]+(?:\.[0-9]+)*)(?=s?(?!\w))")
_CODE = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*", re.IGNORECASE)
_LOWER = re.compile(r"\b[a-z]{2,}\b")
_INITIALS = re.compile(r"[a-z0-9]+", re.IGNORECASE)
_SMALL_WORDS = frozenset({"and", "of", "the", "for", "to", "in", "on", "a", "an", "by", "with", "at", "or"})
#: "Lock the door": beside a controlled force, a command needs no modal verb.
_COMMAND = re.compile(
    r"(?!The|An?|Each|Every|All|Any|No|There|It|They|If|Where|When|Th(?:is|ese|ose)|For|In|On|At|By|To|Who|What|How)\b"
    r"(?:Do not )?[A-Z][a-z]*(?<!s)(?<!ed)(?<!ing)"
    r" (?:the|an?|all|every|each|any|no|only|sure|their|its|his|her|your|them|it|that|what|who|how|at least|\d+)\b"
)
_ADDRESS = re.compile(r"<?\b(?:https?://|www\.)[^\s>]+>?", re.IGNORECASE)
_MONTH = re.compile(r"\bMay(?= \d)|(?<=\d )May\b")


def losses(source: str, ours: Ours, names: Collection[str] = ()) -> list[Loss]:
    """Return what of a source's text ours lacks.

    :param source: the text as printed, its markup removed.
    :param ours: what we say instead.
    :param names: names of bodies, laws and tools that count wherever the source prints them.
    :returns: the losses, by kind and then in the order of the source, each once.
    """
    source = _MONTH.sub("", _ADDRESS.sub(" ", source))
    found = [
        *_lost_numbers(source, ours),
        *_lost_negations(source, ours),
        *_lost_marks(source, ours),
        *_lost_names(source, ours, names),
    ]
    return list(dict.fromkeys(found))


def _lost_numbers(source: str, ours: Ours) -> Iterator[Loss]:
    had = [*numbers(ours.text), *durations(ours.durations)]
    values, lengths = {one.value for one in had}, [one.hours for one in had if one.hours is not None]
    for one in numbers(source):
        if one.asked and not _has(one, values, lengths):
            yield Loss("number", one.word)


def _has(one: Number, values: Collection[float], lengths: Iterable[float]) -> bool:
    """Return whether a number is among others, by value or as the same length of time (one week, 7 days)."""
    hours = one.hours
    # A year is 12 months and some days: lengths agree within a twentieth.
    return one.value in values or (hours is not None and any(abs(hours - n) <= hours / 20 for n in lengths))


def _lost_negations(source: str, ours: Ours) -> Iterator[Loss]:
    """Yield the last negations of the source, as many as each text of ours has fewer of."""
    asked = [match[0].lower() for match in _NEGATION.finditer(_IDLE.sub(" ", source))]
    said = max((len(_DENIES.findall(text)) for text in ours.texts), default=0)
    had = said + ("mustNot" in ours.force) + ours.has_exception
    yield from (Loss("negation", word) for word in asked[had:])


def _lost_marks(source: str, ours: Ours) -> Iterator[Loss]:
    for mark in _MARKS:
        asked = mark.asks.search(source)
        if asked and not _answers(mark, ours):
            yield Loss(mark.kind, asked[0].lower())


def _answers(mark: _Mark, ours: Ours) -> bool:
    if mark.kind == "exception" and ours.has_exception:
        return True
    if mark.answers.search(ours.text):
        return True
    stated = bool(mark.name) and not ours.force.isdisjoint({mark.name, f"{mark.name}Not"})
    return stated and any(_COMMAND.match(text) for text in ours.texts)


def _lost_names(source: str, ours: Ours, names: Collection[str]) -> Iterator[Loss]:
    text = "\n".join([ours.text, *ours.cited])
    folded, words, initials = text.casefold(), _words(text), _initials(text)
    # In capitals throughout, a word is no abbreviation.
    short = [match[0] for match in _NAME.finditer(source)] if _LOWER.search(source) else []
    for name in short:
        if name.casefold() not in words and not any(name.casefold() in letters for letters in initials):
            yield Loss("name", name)
    for name in sorted(names):
        if name.casefold() not in folded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", source):
            yield Loss("name", name)


def _words(text: str) -> frozenset[str]:
    """Return the words and codes of a text, in small letters, each without a plural's end too."""
    found = {word.casefold() for word in _CODE.findall(text)}
    return frozenset(found | {word.removesuffix("s") for word in found})


def _initials(text: str) -> tuple[str, str]:
    """Return the first letters of a text's words: of all, and without small words."""
    words = [word.casefold() for word in _INITIALS.findall(text)]
    return "".join(word[0] for word in words), "".join(word[0] for word in words if word not in _SMALL_WORDS)
