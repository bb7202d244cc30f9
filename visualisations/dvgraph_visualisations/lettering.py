"""Texts in boxes: cut to the box, so that what is drawn can be read; the full text stands in the table."""

from __future__ import annotations

__all__ = ["FONT", "FONT_SIZE", "LINE_HEIGHT", "MOST_LINES", "TEXT_MARGIN", "fitted", "text_width"]

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
FONT_SIZE = 13.0
LINE_HEIGHT = 16.0
#: What a box's outline takes of its width, at both sides together.
TEXT_MARGIN = 28.0
#: How many lines the text of the item in the middle may have.
MOST_LINES = 9
_NARROW, _WIDE = "iljtfrI.,:;'\u2019\u2018|!()[]- /", "mwMW@%"
#: Letters are taken as a little wider than Arial's, for where another face stands in for it.
_SPARE = 1.04


def text_width(text: str, size: float = FONT_SIZE, *, bold: bool = False) -> float:
    """Return about how wide a text is drawn, in pixels; rather more than less.

    >>> text_width("ill") < text_width("www")
    True
    """
    ems = sum(0.32 if c in _NARROW else 0.86 if c in _WIDE else 0.7 if c.isupper() else 0.556 for c in text)
    return ems * size * _SPARE * (1.06 if bold else 1.0)


def fitted(code: str, text: str, width: float, lines: int) -> list[str]:
    """Return a code and a text as lines that fit a box; the first begins with the code, a cut is shown by "…".

    :param code: stands first, in bold; it is never cut.
    :param text: what follows it; white space is collapsed.
    :param width: the width for text, in pixels.
    :param lines: how many lines there may be.

    >>> fitted("AA1", "Do a thing", 200, 2)
    ['AA1 Do a thing']
    """
    done: list[str] = []
    line, spent = code, text_width(code, bold=True)
    for word in text.split():
        more = text_width(" " + word)
        if spent + more <= width:
            line, spent = f"{line} {word}", spent + more
            continue
        if len(done) + 1 == lines:
            return [*done, _cut(line, width)]
        done.append(line)
        line, spent = word, text_width(word)
        if spent > width:
            return [*done, _cut(line, width)]
    return [*done, line]


def _cut(line: str, width: float) -> str:
    """Return a line that ends in "…" and fits."""
    whole = line
    while line and text_width(line + "…") > width:
        line = line[:-1]
    start, space, _ = line.rpartition(" ")
    if space and line != whole and len(start) > len(line) * 0.6:
        line = start
    return line.rstrip(" ,;:.") + "…"
