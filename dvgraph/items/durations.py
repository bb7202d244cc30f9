"""Lengths of time in words."""

from __future__ import annotations

import re

__all__ = ["duration_words"]

_UNITS = ("year", "month", "day", "hour", "minute", "second")
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)


def duration_words(text: str) -> str | None:
    """Return an xsd:duration in words, None for any other text.

    >>> duration_words("P1D"), duration_words("P1Y6M"), duration_words("PT24H"), duration_words("P1")
    ('1 day', '1 year 6 months', '24 hours', None)
    """
    match = _DURATION.fullmatch(text)
    if not match:
        return None
    given = [(number, unit) for number, unit in zip(match.groups(), _UNITS, strict=True) if number]
    return " ".join(f"{number} {unit}{'' if number == '1' else 's'}" for number, unit in given)
