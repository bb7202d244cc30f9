"""The resources of any dataset at `/resource/` + their IRI less the base, in HTML and RDF; a home page; health."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, current_app, render_template, request
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize
from werkzeug.exceptions import NotAcceptable

from dvgraph import __version__
from dvgraph.errors import DvgraphError, UnknownItem
from dvgraph.namespaces import Namespaces
from dvgraph.settings import Settings
from dvgraph.store.base import Term
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.pool import View
from dvgraph.store.spelling import Restored, restored_triples
from dvgraph.store.worker import XML_NAME_END
from dvgraph_server.caching import data_response
from dvgraph_server.negotiation import Offer, choose, split_suffix
from dvgraph_server.rdf import JSON_LD, N_TRIPLES, RDF_OFFERS, RDF_XML, TURTLE, Context, write_rdf
from dvgraph_server.service import Endpoint, current_endpoint
from dvgraph_server.wellknown import Described

__all__ = ["MOST_INCOMING", "DataService", "Shown", "blueprint", "shown"]

blueprint = Blueprint("data", __name__)

#: Triples that lead to a resource; more are left out, which a header and the page say.
MOST_INCOMING = 1000
_PAGE = Offer("text/html", ".html", "HTML", ("application/xhtml+xml",))
_OFFERS = (_PAGE, *RDF_OFFERS)
_SYNTAX = {
    TURTLE: RdfFormat.TURTLE,
    JSON_LD: RdfFormat.JSON_LD,
    RDF_XML: RdfFormat.RDF_XML,
    N_TRIPLES: RdfFormat.N_TRIPLES,
}
_SUBSET = "http://rdfs.org/ns/void#subset"
_CUT = "Dvgraph-Incomplete"


class DataService(Endpoint):
    """The state of one running application over a dataset of anyone.

    :param settings: the settings.
    :param data: the data, to be read in this process.
    :param store_path: the folder of their store.
    :param described: what is told of them.
    :param view: how queries from outside read them.
    """

    def __init__(
        self, settings: Settings, data: EmbeddedStore, store_path: Path, described: Described, view: View
    ) -> None:
        super().__init__(settings, data, store_path, Namespaces(described.base), described.version, view)
        self.data = data
        self.described = described
        self.as_written: Restored = {"store": str(store_path), "variables": [], "whole": True, "constants": []}


def _service() -> DataService:
    return DataService.of(current_app)


@dataclass(frozen=True)
class Known:
    """What a dataset says of a resource, in all its graphs.

    :param iri: the resource.
    :param own: the triples that it is the subject of, and those of blank nodes that they lead to.
    :param incoming: the triples that it is the object of; at most `MOST_INCOMING`.
    :param cut: whether there are more of those.
    """

    iri: str
    own: tuple[Triple, ...]
    incoming: tuple[Triple, ...]
    cut: bool


@dataclass(frozen=True)
class Shown:
    """A term on a page: its text, the address that it leads to, what is said beside it."""

    text: str
    address: str | None = None
    note: str = ""


def shown(term: Term) -> Shown:
    """Return a term as it stands on a page; no address but ours, http and https ones is a link."""
    if isinstance(term, NamedNode):
        base = current_endpoint().namespaces.base
        if term.value.startswith(base):
            return Shown(term.value, "/resource/" + quote(term.value[len(base) :], safe="/:@!$&'()*+,;=~-._%"))
        return Shown(term.value, term.value if term.value.startswith(("http://", "https://")) else None)
    if isinstance(term, Literal):
        return Shown(term.value, note=term.language or _datatype(term))
    return Shown(str(term))


def _datatype(literal: Literal) -> str:
    local = literal.datatype.value.rpartition("#")[2]
    return "" if local == "string" else local


@blueprint.get("/")
def home() -> str:
    """Say what is served."""
    return render_template("data_home.html", graphs=current_endpoint().store.graph_names())


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the dataset in VoID and DCAT."""
    service = _service()
    offer = choose(RDF_OFFERS, request.headers.get("Accept"))

    def written() -> bytes:
        triples = [*service.described.triples(request.host_url)]
        whole = service.described.node(request.host_url)
        triples += [Triple(whole, NamedNode(_SUBSET), NamedNode(graph)) for graph in service.store.graph_names()]
        return write_rdf(triples, offer, service.namespaces, Context({}, service.namespaces))

    response = data_response(offer.media_type, written)
    response.headers["Vary"] = "Accept"
    return response


@blueprint.get("/health/live")
def live() -> Response:
    """Say that the process answers at all."""
    return _json({"status": "live"}, 200)


@blueprint.get("/health")
@blueprint.get("/health/ready")
def health() -> Response:
    """Say whether the dataset can be read."""
    service = current_endpoint()
    try:
        service.store.ask("ASK {}")
    except DvgraphError:
        return _json({"status": "not ready", "software": __version__}, 503)
    return _json({"status": "ready", "software": __version__, "dataset": {"version": service.version}}, 200)


def _json(content: dict[str, object], status: int) -> Response:
    return Response(json.dumps(content), status, content_type="application/json")


@blueprint.get("/resource/", defaults={"path": ""})
@blueprint.get("/resource/<path:path>")
def resource(path: str) -> Response:
    """Answer with what the dataset says of a resource; 404 where that is nothing."""
    for stem, offer in _readings(path):
        known = _known(stem)
        if known:
            return _respond(known, offer or choose(_OFFERS, request.headers.get("Accept")))
    raise UnknownItem("resource", (current_endpoint().namespaces.base + path)[:200])


def _readings(path: str) -> list[tuple[str, Offer | None]]:
    """Return what a path can mean: a whole local name, or one with a suffix."""
    stem, offer = split_suffix(path, _OFFERS)
    return [(path, None)] if offer is None else [(path, None), (stem, offer)]


def _known(local: str) -> Known | None:
    """Return what is known of the resource of a local name, whose IRI may be written with or without %-escapes."""
    base = current_endpoint().namespaces.base
    for written in dict.fromkeys((local, quote(local, safe="/:@!$&'()*+,;=~-._"))):
        try:
            node = NamedNode(base + written)
        except ValueError:
            continue
        known = _described(node)
        if known.own or known.incoming:
            return known
    return None


def _described(node: NamedNode) -> Known:
    store = _service().data
    own: dict[Triple, None] = {}
    ahead: list[NamedNode | BlankNode] = [node]
    seen: set[NamedNode | BlankNode] = {node}
    while ahead:
        for triple in store.triples(ahead.pop()):
            own[triple] = None
            if isinstance(triple.object, BlankNode) and triple.object not in seen:
                seen.add(triple.object)
                ahead.append(triple.object)
    own = dict.fromkeys(restored_triples(own, _service().as_written))
    incoming = list(islice(dict.fromkeys(islice(store.triples(target=node), 4 * MOST_INCOMING)), MOST_INCOMING + 1))
    cut = len(incoming) > MOST_INCOMING
    return Known(node.value, tuple(sorted(own, key=str)), tuple(sorted(incoming[:MOST_INCOMING], key=str)), cut)


def _respond(known: Known, offer: Offer) -> Response:
    if offer is _PAGE:
        response = Response(_page(known))
    else:
        response = data_response(offer.media_type, lambda: _written(known, offer))
        if known.cut:
            response.headers[_CUT] = f"only {MOST_INCOMING} of the triples that lead here"
    address = shown(NamedNode(known.iri)).address
    for other in _OFFERS:
        if other is not offer:
            response.headers.add("Link", f'<{address}{other.suffix}>; rel="alternate"; type="{other.media_type}"')
    response.headers["Vary"] = "Accept"
    return response


def _page(known: Known) -> str:
    address = shown(NamedNode(known.iri)).address
    alternates = [(offer.name, f"{address}{offer.suffix}") for offer in RDF_OFFERS]
    return render_template("data_resource.html", known=known, alternates=alternates, most=MOST_INCOMING)


def _written(known: Known, offer: Offer) -> bytes:
    """Return the triples of a resource in a syntax.

    :raises werkzeug.exceptions.NotAcceptable: the syntax can't say them.
    """
    triples = list(dict.fromkeys((*known.own, *known.incoming)))
    bad = [one.predicate.value for one in triples if not XML_NAME_END.search(one.predicate.value)]
    if offer is RDF_XML and bad:
        raise NotAcceptable(f"RDF/XML can't write the property <{bad[0]}>; ask for another format.")
    sink = io.BytesIO()
    serialize(triples, sink, format=_SYNTAX[offer])
    return sink.getvalue()
