from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dvgraph.dataset import Dataset
from dvgraph.errors import AmbiguousNotation, BadParameter, UnknownItem
from dvgraph_visualisations.view import FORMATS, view


@pytest.fixture
def runner(dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """A runner in an empty folder, on the real dataset."""
    monkeypatch.setenv("DVGRAPH_DATA_DIR", str(dataset.settings.data_dir))
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def test_view_writes_a_page_named_after_the_item(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(view, ["ndp:1"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "29 items, 51 links" in result.output
    assert "<title>Objective 1: network</title>" in (tmp_path / "ndp-1.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_view_takes_the_format_from_the_suffix(runner: CliRunner, tmp_path: Path, form: str) -> None:
    runner.invoke(view, ["fm:BA3", "--output", f"x.{form}"], catch_exceptions=False)
    text = (tmp_path / f"x.{form}").read_text(encoding="utf-8")
    assert text.startswith({"html": "<!doctype html>", "json": "{", "svg": "<?xml"}[form])


def test_view_writes_to_standard_output(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(view, ["fm:BA3", "--format", "json", "--output", "-"], catch_exceptions=False)
    assert json.loads(result.stdout)["title"] == "BA3 unit: network"
    assert not list(tmp_path.iterdir())


def test_view_expands_a_further_item(runner: CliRunner) -> None:
    args = ["ndp:1", "--expand", "fm:BA3", "--format", "json", "--output", "-"]
    result = runner.invoke(view, args, catch_exceptions=False)
    assert "fm:BA3-CM2" in {node["curie"] for node in json.loads(result.stdout)["nodes"]}


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (["fm:ZZ9"], UnknownItem),
        (["CA2"], AmbiguousNotation),
        (["ndp:1", "--output", "x.pdf"], BadParameter),
        (["ndp:1", "--output", "no/such/folder.html"], BadParameter),
    ],
)
def test_view_refuses_what_it_can_not_do(runner: CliRunner, args: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        runner.invoke(view, args, catch_exceptions=False)
