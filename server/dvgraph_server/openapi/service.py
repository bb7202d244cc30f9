"""What every linked-data service has: SPARQL, the description of the dataset, health, figures."""

from __future__ import annotations

from collections.abc import Sequence

from dvgraph_server.negotiation import Offer
from dvgraph_server.openapi.parts import content, operation, parameter, responses
from dvgraph_server.openapi.schemas import Json, ref
from dvgraph_server.questions import PAGE
from dvgraph_server.rdf import RDF_OFFERS
from dvgraph_server.sparql import RESULT_OFFERS

__all__ = ["service_paths"]

_JSON = Offer("application/json", ".json", "JSON")
_QUERY = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 5"
_GRAPHS: Json = {"type": "array", "items": {"type": "string", "description": "An absolute IRI."}}
_NAMES = {
    "default-graph-uri": "The graphs that are the default graph of the query.",
    "named-graph-uri": "The graphs that GRAPH reaches.",
}
_WRONG = (400, 406, 413, 503, 504)


def service_paths() -> dict[str, Json]:
    """Return path -> its operations."""
    return {
        "/sparql": {"get": _asked(), "post": _posted()},
        "/.well-known/void": {
            "get": operation(
                "void",
                ("linked-data",),
                "The dataset described in VoID and DCAT",
                (),
                responses(content(RDF_OFFERS, {}), (406,)),
            )
        },
        "/health": {"get": _health("health")},
        "/health/ready": {"get": _health("health-ready")},
        "/health/live": {"get": _health("health-live", may_fail=False)},
        "/metrics": {
            "get": operation(
                "metrics",
                ("service",),
                "Figures for Prometheus",
                (),
                responses({"text/plain": {"schema": {"type": "string"}}}, (), cached=False),
            )
        },
        "/api/openapi.json": {
            "get": operation(
                "openapi",
                ("service",),
                "This description",
                (),
                responses({"application/json": {"schema": {"type": "object"}}}, ()),
            )
        },
    }


def _results() -> dict[str, Json]:
    offers: Sequence[Offer] = (*RESULT_OFFERS, *RDF_OFFERS, PAGE)
    return content(offers, {})


def _graphs() -> list[Json]:
    return [parameter(name, text, _GRAPHS) for name, text in _NAMES.items()]


def _asked() -> dict[str, Json]:
    text = "The query, in SPARQL 1.1. Without one, the service describes itself."
    return operation(
        "sparql-get",
        ("sparql",),
        "Ask a SPARQL query",
        [parameter("query", text, {"type": "string", "minLength": 1}, example=_QUERY), *_graphs()],
        responses(_results(), _WRONG, cached=False),
        "Read-only, and no other server is contacted. SELECT and ASK give results; CONSTRUCT and DESCRIBE give RDF.",
    )


def _posted() -> dict[str, Json]:
    fields: dict[str, Json] = {"query": {"type": "string", "minLength": 1, "examples": [_QUERY]}}
    fields |= dict.fromkeys(_NAMES, _GRAPHS)
    form: Json = {"type": "object", "properties": fields, "required": ["query"]}
    made = operation(
        "sparql-post",
        ("sparql",),
        "Ask a SPARQL query in the body",
        (),
        responses(_results(), (*_WRONG, 415), cached=False),
    )
    return {
        **made,
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": form},
                "application/sparql-query": {"schema": {"type": "string", "minLength": 1}, "example": _QUERY},
            },
        },
    }


def _health(name: str, *, may_fail: bool = True) -> dict[str, Json]:
    good: dict[str, Json] = {_JSON.media_type: {"schema": ref("Health")}}
    failed: dict[str, Json] = {"503": {"description": "They can't.", "content": good}} if may_fail else {}
    summary = "Whether questions can be answered now" if may_fail else "Whether the process answers at all"
    return operation(name, ("service",), summary, (), responses(good, (), cached=False, more=failed))
