"""Answers as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from dvgraph.questions.answer import Answer, Cell, ItemCell

__all__ = ["write"]


def write(answer: Answer) -> str:
    """Return an answer as JSON text that ends in a line break."""
    content = {
        "question": answer.question,
        "parameters": dict(answer.parameters),
        "sentence": answer.sentence,
        "caveats": list(answer.caveats),
        "dataset": {"version": answer.version},
        "columns": list(answer.columns),
        "rows": [{name: _cell(row[name]) for name in answer.columns} for row in answer.rows],
        "total": answer.total,
        "truncated": answer.truncated,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _cell(cell: Cell) -> object:
    return asdict(cell) if isinstance(cell, ItemCell) else cell
