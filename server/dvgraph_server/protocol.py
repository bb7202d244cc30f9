"""SPARQL 1.1 Protocol: a request -> the query operation that it asks for, or a clear refusal.

Source: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from dvgraph.errors import BadParameter
from dvgraph_server.bodies import read_body

__all__ = ["QueryOperation", "read_operation"]

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_MOST_PARAMETERS = 1000


@dataclass(frozen=True)
class QueryOperation:
    """One query operation of the protocol.

    :param query: the text of the query.
    :param default_graphs: the IRIs that the client gave as its default graph; empty for the service's own.
    :param named_graphs: likewise for the named graphs.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_operation(request: Request, most_bytes: int) -> QueryOperation | None:
    """Return the query operation of a request; None for a GET without any query, which asks for the service itself.

    :param request: a GET, HEAD or POST request.
    :param most_bytes: the longest query that is taken.
    :raises BadParameter: a parameter is missing, repeated or belongs to an update.
    :raises werkzeug.exceptions.BadRequest: the text is not UTF-8.
    :raises werkzeug.exceptions.UnsupportedMediaType: the body is neither a form nor a query.
    :raises werkzeug.exceptions.RequestEntityTooLarge: the query is too long.
    """
    in_address = _parameters(request.query_string)
    if request.method == "POST":
        operation = _posted(request, in_address)
    elif not any(name in {"query", "update"} for name, _ in in_address):
        return None
    else:
        operation = _operation(in_address)
    if len(operation.query.encode()) > most_bytes:
        raise RequestEntityTooLarge(f"The query is too long; at most {most_bytes} bytes are taken.")
    return operation


def _posted(request: Request, in_address: list[tuple[str, str]]) -> QueryOperation:
    kind = request.mimetype
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if kind not in {_FORM, _DIRECT}:
        given = f"{kind!r} was sent. " if kind else ""
        raise UnsupportedMediaType(f"{given}Send the query as {_FORM} or as {_DIRECT}; this endpoint takes no updates.")
    if charset not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType("Send the query in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnsupportedMediaType("Send the body without Content-Encoding.")
    body = read_body(request)
    if kind == _FORM:
        return _operation([*in_address, *_parameters(body)])
    if any(name in {"query", "update"} for name, _ in in_address):
        raise BadParameter("query", "it stands in the body and in the address; send it once.")
    return _operation([*in_address, ("query", _decoded(body))])


def _operation(parameters: list[tuple[str, str]]) -> QueryOperation:
    if any(name == "update" for name, _ in parameters):
        raise BadParameter("update", "this endpoint only answers queries.")
    queries = _all(parameters, "query")
    if len(queries) != 1:
        problem = "it is missing." if not queries else f"it was sent {len(queries)} times; send it once."
        raise BadParameter("query", problem)
    return QueryOperation(queries[0], _all(parameters, "default-graph-uri"), _all(parameters, "named-graph-uri"))


def _all(parameters: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in parameters if key == name)


def _parameters(text: bytes) -> list[tuple[str, str]]:
    """Return the pairs of a form.

    :raises werkzeug.exceptions.BadRequest: it is not UTF-8, or has too many pairs.
    """
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise BadRequest("The parameters are not percent-encoded UTF-8.") from None
    except ValueError:
        raise BadRequest(f"At most {_MOST_PARAMETERS} parameters are taken.") from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("The query is not UTF-8 text.") from None
