"""Answers as a spreadsheet: a sheet of rows, one that says what they answer. Equal answers give equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from dvgraph.formats import flat
from dvgraph.questions.answer import Answer, Value

__all__ = ["write"]

_FIXED_TIME = datetime(2000, 1, 1)
_FIXED_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write(answer: Answer) -> bytes:
    """Return an answer as an XLSX file."""
    book = Workbook(write_only=True)
    book.properties.creator = "dvgraph"
    book.properties.title = answer.summary
    book.properties.created = _FIXED_TIME
    rows = book.create_sheet("answer")
    rows.freeze_panes = "A2"
    _add(rows, list(flat.columns(answer)), bold=True)
    for row in flat.rows(answer):
        _add(rows, row)
    about = book.create_sheet("about")
    for name, text in _about(answer):
        _add(about, [name, flat.neutral(text)])
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _about(answer: Answer) -> list[tuple[str, str]]:
    facts = [("question", answer.question), ("summary", answer.summary), ("answer", answer.sentence)]
    facts += [(f"parameter {name}", "" if value is None else str(value)) for name, value in answer.parameters.items()]
    facts += [("caveat", caveat) for caveat in answer.caveats]
    return [*facts, ("rows", f"{len(answer.rows)} of {answer.total}"), ("dataset", answer.version)]


def _add(sheet: WriteOnlyWorksheet, values: list[Value | None] | list[str], *, bold: bool = False) -> None:
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)


def _without_clock(content: bytes) -> bytes:
    """Return the file with fixed times, so that it depends on the answer alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name, _FIXED_ZIP_TIME), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
