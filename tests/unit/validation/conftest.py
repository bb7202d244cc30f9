"""The small invented framework, made anew for each test."""

from pathlib import Path

import pytest

from tests.unit.invented import Invented, invent


@pytest.fixture
def invented(tmp_path: Path) -> Invented:
    """A small ontology without fault."""
    return invent(tmp_path)
