"""`dvgraph suggest`: candidates for the mappings of one framework to another."""

from __future__ import annotations

import datetime
import json
import shutil
from dataclasses import replace
from pathlib import Path

import click

import dvgraph
from dvgraph.cli.output import emit
from dvgraph.crosswalks import write
from dvgraph.errors import BadParameter
from dvgraph.formats.table import table
from dvgraph.items.resolve import Resolver
from dvgraph.namespaces import Namespaces
from dvgraph.suggest.embedding import MiniLm
from dvgraph.suggest.ranking import Ranking, rank
from dvgraph.suggest.read import Reader
from dvgraph.suggest.rows import as_json, mapping_set, pruned, reason


@click.command()
@click.argument("source", metavar="FRAMEWORK_A")
@click.argument("target", metavar="FRAMEWORK_B")
@click.option("--item", "wanted", multiple=True, help="Only for this item of FRAMEWORK_A; may be given again.")
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, help="Candidates an item.")
@click.option(
    "--min-score", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Leave out candidates below."
)
@click.option("--semantic", is_flag=True, help="Use sentence embeddings too; wants the extra dvgraph[semantic].")
@click.option("--predict-topics", is_flag=True, help="Take subjects from the text, also where items were given some.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "sssom", "json"]),
    default="table",
    show_default=True,
    help="How to write the candidates.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write to, instead of standard output."
)
def suggest(  # noqa: PLR0913, PLR0917 - one parameter an option
    source: str,
    target: str,
    wanted: tuple[str, ...],
    top: int,
    min_score: float,
    semantic: bool,
    predict_topics: bool,
    format_: str,
    output: Path | None,
) -> None:
    """Suggest what the items of FRAMEWORK_A can be filed to in FRAMEWORK_B, with the evidence for each.

    Evidence are words, subjects, structure, and what items of other frameworks that are alike in subject are filed to;
    how much each counts is learnt from the crosswalks that there are. A score is the share of a candidate among
    all of an item. Candidates are for a reader to judge: none is a mapping before `dvgraph review`.
    """
    with dvgraph.open_dataset() as dataset:
        reader, resolver, names = Reader(dataset), Resolver(dataset), dataset.namespaces
        short = {iri: name for name, iri in reader.frameworks.items()}
        a, b = (short[resolver.framework(text)] for text in (source, target))
        if a == b:
            raise BadParameter("FRAMEWORK_B", f"{target} is FRAMEWORK_A itself.")
        only = {resolver.resolve(text) for text in wanted}
        material = reader.material(a, b)
        # All items are ranked, whichever are shown: those beside an item are evidence for it.
        there = {one.iri for one in material.subjects}
        more = tuple(one for one in reader.items(a, only=only - there))
        if only - there - {one.iri for one in more}:
            raise BadParameter("item", f"it must be of {a}.")
        material = replace(material, subjects=(*material.subjects, *more))
        rankings = rank(material, predict=predict_topics, meaning=MiniLm() if semantic else None)
    rankings = [one for one in rankings if not only or one.subject.iri in only]
    shown = pruned(rankings, top, min_score)
    if format_ == "sssom":
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        emit(write(mapping_set(f"{a}-{b}", shown, material, names, today)), output)
    elif format_ == "json":
        emit(json.dumps(as_json(shown, names), indent=2, ensure_ascii=False) + "\n", output)
    else:
        emit(_table(shown, names), output)


def _table(rankings: list[Ranking], names: Namespaces) -> str:
    rows = [
        [
            f"{one.subject.curie} {one.subject.label}" if not at else "",
            f"{candidate.target.curie} {candidate.target.label}",
            f"{candidate.score:.2f}",
            reason(one, candidate, names),
        ]
        for one in rankings
        for at, candidate in enumerate(one.candidates)
    ]
    if not rows:
        return "There is no candidate.\n"
    width = shutil.get_terminal_size((140, 24)).columns
    return table(["item", "candidate", "score", "evidence"], rows, width) + "\n"
