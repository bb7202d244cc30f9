from __future__ import annotations

import json
from pathlib import Path

import pytest

from dvgraph.cli.main import main
from dvgraph.crosswalks import read
from dvgraph.dataset import Dataset
from dvgraph.places import ontology_dir
from dvgraph.settings import Settings


@pytest.fixture(autouse=True)
def data_folder(dataset: Dataset, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dataset.version
    monkeypatch.setenv("DVGRAPH_DATA_DIR", str(settings.data_dir))


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert isinstance(caught.value.code, int)
    return caught.value.code


def test_suggest_writes_rows_of_a_crosswalk_that_is_not_there_yet(tmp_path: Path) -> None:
    file = tmp_path / "ndp-guide.sssom.tsv"
    assert run("suggest", "ndp", "guide", "--top", "2", "--format", "sssom", "--output", str(file)) == 0
    rows = read(file).rows
    assert len(rows) == 14
    assert {row.object_source for row in rows} == {"framework:guide"}
    assert all(row.comment.startswith("Suggested by") for row in rows)


def test_suggest_tells_the_evidence(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("suggest", "ndp", "guide", "--item", "ndp:1", "--top", "1", "--format", "json") == 0
    (found,) = json.loads(capfd.readouterr().out)
    assert found["subject"] == "ndp:1"
    assert found["candidates"][0]["evidence"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("fm", "fm"), "is FRAMEWORK_A itself"),
        (("fm", "guid"), "Did you mean guide"),
        (("ndp", "guide", "--item", "fm:AA1"), "must be of ndp"),
    ],
)
def test_suggest_misused_exits_2(arguments: tuple[str, ...], says: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("suggest", *arguments) == 2
    assert says in capfd.readouterr().err


def test_evaluate_of_a_file_with_itself(capfd: pytest.CaptureFixture[str]) -> None:
    file = str(ontology_dir() / "crosswalks" / "set-fm.sssom.tsv")
    assert run("evaluate", file, file, "--format", "json") == 0
    found = json.loads(capfd.readouterr().out)
    assert found["all"]["f1"] == found["all"]["mrr"] == 1
    assert set(found["subsets"]["kind"]) == {"Outcome", "CompetencyStatement"}
    assert run("evaluate", file, file) == 0
    assert "CompetencyStatement" in capfd.readouterr().out
