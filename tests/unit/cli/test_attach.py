"""`dvgraph sources attach` and `detach`, and `dvgraph show` with what is attached."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dvgraph.cli.main import cli, main
from dvgraph.dataset import build
from dvgraph.settings import Settings
from tests.unit.sixth import CANARY, Sixth, add_sixth


@pytest.fixture
def sixth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sixth:
    """The invented document alone, built; the environment leads to it."""
    made = add_sixth(tmp_path, alone=True)
    monkeypatch.setenv("DVGRAPH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("dvgraph.dataset.opening.ontology_dir", lambda: made.ontology)
    build(Settings(data_dir=tmp_path / "data"), made.ontology, shapes=False)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def attach(sixth: Sixth) -> Result:
    return run("sources", "attach", str(sixth.texts), "--ontology", str(sixth.ontology))


def test_attach_tells_what_it_took_and_that_it_is_not_shown(sixth: Sixth) -> None:
    (sixth.texts / "notes.txt").write_text("mine", encoding="utf-8")
    result = attach(sixth)
    assert result.exit_code == 0
    assert "charter.txt: attached (hav; 6 of 6 items)" in result.stdout
    assert "notes.txt: refused" in result.stdout
    assert "DVGRAPH_SHOW_SOURCE is off" in result.stderr


def test_attach_of_another_text_exits_1(
    sixth: Sixth, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sixth.text.write_text("another text\n", encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["sources", "attach", str(sixth.texts), "--ontology", str(sixth.ontology)])
    assert end.value.code == 1
    assert "SHA-256" in capsys.readouterr().err


def test_show_prints_the_publishers_text_only_where_it_is_switched_on(
    sixth: Sixth, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(sixth)
    assert CANARY not in run("show", "hav:A1.1").output
    monkeypatch.setenv("DVGRAPH_SHOW_SOURCE", "1")
    shown = run("show", "hav:A1.1").output
    assert CANARY in " ".join(shown.split())
    assert "The publisher's text, shown to who holds it" in shown
    run("sources", "detach")
    assert CANARY not in " ".join(run("show", "hav:A1.1").output.split())
    assert "Nothing was attached" in run("sources", "detach").output


@pytest.mark.parametrize("format_", ["json", "turtle"])
def test_show_never_writes_the_publishers_text_as_data_or_into_a_file(
    sixth: Sixth, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, format_: str
) -> None:
    attach(sixth)
    monkeypatch.setenv("DVGRAPH_SHOW_SOURCE", "1")
    result = run("show", "hav:A1.1", "--format", format_)
    assert result.exit_code == 0
    assert "marmalade" not in result.output
    if format_ == "json":
        assert json.loads(result.output)["curie"] == "hav:A1.1"
    run("show", "hav:A1.1", "--output", str(tmp_path / "item.txt"))
    assert "marmalade" not in (tmp_path / "item.txt").read_text(encoding="utf-8")
