from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from dvgraph.settings import Settings
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.pool import QueryPool


@pytest.fixture(scope="session")
def numbers_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk of 1,500 statements in three graphs: few enough to be quick, enough for hostile joins."""
    path = tmp_path_factory.mktemp("numbers") / "store"
    base = "https://example.org/"
    quads = [
        Quad(NamedNode(f"{base}n{n}"), NamedNode(base + "value"), Literal(n), NamedNode(f"{base}graph/{n % 3}"))
        for n in range(1500)
    ]
    EmbeddedStore.write(quads, path)
    return path


@pytest.fixture(scope="module")
def pool(numbers_path: Path) -> Iterator[QueryPool]:
    """A pool of two processes with a small result limit and time enough on a busy machine."""
    settings = Settings(query_workers=2, query_seconds=60, query_result_mib=1, query_memory_mib=1024)
    with QueryPool(numbers_path, settings) as opened:
        yield opened
