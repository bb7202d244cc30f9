"""Answers as JSON."""

from __future__ import annotations

import json
from json.encoder import encode_basestring

from dvgraph.questions.answer import Answer, Cell, ItemCell

__all__ = ["write"]

#: Without an indent, since the encoder of one is many times as slow.
_text = json.JSONEncoder(ensure_ascii=False).encode


def write(answer: Answer) -> str:
    """Return an answer as JSON text that ends in a line break; a member a line, and a row a line."""
    members = {
        "question": answer.question,
        "parameters": dict(answer.parameters),
        "sentence": answer.sentence,
        "caveats": list(answer.caveats),
        "dataset": {"version": answer.version},
        "columns": list(answer.columns),
    }
    lines = [f"{_text(name)}: {_text(value)}" for name, value in members.items()]
    lines.append(f'"rows": {_rows(answer)}')
    lines.append(f'"total": {answer.total}')
    lines.append(f'"truncated": {_text(answer.truncated)}')
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


def _rows(answer: Answer) -> str:
    """Return the rows of an answer as a JSON array."""
    names = {name: _text(name) for name in answer.columns}
    rows = [", ".join([f"{text}: {_cell(row[name])}" for name, text in names.items()]) for row in answer.rows]
    return "[\n    {" + "},\n    {".join(rows) + "}\n  ]" if rows else "[]"


def _cell(cell: Cell) -> str:
    if isinstance(cell, ItemCell):
        return cell.as_json
    return encode_basestring(cell) if isinstance(cell, str) else _text(cell)
