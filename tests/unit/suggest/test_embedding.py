from __future__ import annotations

import warnings

import numpy as np
import pytest

from dvgraph.errors import BadParameter
from dvgraph.suggest import embedding
from dvgraph.suggest.embedding import MiniLm, available


def test_minilm_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "available", lambda: False)
    with pytest.raises(BadParameter, match=r"dvgraph\[semantic\]"):
        MiniLm()


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="the extra dvgraph[semantic] is not installed")
def test_minilm_puts_like_meanings_near_without_shared_words() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its libraries warn of is not ours to mend
        model = MiniLm()
        vectors = model.vectors(["A physician cures illness", "A doctor heals the sick", "Trains run on rails"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]
    assert model.vectors(["Trains run on rails"])[0] == pytest.approx(vectors[2])
