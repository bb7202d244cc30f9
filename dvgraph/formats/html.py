"""Answers as one small page that stands by itself and requests nothing."""

from __future__ import annotations

from html import escape

from dvgraph.formats.words import heading, row_texts
from dvgraph.questions.answer import Answer

__all__ = ["write"]

_STYLE = """
body { font-family: system-ui, sans-serif; line-height: 1.5; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem; border-bottom: 1px solid; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }
"""


def write(answer: Answer) -> str:
    """Return an answer as an HTML page."""
    body = [f"<h1>{escape(answer.summary)}</h1>", f"<p>{escape(answer.sentence)}</p>"]
    if answer.rows:
        body.append(_table(answer))
    if answer.caveats:
        body += ["<h2>Before you rely on this</h2>", "<ul>"]
        body += [f"<li>{escape(caveat)}</li>" for caveat in answer.caveats]
        body.append("</ul>")
    body.append(f"<p>Question {escape(answer.question)}; dataset {escape(answer.version)}</p>")
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(answer.question)}</title>",
        f"<style>{_STYLE}</style>",
    ]
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        *head,
        "</head>",
        "<body>",
        "<main>",
        *body,
        "</main>",
        "</body>",
    ]
    return "\n".join([*lines, "</html>"]) + "\n"


def _table(answer: Answer) -> str:
    heads = "".join(f'<th scope="col">{escape(heading(name))}</th>' for name in answer.columns)
    rows = [
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row_texts(answer, row)) + "</tr>" for row in answer.rows
    ]
    caption = f"<caption>{answer.total} {'row' if answer.total == 1 else 'rows'}</caption>"
    return "\n".join(["<table>", caption, f"<thead><tr>{heads}</tr></thead>", "<tbody>", *rows, "</tbody>", "</table>"])
