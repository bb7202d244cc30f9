"""Fixtures for all tests: the real data, built once a run into a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dvgraph.dataset import Dataset, build, open_version
from dvgraph.load import Loaded, load
from dvgraph.places import checkout, ontology_dir
from dvgraph.settings import Settings
from tests.oxigraph_server import OxigraphServer, started


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the run: defaults, with a data folder of its own."""
    return Settings(data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """What the authored files state."""
    return load(ontology_dir())


@pytest.fixture(scope="session")
def dataset(settings: Settings) -> Iterator[Dataset]:
    """The real dataset, in memory."""
    with open_version(build(settings, shapes=False).folder, settings, in_memory=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of the source texts; skips where they are absent, since the project does not own them."""
    top = checkout()
    candidates = [Path(os.environ["DVGRAPH_SOURCES"])] if "DVGRAPH_SOURCES" in os.environ else []
    candidates += [top.parent / "shared" / "sources"] if top else []
    for folder in candidates:
        if folder.is_dir():
            return folder
    pytest.skip("the source texts are not here: set DVGRAPH_SOURCES to their folder")


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[OxigraphServer]:
    """An empty SPARQL server, a process of its own; skips where the package `oxigraph` is not installed."""
    with started() as server:
        yield server
