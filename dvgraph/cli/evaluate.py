"""`dvgraph evaluate`: one crosswalk file measured against another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import click

import dvgraph
from dvgraph.cli.output import emit
from dvgraph.crosswalks import MappingSet, read
from dvgraph.crosswalks.evaluate import CUTS, Figures, as_json, evaluate_subsets
from dvgraph.crosswalks.evaluate import evaluate as evaluate_rows
from dvgraph.formats.table import table
from dvgraph.items.cells import describe_iris

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("measured", type=_FILE, metavar="A.sssom.tsv")
@click.argument("reference", type=_FILE, metavar="B.sssom.tsv")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to write.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write to, instead of standard output."
)
def evaluate(measured: Path, reference: Path, format_: str, output: Path | None) -> None:
    """Measure the crosswalk A against B, which counts as right.

    Precision, recall and F1 of pairs; top-1, recall at 1, 3, 5 and 10 and the mean reciprocal rank of A's objects,
    best first; Cohen's kappa on the predicates of shared pairs. For all rows, and by kind of subject, frameworks,
    predicate and confidence.
    """
    ours, theirs = read(measured), read(reference)
    whole = evaluate_rows(ours.rows, theirs.rows)
    parts = evaluate_subsets(ours.rows, theirs.rows, _kinds(ours, theirs))
    if format_ == "json":
        subsets = {cut: {value: as_json(one) for value, one in each.items()} for cut, each in parts.items()}
        emit(json.dumps({"all": as_json(whole), "subsets": subsets}, indent=2) + "\n", output)
    else:
        emit(_table(whole, parts), output)


def _kinds(*sets: MappingSet) -> dict[str, str]:
    """Return the kind of each subject that the dataset knows."""
    with dvgraph.open_dataset() as dataset:
        found = {row.subject_id: dataset.namespaces.iri(row.subject_id) for one in sets for row in one.rows}
        cells = describe_iris(dataset, [iri for iri in found.values() if iri])
    return {curie: cells[iri].kind or "" for curie, iri in found.items() if iri}


def _table(whole: Figures, parts: Mapping[str, Mapping[str, Figures]]) -> str:
    headings = ["rows", "pairs", "reference", "precision", "recall", "F1", "top-1"]
    headings += [f"recall@{k}" for k in CUTS] + ["MRR", "kappa"]
    rows = [["all", *_cells(whole)]]
    for each in parts.values():
        rows += [[value, *_cells(one)] for value, one in each.items()]
    return table(headings, rows, max(shutil.get_terminal_size((160, 24)).columns, 160)) + "\n"


def _cells(one: Figures) -> list[str]:
    values = [one.precision, one.recall, one.f1, one.top1, *one.recall_at.values(), one.mrr, one.kappa]
    return [str(one.pairs), str(one.reference_pairs), *("-" if v is None else f"{v:.3f}" for v in values)]
