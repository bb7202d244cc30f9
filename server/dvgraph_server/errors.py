"""Every error as a response: a helpful page for people, application/problem+json (RFC 9457) for machines."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from dvgraph.errors import AmbiguousNotation, BadParameter, DvgraphError, UnknownName, response_to
from dvgraph_server.negotiation import quality
from dvgraph_server.service import current_endpoint

__all__ = ["Problem", "install", "respond"]

log = logging.getLogger(__name__)

_RETRY_SECONDS = "5"
#: A path that ends so asked for data, and gets a problem in JSON.
_MACHINE_SUFFIXES = (".json", ".csv", ".md", ".txt", ".xlsx", ".ttl", ".jsonld", ".rdf", ".nt")


@dataclass(frozen=True)
class Problem:
    """What went wrong, for a reader and for a program.

    :param status: the HTTP status.
    :param slug: the last part of the problem's type, an IRI below the dataset's base.
    :param title: the kind of problem.
    :param detail: this problem, and what is allowed.
    :param suggestions: names that may have been meant.
    :param extra: further members of the JSON.
    """

    status: int
    slug: str
    title: str
    detail: str
    suggestions: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: DvgraphError) -> Problem:
        """Return the problem that an error of the library is."""
        known = response_to(error)
        suggestions: Sequence[str] = ()
        extra = {}
        if isinstance(error, UnknownName):
            suggestions = error.suggestions
        elif isinstance(error, AmbiguousNotation):
            suggestions = error.readings
        elif isinstance(error, BadParameter):
            extra = {"parameter": error.name}
        detail = str(error) if known.status != 500 else "It is logged here; asking again may not help."
        return cls(known.status, known.slug, known.title, detail, tuple(suggestions), extra)


def wants_page() -> bool:
    """Return whether the present request is a person's: it asks for HTML, or success would have given it HTML."""
    if request.path.endswith(_MACHINE_SUFFIXES):
        return False
    accept = request.headers.get("Accept")
    html = quality("text/html", accept)
    data = max(quality("application/json", accept), quality("application/problem+json", accept))
    if request.path == "/sparql":
        return html > data
    return html > 0 and html >= data


def respond(problem: Problem) -> Response:
    """Return a problem in the form that the client of the present request can read."""
    if wants_page():
        body = render_template(current_app.config["PROBLEM_PAGE"], problem=problem)
        response = Response(body, problem.status, content_type="text/html; charset=utf-8")
    else:
        response = Response(_json(problem), problem.status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if problem.status == 503:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def _json(problem: Problem) -> str:
    content: dict[str, object] = {
        "type": f"{current_endpoint().problem_base}problem/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        **problem.extra,
    }
    if problem.suggestions:
        content["suggestions"] = list(problem.suggestions)
    return json.dumps(content, ensure_ascii=False)


def _on_dvgraph_error(error: DvgraphError) -> Response:
    problem = Problem.of(error)
    if problem.status == 500:
        log.error("%s: %s", type(error).__name__, error)
    return respond(problem)


def _on_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return cast("Response", Response.force_type(error.get_response(), request.environ))
    name = error.name
    response = respond(Problem(status, name.lower().replace(" ", "-"), name, error.description or name))
    original = error.get_response()
    if "Allow" in original.headers:
        response.headers["Allow"] = original.headers["Allow"]
    return response


def _on_fault(error: Exception) -> Response:
    log.error("A fault while answering %s", request.endpoint, exc_info=error)
    return respond(Problem(500, "error", "Something went wrong", "It is logged here; asking again may not help."))


def install(app: Flask, page: str = "problem.html") -> None:
    """Answer every error of an application by this module.

    :param app: the application.
    :param page: the template of the page for people.
    """
    app.config["PROBLEM_PAGE"] = page
    app.register_error_handler(DvgraphError, _on_dvgraph_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_fault)
