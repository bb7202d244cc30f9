"""`dvgraph search`: items by words."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

import dvgraph
from dvgraph.cli.options import text_or_json
from dvgraph.cli.output import emit
from dvgraph.items.cells import in_words
from dvgraph.search import Facet, Results

__all__ = ["search"]


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--framework", help="Look only in this framework, by its short name.")
@click.option("--kind", help="Look only for this kind of item, such as Unit.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many items to print at most."
)
@text_or_json("what is found")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to, instead of standard output.",
)
def search(
    words: tuple[str, ...], framework: str | None, kind: str | None, limit: int, format_: str, output: Path | None
) -> None:
    """Search for WORDS in codes, names, definitions and topics; the best is first, slips of the pen are forgiven."""
    with dvgraph.open_dataset() as dataset:
        found = dataset.search(" ".join(words), framework, kind, limit)
    if format_ == "json":
        emit(json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n", output)
        return
    emit("".join(f"{line}\n" for line in _lines(found)), output)


def _lines(found: Results) -> Iterator[str]:
    width = shutil.get_terminal_size((100, 24)).columns
    for word, instead in found.respelt.items():
        yield f"{word!r} stands nowhere; looked for {', '.join(instead)}."
    if not found.hits:
        yield f"Nothing is found for {found.words!r}."
        return
    for hit in found.hits:
        kind = f" ({in_words(hit.cell.kind)})" if hit.cell.kind else ""
        line = f"{hit.cell.curie}  {hit.cell.label or ''}{kind}"
        yield textwrap.fill(line, width, subsequent_indent="    ", break_on_hyphens=False)
    more = found.total - len(found.hits)
    yield f"\n{found.total} found" + (f", {more} not shown (--limit)." if more else ".")
    yield f"By framework: {_counts(found.frameworks)}"
    yield f"By kind: {_counts(found.kinds)}"


def _counts(facets: tuple[Facet, ...]) -> str:
    return ", ".join(f"{one.value} {one.count}" for one in facets) or "none"
