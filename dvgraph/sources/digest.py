"""Digests: a text's words alone, hashed, so that a reading can be checked without keeping the text.

Ten steps, in this order: (1) footnote marks and characters that were lost are dropped; (2) NFKC; (3) curly
quotes and (4) long dashes become plain; (5) HTML tags become a space; (6) | * and bullets are dropped; (7) a "-"
that begins a line of the source is dropped, then the pieces are joined; (8) white space is collapsed;
(9) letters are casefolded; (10) stops and blanks at the end are removed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from dvgraph.sources.span import Cut

__all__ = ["DIGITS", "cleaned", "digest", "normalise"]

#: How many hexadecimal digits of the SHA-256 a digest keeps.
DIGITS = 16

_DROPPED = re.compile("[\ufffd\u00b9\u00b2\u00b3\u2070-\u2079]")
_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2013": "-", "\u2014": "-"}
)
# An address in angle brackets is no tag: its "/" or ":" follows the name without a blank.
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(\s[^<>]*)?/?>")
_MARKS = re.compile("[|*\u2022]")
_BLANKS = re.compile(r"\s+")
_END = re.compile(r"[.,;:\s]+$")


def normalise(cuts: Iterable[Cut]) -> str:
    """Return the words that a digest is made of.

    :param cuts: the pieces of the text, in reading order.
    :returns: the text after the ten steps; empty where nothing but marks and blanks was printed.
    """
    return _END.sub("", cleaned(cuts).casefold())


def cleaned(cuts: Iterable[Cut]) -> str:
    """Return the text without markup, marks and lost characters, capitals kept: the steps (1) to (8)."""
    return _BLANKS.sub(" ", " ".join(_clean(one) for one in cuts)).strip()


def _clean(one: Cut) -> str:
    """Return one piece after the steps that come before joining."""
    text = unicodedata.normalize("NFKC", _DROPPED.sub("", one.text)).translate(_PLAIN)
    text = _MARKS.sub("", _TAG.sub(" ", text))
    return text.removeprefix("-") if one.begins_line else text


def digest(cuts: Iterable[Cut]) -> str:
    """Return the digest of a text: the first 16 hexadecimal digits of the SHA-256 of its normalised words.

    >>> digest([Cut("Know the <b>law</b>.", True)]) == digest([Cut("know", False), Cut("the law", False)])
    True
    """
    return hashlib.sha256(normalise(cuts).encode()).hexdigest()[:DIGITS]
