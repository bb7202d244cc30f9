"""`/explain?s=..&p=..&o=..`: why a link holds, as a page, text, JSON, Markdown or Turtle."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from dvgraph.errors import BadParameter, UnknownName
from dvgraph.explain import WRITERS, Explanation
from dvgraph_server.caching import data_response
from dvgraph_server.negotiation import Offer, choose, offer_of_suffix
from dvgraph_server.service import current_service

__all__ = ["blueprint"]

blueprint = Blueprint("explain", __name__)

PAGE = Offer("text/html", ".html", "HTML", ("application/xhtml+xml",))
#: Plain text comes last, so that a browser's `text/*` is no wish for it.
_WRITER_OF = {
    Offer(writer.media_type, writer.suffix, writer.title): writer
    for writer in sorted(WRITERS.values(), key=lambda one: one.media_type == "text/plain")
}
_OFFERS = (PAGE, *_WRITER_OF)
#: (parameter, label, hint) of the form.
_FIELDS = (
    ("s", "From", "An item, by its code or short form."),
    ("p", "Link", "The link's short form, such as dv:supports, or its local name."),
    ("o", "To", "An item likewise, or a class."),
)
_NAMES = {"s": "the subject", "p": "the predicate", "o": "the object"}


@blueprint.get("/explain")
def explain() -> Response:
    """Explain a triple in the format that is asked for by Accept."""
    return _respond(choose(_OFFERS, request.headers.get("Accept")))


@blueprint.get("/explain.<suffix>")
def explain_as(suffix: str) -> Response:
    """Explain a triple in the format of a suffix."""
    offer = offer_of_suffix(f".{suffix}", _OFFERS)
    if offer is None:
        raise UnknownName("format", suffix, [one.suffix.removeprefix(".") for one in _OFFERS])
    return _respond(offer)


def _respond(offer: Offer) -> Response:
    dataset = current_service().dataset
    if offer is PAGE:
        asked = any(name in request.args for name in _NAMES)
        response = Response(_page(_explained()) if asked else render_template("explain_form.html", fields=_FIELDS))
    else:
        writer = _WRITER_OF[offer]
        response = data_response(offer.media_type, lambda: writer.write(_explained(), dataset.namespaces))
    if response.status_code in {200, 304}:
        for other in _OFFERS:
            if other is not offer:
                response.headers.add("Link", f'<{_address(other)}>; rel="alternate"; type="{other.media_type}"')
    response.headers["Vary"] = "Accept"
    return response


def _explained() -> Explanation:
    """Return the explanation that the present request asks for.

    :raises BadParameter: one of s, p, o is missing, blank or given twice.
    """
    given = {name: request.args.getlist(name) for name in _NAMES}
    for name, values in given.items():
        if len(values) > 1:
            raise BadParameter(name, f"it is given {len(values)} times; give it once.")
        if not values or not values[0].strip():
            raise BadParameter(name, f"{_NAMES[name]} of the link is needed: a curie, a notation or an IRI.")
    subject, predicate, obj = (values[0] for values in given.values())
    return current_service().dataset.explain(subject, predicate, obj)


def _address(offer: Offer) -> str:
    """Return the address of the same explanation in another format."""
    pairs = [(name, request.args.get(name, "")) for name in _NAMES]
    return f"/explain{offer.suffix}?{urlencode(pairs, safe=':/')}"


def _page(explanation: Explanation) -> str:
    downloads = [(offer.name, _address(offer)) for offer in _OFFERS if offer is not PAGE]
    return render_template("explain.html", about=explanation, downloads=downloads)
