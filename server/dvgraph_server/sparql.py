"""`/sparql`: a read-only SPARQL 1.1 endpoint; queries from outside run in processes that can be ended."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.errors import StoreUnavailable
from dvgraph.namespaces import EXTERNAL
from dvgraph.store.gate import Form
from dvgraph_server.negotiation import Offer, choose
from dvgraph_server.protocol import QueryOperation, read_operation
from dvgraph_server.rdf import RDF_OFFERS, Context, write_rdf
from dvgraph_server.service import current_endpoint

__all__ = ["RESULT_OFFERS", "blueprint"]

log = logging.getLogger(__name__)
blueprint = Blueprint("sparql", __name__)

RESULT_OFFERS = (
    Offer("application/sparql-results+json", ".srj", "SPARQL JSON", ("application/json",)),
    Offer("application/sparql-results+xml", ".srx", "SPARQL XML", ("application/xml", "text/xml")),
    Offer("text/csv", ".csv", "CSV"),
    Offer("text/tab-separated-values", ".tsv", "TSV"),
)
_PAGE = Offer("text/html", ".html", "HTML")
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query; without one, describe the service in RDF, or show the page to write one."""
    settings = current_endpoint().settings
    operation = read_operation(request, settings.query_bytes)
    if operation is None:
        return _service()
    return _answer(operation)


def _answer(operation: QueryOperation) -> Response:
    accept = request.headers.get("Accept")
    try:
        result = current_endpoint().pool.run(
            operation.query,
            lambda form: choose(_offers(form), accept).media_type,
            operation.default_graphs,
            operation.named_graphs,
        )
    except StoreUnavailable as error:
        raise _without_reason(error) from error
    kind = result.media_type
    text = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    response = Response(result.body, content_type=text)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _without_reason(error: StoreUnavailable) -> StoreUnavailable:
    """Return the error as clients are told it; why a store can't be read names files, and is for the log."""
    told, colon, _ = str(error).partition(": ")
    if not colon:
        return error
    log.error("%s", error)
    return StoreUnavailable(f"{told}; try again later.")


def _offers(form: Form) -> tuple[Offer, ...]:
    return RESULT_OFFERS if form in {"select", "ask"} else RDF_OFFERS


def _service() -> Response:
    offer = choose((*RDF_OFFERS, _PAGE), request.headers.get("Accept"))
    service = current_endpoint()
    if offer is _PAGE:
        return Response(render_template("sparql.html", settings=service.settings, examples=service.examples()))
    namespaces = service.namespaces
    body = write_rdf(_description(), offer, namespaces, Context({}, namespaces))
    return Response(body, content_type=offer.media_type)


def _description() -> list[Triple]:
    """Return what the service is and can do, in the vocabulary of SPARQL 1.1 Service Description."""
    service = current_endpoint()
    endpoint = NamedNode(request.base_url)
    parts = {name: NamedNode(f"{request.base_url}#{name}") for name in ("dataset", "default")}
    kind = NamedNode(EXTERNAL["rdf"] + "type")

    def sd(local: str) -> NamedNode:
        return NamedNode(_SD + local)

    triples = [
        Triple(endpoint, kind, sd("Service")),
        Triple(endpoint, sd("endpoint"), endpoint),
        Triple(endpoint, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(endpoint, sd("defaultDataset"), parts["dataset"]),
        Triple(parts["dataset"], kind, sd("Dataset")),
        Triple(parts["dataset"], sd("defaultGraph"), parts["default"]),
        Triple(parts["default"], kind, sd("Graph")),
    ]
    triples += [Triple(endpoint, sd("resultFormat"), NamedNode(_FORMATS + name)) for name in _RESULT_FORMATS]
    if service.view.union:
        triples.append(Triple(endpoint, sd("feature"), sd("UnionDefaultGraph")))
    for at, graph in enumerate(service.store.graph_names(), 1):
        node = NamedNode(f"{request.base_url}#graph-{at}")
        triples += [
            Triple(parts["dataset"], sd("namedGraph"), node),
            Triple(node, kind, sd("NamedGraph")),
            Triple(node, sd("name"), NamedNode(graph)),
        ]
    triples.append(Triple(endpoint, NamedNode(EXTERNAL["dcterms"] + "title"), Literal("dvgraph", language="en")))
    return triples


@blueprint.after_request
def _cors(response: Response) -> Response:
    """Let scripts of any site ask, without credentials: the data is public and there are no accounts."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
