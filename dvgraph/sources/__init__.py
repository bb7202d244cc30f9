"""Where things stand in the sources: spans, digests, and the proof that the graph covers its documents."""

from dvgraph.sources.coverage import CoverageReport, check
from dvgraph.sources.digest import digest, normalise
from dvgraph.sources.report import as_json, as_text
from dvgraph.sources.span import Cut, Piece, cut, format_span, parse_span

__all__ = [
    "CoverageReport",
    "Cut",
    "Piece",
    "as_json",
    "as_text",
    "check",
    "cut",
    "digest",
    "format_span",
    "normalise",
    "parse_span",
]
