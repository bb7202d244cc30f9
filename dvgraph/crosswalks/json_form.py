"""The JSON form of a crosswalk: a MappingSet of SSSOM's published JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dictionary

from dvgraph.crosswalks.sssom import COLUMNS, Mapping, MappingSet

__all__ = ["as_json", "write_json"]

#: The columns whose values are lists in SSSOM; in TSV their values are joined by "|".
_LISTS = ("author_label", "reviewer_label")


def as_json(mapping_set: MappingSet) -> Dictionary[str, object]:
    """Return a crosswalk as an object of JSON: its metadata, with its rows as `mappings`; empty cells are left out."""
    return {**mapping_set.metadata, "mappings": [_row(row) for row in mapping_set.rows]}


def write_json(mapping_set: MappingSet) -> str:
    """Return the text of that object, for people to read too."""
    return json.dumps(as_json(mapping_set), ensure_ascii=False, indent=2) + "\n"


def _row(row: Mapping) -> dict[str, object]:
    cells: dict[str, object] = {name: getattr(row, name) for name in COLUMNS if getattr(row, name) not in {"", None}}
    return {name: str(value).split("|") if name in _LISTS else value for name, value in cells.items()}
