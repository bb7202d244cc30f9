"""The registry of answer writers: what stands here appears in `--format`, web addresses and tests by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from dvgraph.errors import UnknownName
from dvgraph.questions.answer import Answer

__all__ = ["WRITERS", "Writer", "writer"]


@dataclass(frozen=True)
class Writer:
    """A format that an answer can be written in.

    :param name: its name, for `--format`.
    :param media_type: its media type, without parameters.
    :param suffix: what a file's name or a web address ends in, with the dot.
    :param binary: whether it writes bytes.
    :param title: its name for people.
    :param module: the module of its function `write`, imported when it is used.
    """

    name: str
    media_type: str
    suffix: str
    binary: bool
    title: str
    module: str

    def write(self, answer: Answer) -> str | bytes:
        """Return the answer in this format: bytes where `binary`, else text."""
        function: Callable[[Answer], str | bytes] = import_module(self.module).write
        return function(answer)


_ALL = (
    Writer("table", "text/plain", ".txt", False, "table for a terminal", "dvgraph.formats.table"),
    Writer("json", "application/json", ".json", False, "JSON", "dvgraph.formats.json"),
    Writer("csv", "text/csv", ".csv", False, "CSV", "dvgraph.formats.csv"),
    Writer("md", "text/markdown", ".md", False, "Markdown", "dvgraph.formats.markdown"),
    Writer(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        True,
        "spreadsheet (XLSX)",
        "dvgraph.formats.xlsx",
    ),
    Writer("html", "text/html", ".html", False, "web page", "dvgraph.formats.html"),
)

#: Name -> writer, in the order in which they are offered.
WRITERS: Mapping[str, Writer] = {one.name: one for one in _ALL}


def writer(name: str) -> Writer:
    """Return the writer of a name.

    :raises UnknownName: there is none.
    """
    if name not in WRITERS:
        raise UnknownName("format", name, WRITERS)
    return WRITERS[name]
