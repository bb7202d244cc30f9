"""dvgraph: one RDF graph of what UK documents ask of those who work to stop domestic violence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from dvgraph.dataset import Dataset

__version__ = "0.1.0"

__all__ = ["__version__", "open_dataset"]


def open_dataset(path: Path | str | None = None) -> Dataset:
    """Open the dataset in service, building it first where its inputs have changed.

    :param path: a folder of datasets; the settings' data folder when None.
    :returns: the open dataset; close it, or use it as a context manager.
    :raises dvgraph.errors.DvgraphError: where no dataset can be built or read.
    """
    from dvgraph.dataset import open_current

    return open_current(path)
