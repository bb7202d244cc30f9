"""`dvgraph validate`: findings with their places, and an exit code that a script can trust."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dvgraph.cli.validate import validate
from tests.unit.invented import Invented, invent

FILE = "ontology/frameworks/example/example.ttl"


@pytest.fixture
def invented(tmp_path: Path) -> Invented:
    """A small ontology without fault."""
    return invent(tmp_path)


def run(invented: Invented, *arguments: str) -> Result:
    return CliRunner().invoke(validate, ["--ontology", str(invented.ontology), *arguments])


@pytest.fixture
def sound(invented: Invented) -> Invented:
    """The small ontology without the shapes that it does not mean to hold."""
    for file in (invented.ontology / "shapes").glob("*.ttl"):
        if file.stem not in {"topic", "correction", "link", "qc"}:
            file.unlink()
    return invented


def test_sound_ontology_exits_0(sound: Invented) -> None:
    result = run(sound, "--sources", str(sound.texts))
    assert (result.exit_code, result.output) == (0, "Nothing found.\n")


def test_warning_alone_exits_0(sound: Invented) -> None:
    sound.change("    dcterms:subject topic:call ;\n", "")
    result = run(sound)
    assert result.exit_code == 0
    assert "ontology/topics.ttl:11: warning: topic:call" in result.output
    assert result.output.endswith("0 errors, 1 warning.\n")


def test_broken_turtle_is_told_with_file_and_line(sound: Invented) -> None:
    sound.change("    a dv:Unit ;", "    a dv:Unit")
    result = run(sound)
    assert result.exit_code == 1
    assert f"{FILE}:{sound.line('a dv:Unit') + 1}: error: This is not Turtle" in result.output


def test_errors_of_structure_wording_and_shapes_are_told_together(sound: Invented) -> None:
    sound.change("    dv:partOf ex:S2 ;\n    dv:position 2", "    dv:partOf ex:S2 , ex:S1 ;\n    dv:position 2")
    sound.change("Take calls", "word " * 30)
    sound.change('    dv:reason "It can be a repeat."@en', '    dv:reason "It can be a repeat."')
    result = run(sound)
    assert result.exit_code == 1
    for place in (
        f"{FILE}:{sound.line('ex:S2 , ex:S1')}: error: ex:S2-b: It has 2 parents",
        f"{FILE}:{sound.line('word word')}: error: ex:PT1: The label has",
        f"{FILE}:{sound.line('dv:reason')}: error: ex:S2-DBT1: dv:reason: A correction or doubt has one reason",
    ):
        assert place in result.output


def test_json_holds_the_findings(sound: Invented) -> None:
    sound.change("dcterms:subject topic:call", "dcterms:subject topic:cal")
    result = run(sound, "--format", "json")
    content = json.loads(result.output)
    assert (result.exit_code, content["ok"]) == (1, False)
    assert content["findings"][0] | {"message": ""} == {
        "severity": "error",
        "rule": "unknown-resource",
        "message": "",
        "subject": "ex:PT1",
        "file": FILE,
        "line": sound.line("topic:cal"),
    }


def test_unknown_folder_is_misuse() -> None:
    assert CliRunner().invoke(validate, ["--ontology", "nowhere"]).exit_code == 2


@pytest.mark.slow
def test_own_ontology_has_no_findings() -> None:
    result = CliRunner().invoke(validate, [])
    assert (result.output, result.exit_code) == ("Nothing found.\n", 0)
