"""Opening the version in service, built anew first where its inputs have changed or its files are damaged."""

from __future__ import annotations

import gzip
import logging
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from dvgraph.dataset.build import build, build_inputs
from dvgraph.dataset.dataset import Dataset
from dvgraph.dataset.remote import open_remote
from dvgraph.dataset.versions import DATASET_FILE, STORE_DIR, Hold, Manifest, Versions
from dvgraph.errors import DvgraphError, NoDataset
from dvgraph.namespaces import Namespaces
from dvgraph.places import ontology_dir
from dvgraph.settings import Settings
from dvgraph.store.embedded import EmbeddedStore

__all__ = ["current_version", "open_current", "open_version"]

log = logging.getLogger(__name__)


def open_current(
    path: Path | str | None = None, settings: Settings | None = None, *, in_memory: bool = False
) -> Dataset:
    """Open the version in service; build first where there is none, its inputs have changed, or it is damaged.

    A build that fails leaves the last good version in service: it is opened, and the failure is logged as an error.
    Where the settings name a SPARQL endpoint, it answers; it must hold this very version (`dvgraph load`).

    :param path: the data folder; that of the settings when None.
    :param settings: the settings; those of the environment when None.
    :param in_memory: read the whole dataset into memory (for a service) instead of opening the store on disk.
    :raises DvgraphError: nothing can be built, and there is no good version.
    :raises StoreUnavailable: the SPARQL endpoint does not answer.
    :raises NoDataset: the SPARQL endpoint holds another version.
    """
    settings = settings or Settings.from_env(data_dir=Path(path) if path else None)
    folder, manifest = current_version(settings)
    hold = Hold(folder)
    if not settings.sparql_url:
        return _open(folder, manifest, settings, hold, in_memory=in_memory)
    try:
        names = Namespaces(manifest.base, manifest.frameworks)
        return Dataset(folder, manifest, open_remote(manifest, names, settings), names, settings, hold)
    except DvgraphError:
        hold.close()
        raise


def current_version(settings: Settings) -> tuple[Path, Manifest]:
    """Return the folder and the manifest of the version in service, built first where needed.

    :raises DvgraphError: nothing can be built, and there is no good version.
    """
    versions = Versions(settings.data_dir)
    folder = versions.current()
    if folder is not None and (manifest := _fresh_manifest(folder, settings)):
        return folder, manifest
    try:
        folder = build(settings, ontology_dir()).folder
    except DvgraphError as error:
        folder = versions.last_good()
        if folder is None:
            raise
        log.error("The last good version stays in service. %s", error)
    return folder, Manifest.read_whole(folder)


def open_version(folder: Path, settings: Settings, *, in_memory: bool = False) -> Dataset:
    """Open one built version, embedded, whatever endpoint the settings name.

    As long as it is open its folder is not removed, however many versions are published.

    :raises NoDataset: the folder is no whole version, or its files are not those that were built.
    """
    hold = Hold(folder)
    try:
        manifest = Manifest.read_whole(folder)
    except NoDataset:
        hold.close()
        raise
    return _open(folder, manifest, settings, hold, in_memory=in_memory)


def _open(folder: Path, manifest: Manifest, settings: Settings, hold: Hold, *, in_memory: bool) -> Dataset:
    """Open a version that was found whole."""
    try:
        if in_memory:
            text = gzip.decompress((folder / DATASET_FILE).read_bytes())
            store = EmbeddedStore.in_memory(parse(input=text, format=RdfFormat.N_QUADS))
        else:
            store = EmbeddedStore.open(folder / STORE_DIR)
    except NoDataset:
        hold.close()
        raise
    return Dataset(folder, manifest, store, Namespaces(manifest.base, manifest.frameworks), settings, hold)


def _fresh_manifest(folder: Path, settings: Settings) -> Manifest | None:
    """Return the manifest of a version that is whole and was made from the inputs as they are now, else None."""
    try:
        manifest = Manifest.read_whole(folder)
    except NoDataset as error:
        log.warning("%s It is built anew.", error)
        return None
    return manifest if dict(manifest.inputs) == build_inputs(ontology_dir(), settings.base_iri) else None
