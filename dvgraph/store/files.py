"""A file of RDF -> a store on disk, for whoever serves a dataset of their own."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from dvgraph.errors import InvalidInput, StoreUnavailable
from dvgraph.store import spelling

__all__ = ["SUFFIXES", "StoredFile", "store_file"]

#: What the name of a file ends in -> its syntax; each may have `.gz` after it.
SUFFIXES = {
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
}
#: A graph of TriG that states nothing; within a string or comment it is none, which parsing tells.
_EMPTY = re.compile(r"\{((?:\s|#[^\r\n]*)*)\}")
_MARK = "urn:dvgraph:empty-graph"


@dataclass(frozen=True)
class StoredFile:
    """What was stored.

    :param path: the folder of the store.
    :param digest: the SHA-256 of the file, unpacked, and of the base.
    :param quads: how many quads it holds.
    :param overlapping: whether a triple stands in several named graphs.
    """

    path: Path
    digest: str
    quads: int
    overlapping: bool


def store_file(file: Path, folder: Path, base_iri: str, *, union_default_graph: bool = False) -> StoredFile:
    """Store the dataset that a file holds: its default graph, and its named graphs, those without triples too.

    :param file: N-Quads, TriG, Turtle, N-Triples or RDF/XML, by the end of its name; a `.gz` is unpacked.
    :param folder: a folder that does not exist yet.
    :param base_iri: the base of relative IRIs.
    :param union_default_graph: add the triples of all named graphs to the default graph, each once.
    :raises InvalidInput: the file can't be read or is not in its syntax; tells the line.
    :raises StoreUnavailable: the folder can't be written.
    """
    syntax = _syntax(file)
    try:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    except (OSError, EOFError) as error:
        raise InvalidInput(f"It can't be read: {error}", str(file)) from None
    try:
        store = pyoxigraph.Store(str(folder))
        store.bulk_load(input=content, format=syntax, base_iri=base_iri)
        if syntax == RdfFormat.TRIG:
            for graph in _empty_graphs(content.decode(), base_iri):
                store.add_graph(graph)
        overlapping = _overlapping(store)
        if union_default_graph:
            named = store.named_graphs()
            found = (q for graph in named for q in store.quads_for_pattern(None, None, None, graph))
            store.bulk_extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in found)
        spelling.write(_spellings(content, syntax, base_iri), folder)
        digest = hashlib.sha256(content + b"\0" + base_iri.encode()).hexdigest()
        store.flush()
        store.optimize()
        return StoredFile(folder, digest, len(store), overlapping)
    except SyntaxError as error:
        raise InvalidInput(str(error.msg or error), str(file), error.lineno) from None
    except ValueError as error:
        raise InvalidInput(str(error), str(file)) from None
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(f"The store can't be written to {folder}: {error}") from None


def _spellings(content: bytes, syntax: RdfFormat, base_iri: str) -> spelling.Spellings:
    """Return how the literals of a file are written, where the engine would write them in another way."""

    def literals() -> Iterator[Literal]:
        objects = (quad.object for quad in parse(input=content, format=syntax, base_iri=base_iri))
        return (one for one in objects if isinstance(one, Literal))

    return spelling.of_literals(literals(), literals())


def _overlapping(store: pyoxigraph.Store) -> bool:
    """Return whether a triple stands in several named graphs; a rare yes without one costs time, no answer."""
    graphs = list(store.named_graphs())
    seen: set[int] = set()
    for graph in graphs if len(graphs) > 1 else ():
        for quad in store.quads_for_pattern(None, None, None, graph):
            known = hash(quad.triple)
            if known in seen:
                return True
            seen.add(known)
    return False


def _syntax(file: Path) -> RdfFormat:
    suffix = Path(file.stem).suffix if file.suffix == ".gz" else file.suffix
    if suffix.lower() not in SUFFIXES:
        raise InvalidInput(f"The name ends in {suffix!r}; {', '.join(SUFFIXES)} are allowed.", str(file))
    return SUFFIXES[suffix.lower()]


def _empty_graphs(text: str, base_iri: str) -> list[NamedNode]:
    """Return the named graphs of a TriG text that hold nothing, which its quads don't tell."""
    if not _EMPTY.search(text):
        return []
    marked = _EMPTY.sub(lambda found: f"{{{found[1]} <{_MARK}> <{_MARK}> <{_MARK}> }}", text)
    quads = parse(input=marked.encode(), format=RdfFormat.TRIG, base_iri=base_iri)
    names = {q.graph_name for q in quads if q.subject == NamedNode(_MARK)}
    return [name for name in names if isinstance(name, NamedNode)]
