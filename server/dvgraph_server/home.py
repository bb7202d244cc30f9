"""`/`: one box that takes a code, words or a question; the frameworks, the questions, and where to find help."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from dvgraph_server.negotiation import Offer, choose
from dvgraph_server.service import current_service

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)

_PAGE = Offer("text/html", "", "HTML", ("application/xhtml+xml",))


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
