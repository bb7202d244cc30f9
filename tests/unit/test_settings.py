from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from dvgraph.errors import BadParameter
from dvgraph.settings import Settings


def test_settings_come_from_the_environment_and_overrides_win() -> None:
    settings = Settings.from_env(
        {"DVGRAPH_PORT": "9000", "DVGRAPH_DATA_DIR": "/tmp/x", "DVGRAPH_QUERY_SECONDS": "2.5"}, port=9001
    )
    assert (settings.port, settings.data_dir, settings.query_seconds) == (9001, Path("/tmp/x"), 2.5)


def test_settings_ignore_overrides_that_are_not_given() -> None:
    assert Settings.from_env({"DVGRAPH_PORT": "9000"}, port=None).port == 9000


def test_every_setting_has_help() -> None:
    assert all(one.metadata["help"].endswith(".") for one in fields(Settings))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", "70000"),
        ("BASE_IRI", "https://example.org/no-end"),
        ("BASE_IRI", "ftp://example.org/"),
        ("QUERY_SECONDS", "0"),
        ("QUERY_MEMORY_MIB", "512"),
        ("QUERY_WORKERS", "0"),
        ("THREADS", "0"),
        ("EXIT_URL", "javascript:alert(1)"),
    ],
)
def test_settings_refuse_what_cannot_work_and_name_it(name: str, value: str) -> None:
    with pytest.raises(BadParameter, match=f"DVGRAPH_{name}"):
        Settings.from_env({f"DVGRAPH_{name}": value})


@pytest.mark.parametrize(("text", "on"), [("1", True), ("True", True), ("off", False), ("0", False), ("", False)])
def test_switch_is_read_from_a_word_or_a_digit(text: str, on: bool) -> None:
    assert Settings.from_env({"DVGRAPH_SHOW_SOURCE": text}).show_source is on


def test_switch_refuses_other_words() -> None:
    with pytest.raises(BadParameter, match="DVGRAPH_SHOW_SOURCE"):
        Settings.from_env({"DVGRAPH_SHOW_SOURCE": "maybe"})
