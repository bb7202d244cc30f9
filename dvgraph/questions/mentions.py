"""What a sentence names: codes, numbers with a kind, and names of items, whole or in part, each with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from dvgraph.items.cells import in_words
from dvgraph.search.index import SearchIndex
from dvgraph.search.read import Document
from dvgraph.search.words import STOP, stem, words

__all__ = ["Mention", "Token", "Words", "mentions", "part_mentions"]

_RAW = re.compile(r"[\w][\w.:'\u2019/-]*")
_CODE = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9.-]+\Z")
_NUMBERED = re.compile(r"[A-Za-z]+(\d+)\Z")
_MOST_TOKENS, _LONGEST_NAME = 40, 14
#: How sure a reading is: by code or whole name, by a number with its kind, by a part of a name.
_SURE, _PART, _LEAST_PART = 1.0, 0.55, 0.3


@dataclass(frozen=True)
class Token:
    """A word of a sentence: as it is written, and its stem."""

    raw: str
    stem: str

    @property
    def is_code(self) -> bool:
        """Whether it looks like a code: letters in capitals, or letters with digits."""
        return bool(_CODE.match(self.raw)) or (self.raw.isalpha() and self.raw.isupper())


@dataclass(frozen=True)
class Mention:
    """A place in a sentence that can name an item.

    :param start: its first token.
    :param end: the token after its last.
    :param value: what a parameter is given: the item's curie, or a misprinted code as it is written.
    :param kind: the kind of the item.
    :param quality: how sure the reading is, up to 1.
    :param before: how many tokens before it only say what kind of item it is.
    """

    start: int
    end: int
    value: str
    kind: str
    quality: float
    before: int = 0


class Words:
    """A sentence as tokens; slips of the pen are mended by the words of the index and those of the questions.

    :param text: the sentence.
    :param index: the index of the dataset.
    :param also: the words that questions are asked with.
    """

    def __init__(self, text: str, index: SearchIndex, also: Collection[str] = ()) -> None:
        self.index = index
        self.respelt: dict[str, str] = {}
        self._also = also
        self.tokens = tuple(self._tokens(text))[:_MOST_TOKENS]

    def _tokens(self, text: str) -> Iterator[Token]:
        for match in _RAW.finditer(text):
            raw = match[0].rstrip(".:'\u2019/-")
            if ":" in raw or raw.casefold() in self.index.codes or _CODE.match(raw):
                yield Token(raw, stem(raw.casefold()))
                continue
            for word in words(raw):
                yield Token(raw if word == raw.casefold() else word, stem(self._mended(word)))

    def _mended(self, word: str) -> str:
        if word in STOP or word in self._also or self.index.knows(word):
            return word
        near = self.index.near_words(word, self._also)
        if near:
            self.respelt[word] = near[0]
        return near[0] if near else word

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of all tokens."""
        return tuple(token.stem for token in self.tokens)


def mentions(sentence: Words) -> list[Mention]:
    """Return all that a sentence names by code, by number and kind, or by a whole name."""
    found: list[Mention] = []
    for at, token in enumerate(sentence.tokens):
        found += _coded(sentence, at, token)
    for start in range(len(sentence.tokens)):
        for end in range(start + 1, min(len(sentence.tokens), start + _LONGEST_NAME) + 1):
            for one in sentence.index.names.get(sentence.stems[start:end], ()):
                if not set(sentence.stems[start:end]) <= STOP:
                    found.append(Mention(start, end, one.cell.curie, one.cell.kind or "", _SURE))
    return list(dict.fromkeys(found))


def _coded(sentence: Words, at: int, token: Token) -> Iterator[Mention]:
    index = sentence.index
    for one in index.codes.get(token.raw.casefold(), ()):
        before = _kind_words(sentence.stems[:at], one.cell.kind or "")
        if before or token.is_code or one.cell.kind == "Framework":
            yield Mention(at, at + 1, one.cell.curie, one.cell.kind or "", _SURE, before)
    if ":" in token.raw:
        wanted = token.raw.casefold()
        for one in index.documents:
            if one.cell.curie.casefold() == wanted:
                yield Mention(at, at + 1, one.cell.curie, one.cell.kind or "", _SURE)
    if token.raw.isdigit():
        yield from _numbered(sentence, at, token.raw)


def _numbered(sentence: Words, at: int, number: str) -> Iterator[Mention]:
    """Yield the items that a number after the words of their kind names: "competency 5" is C5."""
    for one in sentence.index.documents:
        match = _NUMBERED.match(one.cell.notation or "")
        if match and match[1] == number and (before := _kind_words(sentence.stems[:at], one.cell.kind or "")):
            yield Mention(at, at + 1, one.cell.curie, one.cell.kind or "", _SURE, before)


def _kind_words(before: tuple[str, ...], kind: str) -> int:
    """Return how many of the last tokens say a kind: the whole of it, or its head ("group" of "staff group")."""
    whole = in_words(kind)
    head = whole.partition(" of ")[0] if " of " in whole else whole.rpartition(" ")[2]
    for phrase in (whole, head):
        stems = tuple(stem(word) for word in phrase.split())
        if stems and before[-len(stems) :] == stems:
            return len(stems)
    return 0


def part_mentions(sentence: Words, kinds: Collection[str]) -> list[Mention]:
    """Return what a sentence names by a part of a name, of the kinds given; the best of each place alone.

    :param kinds: the kinds that may be meant; with none, nothing is found, since a part says too little.
    """
    found: list[Mention] = []
    candidates = [one for one in sentence.index.documents if one.cell.kind in kinds]
    tokens = sentence.stems
    for one in candidates:
        for name in one.all_names:
            found += _parts(sentence, tokens, one, {stem(word) for word in words(name)} - STOP)
    best: dict[tuple[int, int, str], Mention] = {}
    for mention in sorted(found, key=lambda m: -m.quality):
        best.setdefault((mention.start, mention.end, mention.value), mention)
    return list(best.values())


def _parts(sentence: Words, tokens: tuple[str, ...], one: Document, name: set[str]) -> Iterator[Mention]:
    """Yield each longest run of tokens that are words of a name, little words between them."""
    whole = sum(sentence.index.rarity(word) for word in name)
    start = 0
    while start < len(tokens):
        if tokens[start] not in name:
            start += 1
            continue
        end = start + 1
        while end < len(tokens) and (tokens[end] in name or (tokens[end] in STOP and end + 1 < len(tokens))):
            end += 1
        while tokens[end - 1] not in name:
            end -= 1
        share = sum(sentence.index.rarity(word) for word in name & set(tokens[start:end])) / whole if whole else 0.0
        if share >= _LEAST_PART:
            yield Mention(start, end, one.cell.curie, one.cell.kind or "", _PART + 0.4 * share)
        start = end
