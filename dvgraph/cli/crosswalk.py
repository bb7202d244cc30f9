"""`dvgraph crosswalk`: two frameworks side by side."""

from __future__ import annotations

from pathlib import Path

import click

import dvgraph
from dvgraph.cli.output import emit
from dvgraph.crosswalks.compare import DEFAULT_LEVELS, LEVELS, VIEWS, compare
from dvgraph.formats import WRITERS

__all__ = ["crosswalk"]


@click.command()
@click.argument("source", metavar="A")
@click.argument("target", metavar="B")
@click.option(
    "--show",
    "view",
    type=click.Choice(VIEWS),
    default="matrix",
    show_default=True,
    help="Numbers for each pair of parts, the mappings themselves, or what is mapped with nothing.",
)
@click.option(
    "--level",
    "levels",
    type=click.Choice(list(LEVELS)),
    multiple=True,
    help="Level of the matrix; may be given twice, and each framework takes the first that it has.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(WRITERS)),
    default="table",
    show_default=True,
    help="How to write it.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to, instead of standard output.",
)
def crosswalk(source: str, target: str, view: str, levels: tuple[str, ...], format_: str, output: Path | None) -> None:
    """Compare the frameworks A and B, by short name or alias, in both directions.

    Without --level, competencies, areas of competence, audit standards and components are compared.
    """
    with dvgraph.open_dataset() as dataset:
        answer = compare(dataset, source, target, view, levels or DEFAULT_LEVELS)
    emit(WRITERS[format_].write(answer), output)
