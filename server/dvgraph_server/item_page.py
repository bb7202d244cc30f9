"""What a resource's page shows: its description in words, and its place in the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

from dvgraph.items.cells import in_words
from dvgraph.items.describe import describe
from dvgraph.items.description import Description, Link
from dvgraph.namespaces import EXTERNAL
from dvgraph.questions.answer import ItemCell, Value
from dvgraph.sources.attached import attached_text
from dvgraph_server.catalogue import FrameworkEntry, Group
from dvgraph_server.paging import Paged, paged
from dvgraph_server.reading import statements
from dvgraph_server.service import Service

__all__ = ["FactEntry", "ItemPage", "item_page", "title_of"]

_DCTERMS = EXTERNAL["dcterms"]
_SPAN_PIECE = re.compile(r"(\d+):\d+-\d+")
_JOINED_WORDS = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+")
#: A page lists so many links; the others are on further pages, and all are in the data.
LINKS_A_PAGE = 100
#: What the head of the page shows already, or what only a machine needs.
_SHOWN_ELSEWHERE = frozenset(
    {
        *("dcterms:title", "dcterms:description", "dcterms:issued", "vann:preferredNamespacePrefix"),
        *(
            "vann:preferredNamespaceUri",
            "dv:alias",
            "dv:caveat",
            "dv:expectedCount",
            "dv:shortLabel",
            "dv:nameCarriesOver",
        ),
    }
)


@dataclass(frozen=True)
class FactEntry:
    """A property in words, with its values."""

    words: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ItemPage:
    """All that the page of one resource shows.

    :param about: the resource in words.
    :param cell: the resource itself.
    :param kind: its kind in words.
    :param title: what the browser's tab shows.
    :param framework: the framework that it is in, or is.
    :param definition: its full wording; of a framework, what it is about.
    :param facts: its plain values, by property.
    :param links: one page of its links.
    :param parts: what is below it, by kind.
    :param lines: the lines that it stands in, in words.
    :param caveats: what it is not, as its facts say.
    :param issued: when its framework was issued.
    :param publishers_text: its text as printed, where the operator holds it and lets it be shown.
    """

    about: Description
    cell: ItemCell
    kind: str
    title: str
    framework: FrameworkEntry | None
    definition: str | None
    facts: tuple[FactEntry, ...]
    links: Paged[Link]
    parts: tuple[Group, ...]
    lines: str | None
    caveats: tuple[str, ...]
    issued: str | None
    publishers_text: str | None

    def address(self, page: int) -> str:
        """Return the address of another page of its links, at the place of the links."""
        return (f"?page={page}" if page > 1 else "?") + "#links-title"


def title_of(cell: ItemCell) -> str:
    """Return what a browser's tab and history may show: code and kind alone, since others may look on.

    >>> title_of(ItemCell("https://w3id.org/dvgraph/x/AA1", "x:AA1", "AA1", "Lead", "Unit"))
    'AA1 unit'
    """
    code = cell.notation or cell.curie.rpartition(":")[2] or cell.iri
    return f"{code} {in_words(cell.kind)}" if cell.kind else code


def item_page(service: Service, iri: str, page: int = 1) -> ItemPage:
    """Return what the page of a resource shows.

    :param service: where it is looked up.
    :param iri: the resource.
    :param page: which page of its links.
    :raises UnknownItem: nothing is known of it.
    """
    about = describe(service.dataset, iri)
    catalogue, own = service.catalogue, service.dataset.namespaces.dv
    cell = ItemCell(iri, about.curie, about.notation, about.label, about.kind)
    framework = catalogue.framework_of(iri)
    return ItemPage(
        about=about,
        cell=cell,
        kind=catalogue.word(own(about.kind)) if about.kind else "resource",
        title=title_of(cell),
        framework=framework,
        definition=about.definition or next(iter(_texts(service, iri, _DCTERMS + "description")), None),
        facts=_facts(about),
        links=paged(about.links, page, LINKS_A_PAGE),
        parts=tuple(catalogue.groups(iri)),
        lines=_lines(about.source_span),
        caveats=tuple(_texts(service, iri, own("caveat"))),
        issued=next(iter(_texts(service, framework.cell.iri, _DCTERMS + "issued")), None) if framework else None,
        publishers_text=_publishers_text(service, about),
    )


def _publishers_text(service: Service, about: Description) -> str | None:
    """Return the attached wording of an item; it is for pages alone, which no cache may keep."""
    if not service.settings.show_source:
        return None
    return attached_text(service.settings.data_dir, about.curie, about.source_digest)


def _texts(service: Service, iri: str, prop: str) -> list[str]:
    """Return the literals of a property of a resource."""
    found = (one.other for one in statements(service.dataset, iri) if one.property == prop)
    return [term.value for term in found if isinstance(term, Literal)]


def _facts(about: Description) -> tuple[FactEntry, ...]:
    facts: dict[str, list[Value]] = {}
    for fact in about.facts:
        if fact.property not in _SHOWN_ELSEWHERE:
            facts.setdefault(fact.words, []).append(_shown(fact.value))
    return tuple(FactEntry(words, tuple(dict.fromkeys(values))) for words, values in facts.items())


def _shown(value: Value) -> Value:
    """Return a value as it reads on a page: the plain word of a controlled value (`mustNot`) as words."""
    if isinstance(value, str) and _JOINED_WORDS.fullmatch(value):
        return in_words(value)
    return value


def _lines(span: str | None) -> str | None:
    """Return the lines of a span in words.

    >>> _lines("412:1-97 413:1-40")
    'lines 412 to 413'
    """
    numbers = sorted(_numbers(_SPAN_PIECE.findall(span or "")))
    if not numbers:
        return None
    return f"line {numbers[0]}" if len(numbers) == 1 else f"lines {numbers[0]} to {numbers[-1]}"


def _numbers(texts: Iterable[str]) -> set[int]:
    return {int(text) for text in texts}
