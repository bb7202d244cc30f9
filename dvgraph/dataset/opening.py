"""Opening the version in service, built anew first where its inputs have changed."""

from __future__ import annotations

import gzip
import logging
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from dvgraph.dataset.build import build, build_inputs
from dvgraph.dataset.dataset import Dataset
from dvgraph.dataset.versions import DATASET_FILE, STORE_DIR, Manifest, Versions, file_sha256
from dvgraph.errors import DvgraphError, NoDataset
from dvgraph.namespaces import Namespaces
from dvgraph.places import ontology_dir
from dvgraph.settings import Settings
from dvgraph.store.embedded import EmbeddedStore

__all__ = ["open_current", "open_version"]

log = logging.getLogger(__name__)


def open_current(path: Path | str | None = None, settings: Settings | None = None, *, in_memory: bool = False) -> Dataset:
    """Open the version in service; build first where there is none, or where its inputs have changed.

    A build that fails leaves the last good version in service: it is opened, and the failure is logged as an error.

    :param path: the data folder; that of the settings when None.
    :param settings: the settings; those of the environment when None.
    :param in_memory: read the whole dataset into memory (for a service) instead of opening the store on disk.
    :raises DvgraphError: nothing can be built, and there is no good version.
    """
    settings = settings or Settings.from_env(data_dir=Path(path) if path else None)
    versions = Versions(settings.data_dir)
    folder = versions.current()
    if folder is None or not _is_fresh(folder, settings):
        try:
            folder = build(settings).folder
        except DvgraphError as error:
            if folder is None:
                raise
            log.error("The last good version stays in service. %s", error)
    return open_version(folder, settings, in_memory=in_memory)


def open_version(folder: Path, settings: Settings, *, in_memory: bool = False) -> Dataset:
    """Open one built version.

    :raises NoDataset: the folder is no whole version, or its files are not those that were built.
    """
    manifest = Manifest.read(folder)
    namespaces = Namespaces(manifest.base, manifest.frameworks)
    file = folder / DATASET_FILE
    if in_memory:
        if file_sha256(file) != manifest.files[DATASET_FILE]:
            raise NoDataset(f"{file} is damaged: it is not the file that was built.")
        store = EmbeddedStore.in_memory(parse(input=gzip.decompress(file.read_bytes()), format=RdfFormat.N_QUADS))
    else:
        store = EmbeddedStore.open(folder / STORE_DIR)
    return Dataset(folder, manifest, store, namespaces, settings)


def _is_fresh(folder: Path, settings: Settings) -> bool:
    """Return whether a version was made from the inputs as they are now."""
    try:
        manifest = Manifest.read(folder)
    except NoDataset as error:
        log.warning("%s It is built anew.", error)
        return False
    return dict(manifest.inputs) == build_inputs(ontology_dir(), settings.base_iri)
