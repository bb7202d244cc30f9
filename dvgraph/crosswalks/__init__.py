"""Crosswalks: SSSOM TSV files, a row a (subject, object), and what they state in RDF."""

from dvgraph.crosswalks.sssom import COLUMNS, NO_TERM, Mapping, MappingSet, read, write

__all__ = ["COLUMNS", "NO_TERM", "Mapping", "MappingSet", "read", "write"]
