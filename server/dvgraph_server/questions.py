"""`/questions`: the named questions as forms with addresses that can be shared, and their answers in every format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from dvgraph.errors import AmbiguousNotation, BadParameter, UnknownName
from dvgraph.formats import WRITERS, Writer
from dvgraph.questions.answer import Answer, Cell, ItemCell
from dvgraph.questions.header import Question
from dvgraph_server.caching import data_response
from dvgraph_server.errors import Problem
from dvgraph_server.filters import why_path
from dvgraph_server.negotiation import Offer, choose, split_suffix
from dvgraph_server.question_form import Field, form_fields
from dvgraph_server.service import current_service

__all__ = ["ANSWER_OFFERS", "PAGE", "blueprint", "writer_of"]

blueprint = Blueprint("questions", __name__)

PAGE = Offer("text/html", ".html", "HTML", ("application/xhtml+xml",))
#: Every format that an answer can be written in; the page stands for the writer of HTML.
_WRITER_OF = {
    Offer(writer.media_type, writer.suffix, writer.title): writer
    for writer in sorted(WRITERS.values(), key=lambda one: one.media_type == "text/plain")
    if writer.media_type != PAGE.media_type
}
ANSWER_OFFERS = (PAGE, *_WRITER_OF)
_LIST_OFFERS = (PAGE, Offer("application/json", ".json", "JSON"))
_STATED_ONLY = "stated_only"
_FLAGS = {"1": True, "true": True, "0": False, "false": False, "": False}


def writer_of(offer: Offer) -> Writer:
    """Return what writes an answer in a format other than the page."""
    return _WRITER_OF[offer]


@dataclass(frozen=True)
class Asked:
    """What the address of a question says.

    :param parameters: the parameters that are given and not blank.
    :param stated_only: whether to leave out what is inferred.
    """

    parameters: Mapping[str, str]
    stated_only: bool


@blueprint.get("/questions")
def questions() -> Response:
    """List what can be asked."""
    return _list(choose(_LIST_OFFERS, request.headers.get("Accept")))


@blueprint.get("/questions.json")
def questions_json() -> Response:
    """List what can be asked, for machines."""
    return _list(_LIST_OFFERS[1])


def _list(offer: Offer) -> Response:
    registry = current_service().dataset.questions
    if offer is not PAGE:
        return data_response(
            offer.media_type, lambda: json.dumps([_listed(one) for one in registry], ensure_ascii=False)
        )
    return Response(render_template("questions.html", questions=list(registry)))


def _listed(question: Question) -> dict[str, object]:
    return {
        "question": question.name,
        "summary": question.summary,
        "description": question.description,
        "parameters": [
            {"name": p.name, "type": p.type, "description": p.description, "optional": p.optional}
            for p in question.parameters
        ],
        "columns": dict(question.columns),
        "address": f"/questions/{question.name}",
    }


@blueprint.get("/questions/<name>")
def question(name: str) -> Response:
    """Answer a question, or show its form where nothing is asked yet."""
    registry = current_service().dataset.questions
    offer: Offer | None = None
    if name not in registry:
        name, offer = split_suffix(name, ANSWER_OFFERS)
    known = registry.get(name)
    offer = offer or choose(ANSWER_OFFERS, request.headers.get("Accept"))
    response = _page(known) if offer is PAGE else _data(known, offer)
    if response.status_code in {200, 304}:
        stem, query = f"/questions/{known.name}", _query()
        for other in ANSWER_OFFERS:
            if other is not offer:
                link = f'<{stem}{other.suffix}{query}>; rel="alternate"; type="{other.media_type}"'
                response.headers.add("Link", link)
    response.headers["Vary"] = "Accept"
    return response


def _query() -> str:
    """Return what follows the path in the address of the same answer in another format."""
    pairs = [(key, value) for key, value in request.args.items(multi=True) if value]
    return f"?{urlencode(pairs)}" if pairs else ""


def _asked() -> Asked:
    """Return what the present request asks.

    :raises BadParameter: a parameter is given twice, or `stated_only` is no flag.
    """
    given: dict[str, str] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise BadParameter(name, f"it is given {len(values)} times; give it once.")
        given[name] = values[0]
    flag = given.pop(_STATED_ONLY, "")
    if flag not in _FLAGS:
        raise BadParameter(_STATED_ONLY, f"{flag[:40]!r} given; 1 or 0 is allowed.")
    return Asked({name: value for name, value in given.items() if value.strip()}, _FLAGS[flag])


def _answer(known: Question, asked: Asked) -> Answer:
    return current_service().dataset.ask(known.name, asked.stated_only, **asked.parameters)


def _data(known: Question, offer: Offer) -> Response:
    writer = writer_of(offer)
    response = data_response(offer.media_type, lambda: writer.write(_answer(known, _asked())))
    if writer.binary:
        response.headers["Content-Disposition"] = f'attachment; filename="{known.name}{offer.suffix}"'
    return response


def _whys(known: Question, answer: Answer) -> list[str | None]:
    """Return for each row the path of the page that explains its link; None for none, or a stated one."""
    return [_why(known, {**answer.parameters, **row}) for row in answer.rows]


def _why(known: Question, held: Mapping[str, Cell]) -> str | None:
    if not known.why or held.get("status", "inferred") != "inferred":
        return None
    cells = {end: held.get(name, name if end == "predicate" else None) for end, name in known.why.items()}
    texts = {end: cell.curie if isinstance(cell, ItemCell) else str(cell or "") for end, cell in cells.items()}
    return why_path(texts["subject"], texts["predicate"], texts["object"]) if all(texts.values()) else None


def _page(known: Question) -> Response:
    """Return the page of a question: its form, and the answer or what is wrong where it was asked."""
    answer: Answer | None = None
    problem: Problem | None = None
    needed = [p for p in known.parameters if not p.optional]
    asked = Asked({}, stated_only=False)
    try:
        asked = _asked()
        if request.args or not needed:
            answer = _answer(known, asked)
    except (BadParameter, AmbiguousNotation, UnknownName) as error:
        problem = Problem.of(error)
    fields: tuple[Field, ...] = form_fields(current_service(), known, answer.parameters if answer else asked.parameters)
    text = render_template(
        "question.html",
        question=known,
        fields=fields,
        asked=asked,
        answer=answer,
        problem=problem,
        whys=_whys(known, answer) if answer else [],
        downloads=[
            (offer.name, f"/questions/{known.name}{offer.suffix}{_query()}")
            for offer in ANSWER_OFFERS
            if offer is not PAGE
        ],
    )
    return Response(text, 400 if problem else 200)
