"""Reading and writing SSSOM TSV: metadata as YAML behind `#`, then a header line, then a row a mapping.

Source: Simple Standard for Sharing Ontological Mappings, SSSOM/TSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from pathlib import Path

import yaml

from dvgraph.errors import InvalidInput

__all__ = ["COLUMNS", "NO_TERM", "PREDICATES", "REQUIRED_METADATA", "Mapping", "MappingSet", "read", "write"]

#: The columns of every file, in this order.
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_label",
    "reviewer_label",
    "object_source",
    "mapping_date",
    "confidence",
    "comment",
)

#: What stands as object where no equivalent was judged to exist, and the predicate beside it.
NO_TERM = "sssom:NoTermFound"
NO_TERM_PREDICATE = "skos:mappingRelation"

#: The predicates that a row may have.
PREDICATES = (
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
    NO_TERM_PREDICATE,
)

#: The metadata that every file has.
REQUIRED_METADATA = ("mapping_set_id", "mapping_set_title", "license", "curie_map")


@dataclass(frozen=True)
class Mapping:
    """A row of a crosswalk.

    :param subject_id: the curie of what is filed.
    :param subject_label: its label.
    :param predicate_id: one of `PREDICATES`.
    :param object_id: the curie of what it is filed to, or `NO_TERM`.
    :param object_label: its label; empty beside `NO_TERM`.
    :param mapping_justification: how the row came about, a term of SEMAPV.
    :param author_label: who made it.
    :param reviewer_label: the practitioner who accepted it; empty until one has.
    :param object_source: the curie of the framework that the object is of.
    :param mapping_date: the day it was made, ISO 8601.
    :param confidence: from 0 to 1; None beside `NO_TERM`.
    :param comment: why, in a sentence.
    :param line: its line in the file, counted from 1; 0 where it was not read from one.
    """

    subject_id: str
    subject_label: str
    predicate_id: str
    object_id: str
    object_label: str
    mapping_justification: str
    author_label: str
    reviewer_label: str
    object_source: str
    mapping_date: str
    confidence: float | None
    comment: str
    line: int = 0

    @property
    def is_gap(self) -> bool:
        """Whether the row says that there is no equivalent."""
        return self.object_id == NO_TERM

    @property
    def order(self) -> tuple[object, ...]:
        """What rows are sorted by: subject, target, best first, object."""
        return (natural(self.subject_id), self.object_source, -(self.confidence or 0.0), self.object_id)


@dataclass(frozen=True)
class MappingSet:
    """A crosswalk file.

    :param name: the two short names that it joins ("set-fm").
    :param metadata: its metadata, by SSSOM's names.
    :param rows: its mappings, in the order of the file.
    :param file: the file, for messages.
    """

    name: str
    metadata: Dictionary[str, object]
    rows: tuple[Mapping, ...]
    file: str

    @property
    def prefixes(self) -> Dictionary[str, str]:
        """Prefix -> namespace IRI of the file's own curies."""
        found = self.metadata.get("curie_map")
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def natural(curie: str) -> tuple[object, ...]:
    """Return a sort key that puts "A2" before "A10".

    >>> sorted(["set:G1-C10", "set:G1-C2"], key=natural)
    ['set:G1-C2', 'set:G1-C10']
    """
    pieces: list[object] = []
    text = ""
    for char in curie:
        if char.isdecimal() != text[-1:].isdecimal() and text:
            pieces.append((1, int(text), "") if text.isdecimal() else (0, 0, text))
            text = ""
        text += char
    return (*pieces, (1, int(text), "") if text.isdecimal() else (0, 0, text))


def read(path: Path, file: str | None = None) -> MappingSet:
    """Read a crosswalk file, `<a>-<b>.sssom.tsv`.

    :param path: the file.
    :param file: how messages name it; the path when None.
    :raises InvalidInput: it is no such file; with its line.
    """
    file = file or str(path)
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise InvalidInput("This is not UTF-8 text.", file) from None
    head = [line for line in lines if line.startswith("#")]
    start = len(head)
    if any(line.startswith("#") for line in lines[start:]):
        raise InvalidInput("Metadata (#) stands before the header line only.", file)
    metadata = _metadata(head, file)
    if start == len(lines) or tuple(lines[start].split("\t")) != COLUMNS:
        raise InvalidInput(f"The header line must name these columns: {', '.join(COLUMNS)}.", file, start + 1)
    rows = [_row(line, file, number) for number, line in enumerate(lines[start + 1 :], start + 2) if line]
    return MappingSet(path.name.removesuffix(".sssom.tsv"), metadata, tuple(rows), file)


def write(mapping_set: MappingSet) -> str:
    """Return the text of a crosswalk file: metadata, header line, rows sorted."""
    out = io.StringIO()
    text = yaml.safe_dump(dict(mapping_set.metadata), sort_keys=False, allow_unicode=True, width=10_000)
    out.writelines(f"#{line}\n" for line in text.splitlines())
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(sorted(mapping_set.rows, key=lambda row: row.order)))
    return out.getvalue()


def _metadata(head: list[str], file: str) -> dict[str, object]:
    try:
        found = yaml.safe_load("\n".join(line[1:] for line in head))
    except yaml.YAMLError as error:
        raise InvalidInput(f"The metadata is no YAML: {error}", file) from None
    if not isinstance(found, dict):
        raise InvalidInput("There is no metadata before the header line.", file, 1)
    return found


def _row(line: str, file: str, number: int) -> Mapping:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise InvalidInput(f"The row has {len(cells)} cells; {len(COLUMNS)} are needed.", file, number)
    values = dict(zip(COLUMNS, cells, strict=True))
    text = values.pop("confidence")
    try:
        confidence = float(text) if text else None
    except ValueError:
        raise InvalidInput(f"The confidence {text!r} is no number.", file, number) from None
    return Mapping(**values, confidence=confidence, line=number)


def _cells(rows: Iterable[Mapping]) -> Iterable[list[str]]:
    for row in rows:
        confidence = "" if row.confidence is None else f"{row.confidence:g}"
        yield [confidence if name == "confidence" else str(getattr(row, name)) for name in COLUMNS]
