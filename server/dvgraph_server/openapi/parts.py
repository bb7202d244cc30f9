"""Parameters, responses and operations in the words of OpenAPI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dvgraph_server.negotiation import Offer
from dvgraph_server.openapi.schemas import Json, ref

__all__ = ["content", "operation", "page_parameter", "parameter", "responses"]

_PROBLEMS = {
    400: "A parameter is missing, unknown or not allowed, or a code has several readings.",
    404: "There is no such thing.",
    405: "This method is not allowed here.",
    406: "None of the formats that Accept names can be given.",
    413: "The query or its answer is over a limit.",
    414: "The address is too long.",
    415: "The body is neither a form nor a query.",
    503: "The store does not answer, or all query processes are busy; Retry-After says when to ask again.",
    504: "The query took longer than it may.",
}
_HEADERS: Mapping[str, Json] = {
    "ETag": {
        "description": "Tells this answer from all others; send it as If-None-Match.",
        "schema": {"type": "string"},
    },
    "Link": {"description": "The same in other formats, and the pages before and after.", "schema": {"type": "string"}},
}


def parameter(
    name: str, description: str, schema: Json, *, where: str = "query", needed: bool = False, example: Json = None
) -> dict[str, Json]:
    """Return a parameter.

    :param name: its name.
    :param description: what it stands for.
    :param schema: what values it may have.
    :param where: where it stands: query or path.
    :param needed: whether it must be given.
    :param example: a value; none where it is None.
    """
    made: dict[str, Json] = {
        "name": name,
        "in": where,
        "description": description,
        "required": needed or where == "path",
        "schema": schema,
    }
    return made if example is None else {**made, "example": example}


def page_parameter(most: int) -> dict[str, Json]:
    """Return the parameter that chooses a page of a long list."""
    schema: Json = {"type": "integer", "minimum": 1, "maximum": most, "default": 1}
    return parameter("page", "Which page of the list.", schema)


def content(offers: Iterable[Offer], schema: Json) -> dict[str, Json]:
    """Return the formats of a response, JSON first.

    :param offers: the formats.
    :param schema: what the JSON looks like.
    """
    ordered = sorted(offers, key=lambda one: one.media_type != "application/json")
    return {
        one.media_type: {"schema": schema if one.media_type == "application/json" else _plain(one)} for one in ordered
    }


def _plain(offer: Offer) -> Json:
    """Return the schema of a format that is no JSON: text, an object of JSON-LD, or bytes."""
    kind = offer.media_type
    if kind.startswith("text/") or kind in {"application/rdf+xml", "application/n-triples", "application/trig"}:
        return {"type": "string"}
    return {"type": "object"} if kind.endswith("+json") else {}


def responses(
    good: Json, problems: Sequence[int], *, cached: bool = True, more: Mapping[str, Json] | None = None
) -> Json:
    """Return the responses of an operation.

    :param good: the formats of a 200.
    :param problems: the statuses of what can go wrong.
    :param cached: whether the 200 has an ETag.
    :param more: further responses.
    """
    made: dict[str, Json] = {"200": {"description": "The answer.", "content": good}}
    if cached:
        made["200"] = {"description": "The answer.", "headers": _HEADERS, "content": good}
        made["304"] = {"description": "The client holds the answer already."}
    made |= more or {}
    for status in problems:
        made[str(status)] = {
            "description": _PROBLEMS[status],
            "content": {
                "application/problem+json": {"schema": ref("Problem")},
                "text/html": {"schema": {"type": "string"}},
            },
        }
    return made


def operation(
    name: str, tags: Sequence[str], summary: str, parameters: Sequence[Json], answers: Json, description: str = ""
) -> dict[str, Json]:
    """Return an operation.

    :param name: its name, the only one in the document.
    :param tags: what it is about.
    :param summary: what it does, in a line.
    :param parameters: its parameters.
    :param answers: its responses.
    :param description: the same in full.
    """
    return {
        "operationId": name,
        "tags": list(tags),
        "summary": summary,
        **({"description": description} if description else {}),
        "parameters": list(parameters),
        "responses": answers,
    }
