"""What machines look for at fixed addresses: health, the description of the dataset, the wish of crawlers' manners."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, Triple

from dvgraph import __version__
from dvgraph.dataset.versions import DATASET_FILE
from dvgraph.errors import DvgraphError
from dvgraph.namespaces import EXTERNAL
from dvgraph_server.caching import data_response
from dvgraph_server.negotiation import choose
from dvgraph_server.rdf import RDF_OFFERS, Context, write_rdf
from dvgraph_server.service import current_service

__all__ = ["Described", "blueprint"]

blueprint = Blueprint("wellknown", __name__)

_VOID = "http://rdfs.org/ns/void#"
_SPARQL_PROTOCOL = "http://www.w3.org/TR/sparql11-protocol/"
_DCAT = "http://www.w3.org/ns/dcat#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_KIND = NamedNode(EXTERNAL["rdf"] + "type")
#: Machines may look, but a search engine would show pages outside of their notices.
_ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /search\nDisallow: /questions/\n"


@dataclass(frozen=True)
class Described:
    """What VoID and DCAT tell of any dataset.

    :param title: its name.
    :param version: what tells it from all others.
    :param size: the number of its triples.
    :param base: what the IRIs of its resources begin with.
    """

    title: str
    version: str
    size: int
    base: str

    @staticmethod
    def node(root: str) -> NamedNode:
        """Return the dataset's own IRI, where the service is reached at `root`."""
        return NamedNode(f"{root}.well-known/void#dataset")

    def triples(self, root: str) -> list[Triple]:
        """Return the facts, with the addresses of the service that is reached at `root`."""
        node, service = self.node(root), NamedNode(f"{root}sparql")
        title = NamedNode(EXTERNAL["dcterms"] + "title")
        return [
            Triple(node, _KIND, _void_term("Dataset")),
            Triple(node, _KIND, NamedNode(_DCAT + "Dataset")),
            Triple(node, title, Literal(self.title, language="en")),
            Triple(node, NamedNode(EXTERNAL["owl"] + "versionInfo"), Literal(self.version)),
            Triple(node, _void_term("triples"), Literal(self.size)),
            Triple(node, _void_term("sparqlEndpoint"), service),
            Triple(node, _void_term("uriSpace"), Literal(self.base)),
            Triple(service, _KIND, NamedNode(_DCAT + "DataService")),
            Triple(service, title, Literal("SPARQL endpoint", language="en")),
            Triple(service, NamedNode(_DCAT + "endpointURL"), service),
            Triple(service, NamedNode(_DCAT + "servesDataset"), node),
            Triple(service, NamedNode(EXTERNAL["dcterms"] + "conformsTo"), NamedNode(_SPARQL_PROTOCOL)),
        ]


@blueprint.get("/health")
@blueprint.get("/health/ready")
def ready() -> Response:
    """Say whether questions can be answered now: the dataset is open and reads."""
    dataset = current_service().dataset
    try:
        good = dataset.store.ask("ASK { ?s ?p ?o }")
    except DvgraphError:
        good = False
    content = {
        "status": "ready" if good else "not ready",
        "software": __version__,
        "dataset": {"version": dataset.version},
    }
    return _json(content, 200 if good else 503)


@blueprint.get("/health/live")
def live() -> Response:
    """Say that the process answers at all."""
    return _json({"status": "live"}, 200)


def _json(content: Mapping[str, object], status: int) -> Response:
    return Response(json.dumps(content), status, content_type="application/json")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Ask crawlers to leave alone what costs work and has no page of its own."""
    return Response(_ROBOTS, content_type="text/plain; charset=utf-8")


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the dataset in VoID and DCAT."""
    namespaces = current_service().dataset.namespaces
    offer = choose(RDF_OFFERS, request.headers.get("Accept"))
    return data_response(offer.media_type, lambda: write_rdf(_void(), offer, namespaces, Context({}, namespaces)))


def _void() -> list[Triple]:
    """Return the facts of the dataset: names, size, addresses; no clock times."""
    dataset = current_service().dataset
    vocabularies = {EXTERNAL["skos"], EXTERNAL["dcterms"], dataset.namespaces.dv("")}
    described = Described("dvgraph", dataset.version, sum(dataset.manifest.counts.values()), dataset.namespaces.base)
    dump = NamedNode(f"{request.host_url}downloads/{DATASET_FILE}")
    counts = {dataset.namespaces.graph(name): count for name, count in dataset.manifest.counts.items()}
    return [
        *described.triples(request.host_url),
        Triple(described.node(request.host_url), _void_term("dataDump"), dump),
        Triple(described.node(request.host_url), NamedNode(_DCAT + "distribution"), dump),
        Triple(dump, _KIND, NamedNode(_DCAT + "Distribution")),
        Triple(dump, NamedNode(_DCAT + "downloadURL"), dump),
        Triple(dump, NamedNode(_DCAT + "mediaType"), NamedNode(_MEDIA_TYPES + "application/n-quads")),
        Triple(dump, NamedNode(_DCAT + "compressFormat"), NamedNode(_MEDIA_TYPES + "application/gzip")),
        *(
            Triple(described.node(request.host_url), _void_term("vocabulary"), NamedNode(v))
            for v in sorted(vocabularies)
        ),
        *(
            triple
            for name, count in sorted(counts.items())
            for triple in _subset(described.node(request.host_url), name, count)
        ),
    ]


def _void_term(local: str) -> NamedNode:
    return NamedNode(_VOID + local)


def _subset(whole: NamedNode, name: str, count: int) -> list[Triple]:
    part = NamedNode(name)
    return [
        Triple(whole, _void_term("subset"), part),
        Triple(part, _KIND, _void_term("Dataset")),
        Triple(part, _void_term("triples"), Literal(count)),
    ]
