"""The ontology alone, and a small dataset of the real one's shape."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from dvgraph.load import Loaded


@pytest.fixture(scope="session")
def axioms(loaded: Loaded) -> list[Triple]:
    """The triples of the ontology, blank nodes named."""
    return loaded.triples("ontology")


@pytest.fixture(scope="session")
def sample() -> list[Triple]:
    """The triples of the sample."""
    path = Path(__file__).parent / "sample.ttl"
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def data(loaded: Loaded) -> list[Triple]:
    """All that the authored files state."""
    found = loaded.triples()
    assert not any(isinstance(term, BlankNode) for t in found for term in (t.subject, t.object))
    assert all(isinstance(t.predicate, NamedNode) for t in found)
    return found
