"""Answers as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io

from dvgraph.formats import flat
from dvgraph.questions.answer import Answer, Value

__all__ = ["write"]


def write(answer: Answer) -> str:
    """Return an answer as CSV text: a header, then a line a row; lines end in CR LF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(flat.columns(answer))
    for row in flat.rows(answer):
        writer.writerow([_text(value) for value in row])
    return out.getvalue()


def _text(value: Value | None) -> Value:
    """Return a value as CSV shows it: truth in XML Schema's words, nothing as an empty field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
