"""Texts as words that can be compared: cut, folded, stripped of endings; and how far two words lie apart."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["STOP", "distance", "most_slips", "stem", "words"]

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_LEAST = 3

_LITTLE = (
    "a about all also an and any are as at be by can could did do does for from give had has have how i if in into is"
    " it its many me much must my of on or our please shall should show tell that the their them there these they this"
    " those to us was we were what when where which who why will with would you your"
)
#: Words that say little of what a text is about.
STOP = frozenset(_LITTLE.split())


def words(text: str) -> list[str]:
    r"""Return the words of a text, in lower case and without accents.

    >>> words("Victims\u2019 safety-planning (AA1)")
    ['victims', 'safety', 'planning', 'aa1']
    """
    letters = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    plain = "".join(one for one in letters if not unicodedata.combining(one)).casefold()
    return [word.partition("'")[0] for word in _WORD.findall(plain)]


def stem(word: str) -> str:
    """Return a word without the endings of number, tense and noun, so that forms of one word are equal.

    >>> [stem(w) for w in ("policies", "planning", "assessment", "assesses", "police")]
    ['policy', 'plan', 'assess', 'assess', 'polic']
    """
    if len(word) <= _LEAST or not word.isalpha():
        return word
    word = _singular(word)
    for ending in ("ing", "ment", "ed"):
        if (
            word.endswith(ending)
            and len(word) - len(ending) > _LEAST - 1
            and re.search("[aeiouy]", word[: -len(ending)])
        ):
            word = word[: -len(ending)]
            if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "aeiouls":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > _LEAST else word


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def most_slips(word: str) -> int:
    """Return how many slips of the pen are forgiven in a word: none in short ones and in codes."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters are wrong, missing, too many or swapped with their neighbour; `most` + 1 for more.

    >>> distance("saftey", "safety", 2), distance("risk", "plan", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return min(above[-1], most + 1)
