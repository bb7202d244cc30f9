"""The small tables that stand beside a framework's Turtle: tab-separated, UTF-8, with a fixed header."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from dvgraph.errors import InvalidInput

__all__ = ["read_table"]


def read_table(path: Path, name: str, header: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Return the rows of a table, each with its line, counted from 1; none where there is no such file.

    :param name: what the file is called in errors.
    :param header: the columns that its first line must name.
    :raises InvalidInput: it is not UTF-8, or its header is another; with file and line.
    """
    if not path.is_file():
        return []
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidInput("This is not UTF-8 text.", name) from None
    lines = csv.reader(io.StringIO(content), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(lines, ())) != tuple(header):
        raise InvalidInput(f"The header must be {', '.join(header)}, parted by tabs.", name, 1)
    return [(number, cells) for number, cells in enumerate(lines, 2) if cells]
