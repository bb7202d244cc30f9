"""Where dvgraph's own data stands: beside its folder, in the wheel or in a checkout; never searched for elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["checkout", "default_data_dir", "ontology_dir", "queries_dir"]

PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """Return the checkout's top folder, or None where dvgraph is installed from a wheel."""
    top = PACKAGE.parent
    return top if (top / "pyproject.toml").is_file() and (top / "ontology").is_dir() else None


def _data(name: str) -> Path:
    top = checkout()
    return (top if top else PACKAGE / "_data") / name


def ontology_dir() -> Path:
    """Return the folder of the ontology: what is true, written by hand and reviewed."""
    return _data("ontology")


def queries_dir() -> Path:
    """Return the folder of the named questions."""
    return _data("queries")


def default_data_dir() -> Path:
    """Return the folder of built datasets: `.dvgraph` in a checkout, else in the user's cache."""
    top = checkout()
    if top:
        return top / ".dvgraph"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dvgraph"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dvgraph"
