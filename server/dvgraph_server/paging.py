"""Long lists in pages: `?page=2`, with links to the pages before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Response, request

from dvgraph.errors import BadParameter

__all__ = ["MOST_PAGES", "Paged", "add_page_links", "page_number", "paged"]

MOST_PAGES = 100
_T = TypeVar("_T")


@dataclass(frozen=True)
class Paged(Generic[_T]):
    """One page of a list.

    :param items: what stands on it.
    :param page: its number, from 1.
    :param pages: how many there are.
    :param first: the number of its first item in the whole list, from 1.
    :param total: how many items there are in all.
    """

    items: Sequence[_T]
    page: int
    pages: int
    first: int
    total: int


def page_number() -> int:
    """Return the page that the address asks for, 1 where it asks for none.

    :raises BadParameter: it is no number of a page, or is given twice.
    """
    given = request.args.getlist("page") or ["1"]
    text = given[0]
    if len(given) > 1 or not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MOST_PAGES):
        raise BadParameter("page", f"{', '.join(given)[:40]!r} given; one number from 1 to {MOST_PAGES} is allowed.")
    return int(text)


def paged(items: Sequence[_T], page: int, size: int) -> Paged[_T]:
    """Return a page of a list; one beyond its end is empty."""
    first = size * (page - 1)
    return Paged(items[first : first + size], page, max(1, -(-len(items) // size)), first + 1, len(items))


def add_page_links(response: Response, page: int, pages: int, address: Callable[[int], str]) -> None:
    """Tell a program where the other pages of a list are (RFC 8288).

    :param response: the response that gets the links.
    :param page: the number of this page.
    :param pages: how many there are.
    :param address: number of a page -> its address.
    """
    others = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    for relation, number in others.items():
        if 1 <= number <= pages and number != page:
            response.headers.add("Link", f'<{address(number)}>; rel="{relation}"')
