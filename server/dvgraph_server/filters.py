"""Small helpers of the templates: from a resource to its address, its name, its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from dvgraph.explain import Near
from dvgraph.formats.words import in_column
from dvgraph.items.cells import in_words
from dvgraph.items.description import Link
from dvgraph.questions.answer import ItemCell
from dvgraph_server.service import current_service

__all__ = ["FILTERS", "address", "example_codes", "example_question", "why_path"]


def address(cell: ItemCell | str) -> str | None:
    """Return the path of a resource's page, None for a resource of others."""
    iri = cell if isinstance(cell, str) else cell.iri
    path = current_service().dataset.namespaces.path(iri)
    return quote(path, safe="/#:@!$&'()*+,;=~-._") if path else None


def code(cell: ItemCell) -> str:
    """Return what a reader calls a resource by: its notation, else its curie."""
    return cell.notation or cell.curie


def kind_words(cell: ItemCell) -> str:
    """Return the kind of a resource in words; empty where it has none."""
    return in_words(cell.kind) if cell.kind else ""


def capital(text: str) -> str:
    """Return a text with a capital first letter; the others as they are."""
    return text[:1].upper() + text[1:]


def plural(words: str, number: int = 2) -> str:
    """Return a kind in words for a number of its items.

    >>> plural("competency"), plural("area of competence"), plural("unit", 1)
    ('competencies', 'areas of competence', 'unit')
    """
    if number == 1:
        return words
    head, of, rest = words.partition(" of ")
    if of:
        return f"{plural(head)}{of}{rest}"
    if words.endswith("criterion"):
        return words.removesuffix("on") + "a"
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return words[:-1] + "ies"
    return words + ("es" if words.endswith(("s", "x", "ch", "sh")) else "s")


def is_item(value: object) -> bool:
    """Return whether a value of an answer or fact is a resource."""
    return isinstance(value, ItemCell)


def framework_name(cell: ItemCell) -> str:
    """Return the short title of the framework that a resource is in; empty where it is in none."""
    framework = current_service().catalogue.framework_of(cell.iri)
    return framework.cell.label or framework.cell.curie if framework else ""


def example_codes() -> tuple[ItemCell, ...]:
    """Return items whose codes show what the box for codes takes."""
    return current_service().catalogue.examples


def example_question() -> str:
    """Return a question in plain words, with the example of each of its parameters."""
    for question in current_service().dataset.questions:
        asked = next((one for one in question.asks if question.parameters and "{" in one), None)
        if asked and not question.computed:
            return asked.format(**{one.name: one.given_example.rpartition(":")[2] for one in question.parameters})
    return ""


def why(link: Link) -> str:
    """Return the path of the page that explains a link."""
    ends = (link.item.curie, link.other.curie)
    subject, obj = ends if link.direction == "out" else ends[::-1]
    return why_path(subject, link.relation, obj)


def near_why(near: Near) -> str | None:
    """Return the path of the page that explains a triple near another; None where its object is no resource of ours."""
    one = near.statement
    if not isinstance(one.object, ItemCell) or address(one.object) is None:
        return None
    return why_path(one.subject.curie, one.property.curie, one.object.curie)


def why_path(subject: str, predicate: str, obj: str) -> str:
    """Return the path of the page that explains a triple, by its terms as curies or IRIs.

    >>> why_path("x:A", "dv:within", "x:B")
    '/explain?s=x:A&p=dv:within&o=x:B'
    """
    return "/explain?" + urlencode({"s": subject, "p": predicate, "o": obj}, safe=":/")


FILTERS: Mapping[str, Callable[..., object]] = {
    "address": address,
    "capital": capital,
    "code": code,
    "framework_name": framework_name,
    "in_column": in_column,
    "in_words": in_words,
    "is_item": is_item,
    "kind_words": kind_words,
    "near_why": near_why,
    "plural": plural,
    "why": why,
}
