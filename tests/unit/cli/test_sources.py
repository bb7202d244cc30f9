"""`dvgraph sources check`: the report, and an exit code that a script can trust."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dvgraph.cli.sources import sources
from tests.unit.invented import Invented, invent


@pytest.fixture
def invented(tmp_path: Path) -> Invented:
    """A small ontology without fault."""
    return invent(tmp_path)


def run(invented: Invented, *arguments: str) -> Result:
    return CliRunner().invoke(sources, ["check", str(invented.texts), "--ontology", str(invented.ontology), *arguments])


def test_full_coverage_exits_0(invented: Invented) -> None:
    result = run(invented)
    assert result.exit_code == 0
    assert result.output.endswith("8 of 8 found by span and digest; no gaps, no errors, no texts missing.\n")


def test_span_that_misses_its_text_is_told_with_file_and_line(invented: Invented) -> None:
    invented.change('"4:1-13"', '"40:1-13"')
    result = run(invented)
    assert result.exit_code == 1
    line = invented.line('"40:1-13"')
    assert f"ontology/frameworks/example/example.ttl:{line}: error: ex:S2: text.txt: The span 40:1-13" in result.output


def test_gap_exits_1_and_is_told_by_its_first_words(invented: Invented) -> None:
    invented.rows.unlink()
    result = run(invented)
    assert result.exit_code == 1
    assert "    1:1-17  A small framework\n" in result.output


def test_all_lists_each_piece(invented: Invented) -> None:
    assert "    7:1-2  number label\n" in run(invented, "--all").output


def test_json_is_the_report(invented: Invented) -> None:
    content = json.loads(run(invented, "--format", "json").output)
    assert (content["ok"], content["found"]) == (True, 8)


def test_unknown_folder_is_misuse() -> None:
    assert CliRunner().invoke(sources, ["check", "nowhere"]).exit_code == 2
