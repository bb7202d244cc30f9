from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.namespaces import Namespaces

NAMES = Namespaces(frameworks={"tea": "https://w3id.org/dvgraph/tea/"})


@given(st.sampled_from(sorted(NAMES.prefixes)), st.from_regex(r"[A-Za-z][\w.-]*\Z", fullmatch=True))
def test_curie_and_iri_are_inverse(prefix: str, local: str) -> None:
    iri = NAMES.iri(f"{prefix}:{local}")
    assert iri is not None
    assert NAMES.curie(iri) == f"{prefix}:{local}"


@pytest.mark.parametrize("text", ["AA1", "nope:AA1", "tea:", "https://example.org/x", "tea"])
def test_iri_is_none_for_what_is_no_curie(text: str) -> None:
    assert NAMES.iri(text) is None


@pytest.mark.parametrize(
    "iri", ["https://example.org/x", "https://w3id.org/dvgraph/tea/", "https://w3id.org/dvgraph/tea/a/b"]
)
def test_curie_leaves_other_iris_whole(iri: str) -> None:
    assert NAMES.curie(iri) == iri


def test_path_is_the_iri_less_the_base() -> None:
    assert NAMES.path("https://w3id.org/dvgraph/tea/A1.1") == "/tea/A1.1"
    assert NAMES.path("https://example.org/") is None
