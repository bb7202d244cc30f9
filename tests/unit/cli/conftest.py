"""The fixture that runs the command on the real dataset."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dvgraph.cli.main import main
from dvgraph.dataset import Dataset
from dvgraph.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    dataset: Dataset, settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """A function that runs the command on the real dataset: exit code, output, errors."""
    assert dataset.version
    monkeypatch.setenv("DVGRAPH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("COLUMNS", "120")

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        out, err = capfd.readouterr()
        assert isinstance(caught.value.code, int)
        assert "Traceback" not in err
        return caught.value.code, out, err

    return call
