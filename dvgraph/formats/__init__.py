"""The formats in which an answer can be written: one registry, `WRITERS`, feeds commands and web addresses."""

from dvgraph.formats.registry import WRITERS, Writer, writer

__all__ = ["WRITERS", "Writer", "writer"]
