"""A rule: premise patterns and a conclusion, under its name in the tables of OWL 2 RL.

Source: OWL 2 Web Ontology Language Profiles (second edition), section 4.3, tables 4 to 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["Pattern", "Rule", "Slot", "Variable"]


@dataclass(frozen=True)
class Variable:
    """A place of a pattern that any term can fill, the same one wherever the name stands in a rule."""

    name: str

    def __str__(self) -> str:
        return f"?{self.name}"


Slot: TypeAlias = Variable | NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Pattern:
    """A triple with variables; its predicate is known, since axioms name the properties they speak of."""

    subject: Slot
    predicate: NamedNode
    object: Slot

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


@dataclass(frozen=True)
class Rule:
    """What one axiom says, as premises from which a conclusion follows.

    :param name: the rule's row in the OWL 2 RL tables ("prp-spo2").
    :param axiom: the triple that states the axiom; of a property chain, the one that leads to the list.
    :param premises: the patterns that must all match, in the order of the table.
    :param conclusion: what follows; its variables all stand in the premises.
    """

    name: str
    axiom: Triple
    premises: tuple[Pattern, ...]
    conclusion: Pattern

    def __str__(self) -> str:
        return f"{self.name}: {' . '.join(map(str, self.premises))} => {self.conclusion}"
