"""`/` and `/search`: one box that takes a code, the frameworks, the questions, and where to find help."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from dvgraph.errors import UnknownItem
from dvgraph_server.filters import address
from dvgraph_server.negotiation import Offer, choose
from dvgraph_server.service import current_service

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)

_PAGE = Offer("text/html", "", "HTML", ("application/xhtml+xml",))
_LONGEST_CODE = 200


@blueprint.get("/")
def home() -> Response:
    """Show where to begin."""
    choose((_PAGE,), request.headers.get("Accept"))
    service = current_service()
    catalogue = service.catalogue
    trees = [(entry, catalogue.groups(entry.cell.iri)) for entry in catalogue.frameworks]
    return Response(
        render_template("home.html", trees=trees, catalogue=catalogue, questions=list(service.dataset.questions))
    )


@blueprint.get("/search")
def search() -> Response:
    """Lead from a code to its item; list the items where several carry it; else a 404 that helps on."""
    choose((_PAGE,), request.headers.get("Accept"))
    service = current_service()
    text = request.args.get("q", "").strip()
    if not text:
        return Response(
            render_template("search.html", text="", found=[], nearest=[], questions=list(service.dataset.questions))
        )
    found = service.resolver.readings(text) if len(text) <= _LONGEST_CODE else []
    if len(found) == 1:
        to = address(found[0])
        if to:
            return Response(status=303, headers={"Location": to})
    nearest = [] if found else _nearest(text)
    page = render_template(
        "search.html", text=text, found=found, nearest=nearest, questions=list(service.dataset.questions)
    )
    return Response(page, 200 if found else 404)


def _nearest(text: str) -> list[str]:
    """Return codes that may have been meant."""
    try:
        current_service().resolver.find(text[:_LONGEST_CODE])
    except UnknownItem as error:
        return list(error.suggestions)
    return []
