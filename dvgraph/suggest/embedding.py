"""Evidence of meaning: sentence embeddings by all-MiniLM-L6-v2, with the extra `dvgraph[semantic]`.

The weights come with a Python package; nothing is downloaded at run time.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from dvgraph.errors import BadParameter
from dvgraph.suggest.material import Matrix

__all__ = ["Meaning", "MiniLm", "available"]

_PACKAGE, _LIBRARY = "all_minilm_l6_v2", "sentence_transformers"


class Meaning(Protocol):
    """What texts mean, as vectors."""

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Return a vector of length 1 for each of one or more texts, a row a text."""
        ...


def available() -> bool:
    """Return whether the extra is installed."""
    return all(importlib.util.find_spec(name) is not None for name in (_PACKAGE, _LIBRARY))


class MiniLm:
    """Sentence embeddings; each text is read once.

    :raises BadParameter: the extra `semantic` is not installed.
    """

    def __init__(self) -> None:
        if not available():
            raise BadParameter("semantic", "sentence embeddings want the extra: pip install 'dvgraph[semantic]'.")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        self._model: Any = _model()
        self._known: dict[str, Matrix] = {}

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Return a vector of length 1 for each of one or more texts, a row a text."""
        new = sorted(set(texts) - self._known.keys())
        if new:
            made = self._model.encode(new, normalize_embeddings=True, show_progress_bar=False)
            self._known.update(zip(new, np.asarray(made, dtype=np.float64), strict=True))
        return np.stack([self._known[text] for text in texts])


def _model() -> Any:  # the library ships no types
    """Return the model, read from the package's archive by way of a folder that is removed again."""
    with contextlib.redirect_stdout(io.StringIO()):  # the package greets on standard output when it is imported
        package = importlib.import_module(_PACKAGE)
    library = importlib.import_module(_LIBRARY)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(Path(package.get_model_zip_path())) as archive:
            archive.extractall(folder)
        with contextlib.redirect_stderr(io.StringIO()):
            return library.SentenceTransformer(folder, device="cpu")
