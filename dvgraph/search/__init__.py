"""Search over codes, names, definitions, topics and synonyms: from words to ranked items, with counts by facet."""

from __future__ import annotations

from dvgraph.search.index import SearchIndex
from dvgraph.search.results import Facet, Hit, Results

__all__ = ["Facet", "Hit", "Results", "SearchIndex"]
