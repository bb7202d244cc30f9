"""Statements, axioms and steps in plain words, by the labels that the ontology gives its terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.explain.explanation import Property, Source, Statement, Step
from dvgraph.explain.terms import TYPE
from dvgraph.inference import Pattern, Rule
from dvgraph.items.cells import describe_iris, in_words, literal_value, plain_word
from dvgraph.items.readable import Readable
from dvgraph.items.words import Vocabulary
from dvgraph.questions.answer import ItemCell, Value

__all__ = ["Speaker", "reason"]

_Names: TypeAlias = Mapping[str, ItemCell]

#: What one axiom of each kind says, of the words of what it speaks of, the premises' first.
_SAID: Mapping[str, str] = {
    "cax-eqc1": "{0} is the same as {1}",
    "cax-eqc2": "{0} is the same as {1}",
    "cax-sco": "every {0:bare} is {1}",
    "prp-dom": "whatever {0} something is {1}",
    "prp-eqp1": "{0} means the same as {1}",
    "prp-eqp2": "{0} means the same as {1}",
    "prp-inv1": "{1} is {0} read the other way",
    "prp-inv2": "{1} is {0} read the other way",
    "prp-rng": "whatever something {0} is {1}",
    "prp-spo1": "{0} implies {1}",
    "prp-symp": "{0} holds both ways",
    "prp-trp": "{0} carries on from link to link",
}
#: Their sense is plain from the premises alone.
_SELF_EVIDENT = frozenset({"prp-spo2", "prp-trp"})
_VERB = re.compile(r"(?:is|has|[a-z]{2,}s)\b")


class _Words(str):
    """Words of a property or class; `:bare` leaves out quotes and article."""

    __slots__ = ("bare",)
    bare: str

    def __new__(cls, text: str, bare: str) -> _Words:
        made = super().__new__(cls, text)
        made.bare = bare
        return made

    def __format__(self, spec: str) -> str:
        return self.bare if spec == "bare" else str(self)


class Speaker:
    """Puts triples into words; the names of all resources that are met are looked up at once.

    :param dataset: the dataset that names them.
    :param vocabulary: the words of its properties.
    :param triples: all triples that are to be spoken of.
    """

    def __init__(self, dataset: Readable, vocabulary: Vocabulary, triples: Iterable[Triple]) -> None:
        self._dataset = dataset
        self._names = dataset.namespaces
        self._vocabulary = vocabulary
        met = {term.value for t in triples for term in (t.subject, t.object) if isinstance(term, NamedNode)}
        self._cells: _Names = describe_iris(dataset, met)

    def statement(self, triple: Triple) -> Statement:
        """Return a triple in words."""
        prop = triple.predicate.value
        label = self._vocabulary.words(prop, "out")
        property_ = Property(prop, self._names.curie(prop), "is a" if prop == TYPE else label)
        subject = self._cells[triple.subject.value] if isinstance(triple.subject, NamedNode) else None
        if subject is None:
            raise AssertionError(f"{triple} has no resource as subject")
        obj = self._object(triple.object)
        if prop == TYPE and isinstance(obj, ItemCell):
            words = f"{self.name(subject)} is {self._class(obj.iri)}"
        else:
            words = f"{self.name(subject)} {_as_verb(label)} {self._said(triple.object, obj)}"
        return Statement(triple, subject, property_, obj, words)

    def name(self, cell: ItemCell) -> str:
        """Return what a reader calls a resource: its code, with its kind where that is a number; else its label."""
        if cell.notation and self._names.curie(cell.iri).partition(":")[0] in self._names.frameworks:
            if any(character.isalpha() for character in cell.notation):
                return cell.notation
            return f"{in_words(cell.kind)} {cell.notation}" if cell.kind else cell.curie
        return f'"{cell.label}"' if cell.label else cell.curie

    def axiom(self, rule: Rule) -> str:
        """Return in words what the axiom of a rule says."""
        words = [self._pattern(pattern) for pattern in (*rule.premises, rule.conclusion)]
        if rule.name in _SAID:
            return _SAID[rule.name].format(*words)
        return f"{' followed by '.join(words[:-1])} amounts to {words[-1]}"

    def _pattern(self, pattern: Pattern) -> _Words:
        """Return the words of the property, or class, that a pattern speaks of."""
        if pattern.predicate.value == TYPE and isinstance(pattern.object, NamedNode):
            words = self._class(pattern.object.value)
            return _Words(words, words.partition(" ")[2])
        label = self._vocabulary.words(pattern.predicate.value, "out")
        return _Words(f'"{label}"', label)

    def _class(self, iri: str) -> str:
        """Return the words of a class with their article."""
        words = self._vocabulary.words(iri, "out")
        return f"{'an' if words[:1].lower() in set('aeio') else 'a'} {words}"

    def _object(self, term: object) -> ItemCell | Value:
        if isinstance(term, NamedNode):
            return self._cells[term.value]
        return literal_value(term) if isinstance(term, Literal) else str(term)

    def _said(self, term: object, obj: ItemCell | Value) -> str:
        if isinstance(obj, ItemCell):
            value = plain_word(self._dataset, obj.iri) if isinstance(term, NamedNode) else None
            return f'"{obj.label or in_words(value)}"' if value else self.name(obj)
        return f'"{obj}"'


def _as_verb(label: str) -> str:
    """Return the words of a property so that they can stand between subject and object.

    >>> _as_verb("supports"), _as_verb("for staff group"), _as_verb("force")
    ('supports', 'is for staff group', 'has the force')
    """
    if label.startswith("for "):
        return f"is {label}"
    return label if _VERB.match(label) else f"has the {label}"


def reason(statement: Statement, rule: str, premises: Iterable[Step], axiom_words: str) -> str:
    """Return a step as a sentence without its full stop: what follows, and from what, each with its place.

    :param statement: what follows.
    :param rule: the name of the rule.
    :param premises: what it follows from.
    :param axiom_words: what the axiom says.
    """
    parts = [_premise(step) for step in premises]
    if rule not in _SELF_EVIDENT:
        parts.append(axiom_words)
    return f"{statement.words}, because {', and '.join(parts)}"


def _premise(step: Step) -> str:
    return f"{step.statement.words} ({_place(step.source)})" if step.source else step.statement.words


def _place(source: Source) -> str:
    return f'{source.words}, printed "{source.printed}"' if source.printed is not None else source.words
