"""`dvgraph explain`: why a triple holds."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import dvgraph
from dvgraph.cli.output import emit
from dvgraph.explain import WRITERS
from dvgraph.explain import explain as explained

__all__ = ["explain"]


@click.command()
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(WRITERS)),
    default="text",
    show_default=True,
    help="How to print the reason.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to, instead of standard output.",
)
def explain(subject: str, predicate: str, object_: str, format_: str, output: Path | None) -> None:
    """Say why SUBJECT PREDICATE OBJECT holds, down to the printed line.

    Items are given by curie (fm:BA3), by notation where only one item can be meant (BA3), or by IRI; the predicate by
    curie (dv:supports), by local name (supports), or by IRI, `a` for a class. Exits 1 where the triple does not follow;
    then the nearest that do are named.
    """
    with dvgraph.open_dataset() as dataset:
        explanation = explained(dataset, subject, predicate, object_)
        text = WRITERS[format_].write(explanation, dataset.namespaces)
    emit(text, output)
    sys.exit(0 if explanation.entailed else 1)
