"""What there is to say of one item: the data that pages and commands are made from."""

from __future__ import annotations

from dataclasses import dataclass

from dvgraph.items.mappings import Mapped
from dvgraph.questions.answer import ItemCell, Value

__all__ = ["Correction", "Derived", "Description", "Fact", "Link"]


@dataclass(frozen=True)
class Link:
    """A link between an item, or a printed part of it, and another, in words.

    :param words: the link in words, read from `item` to `other` ("supports", "is supported by").
    :param relation: the property, as a curie.
    :param direction: `out` where `item` is its subject, `in` where it is its object.
    :param item: the item itself, or the part of it that is joined.
    :param other: what it is joined with.
    :param status: `stated` or `inferred`.
    :param printed: the code or name as the text prints it, None where no text does.
    """

    words: str
    relation: str
    direction: str
    item: ItemCell
    other: ItemCell
    status: str
    printed: str | None = None


@dataclass(frozen=True)
class Fact:
    """A plain value of an item: a literal, or the word of a controlled value."""

    words: str
    property: str
    value: Value


@dataclass(frozen=True)
class Derived:
    """How many items of a framework stand to an item in a way that follows from mappings to other items.

    :param words: how they stand to it, read from the item ("is served by").
    :param framework: the short name of their framework.
    :param count: how many there are that can be evidence of it.
    :param others: how many more forbid, ask or name a weakness, and so are none.
    """

    words: str
    framework: str
    count: int
    others: int = 0

    @property
    def sentence(self) -> str:
        """All of it in words.

        >>> Derived("is served by", "x", 1).sentence
        'is served by 1 item of x'
        >>> Derived("is served by", "x", 0, 2).sentence
        'is served by no item of x, while 2 forbid, ask or name a weakness, which is no evidence'
        """
        said = f"{self.words} {self.count or 'no'} {'items' if self.count > 1 else 'item'} of {self.framework}"
        if not self.others:
            return said
        does = "forbids, asks or names" if self.others == 1 else "forbid, ask or name"
        more = " more" if self.count else ""
        return f"{said}, while {self.others}{more} {does} a weakness, which is no evidence"


@dataclass(frozen=True)
class Correction:
    """A slip of the text that was repaired; `line` counts in the source."""

    curie: str
    printed: str
    corrected: str
    reason: str
    line: int | None


@dataclass(frozen=True)
class Description:
    """One item in words.

    :param iri: its absolute IRI.
    :param curie: its compact IRI.
    :param notation: its code.
    :param label: its name, or our wording in short.
    :param kind: the local name of its class ("AreaOfCompetence").
    :param kind_words: the same as words ("area of competence").
    :param definition: its full wording, where the label drops anything.
    :param also_called: other names, as printed elsewhere.
    :param framework: the framework that it belongs to, with the title as label.
    :param place: its ancestors, the top first.
    :param parts: its direct parts, in printed order within each kind.
    :param links: its links, those that the texts of its printed parts hold included.
    :param mappings: the rows of crosswalks that it stands in, each once.
    :param derived: how many items serve it through others, by framework.
    :param caution: that it is no evidence of what it is mapped to, and why; None where it can be.
    :param topics: its subjects.
    :param facts: its plain values.
    :param same_wording: items with the same wording.
    :param source_span: where it stands in its source (`412:1-97`).
    :param source_digest: the digest of that text.
    :param corrections: slips of its text that were repaired.
    :param doubts: how its text can be read in two ways.
    """

    iri: str
    curie: str
    notation: str | None
    label: str | None
    kind: str | None
    kind_words: str
    definition: str | None
    also_called: tuple[str, ...]
    framework: ItemCell | None
    place: tuple[ItemCell, ...]
    parts: tuple[ItemCell, ...]
    links: tuple[Link, ...]
    mappings: tuple[Mapped, ...]
    derived: tuple[Derived, ...]
    caution: str | None
    topics: tuple[ItemCell, ...]
    facts: tuple[Fact, ...]
    same_wording: tuple[ItemCell, ...]
    source_span: str | None
    source_digest: str | None
    corrections: tuple[Correction, ...]
    doubts: tuple[str, ...]
