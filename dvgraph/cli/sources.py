"""`dvgraph sources`: the graph against the texts that it was written from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dvgraph.cli.options import FOLDER, ontology_option, text_or_json
from dvgraph.load import load
from dvgraph.places import ontology_dir
from dvgraph.settings import Settings
from dvgraph.sources import as_json, as_text, attached
from dvgraph.sources import check as check_sources


@click.group()
def sources() -> None:
    """Compare the graph with the texts of its documents, which the project does not hold."""


@sources.command()
@click.argument("directory", type=FOLDER)
@ontology_option("to check")
@text_or_json("the report")
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


@sources.command()
@click.argument("directory", type=FOLDER)
@ontology_option("that says where each item stands")
def attach(directory: Path, ontology: Path | None) -> None:
    """Keep the exact wording of the texts in DIRECTORY beside the dataset, for yourself.

    Each text is recognised by its SHA-256; any other file is refused. The wording is the publishers': it is shown by
    `dvgraph show` and on items' pages, and there only with DVGRAPH_SHOW_SOURCE=1. No query, export, answer or log
    ever holds it. Exits 1 where DIRECTORY holds none of the texts.
    """
    settings = Settings.from_env()
    report = attached.attach(load(ontology or ontology_dir()), directory, settings.data_dir)
    for text in report.texts:
        click.echo(f"{text.name}: attached ({text.framework}; {text.items} of {text.of} items)")
    for name in report.refused:
        click.echo(f"{name}: refused; no loaded framework was written from this text.")
    for framework in report.missing:
        click.echo(f"{framework}: its text is not here.")
    if not settings.show_source:
        click.echo("It is not shown: DVGRAPH_SHOW_SOURCE is off.", err=True)


@sources.command()
def detach() -> None:
    """Remove all wording that was attached."""
    there = attached.detach(Settings.from_env().data_dir)
    click.echo("The publishers' wording is removed." if there else "Nothing was attached.")
