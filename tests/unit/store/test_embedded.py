from __future__ import annotations

from pathlib import Path

import pytest

from dvgraph.errors import InvalidInput, NoDataset, StoreUnavailable
from dvgraph.store.base import Store
from dvgraph.store.embedded import EmbeddedStore

from .contract import CONTRACT_QUADS, StoreContract


class TestEmbeddedStore(StoreContract):
    @pytest.fixture(params=["memory", "disk"])
    def store(self, request: pytest.FixtureRequest, tmp_path: Path) -> Store:
        if request.param == "memory":
            return EmbeddedStore.in_memory(CONTRACT_QUADS)
        EmbeddedStore.write(CONTRACT_QUADS, tmp_path / "store")
        return EmbeddedStore.open(tmp_path / "store")


def test_open_without_a_store_says_where(tmp_path: Path) -> None:
    with pytest.raises(NoDataset, match="missing"):
        EmbeddedStore.open(tmp_path / "missing")


def test_open_of_a_damaged_store_is_no_dataset(tmp_path: Path) -> None:
    EmbeddedStore.write(CONTRACT_QUADS, tmp_path / "store")
    (tmp_path / "store" / "CURRENT").write_text("nonsense\n")
    with pytest.raises(NoDataset):
        EmbeddedStore.open(tmp_path / "store")


def test_open_serves_several_readers_at_once(tmp_path: Path) -> None:
    EmbeddedStore.write(CONTRACT_QUADS, tmp_path / "store")
    with EmbeddedStore.open(tmp_path / "store") as one, EmbeddedStore.open(tmp_path / "store") as other:
        assert one.graph_names() == other.graph_names()


def test_write_refuses_a_folder_that_exists(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="exists"):
        EmbeddedStore.write(CONTRACT_QUADS, tmp_path)


def test_write_where_nothing_can_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="written"):
        EmbeddedStore.write(CONTRACT_QUADS, tmp_path / "file" / "store")
