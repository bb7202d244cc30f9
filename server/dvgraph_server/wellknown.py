"""What machines look for at fixed addresses: health, the description of the dataset, the wish of crawlers' manners."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, Triple

from dvgraph import __version__
from dvgraph.errors import DvgraphError
from dvgraph.namespaces import EXTERNAL
from dvgraph_server.caching import data_response
from dvgraph_server.negotiation import choose
from dvgraph_server.rdf import RDF_OFFERS, Context, write_rdf
from dvgraph_server.service import current_service

__all__ = ["blueprint"]

blueprint = Blueprint("wellknown", __name__)

_VOID = "http://rdfs.org/ns/void#"
_SPARQL_PROTOCOL = "http://www.w3.org/TR/sparql11-protocol/"
_DCAT = "http://www.w3.org/ns/dcat#"
#: Machines may look, but a search engine would show pages outside of their notices.
_ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /search\nDisallow: /questions/\n"


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
    counts = dataset.manifest.counts
    root = request.host_url
    node = NamedNode(f"{root}.well-known/void#dataset")
    kind = NamedNode(EXTERNAL["rdf"] + "type")
    title = NamedNode(EXTERNAL["dcterms"] + "title")

    def void_term(local: str) -> NamedNode:
        return NamedNode(_VOID + local)

    triples = [
        Triple(node, kind, void_term("Dataset")),
        Triple(node, title, Literal("dvgraph", language="en")),
        Triple(node, NamedNode(EXTERNAL["owl"] + "versionInfo"), Literal(dataset.version)),
        Triple(node, void_term("triples"), Literal(sum(counts.values()))),
        Triple(node, void_term("sparqlEndpoint"), NamedNode(f"{root}sparql")),
        Triple(node, void_term("uriSpace"), Literal(dataset.namespaces.base)),
    ]
    service = NamedNode(f"{root}sparql")
    triples += [
        Triple(node, kind, NamedNode(_DCAT + "Dataset")),
        Triple(service, kind, NamedNode(_DCAT + "DataService")),
        Triple(service, title, Literal("SPARQL endpoint", language="en")),
        Triple(service, NamedNode(_DCAT + "endpointURL"), service),
        Triple(service, NamedNode(_DCAT + "servesDataset"), node),
        Triple(service, NamedNode(EXTERNAL["dcterms"] + "conformsTo"), NamedNode(_SPARQL_PROTOCOL)),
    ]
    vocabularies = {EXTERNAL["skos"], EXTERNAL["dcterms"], dataset.namespaces.dv("")}
    triples += [Triple(node, void_term("vocabulary"), NamedNode(iri)) for iri in sorted(vocabularies)]
    for name, count in sorted(counts.items()):
        part = NamedNode(dataset.namespaces.graph(name))
        triples += [
            Triple(node, void_term("subset"), part),
            Triple(part, kind, void_term("Dataset")),
            Triple(part, void_term("triples"), Literal(count)),
        ]
    return triples
