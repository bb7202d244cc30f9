"""The documents can't lie: settings, commands and questions that they name exist, and all that exist are named."""

from __future__ import annotations

import re
from dataclasses import fields

import click
import pytest

from dvgraph.cli.main import COMMANDS, cli
from dvgraph.places import checkout, queries_dir
from dvgraph.settings import PREFIX, Settings

TOP = checkout()
assert TOP is not None, "the documents' tests run in a checkout"
README = (TOP / "README.md").read_text(encoding="utf-8")


def setting_rows() -> list[str]:
    """The rows of the README's table of settings, as the settings themselves have them."""
    rows = []
    for one in fields(Settings):
        shown = ".dvgraph" if one.name == "data_dir" else str(one.default)
        rows.append(f"| `{PREFIX}{one.name.upper()}` | {f'`{shown}`' if shown else ''} | {one.metadata['help']} |")
    return rows


def test_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    found = [line for line in README.splitlines() if line.startswith(f"| `{PREFIX}")]
    assert found == setting_rows()


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        assert command.help, name
        assert f"bin/dvgraph {name}" in README, name


@pytest.mark.parametrize("name", re.findall(r"bin/dvgraph (\w+)", README))
def test_every_command_that_the_readme_names_exists(name: str) -> None:
    assert name in COMMANDS


@pytest.mark.parametrize("name", re.findall(r"dvgraph ask ([\w-]+)", README))
def test_every_question_that_the_readme_names_exists(name: str) -> None:
    assert list(queries_dir().glob(f"*/{name}.rq"))


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_file_that_the_readme_links_to_exists(target: str) -> None:
    assert TOP is not None
    assert (TOP / target).is_file()
