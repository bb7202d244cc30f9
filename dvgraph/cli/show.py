"""`dvgraph show`: one item in words."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pyoxigraph import RdfFormat, serialize

import dvgraph
from dvgraph.cli.output import emit
from dvgraph.errors import AmbiguousNotation
from dvgraph.formats.words import cell_text
from dvgraph.items.describe import describe, statements
from dvgraph.items.description import Description, Link
from dvgraph.items.mappings import Mapped
from dvgraph.items.readable import Readable
from dvgraph.items.resolve import Found, Resolver
from dvgraph.questions.answer import ItemCell

if TYPE_CHECKING:
    from dvgraph.dataset import Dataset

__all__ = ["show"]

_MOST = 12
_MOST_MAPPED = 6


@click.command()
@click.argument("code")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="How to print the item.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to, instead of standard output.",
)
def show(code: str, format_: str, output: Path | None) -> None:
    """Show the item CODE: a curie (fm:BA3), a notation (BA3) or an IRI.

    A notation that several items carry is answered with the list of them.
    """
    with dvgraph.open_dataset() as dataset:
        resolver = Resolver(dataset)
        try:
            found = resolver.find(code)
        except AmbiguousNotation:
            emit(_readings(code, resolver.readings(code), format_), output)
            return
        written = _written(dataset, found, format_)
        if format_ == "text" and output is None and dataset.settings.show_source:
            written += _publishers_text(dataset, found.iri)
        emit(written, output)


def _written(dataset: Readable, found: Found, format_: str) -> str:
    if format_ == "turtle":
        return _turtle(dataset, found.iri)
    description = describe(dataset, found.iri)
    if format_ == "json":
        content = {"note": found.note, **asdict(description)}
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return _text(description, found.note)


def _publishers_text(dataset: Dataset, iri: str) -> str:
    """Return the text as its publisher printed it, for who has attached it; for a terminal alone, never for a file."""
    from dvgraph.sources.attached import attached_text

    about = describe(dataset, iri)
    printed = attached_text(dataset.settings.data_dir, about.curie, about.source_digest)
    if printed is None:
        return ""
    width = shutil.get_terminal_size((100, 24)).columns
    return f"\nThe publisher's text, shown to who holds it\n{_block([printed], width, '  ')}\n"


def _readings(code: str, cells: Iterable[ItemCell], format_: str) -> str:
    """Return the list of the items that a code can mean."""
    if format_ == "json":
        return json.dumps({"code": code, "readings": [asdict(c) for c in cells]}, ensure_ascii=False, indent=2) + "\n"
    mark = "# " if format_ == "turtle" else ""
    lines = [f"{code} can mean any of these; show one by its whole name:"]
    lines += [f"  {cell.curie}  {cell.label or ''} ({cell.kind})" for cell in cells]
    return "".join(f"{mark}{line}\n" for line in lines)


def _turtle(dataset: Readable, iri: str) -> str:
    triples = statements(dataset, iri)
    used = {term.value for triple in triples for term in triple if hasattr(term, "value")}
    prefixes = {p: ns for p, ns in dataset.namespaces.prefixes.items() if any(value.startswith(ns) for value in used)}
    text = (serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
    head, body = [line for line in text.splitlines() if line.startswith("@prefix")], text.splitlines()
    return "\n".join([*sorted(head), "", *(line for line in body if line not in head)]) + "\n"


def _text(it: Description, note: str | None) -> str:
    """Return a description as text that fits the terminal."""
    width = shutil.get_terminal_size((100, 24)).columns
    blocks = [_block([note], width)] if note else []
    blocks.append(_block([f"{it.curie}  {it.label or ''}", _kind_line(it)], width))
    if it.caution:
        blocks.append(_block([it.caution], width))
    if it.definition:
        blocks.append(_block([it.definition], width))
    for title, lines in _sections(it):
        if lines:
            blocks.append(f"{title}\n{_block(lines, width, '  ')}")
    return "\n\n".join(blocks) + "\n"


def _kind_line(it: Description) -> str:
    of = f" of {it.framework.label or it.framework.curie}" if it.framework else ""
    return f"{it.kind_words}{of}".strip()


def _sections(it: Description) -> Iterator[tuple[str, list[str]]]:
    yield "Also called", list(it.also_called)
    yield "Place", [f"{'  ' * depth}{cell_text(cell)}" for depth, cell in enumerate(it.place)]
    yield "Parts", [cell_text(cell) for cell in it.parts]
    for words, links in groupby(it.links, key=lambda link: link.words):
        yield words[:1].upper() + words[1:], _limited([_link_line(link, it.curie) for link in links])
    yield from _mapping_sections(it)
    yield "Same wording", [cell_text(cell) for cell in it.same_wording]
    yield "Topics", [cell.label or cell.curie for cell in it.topics]
    yield "Facts", [f"{fact.words}: {fact.value}" for fact in it.facts]
    yield "Corrections", [_correction_line(c.printed, c.corrected, c.reason, c.line) for c in it.corrections]
    yield "Doubts", list(it.doubts)
    yield "Source", _source_lines(it)


def _mapping_sections(it: Description) -> Iterator[tuple[str, list[str]]]:
    """Yield the mappings by direction and framework, counted, a few of each; then what follows from others."""
    for (direction, framework), rows in groupby(it.mappings, key=lambda m: (m.direction, m.framework)):
        lines = [_mapping_line(row) for row in rows]
        title = f"Mapped to {framework}" if direction == "out" else f"Mapped from {framework}"
        more = [f".. and {len(lines) - _MOST_MAPPED} more (dvgraph ask equivalents-of-item item={it.curie})"]
        yield f"{title} ({len(lines)})", [*lines[:_MOST_MAPPED], *(more if len(lines) > _MOST_MAPPED else [])]
    yield "What follows from mappings to others", [one.sentence for one in it.derived]


def _mapping_line(row: Mapped) -> str:
    sure = f", {row.confidence:g} ({row.certainty})" if row.confidence is not None else ""
    mark = f" ({row.mark})" if row.mark else ""
    return f"{row.words} {cell_text(row.other)}{mark} [{row.predicate}{sure}; {row.standing}]: {row.reason}"


def _limited(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST
    return [*lines[:_MOST], f".. and {more} more (--format json has all)"] if more > 0 else lines


def _link_line(link: Link, own: str) -> str:
    part = f" ({'in' if link.direction == 'out' else 'with'} {link.item.curie})" if link.item.curie != own else ""
    printed = f', printed "{link.printed}"' if link.printed else ""
    return f"{cell_text(link.other)}{part} [{link.status}{printed}]"


def _correction_line(printed: str, corrected: str, reason: str, line: int | None) -> str:
    where = f"line {line}: " if line is not None else ""
    return f'{where}"{printed}" is read as "{corrected}"' + (f": {reason}" if reason else "")


def _source_lines(it: Description) -> list[str]:
    if not it.source_span:
        return []
    title = it.framework.label if it.framework and it.framework.label else "its text"
    return [f"{title}: line and characters {it.source_span} (digest {it.source_digest})"]


def _block(lines: Iterable[str], width: int, indent: str = "") -> str:
    """Return lines, wrapped; what is wrapped is indented below its first line."""
    wrapped = []
    for line in lines:
        own = indent + line[: len(line) - len(line.lstrip())]
        following = own + "  " if indent else own
        wrapped.append(_wrap(line.strip(), width, own, following))
    return "\n".join(wrapped)


def _wrap(text: str, width: int, first: str, following: str) -> str:
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=following, break_on_hyphens=False)
