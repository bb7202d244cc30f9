"""The files that can be downloaded: what each holds, its size, its digest; made from the built dataset."""

from __future__ import annotations

import gzip
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from dvgraph.crosswalks.from_graph import mapping_set_from
from dvgraph.crosswalks.sssom import write as write_sssom
from dvgraph.dataset import Dataset
from dvgraph.dataset.versions import DATASET_FILE
from dvgraph.store.embedded import EmbeddedStore
from dvgraph_server.rdf import TURTLE, Context, write_rdf

__all__ = ["DownloadFile", "Measures", "content_of", "download_files", "measured"]

_CROSSWALK = "crosswalk-"
_SSSOM = ".sssom.tsv"
_WHOLE, _NAMED = "dataset.ttl", "dataset.trig"
#: Graph of the model -> what its file is called by.
_OWN = {
    "external": "Labels of what others publish",
    "inferred": "What follows from what is stated",
    "ontology": "The ontology",
    "provenance": "Where each printed link stands in its source",
    "topics": "The subjects",
}
_MEDIA_TYPES = {
    ".gz": "application/gzip",
    ".trig": "application/trig",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
}

#: Name of a file -> (its size in bytes, the SHA-256 of its bytes).
Measures: TypeAlias = Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class DownloadFile:
    """A file that can be downloaded.

    :param name: its name, the last part of its address.
    :param title: what it holds.
    """

    name: str
    title: str

    @property
    def media_type(self) -> str:
        """Its media type."""
        return _MEDIA_TYPES[Path(self.name).suffix]

    @property
    def address(self) -> str:
        """The path at which it is downloaded."""
        return f"/downloads/{self.name}"


def download_files(dataset: Dataset, titles: Mapping[str, str]) -> tuple[DownloadFile, ...]:
    """Return the files of a dataset: the whole, then the frameworks, what belongs to the model, the crosswalks.

    :param dataset: the dataset.
    :param titles: short name of a framework -> its title.
    """
    found = [
        DownloadFile(DATASET_FILE, "Everything, by named graph (N-Quads)"),
        DownloadFile(_NAMED, "Everything, by named graph (TriG)"),
        DownloadFile(_WHOLE, "Everything as one graph (Turtle)"),
    ]
    graphs = sorted(dataset.manifest.counts, key=lambda one: (one.startswith(_CROSSWALK), one not in titles, one))
    for graph in graphs:
        name = graph.removeprefix(_CROSSWALK)
        if graph.startswith(_CROSSWALK):
            found.append(DownloadFile(name + _SSSOM, f"Crosswalk {name} (SSSOM)"))
        else:
            found.append(DownloadFile(f"{name}.ttl", f"{titles.get(name) or _OWN.get(name, name)} (Turtle)"))
    return tuple(found)


def content_of(dataset: Dataset, file: DownloadFile) -> bytes:
    """Return the bytes of a file, always the same for a dataset."""
    return _Archive(dataset).content(file)


def measured(dataset: Dataset, files: Iterable[DownloadFile]) -> Measures:
    """Return the sizes and digests of files; it makes them all, which takes some seconds."""
    archive = _Archive(dataset)
    contents = ((file.name, archive.content(file)) for file in files)
    return {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in contents}


class _Archive:
    """The file of a built dataset, read once: a line a quad, which ends with its graph."""

    def __init__(self, dataset: Dataset) -> None:
        self._namespaces = dataset.namespaces
        self._bytes = (dataset.path / DATASET_FILE).read_bytes()

    @cached_property
    def _lines(self) -> Mapping[str, list[bytes]]:
        """The lines of each graph, by its IRI."""
        found: dict[str, list[bytes]] = defaultdict(list)
        for line in gzip.decompress(self._bytes).splitlines():
            found[line.rsplit(b" ", 2)[-2].decode()[1:-1]].append(line)
        return found

    def content(self, file: DownloadFile) -> bytes:
        """Return the bytes of a file."""
        names = self._namespaces
        if file.name == DATASET_FILE:
            return self._bytes
        if file.name == _NAMED:
            return serialize(self._all(), format=RdfFormat.TRIG, prefixes=dict(names.prefixes)) or b""
        if file.name == _WHOLE:
            return self._turtle(self._all())
        if file.name.endswith(_SSSOM):
            name = file.name.removesuffix(_SSSOM)
            with EmbeddedStore.in_memory(self._quads(names.graph(_CROSSWALK + name))) as store:
                return write_sssom(mapping_set_from(store, names, name)).encode()
        return self._turtle(self._quads(names.graph(file.name.removesuffix(".ttl"))))

    def _all(self) -> Iterator[Quad]:
        return chain.from_iterable(self._quads(graph) for graph in sorted(self._lines))

    def _quads(self, graph: str) -> Iterator[Quad]:
        return parse(b"\n".join(self._lines[graph]), format=RdfFormat.N_QUADS)

    def _turtle(self, quads: Iterable[Quad]) -> bytes:
        triples = list(dict.fromkeys(Triple(one.subject, one.predicate, one.object) for one in quads))
        return write_rdf(triples, TURTLE, self._namespaces, Context({}, self._namespaces))
