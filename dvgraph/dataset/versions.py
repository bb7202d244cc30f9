"""The folder of datasets on disk: `datasets/<version>/` with what was built, and `current`, the version in service.

A version is written into a folder of another name, brought to the disk, and renamed when whole; `current` is a small
file that is replaced in one step. So a reader sees the last good version or the new one, never half of either, also
where the process is killed or the power fails in between. A folder in its place is never written to again but for its
manifest, which is replaced in one step; one that some process has open (`Hold`) is not removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from dvgraph.errors import DvgraphError, NoDataset, UnknownName

__all__ = ["DATASET_FILE", "MANIFEST_FILE", "STORE_DIR", "Hold", "Manifest", "Versions", "built_files", "file_sha256"]

DATASET_FILE = "dataset.nq.gz"
MANIFEST_FILE = "manifest.json"
STORE_DIR = "store"
#: Raised when the layout of a version's folder changes, so that older folders are built anew.
LAYOUT = 2
#: Versions that are kept beside the one in service.
KEPT = 2
#: What a folder is called while it is built, and an older one until it is removed.
_BUILDING = "building-"
#: Files of the store that hold no data: its diary and its lock.
_NO_DATA = ("LOG", "LOCK")


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def built_files(folder: Path) -> dict[str, str]:
    """Return file -> SHA-256 for all of a version's folder that holds data: the dataset and the store's files."""
    files = [folder / DATASET_FILE, *sorted((folder / STORE_DIR).iterdir())]
    return {f.relative_to(folder).as_posix(): file_sha256(f) for f in files if not f.name.startswith(_NO_DATA)}


@dataclass(frozen=True)
class Manifest:
    """What a built version is made of.

    :param version: SHA-256 of the sorted N-Quads, in hexadecimal.
    :param base: the base IRI of the dataset.
    :param frameworks: prefix -> namespace IRI of each framework.
    :param counts: named graph -> number of triples.
    :param inputs: input file -> SHA-256 of it; what the version was made from.
    :param files: file in the version's folder -> SHA-256 of it: the dataset, and the store that was made from it.
    :param software: the version of dvgraph that built it.
    :param layout: the layout of the folder.
    """

    version: str
    base: str
    frameworks: Mapping[str, str]
    counts: Mapping[str, int]
    inputs: Mapping[str, str]
    files: Mapping[str, str]
    software: str
    layout: int = LAYOUT

    def write(self, folder: Path) -> None:
        """Write the manifest into a version's folder, in one step."""
        text = json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False)
        _write_in_one_step(folder / MANIFEST_FILE, text + "\n")

    def is_well_formed(self) -> bool:
        """Return whether every value is of its type, as it must be where it was read from a file."""
        texts = (self.version, self.base, self.software)
        mappings = (self.frameworks, self.inputs, self.files)
        return (
            all(isinstance(text, str) for text in texts)
            and all(_is_mapping(mapping, str) for mapping in mappings)
            and _is_mapping(self.counts, int)
            and isinstance(self.layout, int)
        )

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return the manifest of a version's folder.

        :raises NoDataset: it is missing, damaged, or of another layout.
        """
        file = folder / MANIFEST_FILE
        try:
            manifest = cls(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise NoDataset(f"{file} is no readable manifest: {error}.") from None
        if not manifest.is_well_formed():
            raise NoDataset(f"{file} is no readable manifest: a value is of the wrong type.")
        if manifest.layout != LAYOUT:
            raise NoDataset(f"{folder} has layout {manifest.layout}; this software reads layout {LAYOUT}.")
        return manifest

    @classmethod
    def read_whole(cls, folder: Path) -> Manifest:
        """Return the manifest of a version's folder in which every file is the one that was built.

        :raises NoDataset: the manifest can't be used, or a file is missing, damaged or one too many.
        """
        manifest = cls.read(folder)
        try:
            found = built_files(folder)
        except OSError as error:
            raise NoDataset(f"{folder} is damaged: {error}.") from None
        wrong = sorted(name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name))
        if wrong:
            raise NoDataset(f"{folder / wrong[0]} is damaged: it is not the file that was built.")
        return manifest


def _is_mapping(value: object, kind: type) -> bool:
    return isinstance(value, dict) and all(isinstance(one, kind) for one in value.values())


class Hold:
    """The right to have a version's folder left where it is, for as long as this is open; processes share it.

    :param folder: the version's folder.
    :raises NoDataset: there is no dataset in it.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / DATASET_FILE
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise NoDataset(f"{path} can't be read: {error.strerror}.") from None
        # Where a file system knows no locks, a version is read without one.
        with contextlib.suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go of the folder; a second call does nothing."""
        self._file.close()


@dataclass(frozen=True)
class Versions:
    """The versions below a data folder.

    :param data_dir: the folder; made when first written to.
    """

    data_dir: Path

    def folder(self, version: str) -> Path:
        """Return the folder that a version is given first."""
        return self.data_dir / "datasets" / version[:16]

    def folders(self) -> list[Path]:
        """Return the folders of all versions, the newest first; none is checked."""
        parent = self.data_dir / "datasets"
        found = (
            [f for f in parent.iterdir() if f.is_dir() and not f.name.startswith(_BUILDING)] if parent.is_dir() else []
        )
        return sorted(found, key=lambda folder: (folder.stat().st_mtime_ns, folder.name), reverse=True)

    def find(self, prefix: str) -> Path:
        """Return the folder of the version whose digest begins so.

        :raises UnknownName: there is none, or more than one.
        """
        folders = self.folders()
        known = dict.fromkeys(folder.name.partition("-")[0] for folder in folders)
        found = [name for name in known if prefix and (name.startswith(prefix) or prefix.startswith(name))]
        if len(found) != 1:
            raise UnknownName("version" if not found else "single version", prefix, known)
        return next(folder for folder in folders if folder.name.startswith(found[0]))

    def current(self) -> Path | None:
        """Return the folder of the version in service, None where there is none or it is not whole."""
        try:
            folder = self.data_dir / "datasets" / (self.data_dir / "current").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return folder if (folder / MANIFEST_FILE).is_file() and (folder / DATASET_FILE).is_file() else None

    def last_good(self) -> Path | None:
        """Return the version in service where all its files are right, else the newest such; None if there is none."""
        current = self.current()
        for folder in [current, *self.folders()] if current else self.folders():
            with contextlib.suppress(NoDataset):
                Manifest.read_whole(folder)
                return folder
        return None

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to write below the data folder; waits for another process that has it."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def writing(self) -> Iterator[Path]:
        """Give an empty folder to build in, and hold the right to write; waits for another process that has it.

        What is left in the folder at the end, and what killed builds have left, is thrown away.

        :raises NoDataset: nothing can be written (rights, a full disk); what is in service stays so.
        """
        parent = self.data_dir / "datasets"
        try:
            with self.lock():
                parent.mkdir(exist_ok=True)
                self._sweep()
                folder = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=parent))
                try:
                    yield folder
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            if isinstance(error, DvgraphError):
                raise
            raise NoDataset(f"No dataset can be written below {self.data_dir}: {error.strerror or error}.") from error

    def publish(self, staged: Path, manifest: Manifest) -> Path:
        """Put a built folder, complete but for its manifest, in its place and in service; drop older versions.

        Where a whole folder of the same version stands, it stays and gets the new manifest's inputs alone, so that who
        reads it is not disturbed; a damaged one is left to its readers, and the new one gets a name of its own.

        :returns: the folder in service.
        """
        final = self._whole(manifest)
        if final is None:
            final = self._free_folder(manifest.version)
            manifest.write(staged)
            for path in [*staged.rglob("*"), staged]:
                _bring_to_disk(path)
            staged.rename(final)
            _bring_to_disk(final.parent)
        _write_in_one_step(self.data_dir / "current", final.name + "\n")
        self._drop_old(final)
        return final

    def _whole(self, manifest: Manifest) -> Path | None:
        """Return the whole folder of the same version, its manifest renewed; None where there is none."""
        for folder in self.folders():
            with contextlib.suppress(NoDataset):
                found = Manifest.read(folder)
                if found.version == manifest.version and Manifest.read_whole(folder):
                    replace(manifest, files=found.files).write(folder)
                    return folder
        return None

    def _free_folder(self, version: str) -> Path:
        first = self.folder(version)
        names = (first.with_name(f"{first.name}-{number}") for number in itertools.count(2))
        return next(folder for folder in itertools.chain([first], names) if not folder.exists())

    def _sweep(self) -> None:
        """Remove what killed builds have left."""
        for folder in (self.data_dir / "datasets").glob(f"{_BUILDING}*"):
            shutil.rmtree(folder, ignore_errors=True)
        for pattern in ("current.*", f"datasets/*/{MANIFEST_FILE}.*"):
            for file in self.data_dir.glob(pattern):
                file.unlink(missing_ok=True)

    def _drop_old(self, current: Path) -> None:
        """Remove all but the newest versions; one that is open stays until it is closed and another is published."""
        for folder in [one for one in self.folders() if one != current][KEPT:]:
            with contextlib.suppress(OSError), _exclusive(folder / DATASET_FILE):
                # Renamed first, so that one that is removed in part is never taken for a version.
                doomed = folder.rename(folder.with_name(f"{_BUILDING}dropped-{folder.name}"))
                shutil.rmtree(doomed, ignore_errors=True)


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """Hold a file that nobody else holds; one that is missing is nobody's.

    :raises OSError: somebody holds it.
    """
    if not path.exists():
        yield
        return
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _write_in_one_step(path: Path, text: str) -> None:
    """Write a small file so that it holds the old text or the new one, whatever happens."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_text(text, encoding="utf-8")
    _bring_to_disk(part)
    part.replace(path)
    _bring_to_disk(path.parent)


def _bring_to_disk(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
