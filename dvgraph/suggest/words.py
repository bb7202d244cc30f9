"""The words of a text: stems, and pairs of them."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["stem", "stems", "tokens"]

_STOP = frozenset(
    re.findall(
        "[a-z]+",
        """
        a about all also an and any are as at be been being both but by can could do does during each for from had has
        have how if in including into is it its may more not of on one or other out own shall should so some such than
        that the their them then there these they this those through to up use used using was well were what when where
        which who whom whose will with within without would you your
        """,
    )
)
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("ations", "ation", "ments", "ment", "ingly", "ings", "ing", "ions", "ion", "edly", "ies", "ied", "ers",
            "er", "ed", "es", "ly", "s", "e", "y")  # fmt: skip
_LEAST_STEM = 4


def stem(word: str) -> str:
    """Return a word without its usual English ending, so that forms of one word meet.

    >>> stem("referral"), stem("assessing"), stem("assesses")
    ('referral', 'assess', 'assess')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    return word


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, without stop words."""
    return [stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def tokens(text: str) -> list[str]:
    """Return the stems of a text's words and of its pairs of neighbouring words, without stop words.

    >>> tokens("The risks to a victim")
    ['risk', 'victim', 'risk victim']
    """
    words = stems(text)
    return words + [f"{a} {b}" for a, b in pairwise(words)]
