"""Every resource at its path (its IRI less the base), in HTML and RDF, by Accept or by a suffix from a closed list."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Triple

from dvgraph.errors import UnknownItem
from dvgraph_server.caching import data_response
from dvgraph_server.item_page import item_page
from dvgraph_server.negotiation import Offer, choose, split_suffix
from dvgraph_server.ontology_page import ONTOLOGY_PATH, ontology_terms, ontology_triples
from dvgraph_server.paging import page_number
from dvgraph_server.pictures import picture_of
from dvgraph_server.rdf import JSON_LD, RDF_OFFERS, write_rdf
from dvgraph_server.reading import known_of, owned_triples
from dvgraph_server.service import Service, current_service

__all__ = ["blueprint"]

blueprint = Blueprint("resources", __name__)

PAGE = Offer("text/html", ".html", "HTML", ("application/xhtml+xml",))
_OFFERS = (PAGE, *RDF_OFFERS)
#: `.json` is another suffix of JSON-LD.
_SUFFIXED = (*_OFFERS, Offer(JSON_LD.media_type, ".json", JSON_LD.name))


@blueprint.get("/<path:path>")
def resource(path: str) -> Response:
    """Answer at the path of any resource; 404 where nothing is known of it."""
    service = current_service()
    path = request.path
    elsewhere = _elsewhere(service, path)
    if elsewhere:
        return _redirect(elsewhere)
    for whole, offer in _readings(path):
        iri = _iri_at(service, whole)
        if iri:
            return _respond(service, iri, whole, offer or choose(_OFFERS, request.headers.get("Accept")))
    raise _unknown(service, path)


def _readings(path: str) -> list[tuple[str, Offer | None]]:
    """Return what a path can mean: a resource's whole path; else a resource's with a suffix."""
    stem, offer = split_suffix(path, _SUFFIXED)
    if offer is None:
        return [(path, None)]
    real = next(one for one in _OFFERS if one.media_type == offer.media_type)
    return [(path, None), (stem, real), (f"{stem}/", real)]


def _iri_at(service: Service, path: str) -> str | None:
    """Return the IRI of the resource at a path, None where there is none; a namespace leads to its framework."""
    for framework in service.catalogue.frameworks:
        if framework.path == path:
            return framework.cell.iri
    if path == ONTOLOGY_PATH:
        return service.dataset.namespaces.base + ONTOLOGY_PATH.strip("/")
    iri = service.dataset.namespaces.base + path.removeprefix("/")
    return iri if known_of(service.dataset, iri) else None


def _elsewhere(service: Service, path: str) -> str | None:
    """Return where a path by a framework's alias, or a namespace without its slash, leads to."""
    first, slash, rest = path.removeprefix("/").partition("/")
    stem, offer = split_suffix(first, _SUFFIXED)
    for framework in service.catalogue.frameworks:
        own = framework.path.strip("/")
        if first in framework.aliases:
            return framework.path + rest
        if not slash and (first == own):
            return framework.path
        if not slash and offer and stem in framework.aliases:
            return f"/{own}{offer.suffix}"
    return None


def _redirect(path: str) -> Response:
    query = request.query_string.decode("latin-1")
    address = quote(path, safe="/:@!$&'()*+,;=~-._") + (f"?{query}" if query else "")
    return Response(status=308, headers={"Location": address, "Cache-Control": "no-cache"})


def _unknown(service: Service, path: str) -> UnknownItem:
    """Return the error for a path that leads nowhere, with the nearest codes of the framework that it begins with."""
    first, _, rest = path.removeprefix("/").partition("/")
    code = split_suffix(rest, _SUFFIXED)[0]
    for framework in service.catalogue.frameworks:
        if first == framework.path.strip("/"):
            codes = [
                cell.notation for cell in service.catalogue.cells.values() if _in(service, cell.iri, framework.cell.iri)
            ]
            return UnknownItem("item", code, [one for one in codes if one])
    return UnknownItem("page", path[:200])


def _in(service: Service, iri: str, framework: str) -> bool:
    return service.catalogue.schemes.get(iri) == framework


def _respond(service: Service, iri: str, path: str, offer: Offer) -> Response:
    if offer is PAGE:
        response = Response(_page(service, iri, path))
    elif path == ONTOLOGY_PATH:
        response = _data(service, offer, lambda: ontology_triples(service.dataset))
    else:
        response = _data(service, offer, lambda: owned_triples(service.dataset, iri))
    stem = quote(path.rstrip("/"))
    for other in _OFFERS:
        if other is not offer:
            response.headers.add("Link", f'<{stem}{other.suffix}>; rel="alternate"; type="{other.media_type}"')
    response.headers["Vary"] = "Accept"
    return response


def _data(service: Service, offer: Offer, triples: Callable[[], list[Triple]]) -> Response:
    names = service.dataset.namespaces
    return data_response(offer.media_type, lambda: write_rdf(triples(), offer, names, service.context))


def _page(service: Service, iri: str, path: str) -> str:
    """Return the page of a resource: a framework, the ontology, or any other."""
    stem = path.rstrip("/")
    alternates = [(offer.name, stem + offer.suffix, offer.media_type) for offer in RDF_OFFERS]
    if path == ONTOLOGY_PATH:
        return render_template("ontology.html", sections=ontology_terms(service), alternates=alternates)
    page = item_page(service, iri, page_number())
    if page.framework and page.framework.cell.iri == iri:
        return render_template("framework.html", page=page, catalogue=service.catalogue, alternates=alternates)
    picture = picture_of(service, iri, request.args.getlist("expand"))
    return render_template("item.html", page=page, picture=picture, catalogue=service.catalogue, alternates=alternates)


@blueprint.get("/ontology/context.jsonld")
def context() -> Response:
    """Return the JSON-LD context of the project, with the prefixes of the dataset."""
    return data_response(JSON_LD.media_type, current_service().context.document)
