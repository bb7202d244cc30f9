"""Numbers and lengths of time in a text, however they are written: 24, twenty-four, the third, one week, P7D."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Number", "durations", "numbers"]

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    **{"first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine"},
    **{"twelfth": "twelve", "twentieth": "twenty", "thirtieth": "thirty"},
    **{f"{word}th": word for word in _UNITS if word not in {"zero", "one", "two", "three", "five", "eight", "nine"}},
}
_VALUES: dict[str, float] = {word: float(value) for value, word in enumerate(_UNITS)}
_VALUES |= {word: float(20 + 10 * place) for place, word in enumerate(_TENS)}
_VALUES |= {ordinal: _VALUES[word] for ordinal, word in _ORDINALS.items() if word in _VALUES}
#: Words that say a number without naming it; they answer for it, and are never asked for.
_IMPLIED = {"once": 1.0, "single": 1.0, "twice": 2.0, "both": 2.0, "pair": 2.0, "dozen": 12.0}

#: Unit -> its length in hours; a month and a year as calendars have them on average, so that only their kind agrees.
_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "fortnight": 336.0, "month": 730.5, "year": 8766.0}
_DURATION_HOURS = {"Y": _HOURS["year"], "M": _HOURS["month"], "W": _HOURS["week"], "D": _HOURS["day"]}
_CLOCK_HOURS = {"H": 1.0, "M": _HOURS["minute"], "S": 1 / 3600}

_WORD = "|".join(sorted({*_VALUES, *_IMPLIED}, key=len, reverse=True))
_TEN = "|".join(_TENS)
_NUMBER = re.compile(
    rf"(?P<digits>(?<![\w.])\d+(?:,\d{{3}})*(?:\.\d+)?)(?=(?:st|nd|rd|th|s)?(?!\w))"
    rf"|\b(?P<tens>{_TEN})[- ](?P<units>one|two|three|four|five|six|seven|eight|nine)\b"
    rf"|\b(?P<word>{_WORD}|hundred|thousand)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:\s+(?:working|calendar|consecutive|full|whole|further))?[\s-]+(minute|hour|day|week|fortnight|month|year)",
    re.I,
)
#: 10/12/15: its middle is a month, which has a name too, and its year may have two digits.
_DATE = re.compile(r"(?<![\d/])(\d{1,2})/\d{1,2}/(\d{2}|\d{4})(?![\d/])")
_SHORT_YEAR = re.compile(
    r"(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* '?)(\d\d)(?!\d)", re.IGNORECASE
)
_CENTURY = 2000
_DURATION = re.compile(r"P(?=\d|T\d)((?:\d+[YMWD])*)(?:T((?:\d+[HMS])*))?")
_PART = re.compile(r"(\d+)([YMWDHS])")
_LEAST = re.compile(r"\b(?:at least|at most|up to|no more than|not less than|minimum of|maximum of)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number of a text.

    :param word: the number as printed.
    :param value: what it says.
    :param hours: how long that is, where it counts a unit of time; else None.
    :param asked: whether another text that means the same must have it: "one" is a pronoun too, "first" an adverb.
    """

    word: str
    value: float
    hours: float | None
    asked: bool


def numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a text, in order."""
    text = _DATE.sub(lambda date: f"{date[1]} {_whole_year(date[2])}", text)
    text = _SHORT_YEAR.sub(lambda date: date[0][:-2] + _whole_year(date[1]), text)
    for match in _NUMBER.finditer(text):
        value = _value(match)
        unit = _UNIT.match(text, match.end())
        hours = value * _HOURS[unit[1].lower()] if unit else None
        yield Number(match[0], value, hours, _is_asked(match, unit is not None, text[: match.start()]))


def _whole_year(digits: str) -> str:
    return digits if len(digits) > 2 else str(_CENTURY + int(digits))


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        return float(match["digits"].replace(",", ""))
    if match["tens"]:
        return _VALUES[match["tens"].lower()] + _VALUES[match["units"].lower()]
    word = match["word"].lower()
    return {"hundred": 100.0, "thousand": 1000.0}.get(word) or _IMPLIED.get(word) or _VALUES[word]


def _is_asked(match: re.Match[str], has_unit: bool, before: str) -> bool:
    word = (match["word"] or "").lower()
    if word == "one":
        return has_unit or bool(_LEAST.search(before))
    return word not in _IMPLIED and word not in {"first", "second"}


def durations(texts: Iterable[str]) -> Iterator[Number]:
    """Yield the numbers of lengths of time that are written as xsd:duration ("P1Y", "PT24H")."""
    for text in texts:
        match = _DURATION.fullmatch(text)
        if match:
            for part, hours in ((match[1], _DURATION_HOURS), (match[2] or "", _CLOCK_HOURS)):
                for digits, unit in _PART.findall(part):
                    yield Number(digits + unit, float(digits), int(digits) * hours[unit], asked=True)
