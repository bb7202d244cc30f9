"""What a suggestion is made of: items with their words, subjects and places, and the mappings that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Known", "Material", "Matrix", "Subject", "Target", "Topic"]

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Subject:
    """An item as the evidence sees it.

    :param iri: its IRI.
    :param curie: its compact IRI.
    :param label: its preferred label.
    :param kind: the local name of its class.
    :param framework: the short name of its framework.
    :param text: its own words: label, other names and definition.
    :param context: the words of what it stands in, and of what its record is for.
    :param place: what it shares with its neighbours in the document: parent and competency, as IRIs.
    :param topics: the topics that it is indexed with, as IRIs.
    :param traits: its controlled values (beneficiary, force, proficiency), as "property value".
    """

    iri: str
    curie: str
    label: str
    kind: str
    framework: str
    text: str
    context: str = ""
    place: tuple[str, ...] = ()
    topics: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Target:
    """An item that others can be filed to.

    :param item: the item.
    :param parts: the words of its comments and elements, those left out that say what it is not.
    :param part_topics: the topics of those.
    """

    item: Subject
    parts: str = ""
    part_topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """A mapping that is known.

    :param subject: the IRI of what is filed.
    :param target: the IRI of what it is filed to.
    :param predicate: the IRI of the SKOS relation.
    :param confidence: from 0 to 1.
    """

    subject: str
    target: str
    predicate: str
    confidence: float


@dataclass(frozen=True)
class Topic:
    """A topic of the vocabulary.

    :param names: its names, the preferred one first.
    :param definition: what it means.
    :param broader: the next broader topics, as IRIs.
    """

    names: tuple[str, ...]
    definition: str = ""
    broader: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """All that suggestions from one framework to another rest on.

    :param subjects: the items to file, in order.
    :param targets: the candidates, in order.
    :param mapped: items of other frameworks that are filed to the candidates.
    :param known: their mappings, sorted.
    :param indexed: all items with topics, of frameworks other than that of the subjects.
    :param topics: IRI of each topic -> what the vocabulary says of it.
    """

    subjects: tuple[Subject, ...]
    targets: tuple[Target, ...]
    mapped: tuple[Subject, ...] = ()
    known: tuple[Known, ...] = ()
    indexed: tuple[Subject, ...] = ()
    topics: Mapping[str, Topic] = field(default_factory=dict)
