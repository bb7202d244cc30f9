"""Fixtures: the application over the real data and over a small hostile one, with clients."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dvgraph.dataset import Dataset
from dvgraph.settings import Settings
from dvgraph_server import create_app
from dvgraph_server.service import Service


@pytest.fixture(scope="session")
def app(settings: Settings, dataset: Dataset) -> Iterator[Flask]:
    """The application over the real data."""
    made = create_app(settings, dataset)
    yield made
    Service.of(made).close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that keeps nothing between tests."""
    return app.test_client()


@pytest.fixture(scope="session")
def small() -> ModuleType:
    """The module of the small dataset."""
    spec = importlib.util.spec_from_file_location("server_small", Path(__file__).with_name("small.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def small_client(small: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of the application over the small dataset."""
    with small.open_small(tmp_path_factory.mktemp("small")) as dataset:
        app = create_app(dataset.settings, dataset)
        yield app.test_client()
        Service.of(app).close()
