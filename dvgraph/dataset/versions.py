"""The folder of datasets on disk: `datasets/<version>/` with what was built, and `current`, the version in service.

A version is written into a folder of another name and renamed when whole; `current` is a small file that is replaced in one
step. So a reader sees the last good version or the new one, never half of either.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from dvgraph.errors import NoDataset

__all__ = ["DATASET_FILE", "MANIFEST_FILE", "STORE_DIR", "Manifest", "Versions", "file_sha256"]

DATASET_FILE = "dataset.nq.gz"
MANIFEST_FILE = "manifest.json"
STORE_DIR = "store"
#: Raised when the layout of a version's folder changes, so that older folders are built anew.
LAYOUT = 1
#: Versions that are kept beside the one in service.
KEPT = 2


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Manifest:
    """What a built version is made of.

    :param version: SHA-256 of the sorted N-Quads, in hexadecimal.
    :param base: the base IRI of the dataset.
    :param frameworks: prefix -> namespace IRI of each framework.
    :param counts: named graph -> number of triples.
    :param inputs: input file -> SHA-256 of it; what the version was made from.
    :param files: file in the version's folder -> SHA-256 of it.
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
        """Write the manifest into a version's folder."""
        text = json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False)
        (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return the manifest of a version's folder.

        :raises NoDataset: it is missing, damaged, or of another layout.
        """
        file = folder / MANIFEST_FILE
        try:
            manifest = cls(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise NoDataset(f"{file} is no readable manifest: {error}") from None
        if manifest.layout != LAYOUT:
            raise NoDataset(f"{folder} has layout {manifest.layout}; this software reads layout {LAYOUT}.")
        return manifest


@dataclass(frozen=True)
class Versions:
    """The versions below a data folder.

    :param data_dir: the folder; made when first written to.
    """

    data_dir: Path

    def folder(self, version: str) -> Path:
        """Return the folder of a version."""
        return self.data_dir / "datasets" / version[:16]

    def current(self) -> Path | None:
        """Return the folder of the version in service, None where there is none or it is not whole."""
        try:
            folder = self.data_dir / "datasets" / (self.data_dir / "current").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return folder if (folder / MANIFEST_FILE).is_file() and (folder / DATASET_FILE).is_file() else None

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to write below the data folder; waits for another process that has it."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """Give an empty folder to build in; what is left in it at the end is thrown away."""
        parent = self.data_dir / "datasets"
        parent.mkdir(parents=True, exist_ok=True)
        for left_over in parent.glob("building-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix="building-", dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, staged: Path, version: str) -> Path:
        """Move a built folder to its place and put it in service; older versions are dropped.

        The folder of the same version, if there is one, is replaced: its files were found wanting.
        """
        final = self.folder(version)
        if final.exists():
            final.rename(staged.with_name(f"building-replaced-{os.getpid()}"))
        staged.rename(final)
        pointer = self.data_dir / f"current.{os.getpid()}"
        pointer.write_text(final.name + "\n", encoding="ascii")
        pointer.replace(self.data_dir / "current")
        self._drop_old(final)
        return final

    def _drop_old(self, current: Path) -> None:
        """Remove all but the newest versions; one that is open stays readable to who has it open."""
        others = [f for f in current.parent.iterdir() if f.is_dir() and f != current]
        others.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in others[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)
        for folder in current.parent.glob("building-replaced-*"):
            shutil.rmtree(folder, ignore_errors=True)
