"""The index of a dataset in memory: words -> items, ranked by BM25 over weighted fields.

Source: S. Robertson, H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6 (BM25F).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from dvgraph.errors import UnknownName
from dvgraph.items.cells import in_words
from dvgraph.items.describe import natural
from dvgraph.items.readable import Readable
from dvgraph.search.read import Document, documents
from dvgraph.search.results import Facet, Hit, Results
from dvgraph.search.words import STOP, distance, most_slips, stem, words

__all__ = ["SearchIndex"]

#: Field -> how much a word in it counts.
_FIELDS: Mapping[str, float] = {"names": 4.0, "other_names": 3.0, "topics": 1.5, "definition": 1.0}
_SATURATION, _LENGTH = 1.2, 0.6
#: What has just the words as a name counts so much more.
_WHOLE_NAME = 2.0
#: A code in the words outweighs all words.
_CODE = 40.0
#: What was found by less than this part of the words' weight is left out.
_LEAST_COVER = 0.5
#: How much a word counts that was found for another one: by a slip of the pen, as the beginning of a word.
_SLIP, _BEGINNING = 0.6, 0.5
_MOST_WORDS, _MOST_RESPELT = 32, 6
_TOKEN = re.compile(r"[^\s,;!?\"“”()=<>]+")


class SearchIndex:
    """All named things of a dataset by their words. It never changes, and may be read by many threads.

    :param found: what can be found.
    """

    def __init__(self, found: Iterable[Document]) -> None:
        self.documents = tuple(found)
        self.by_iri: Mapping[str, Document] = {one.cell.iri: one for one in self.documents}
        self.places: Mapping[str, int] = {one.cell.iri: at for at, one in enumerate(self.documents)}
        self.codes: dict[str, list[Document]] = defaultdict(list)
        self.names: dict[tuple[str, ...], list[Document]] = defaultdict(list)
        for one in self.documents:
            for code in one.codes:
                self.codes[code.casefold()].append(one)
            for name in dict.fromkeys(tuple(stem(word) for word in words(name)) for name in one.all_names):
                self.names[name].append(one)
        self._weights: dict[str, dict[int, float]] = defaultdict(dict)
        self._forms: dict[str, str] = {}
        self._fill()

    @classmethod
    def read(cls, dataset: Readable) -> SearchIndex:
        """Return the index of a dataset."""
        return cls(documents(dataset))

    def _fill(self) -> None:
        """Weigh every word in every document, longer fields counting less for each word."""
        cut = [dict(self._cut(one)) for one in self.documents]
        means = {f: sum(len(fields[f]) for fields in cut) / (len(cut) or 1) or 1.0 for f in _FIELDS}
        for at, fields in enumerate(cut):
            for field, weight in _FIELDS.items():
                part = weight / (1 - _LENGTH + _LENGTH * len(fields[field]) / means[field])
                for word, number in Counter(fields[field]).items():
                    known = self._weights[word]
                    known[at] = known.get(at, 0.0) + part * number

    def _cut(self, one: Document) -> Iterator[tuple[str, list[str]]]:
        """Yield each field of a document with its stems."""
        named = [name for iri in one.topics if iri in self.by_iri for name in self.by_iri[iri].all_names]
        texts = {
            "names": " ".join(one.names),
            "other_names": " ".join(one.other_names),
            "topics": " ".join(named),
            "definition": one.definition,
        }
        for field, text in texts.items():
            yield field, [self._learn(word) for word in words(text)]

    def _learn(self, word: str) -> str:
        if word not in self._forms:
            self._forms[word] = stem(word)
        return self._forms[word]

    def knows(self, word: str) -> bool:
        """Return whether a word, in any of its forms, stands anywhere."""
        return stem(word) in self._weights

    def rarity(self, word: str) -> float:
        """Return how much a stem tells: the rarer, the more; 1 or more for what stands in a hundredth of all."""
        number = len(self._weights.get(word, ()))
        return math.log(1 + (len(self.documents) - number + 0.5) / (number + 0.5))

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._forms):
            if word.isalpha():
                found[len(word)].append(word)
        return found

    def near_words(self, word: str, also: Collection[str] = ()) -> tuple[str, ...]:
        """Return the words that a word may be a misspelling of, the nearest and most frequent first.

        :param word: a word that stands nowhere, in lower case.
        :param also: further words that may be meant.
        """
        most = most_slips(word)
        if not most:
            return ()
        same = [w for n in range(len(word) - most, len(word) + most + 1) for w in self._by_length.get(n, ())]
        far = {w: distance(word, w, most) for w in dict.fromkeys([*also, *same])}
        near = [w for w, d in far.items() if d <= most]
        frequency = {w: len(self._weights.get(stem(w), ())) + (1000 if w in also else 0) for w in near}
        ranked = sorted(near, key=lambda w: (far[w], w[:1] != word[:1], not _drops(word, w), -frequency[w], w))
        least = far[ranked[0]] if ranked else 0
        return tuple(w for w in ranked if far[w] == least)[:_MOST_RESPELT]

    def search(
        self,
        text: str,
        framework: str | None = None,
        kind: str | None = None,
        most: int = 20,
        skip: int = 0,
    ) -> Results:
        """Return what words find, best first; without words, all of a framework or kind, by code.

        :param text: the words; codes among them count most.
        :param framework: the short name of the framework to look in; all when None.
        :param kind: the kind to look for ("Unit"); all when None.
        :param most: the greatest number of hits to return.
        :param skip: the number of hits to leave out at the beginning.
        :raises UnknownName: there is no such framework or kind.
        """
        framework = self._allowed("framework", framework, {d.framework for d in self.documents if d.framework})
        kind = self._allowed("kind", kind, {d.cell.kind for d in self.documents if d.cell.kind})
        listed = not text.strip() and bool(framework or kind)
        scores, respelt = (dict.fromkeys(range(len(self.documents)), 0.0), {}) if listed else self._scores(text)
        found = [(score, self.documents[at]) for at, score in scores.items()]
        by_framework = Counter(d.framework for _, d in found if kind in (None, d.cell.kind) and d.framework)
        by_kind = Counter(d.cell.kind for _, d in found if framework in (None, d.framework) and d.cell.kind)
        kept = [(s, d) for s, d in found if framework in (None, d.framework) and kind in (None, d.cell.kind)]
        if listed:
            kept.sort(key=lambda pair: natural(pair[1].cell.curie))
        else:
            kept.sort(key=lambda pair: (-round(pair[0], 6), len(pair[1].cell.label or ""), pair[1].cell.curie))
        return Results(
            text,
            tuple(_hit(score, one) for score, one in kept[skip : skip + most]),
            len(kept),
            tuple(Facet(f, self._title(f), n) for f, n in sorted(by_framework.items(), key=lambda p: (-p[1], p[0]))),
            tuple(Facet(k, in_words(k), n) for k, n in sorted(by_kind.items(), key=lambda p: (-p[1], p[0]))),
            respelt,
        )

    @staticmethod
    def _allowed(what: str, value: str | None, allowed: Collection[str]) -> str | None:
        """Return the value in the form in which it is known."""
        if not value:
            return None
        found = next((one for one in sorted(allowed) if one.casefold() == value.strip().casefold()), None)
        if found is None:
            raise UnknownName(what, value, sorted(allowed))
        return found

    def _title(self, framework: str) -> str:
        """Return the name of a framework."""
        of = (d.cell.label for d in self.codes.get(framework, ()) if d.cell.kind == "Framework")
        return next((label for label in of if label), framework)

    def _scores(self, text: str) -> tuple[dict[int, float], dict[str, tuple[str, ...]]]:
        """Return document -> score, and what was looked for instead of words that stand nowhere."""
        given = list(dict.fromkeys(words(text)))[:_MOST_WORDS]
        wanted = [word for word in given if word not in STOP] or given
        if all(len(word) == 1 for word in wanted):
            wanted = []
        scores: dict[int, float] = defaultdict(float)
        cover: dict[int, float] = defaultdict(float)
        respelt: dict[str, tuple[str, ...]] = {}
        whole = 0.0
        for word in dict.fromkeys(wanted):
            terms, instead = self._terms(word, last=word == wanted[-1])
            if instead:
                respelt[word] = instead
            rarity = max((self.rarity(term) for term in terms), default=self.rarity(""))
            whole += rarity
            best: dict[int, float] = {}
            for term, part in terms.items():
                for at, weight in self._weights[term].items():
                    gain = part * self.rarity(term) * weight / (_SATURATION + weight)
                    best[at] = max(best.get(at, 0.0), gain)
            for at, gain in best.items():
                scores[at] += gain
                cover[at] += rarity
        kept = {
            at: score * (cover[at] / whole) ** 2 for at, score in scores.items() if cover[at] >= _LEAST_COVER * whole
        }
        for one in self.names.get(tuple(stem(word) for word in words(text)), ()):
            kept[self.places[one.cell.iri]] = _WHOLE_NAME * kept.get(self.places[one.cell.iri], 0.0)
        for at in self._coded(text):
            kept[at] = kept.get(at, 0.0) + _CODE
        return kept, respelt

    def _terms(self, word: str, *, last: bool) -> tuple[dict[str, float], tuple[str, ...]]:
        """Return stem -> part of its weight for a word, and the words that are looked for instead of it."""
        if self.knows(word):
            return {stem(word): 1.0}, ()
        longer = sorted(w for w in self._forms if last and len(word) >= 3 and w.startswith(word))
        near = self.near_words(word)
        terms = {stem(w): _BEGINNING for w in longer} | {stem(w): _SLIP for w in near}
        return terms, tuple(near) or tuple(longer[:_MOST_RESPELT])

    def _coded(self, text: str) -> set[int]:
        """Return the documents whose code or curie stands in a text; a bare number or small letters are no code."""
        found: set[int] = set()
        for token in _TOKEN.findall(text)[:_MOST_WORDS]:
            bare = token.strip(".:'\u2019")
            coded = bare.upper() == bare and not bare.isdigit()
            if coded or (any(c.isdigit() for c in bare) and any(c.isalpha() for c in bare)):
                found.update(self.places[one.cell.iri] for one in self.codes.get(bare.casefold(), ()))
        curies = {token.casefold() for token in _TOKEN.findall(text) if ":" in token}
        found.update(at for at, one in enumerate(self.documents) if curies and one.cell.curie.casefold() in curies)
        return found


def _drops(word: str, whole: str) -> bool:
    """Return whether a word is another one with letters left out, the commonest slip."""
    letters = iter(whole)
    return all(letter in letters for letter in word)


def _hit(score: float, one: Document) -> Hit:
    text = one.definition or next((name for name in one.other_names if name != one.cell.label), None)
    return Hit(one.cell, one.framework, round(score, 4), text)
