"""Which representation a client gets: by the Accept header with its q-values, or by a suffix from a closed list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.exceptions import NotAcceptable

__all__ = ["Offer", "choose", "offer_of_suffix", "quality", "split_suffix"]

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")


@dataclass(frozen=True)
class Offer:
    """A representation that can be given.

    :param media_type: its media type.
    :param suffix: what a path ends in to ask for it, with the dot; empty for none.
    :param name: its name for people.
    :param also: other media types that ask for it.
    """

    media_type: str
    suffix: str
    name: str
    also: tuple[str, ...] = ()


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Return (media range, q) for each element of an Accept header; one with a bad q counts as not there."""
    ranges = []
    for element in accept.split(","):
        media, *parameters = (part.strip().lower() for part in element.split(";"))
        q = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                q = float(value) if _QUALITY.match(value.strip()) else -1.0
        if "/" in media and q >= 0:
            ranges.append((media, q))
    return ranges


def quality(media_type: str, accept: str | None) -> float:
    """Return how welcome a media type is, 0 to 1: the q of the most specific range that it falls into.

    >>> quality("text/turtle", "text/*;q=0.3, text/turtle;q=0, */*")
    0.0
    """
    if accept is None or not accept.strip():
        return 1.0
    kind = media_type.split("/", maxsplit=1)[0] + "/*"
    ranges = _ranges(accept)
    for wanted in (media_type, kind, "*/*"):
        found = [q for media, q in ranges if media == wanted]
        if found:
            return max(found)
    return 0.0


def choose(offers: Sequence[Offer], accept: str | None) -> Offer:
    """Return the offer that is most welcome; the earlier of two that are equally so.

    :raises werkzeug.exceptions.NotAcceptable: none is acceptable; the text lists the offers.
    """
    named = dict(_ranges(accept or ""))
    scores = [
        max(quality(offer.media_type, accept), *(named.get(one, 0.0) for one in offer.also), 0.0) for offer in offers
    ]
    best = max(scores)
    if best <= 0:
        listed = ", ".join(offer.media_type for offer in offers)
        raise NotAcceptable(f"None of the types that you accept can be given. Offered here: {listed}.")
    return offers[scores.index(best)]


def split_suffix(path: str, offers: Sequence[Offer]) -> tuple[str, Offer | None]:
    """Return a path without the suffix of an offer, and that offer; the path as it is and None where it has none."""
    for offer in offers:
        if offer.suffix and path.endswith(offer.suffix) and len(path) > len(offer.suffix):
            return path[: -len(offer.suffix)], offer
    return path, None


def offer_of_suffix(suffix: str, offers: Sequence[Offer]) -> Offer | None:
    """Return the offer of a suffix (with its dot), None where there is none."""
    return next((offer for offer in offers if offer.suffix and offer.suffix == suffix), None)
