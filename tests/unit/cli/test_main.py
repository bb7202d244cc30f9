from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import openpyxl
import pytest

from dvgraph import __version__
from dvgraph.cli import main as main_module
from dvgraph.cli.main import COMMANDS, main
from dvgraph.errors import StoreUnavailable

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_a_command_with_help(name: str) -> None:
    lazy = COMMANDS[name]
    command = getattr(import_module(lazy.module), lazy.attribute)
    assert isinstance(command, click.Command)
    assert command.help
    assert lazy.summary.endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_options_have_help(name: str) -> None:
    lazy = COMMANDS[name]
    commands: list[click.Command] = [getattr(import_module(lazy.module), lazy.attribute)]
    for command in commands:
        if isinstance(command, click.Group):
            commands.extend(command.commands.values())
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (name, option.name)


def test_help_lists_all_commands_and_imports_none() -> None:
    script = (
        "import sys\nfrom dvgraph.cli.main import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in sys.modules if m.startswith(('flask', 'pyoxigraph', 'dvgraph_server', 'networkx'))])"
    )
    paths = os.pathsep.join(p for p in sys.path if p)
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert all(name in result.stdout for name in COMMANDS)
    assert result.stdout.endswith("[]\n")


def test_version_is_printed(run: Run) -> None:
    assert run("--version") == (0, f"dvgraph, version {__version__}\n", "")


def test_unknown_command_is_misuse_with_the_nearest_name(run: Run) -> None:
    code, _, err = run("qestions")
    assert code == 2
    assert "Did you mean questions" in err


def test_ask_prints_a_table(run: Run) -> None:
    code, out, _ = run("ask", "units-for-objective", "objective=5")
    assert code == 0
    assert "No unit and 1 area without units support objective 5" in out
    assert "fm:FC" in out


def test_ask_writes_json_and_stated_facts_alone(run: Run) -> None:
    code, out, _ = run("ask", "units-for-objective", "objective=1", "--stated-only", "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert answer["total"] == 0
    assert answer["sentence"].startswith("No unit, and no area without units")


def test_ask_writes_a_file_in_the_format_of_its_suffix(run: Run, tmp_path: Path) -> None:
    for name in ("answer.csv", "answer.xlsx"):
        assert run("ask", "counts", "--output", str(tmp_path / name))[:2] == (0, "")
    assert (tmp_path / "answer.csv").read_text().startswith("framework,framework_label")
    assert openpyxl.load_workbook(tmp_path / "answer.xlsx").sheetnames == ["answer", "about"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["answer.csv", "answer.xlsx"]


def test_ask_says_that_a_file_can_not_be_written(run: Run, tmp_path: Path) -> None:
    code, _, err = run("ask", "counts", "--output", str(tmp_path / "none" / "a.csv"))
    assert code == 2
    assert "can't be written" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("unit-for-objective",), "Did you mean units-for-objective"),
        (("units-for-objective",), "'objective': it is missing"),
        (("units-for-objective", "objective=8"), "There is no objective '8'"),
        (("units-for-objective", "objective=1", "objective=2"), "given twice"),
        (("units-for-objective", "1"), "NAME=VALUE"),
        (("units-for-objective", "aim=1"), "it has: objective"),
        (("objectives-for-unit", "unit=CA2"), "fm:CA2, fm:CC2"),
        (("counts", "framework=fn"), "Did you mean fm"),
        (("counts", "--format", "jason"), "is not one of"),
        ((), "Missing argument 'NAME'"),
    ],
)
def test_ask_misused_exits_2_with_what_is_right(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = run("ask", *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_ask_help_of_a_question_tells_parameters_and_columns(run: Run) -> None:
    code, out, _ = run("ask", "statements-for-competency", "--help")
    assert code == 0
    for word in ("competency=", "[staff_group=..]", "dv:StaffGroup", "can be left out", "proficiency:", "Example:"):
        assert word in out
    assert "--stated-only" in run("ask", "--help")[1]


def test_questions_are_listed(run: Run) -> None:
    _, out, _ = run("questions")
    assert "units-for-objective objective=.." in out
    assert "counts [framework=..]" in out
    code, out, _ = run("questions", "--tag", "training", "--format", "json")
    assert code == 0
    listed = json.loads(out)
    assert listed
    assert all("training" in question["tags"] for question in listed)
    assert run("questions", "--tag", "trainin")[0] == 2


def test_show_tells_place_links_and_source(run: Run) -> None:
    code, out, _ = run("show", "fm:BA3")
    assert code == 0
    for words in ("fm:KP", "fm:BA ", "Leaves to", "fm:CA1", "Supports", "ndp:1", "[inferred]", "Source", "342:"):
        assert words in out


def test_show_lists_all_readings_of_an_ambiguous_code(run: Run) -> None:
    for format_ in ("text", "json", "turtle"):
        code, out, _ = run("show", "CA2", "--format", format_)
        assert code == 0
        assert "fm:CA2" in out
        assert "fm:CC2" in out


def test_show_leads_from_a_misprinted_code_with_the_correction(run: Run) -> None:
    code, out, _ = run("show", "FA3")
    assert code == 0
    assert out.startswith("FA3 is printed for EA3")
    assert "fm:EA3" in out


def test_show_writes_json_and_turtle(run: Run) -> None:
    assert json.loads(run("show", "fm:BA3", "--format", "json")[1])["curie"] == "fm:BA3"
    code, out, _ = run("show", "fm:BA3", "--format", "turtle")
    assert code == 0
    assert out.startswith("@prefix")
    assert "fm:BA3" in out


def test_show_refuses_what_is_no_item(run: Run) -> None:
    code, _, err = run("show", "BA33")
    assert code == 2
    assert "Did you mean BA3" in err


def fail_with(error: BaseException) -> click.Command:
    def fail() -> None:
        raise error

    return click.Command("fail", callback=fail)


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (StoreUnavailable("The store is away."), 1, "The store is away."),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_main_exits_without_a_traceback(
    error: BaseException, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main_module.cli, "get_command", lambda *_: fail_with(error))
    monkeypatch.setattr(main_module.os, "dup2", lambda *_: None)
    with pytest.raises(SystemExit) as caught:
        main(["ask"])
    assert caught.value.code == code
    assert says in capfd.readouterr().err
