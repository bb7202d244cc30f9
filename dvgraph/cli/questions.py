"""`dvgraph questions`: what can be asked."""

from __future__ import annotations

import json
import textwrap

import click

from dvgraph.cli.options import text_or_json
from dvgraph.errors import UnknownName
from dvgraph.places import queries_dir
from dvgraph.questions.header import Parameter, Question
from dvgraph.questions.registry import Registry

__all__ = ["help_of", "questions", "registry"]

_WIDTH = 96


def registry() -> Registry:
    """Return the registry of the project's own questions."""
    return Registry.open(queries_dir())


@click.command()
@click.option("--tag", help="List only the questions with this tag.")
@text_or_json("the list")
def questions(tag: str | None, format_: str) -> None:
    """List the questions that can be asked, with their parameters; those in brackets can be left out."""
    known = registry()
    if tag is not None and tag not in known.tags():
        raise UnknownName("tag", tag, known.tags())
    listed = [question for question in known if tag is None or tag in question.tags]
    if format_ == "json":
        click.echo(json.dumps([_as_json(question) for question in listed], ensure_ascii=False, indent=2))
        return
    for question in listed:
        click.echo(" ".join([question.name, *(_usage(p) for p in question.parameters)]))
        click.echo(f"    {question.summary}")
    click.echo("\nAsk one with: dvgraph ask NAME PARAMETER=VALUE ..; dvgraph ask NAME --help tells more.")


def _usage(parameter: Parameter) -> str:
    text = f"{parameter.name}=.."
    return f"[{text}]" if parameter.optional else text


def _as_json(question: Question) -> dict[str, object]:
    return {
        "name": question.name,
        "summary": question.summary,
        "description": question.description,
        "tags": list(question.tags),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "classes": list(p.classes),
                "optional": p.optional,
                "choices": list(p.choices),
                "description": p.description,
                "example": example(p),
            }
            for p in question.parameters
        ],
        "columns": dict(question.columns),
    }


def help_of(question: Question) -> str:
    """Return the help of one question: what it answers, its parameters with an example, its columns."""
    examples = [f"{p.name}={example(p)}" for p in question.parameters]
    usage = " ".join(["dvgraph ask", question.name, *(_usage(p) for p in question.parameters), "[OPTIONS]"])
    parts = [f"Usage: {usage}", _filled(question.description)]
    if question.parameters:
        parts.append("Parameters:\n" + "\n".join(_parameter(p) for p in question.parameters))
    columns = [_filled(f"{name}: {text}", "  ") for name, text in question.columns.items()]
    parts.append("Columns of the answer:\n" + "\n".join(columns))
    if question.caveats:
        parts.append("Before you rely on it:\n" + "\n".join(_filled(caveat, "  ") for caveat in question.caveats))
    parts.append("Example:\n  " + " ".join(["dvgraph ask", question.name, *examples]))
    parts.append("Options: --format, --stated-only, --output; see dvgraph ask --help.")
    return "\n\n".join(parts) + "\n"


def _parameter(parameter: Parameter) -> str:
    kind = parameter.type
    if parameter.classes:
        kind = f"{kind}: {' or '.join(parameter.classes)}"
    if parameter.choices:
        kind = f"one of {', '.join(parameter.choices)}"
    left_out = ", can be left out" if parameter.optional else ""
    return _filled(f"{parameter.name} ({kind}{left_out}): {parameter.description}; such as {example(parameter)}", "  ")


def example(parameter: Parameter) -> str:
    """Return a parameter's example as a user gives it: short names of frameworks and texts without quotes."""
    return parameter.given_example


def _filled(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  " if indent else "")
