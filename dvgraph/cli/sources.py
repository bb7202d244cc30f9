"""`dvgraph sources`: the graph against the texts that it was written from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dvgraph.load import load
from dvgraph.places import ontology_dir
from dvgraph.sources import as_json, as_text
from dvgraph.sources import check as check_sources


@click.group()
def sources() -> None:
    """Compare the graph with the texts of its documents, which the project does not hold."""


@sources.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--ontology",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the ontology to check (default: the project's own).",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the report.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List each piece of text that needs no item, not only how many a reason has.",
)
def check(directory: Path, ontology: Path | None, format_: str, *, everything: bool) -> None:
    """Prove that the graph covers the texts in DIRECTORY.

    Each text is recognised by its SHA-256. Every item is cut out by its span and its digest and order are
    compared; what no item covers is listed as boilerplate, as prose that requires nothing, or as a gap.
    Exits 1 on a gap, a missing text, a wrong span, digest or order.
    """
    ontology = ontology or ontology_dir()
    report = check_sources(load(ontology), ontology, directory)
    click.echo(as_json(report) if format_ == "json" else as_text(report, everything=everything))
    sys.exit(0 if report.ok else 1)
