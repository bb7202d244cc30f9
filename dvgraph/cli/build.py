"""`dvgraph build`: make a dataset from the authored files and put it in service."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dvgraph.cli.options import ontology_option
from dvgraph.dataset import build as build_dataset
from dvgraph.settings import Settings


@click.command()
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data folder to build into (default: DVGRAPH_DATA_DIR).",
)
@ontology_option("to build from")
@click.option(
    "--shapes/--no-shapes", default=True, help="Check the SHACL shapes too (some seconds), or the structure alone."
)
def build(output: Path | None, ontology: Path | None, shapes: bool) -> None:
    """Build the dataset: load, infer, validate, write, and put it in service in one step.

    Where anything is wrong it says file, line and what, exits 1, and leaves the last good version in service.
    """
    started = time.perf_counter()
    result = build_dataset(Settings.from_env(data_dir=output), ontology, shapes=shapes)
    for warning in result.warnings:
        click.echo(str(warning), err=True)
    counts = result.manifest.counts
    click.echo(f"version  {result.manifest.version}")
    click.echo(f"folder   {result.folder}")
    click.echo(
        f"triples  {sum(counts.values())} in {len(counts)} named graphs, {counts.get('inferred', 0)} of them inferred"
    )
    click.echo(f"built in {time.perf_counter() - started:.1f} s", err=True)
