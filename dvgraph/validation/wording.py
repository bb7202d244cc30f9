"""The wording: labels short enough, and no text of ours that runs too close to a source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal

from dvgraph.facts import RDF_TYPE, Facts, Term
from dvgraph.findings import Finding, in_order
from dvgraph.load import Loaded
from dvgraph.namespaces import EXTERNAL
from dvgraph.sources.coverage import read_texts

__all__ = ["LABEL_LENGTH", "RUN", "validate_wording"]

#: A label is at most so many characters long, unless it is a name that carries over as printed.
LABEL_LENGTH = 120
#: So many words in a row that a source prints too are too many, outside names.
RUN = 8
#: A name of fewer words is too common to be told from other text.
NAME_WORDS = 4

Words = tuple[str, ...]

PREF_LABEL = EXTERNAL["skos"] + "prefLabel"
_NAMES = (PREF_LABEL, EXTERNAL["skos"] + "altLabel")
_TITLES = (EXTERNAL["dcterms"] + "title", EXTERNAL["dcterms"] + "alternative")
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"[a-z0-9']+")


def validate_wording(loaded: Loaded, directory: Path | None = None) -> list[Finding]:
    """Check the wording of what is stated.

    :param directory: a folder with the source texts; without it closeness to them is not checked.
    :returns: the findings, errors first, by file and line.
    :raises InvalidInput: there is no such folder.
    """
    facts = Facts(loaded)
    findings = list(_long_labels(facts))
    if directory is not None:
        findings += _close_runs(facts, directory)
    return in_order(findings)


def _long_labels(facts: Facts) -> Iterator[Finding]:
    """Labels in our own words are short; names carry over in full."""
    for subject in facts.subjects():
        if _is_named(facts, subject):
            continue
        for label in facts.texts(subject, PREF_LABEL):
            if len(label) > LABEL_LENGTH:
                message = f"The label has {len(label)} characters; {LABEL_LENGTH} are allowed."
                yield facts.finding("long-label", message, subject, "skos:prefLabel")


def _is_named(facts: Facts, subject: str) -> bool:
    """Return whether a subject is a framework or of a class whose names carry over as printed."""
    classes = facts.iris(subject, RDF_TYPE)
    return facts.dv("Framework") in classes or any(
        facts.text(c, facts.dv("nameCarriesOver")) == "true" for c in classes
    )


def _close_runs(facts: Facts, directory: Path) -> Iterator[Finding]:
    """No text of ours repeats a source word by word, outside names."""
    printed = {
        run for text in read_texts(directory) if _is_text(text.name) for run in _runs(_words("\n".join(text.lines)))
    }
    names = _Names(_all_names(facts))
    for subject, predicate, value in facts.triples():
        if not isinstance(value, Literal):
            continue
        close = next((run for run in names.runs_outside(_words(value.value)) if run in printed), None)
        if close:
            message = f"{facts.curie(predicate)} repeats {RUN} or more words of a source: {' '.join(close)} .."
            yield facts.finding("close-wording", message, subject, _first_line(value))


class _Names:
    """The names that carry over as printed, and where they stand in a text."""

    def __init__(self, names: Iterable[Words]) -> None:
        self._by_start: dict[Words, set[Words]] = defaultdict(set)
        self._runs: set[Words] = set()
        for name in names:
            self._runs.update(_runs(name))
            if len(name) >= NAME_WORDS:
                self._by_start[name[:NAME_WORDS]].add(name)

    def runs_outside(self, words: Words) -> Iterator[Words]:
        """Yield the runs of a text that neither touch a whole name in it nor are a part of a name."""
        inside: set[int] = set()
        for start in range(len(words)):
            for name in self._by_start.get(words[start : start + NAME_WORDS], ()):
                if words[start : start + len(name)] == name:
                    inside.update(range(start, start + len(name)))
        for start, run in enumerate(_runs(words)):
            if run not in self._runs and inside.isdisjoint(range(start, start + RUN)):
                yield run


def _is_text(name: str) -> bool:
    return name.casefold().endswith(".txt")


def _first_line(value: Term) -> str:
    """Return the beginning of a literal as it stands in Turtle, by which its line is found."""
    return '"' + value.value.partition("\n")[0].partition('"')[0].partition("\\")[0]


def _all_names(facts: Facts) -> Iterator[Words]:
    """Yield the words of each name that carries over: of items, frameworks, bodies, laws and tools."""
    for subject in facts.subjects():
        texts = facts.texts(subject, facts.dv("datedName"))
        if _is_named(facts, subject):
            texts = [*texts, *(text for name in (*_NAMES, *_TITLES) for text in facts.texts(subject, name))]
        yield from (_words(text) for text in texts)


def _words(text: str) -> Words:
    """Return the words of a text, in small letters, without marks and tags."""
    return tuple(_WORD.findall(_TAG.sub(" ", text).replace("\u2019", "'").lower()))


def _runs(words: Words) -> list[Words]:
    """Return all runs of RUN words, in order."""
    return [words[i : i + RUN] for i in range(len(words) - RUN + 1)]
