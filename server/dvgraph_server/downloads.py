"""`/downloads`: the whole dataset and its parts as files, each with its size and digest."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from functools import cached_property

from flask import Blueprint, Flask, Response, current_app, render_template, request

from dvgraph.errors import UnknownName
from dvgraph_server.caching import data_response
from dvgraph_server.download_files import DownloadFile, Measures, content_of, download_files, measured
from dvgraph_server.negotiation import Offer, choose
from dvgraph_server.questions import PAGE
from dvgraph_server.service import Service, current_service

__all__ = ["Downloads", "blueprint", "current_downloads", "install"]

blueprint = Blueprint("downloads", __name__)

_LIST_OFFERS = (PAGE, Offer("application/json", ".json", "JSON"))
_KEY = "dvgraph.downloads"


class Downloads:
    """The files that an application offers.

    :param service: the service whose dataset they are made from.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._measures: Measures | None = None

    @cached_property
    def files(self) -> tuple[DownloadFile, ...]:
        """What there is."""
        frameworks = self._service.catalogue.frameworks
        titles = {one.cell.curie.rpartition(":")[2]: one.cell.label or one.cell.curie for one in frameworks}
        return download_files(self._service.dataset, titles)

    def measures(self) -> Measures:
        """Return the sizes and digests; made once, when they are first asked for."""
        with self._lock:
            if self._measures is None:
                self._measures = measured(self._service.dataset, self.files)
            return self._measures


def install(app: Flask, service: Service) -> None:
    """Offer the files of a dataset in an application."""
    app.extensions[_KEY] = Downloads(service)
    app.register_blueprint(blueprint)


def current_downloads() -> Downloads:
    """Return the files of the application that handles the present request."""
    found = current_app.extensions[_KEY]
    if not isinstance(found, Downloads):
        raise TypeError("This Flask application offers no files.")
    return found


@blueprint.get("/downloads")
def downloads() -> Response:
    """List the files."""
    return _list(choose(_LIST_OFFERS, request.headers.get("Accept")))


@blueprint.get("/downloads.json")
def downloads_json() -> Response:
    """List the files, for machines."""
    return _list(_LIST_OFFERS[1])


def _list(offer: Offer) -> Response:
    found, version = current_downloads(), current_service().dataset.version
    if offer is PAGE:
        page = render_template("downloads.html", files=found.files, measures=found.measures(), version=version)
        return Response(page)

    def write() -> str:
        files = [_listed(one, found.measures()) for one in found.files]
        return json.dumps({"dataset": {"version": version}, "files": files}, ensure_ascii=False)

    return data_response(offer.media_type, write)


def _listed(one: DownloadFile, measures: Measures) -> Mapping[str, object]:
    size, digest = measures[one.name]
    about = {"name": one.name, "title": one.title, "media_type": one.media_type}
    return {**about, "size": size, "sha256": digest, "address": one.address}


@blueprint.get("/downloads/<name>")
def download(name: str) -> Response:
    """Return a file.

    :raises UnknownName: there is none of that name.
    """
    files = {one.name: one for one in current_downloads().files}
    if name not in files:
        raise UnknownName("file", name, files)
    response = data_response(files[name].media_type, lambda: content_of(current_service().dataset, files[name]))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
