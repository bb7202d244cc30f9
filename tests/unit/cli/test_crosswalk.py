"""`dvgraph crosswalk` as it is typed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


def test_matrix_is_written_as_json(run: Run) -> None:
    code, out, _ = run("crosswalk", "set", "nos", "--level", "competency", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["parameters"] == {"source": "set", "target": "nos", "level": "competency"}
    assert {row["relation"] for row in found["rows"]} == {"serves", "servesPartly", "underpins"}


def test_aliases_and_files_are_taken(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "matrix.csv"
    assert run("crosswalk", "set", "functional-map", "--format", "csv", "--output", str(file))[0] == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert {row["direction"] for row in rows} == {"row to column"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("set", "set"), "is the framework of the rows itself"),
        (("set", "fmm"), "Did you mean"),
        (("set", "fm", "--level", "nothing"), "'competency'"),
        (("set",), "Missing argument"),
    ],
)
def test_misuse_exits_2_and_says_what_is_allowed(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, _, err = run("crosswalk", *arguments)
    assert code == 2
    assert says in err
