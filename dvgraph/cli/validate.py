"""`dvgraph validate`: check whether what the authored files state is sound."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dvgraph.cli.options import FOLDER, ontology_option, text_or_json
from dvgraph.dataset.build import closed_quads, closure_of
from dvgraph.errors import InvalidInput
from dvgraph.load import load
from dvgraph.places import ontology_dir
from dvgraph.validation import (
    Finding,
    in_order,
    validate_consistency,
    validate_shapes,
    validate_structure,
    validate_wording,
)
from dvgraph.validation.faithfulness import validate_faithfulness


@click.command()
@ontology_option("to check")
@click.option(
    "--sources",
    type=FOLDER,
    help="Folder with the source texts; with it the wording is compared with them: nothing too close, nothing lost.",
)
@text_or_json("the findings")
def validate(ontology: Path | None, sources: Path | None, format_: str) -> None:
    """Check the authored files: structure, consistency, wording, and the shapes over all that is stated and inferred.

    Prints each finding with its file and line. Exits 1 where there is an error, 0 where there is none.
    """
    findings = find_all(ontology or ontology_dir(), sources)
    errors = sum(finding.severity == "error" for finding in findings)
    if format_ == "json":
        content = {"ok": not errors, "findings": [finding.as_json() for finding in findings]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
        click.echo(_summary(errors, len(findings) - errors))
    sys.exit(1 if errors else 0)


def find_all(ontology: Path, sources: Path | None) -> Sequence[Finding]:
    """Return all findings about an ontology folder; just one where its files can't be read."""
    try:
        loaded = load(ontology)
    except InvalidInput as error:
        return [Finding("error", "unreadable", error.problem, "", error.file, error.line)]
    closure = closure_of(loaded)
    return in_order(
        [
            *validate_structure(loaded),
            *validate_consistency(loaded, closure),
            *validate_wording(loaded, sources),
            *(validate_faithfulness(loaded, ontology, sources) if sources else ()),
            *validate_shapes(loaded, closed_quads(loaded, closure), ontology / "shapes"),
        ]
    )


def _summary(errors: int, warnings: int) -> str:
    def number(count: int, noun: str) -> str:
        return f"{count} {noun}{'' if count == 1 else 's'}"

    return f"{number(errors, 'error')}, {number(warnings, 'warning')}." if errors or warnings else "Nothing found."
