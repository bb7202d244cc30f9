"""Answers as Markdown (GitHub's tables)."""

from __future__ import annotations

import re

from dvgraph.formats.words import heading, one_line, row_texts
from dvgraph.questions.answer import Answer

__all__ = ["escape", "write"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~<>&$])")


def write(answer: Answer) -> str:
    """Return an answer as Markdown: the sentence, a table, the caveats, the version."""
    parts = [f"## {escape(answer.summary)}", escape(answer.sentence)]
    if answer.rows:
        lines = [
            _row([heading(name) for name in answer.columns]),
            _row_of_rules(len(answer.columns)),
            *(_row(row_texts(answer, row)) for row in answer.rows),
        ]
        parts.append("\n".join(lines))
    if answer.caveats:
        parts.append("\n".join(f"- {escape(caveat)}" for caveat in answer.caveats))
    parts.append(f"dvgraph question `{answer.question}`, dataset `{answer.version}`")
    return "\n\n".join(parts) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(escape(cell) for cell in cells) + " |"


def _row_of_rules(columns: int) -> str:
    return "|" + " --- |" * columns


def escape(text: str) -> str:
    r"""Return a text in which nothing is Markdown or HTML.

    >>> escape("a|b <i>")
    'a\\|b \\<i\\>'
    """
    return _SPECIAL.sub(r"\\\1", one_line(text))
