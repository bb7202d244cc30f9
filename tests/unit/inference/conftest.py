"""Small graphs for the tests of the inference."""

from collections.abc import Callable

import pytest
from pyoxigraph import RdfFormat, Triple, parse

PREFIXES = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def _read(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def read() -> Callable[[str], list[Triple]]:
    """Triples of a Turtle text, with the usual prefixes and : for the example's own terms."""
    return _read
