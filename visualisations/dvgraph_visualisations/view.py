"""`dvgraph view`: the picture of the network around an item, as a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from dvgraph.dataset import open_current
from dvgraph.errors import BadParameter
from dvgraph.items.resolve import Resolver
from dvgraph_visualisations.figure import Figure
from dvgraph_visualisations.network import network_of
from dvgraph_visualisations.page import figure_page
from dvgraph_visualisations.svg import figure_svg

__all__ = ["FORMATS", "view"]

#: Format -> what writes a figure in it; the format is also the file's suffix.
FORMATS: Mapping[str, Callable[[Figure], str]] = {"html": figure_page, "json": Figure.to_json, "svg": figure_svg}


@click.command()
@click.argument("item")
@click.option(
    "--output", "-o", metavar="FILE", help="File to write; - for standard output (default: ITEM.FORMAT in this folder)."
)
@click.option(
    "--format", "name", type=click.Choice(list(FORMATS)), help="Format (default: by the file's suffix, else html)."
)
@click.option("--expand", multiple=True, metavar="ITEM", help="A further item whose links to show; may be repeated.")
def view(item: str, output: str | None, name: str | None, expand: tuple[str, ...]) -> None:
    """Draw the network around ITEM: its place, its parts, and what it is linked with.

    ITEM is a curie, a code that only one item has, or an IRI. The HTML file works without any other file or network;
    SVG is for documents; JSON holds the picture as data.
    """
    form = name or _format_of(output)
    with open_current() as dataset:
        resolver = Resolver(dataset)
        found = resolver.find(item)
        if found.note:
            click.echo(found.note, err=True)
        further = [resolver.resolve(one) for one in expand]
        figure = network_of(dataset, found.iri, expanded=further)
    text = FORMATS[form](figure)
    if output == "-":
        click.echo(text, nl=not text.endswith("\n"))
        return
    file = Path(output) if output else Path(f"{_file_name(figure)}.{form}")
    _write(file, text)
    click.echo(f"{file}: {len(figure.nodes)} items, {len(figure.edges)} links", err=True)


def _format_of(output: str | None) -> str:
    """Return the format that a file's suffix names; html where there is none.

    :raises BadParameter: the suffix is none of the formats.
    """
    suffix = Path(output).suffix.lstrip(".").lower() if output and output != "-" else ""
    form = {"htm": "html"}.get(suffix, suffix) or "html"
    if form not in FORMATS:
        raise BadParameter(
            "output", f"{output!r} ends in none of {', '.join('.' + f for f in FORMATS)}; or say --format."
        )
    return form


def _file_name(figure: Figure) -> str:
    """Return the item's curie as a file's name ("ndp-1")."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", figure.node(figure.focus).curie).strip("-.")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadParameter("output", f"{str(file)!r} can't be written: {error.strerror}.") from None
