"""`/api`: the description of the service in OpenAPI, and a page that shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Response, render_template, request

from dvgraph_server.caching import data_response
from dvgraph_server.downloads import current_downloads
from dvgraph_server.negotiation import choose
from dvgraph_server.openapi.document import document
from dvgraph_server.questions import PAGE
from dvgraph_server.service import current_service

__all__ = ["asset_paths", "blueprint"]

blueprint = Blueprint("api", __name__)

_ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js")


def asset_paths() -> Mapping[str, Path]:
    """Return the files of Swagger UI that the page needs, from the package that ships them."""
    folder = Path(flask_swagger_ui.__file__).parent / "dist"
    return {name: folder / name for name in _ASSETS}


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """Describe the service in OpenAPI 3.1."""
    return data_response("application/json", _document)


def _document() -> str:
    return json.dumps(document(current_service(), current_downloads().files), ensure_ascii=False)


@blueprint.get("/api")
def api() -> Response:
    """Show the description to people; without scripts, as a list of the questions."""
    choose((PAGE,), request.headers.get("Accept"))
    return Response(render_template("api.html", questions=list(current_service().dataset.questions)))
