"""A built version in a store of others: loading it over HTTP, and making sure that an endpoint holds it.

Beside the graphs of the version stands one of ours that is not part of it, `graph/loaded`, with one triple: the version
that was loaded. While a load is under way, or where it was broken off, it says so instead. Every request names its
graphs, so no question sees it.
"""

from __future__ import annotations

import gzip
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from dvgraph.dataset.versions import DATASET_FILE, Manifest
from dvgraph.errors import DvgraphError, NoDataset
from dvgraph.namespaces import EXTERNAL, Namespaces
from dvgraph.settings import Settings
from dvgraph.store.base import Store
from dvgraph.store.remote import GraphStore, RemoteStore

__all__ = ["MARK", "check_remote", "graph_counts", "load_remote", "open_remote"]

log = logging.getLogger(__name__)

#: The short name of the graph that says which version was loaded.
MARK = "loaded"

_VERSION = NamedNode(EXTERNAL["owl"] + "versionInfo")
_COUNTS = """
SELECT ?graph (COUNT(*) AS ?count)
WHERE { GRAPH ?graph { ?subject ?property ?object } }
GROUP BY ?graph
ORDER BY ?graph
"""
_UNDER_WAY = "a load under way"
_HINT = "Load it with `dvgraph load`."
_MARKS = f"SELECT ?version WHERE {{ ?graph {_VERSION} ?version }} ORDER BY ?version"


def open_remote(manifest: Manifest, names: Namespaces, settings: Settings) -> RemoteStore:
    """Return the store behind the settings' SPARQL endpoint, which holds the version.

    :raises BadParameter: the address can't be used.
    :raises StoreUnavailable: the endpoint does not answer.
    :raises NoDataset: it holds another version, or not all of this one.
    """
    store = RemoteStore(
        settings.sparql_url,
        settings.sparql_user,
        settings.sparql_password,
        graphs=[names.graph(name) for name in manifest.counts],
        seconds=settings.query_seconds,
    )
    try:
        check_remote(store, manifest, names)
    except DvgraphError:
        store.close()
        raise
    return store


def check_remote(store: RemoteStore, manifest: Manifest, names: Namespaces) -> None:
    """Make sure that an endpoint holds a version: by the version that it was loaded with, and by counts.

    A store that was loaded by other means than `load_remote` is taken where all graphs have their number of triples.

    :raises NoDataset: it holds another version, or not all of this one.
    """
    marks = store.select(_MARKS, [names.graph(MARK)]).column("version")
    loaded = [term.value for term in marks if isinstance(term, Literal)]
    if loaded and loaded != [manifest.version]:
        held = ", ".join(version[:16] for version in loaded)
        raise NoDataset(f"{store.url} holds {held}, not version {manifest.version[:16]}. {_HINT}")
    _check_counts(store, manifest, names)
    if not loaded:
        log.warning("%s was not loaded by dvgraph: its graphs are counted, not compared. %s", store.url, _HINT)


def _check_counts(store: RemoteStore, manifest: Manifest, names: Namespaces) -> None:
    """Make sure that each graph of a version has its number of triples.

    :raises NoDataset: one has not.
    """
    found = graph_counts(store, names, manifest.counts)
    wrong = [f"{name} ({found.get(name, 0)} of {n})" for name, n in manifest.counts.items() if found.get(name) != n]
    if wrong:
        raise NoDataset(
            f"{store.url} does not hold version {manifest.version[:16]}: "
            f"the numbers of triples differ in {', '.join(wrong)}. {_HINT}"
        )


def graph_counts(store: Store, names: Namespaces, graphs: Iterable[str]) -> dict[str, int]:
    """Return short name -> number of triples for those of the graphs that hold any."""
    rows = store.select(_COUNTS, [names.graph(name) for name in graphs]).rows
    pairs = ((g.value, int(n.value)) for g, n in rows if isinstance(g, NamedNode) and isinstance(n, Literal))
    return {iri.removeprefix(names.graph("")): count for iri, count in pairs}


def load_remote(
    folder: Path,
    store: RemoteStore,
    graph_store: GraphStore,
    progress: Callable[[str, int], None] = lambda _name, _count: None,
) -> dict[str, int]:
    """Load a built version into a store, each graph replaced by one request, and count what it then holds.

    Graphs of an earlier version that this one does not have are removed; graphs of others are left alone. While it
    runs, readers of the store see some graphs of each version.

    :param folder: the version's folder.
    :param store: the store as it is read, opened without a list of graphs.
    :param graph_store: the same store as it is written.
    :param progress: called with the short name of a graph and its number of triples before that is sent.
    :returns: short name of a graph -> number of triples.
    :raises NoDataset: the folder is no whole version, or the store does not hold what was sent to it.
    :raises StoreUnavailable: the store does not answer, or refuses.
    """
    manifest = Manifest.read_whole(folder)
    names = Namespaces(manifest.base, manifest.frameworks)
    graphs = _graphs(folder)
    mark = NamedNode(names.graph(MARK))
    graph_store.put(mark.value, [Triple(mark, _VERSION, Literal(_UNDER_WAY))])
    for old in store.graph_names():
        if old.startswith(names.graph("")) and old not in {*graphs, mark.value}:
            graph_store.delete(old)
    for name in sorted(graphs):
        progress(name.removeprefix(names.graph("")), len(graphs[name]))
        graph_store.put(name, graphs[name])
    _check_counts(store, manifest, names)
    graph_store.put(mark.value, [Triple(mark, _VERSION, Literal(manifest.version))])
    return dict(manifest.counts)


def _graphs(folder: Path) -> dict[str, list[Triple]]:
    """Return the IRI of each graph of a version -> its triples."""
    graphs: dict[str, list[Triple]] = defaultdict(list)
    quads: Iterable[Quad] = parse(input=gzip.decompress((folder / DATASET_FILE).read_bytes()), format=RdfFormat.N_QUADS)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name.value].append(quad.triple)
    return graphs
