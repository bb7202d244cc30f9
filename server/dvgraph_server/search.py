"""`/search`: from a code to its item, from plain words to the question that they mean, from words to items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from dvgraph.errors import AmbiguousNotation, BadParameter, UnknownItem, UnknownName
from dvgraph.questions.answer import Answer, ItemCell
from dvgraph.questions.understand import Reading, Understood
from dvgraph.questions.wording import plain_ways
from dvgraph.search import Results
from dvgraph_server.caching import data_response
from dvgraph_server.filters import address
from dvgraph_server.negotiation import Offer, choose
from dvgraph_server.paging import MOST_PAGES, add_page_links, page_number
from dvgraph_server.service import current_service

__all__ = ["blueprint"]

blueprint = Blueprint("search", __name__)

_PAGE = Offer("text/html", "", "HTML", ("application/xhtml+xml",))
_JSON = Offer("application/json", ".json", "JSON")
_LONGEST_CODE, _LONGEST = 200, 400
_A_PAGE = 20
_FILTERS = ("framework", "kind")


@dataclass(frozen=True)
class _Wanted:
    """What the address says: the text, the filters, the page."""

    text: str
    framework: str | None
    kind: str | None
    page: int

    def address(self, **changes: str | int | None) -> str:
        """Return the address of the same search with other filters or another page; None leaves one out."""
        given = {"q": self.text, "framework": self.framework, "kind": self.kind, **changes}
        kept = {name: value for name, value in given.items() if value and (name, value) != ("page", 1)}
        return f"{request.path}?{urlencode(kept)}"


@dataclass(frozen=True)
class _Offered:
    """A reading as the page shows it: what it asks, in words, and where it is answered."""

    reading: Reading
    summary: str
    values: tuple[tuple[str, str], ...]
    address: str


@blueprint.get("/search")
def search() -> Response:
    """Search; in HTML, a code leads on to its item."""
    offer = choose((_PAGE, _JSON), request.headers.get("Accept"))
    response = _page() if offer is _PAGE else _data()
    response.headers["Vary"] = "Accept"
    return response


@blueprint.get("/search.json")
def search_json() -> Response:
    """Search, for machines."""
    return _data()


def _wanted() -> _Wanted:
    """Return what the address asks.

    :raises BadParameter: the page is no number of one.
    """
    framework, kind = (request.args.get(name, "").strip() or None for name in _FILTERS)
    return _Wanted(request.args.get("q", "").strip(), framework, kind, page_number())


def _found(wanted: _Wanted) -> Results:
    index = current_service().dataset.index
    return index.search(wanted.text[:_LONGEST], wanted.framework, wanted.kind, _A_PAGE, _A_PAGE * (wanted.page - 1))


def _understood(wanted: _Wanted) -> Understood:
    """Return what the text asks; nothing where it is one word, or filters say that items are looked for."""
    if wanted.framework or wanted.kind or wanted.page > 1 or " " not in wanted.text:
        return Understood(wanted.text, None)
    return current_service().dataset.understand(wanted.text)


def _page() -> Response:
    wanted = _wanted()
    service = current_service()
    codes = service.resolver.readings(wanted.text) if 0 < len(wanted.text) <= _LONGEST_CODE else []
    if len(codes) == 1 and not (wanted.framework or wanted.kind) and (to := address(codes[0])):
        return Response(status=303, headers={"Location": to})
    results, understood = _found(wanted), _understood(wanted)
    answer = _answer(understood.reading) if understood.reading else None
    nothing = bool(wanted.text) and not (results.total or codes or answer or understood.doubtful)
    page = render_template(
        "search.html",
        wanted=wanted,
        codes=codes,
        results=results,
        answer=answer,
        reading=_offered(understood.reading) if understood.reading and answer else None,
        doubtful=[_offered(one) for one in understood.doubtful],
        others=[_offered(one) for one in understood.others],
        near=plain_ways(service.dataset.questions, understood.questions),
        respelt=results.respelt,
        nearest=_nearest(wanted.text) if nothing else [],
        pages=_pages(results),
        questions=list(service.dataset.questions),
    )
    return Response(page, 404 if nothing else 200)


def _answer(reading: Reading) -> Answer | None:
    """Return the answer to a reading, None where its values are refused."""
    try:
        return current_service().dataset.ask(reading.question, stated_only=False, **reading.parameters)
    except (BadParameter, AmbiguousNotation, UnknownName):
        return None


def _offered(reading: Reading) -> _Offered:
    service = current_service()
    question = service.dataset.questions.get(reading.question)
    values = tuple((name.replace("_", " "), _reads(value)) for name, value in reading.parameters.items())
    return _Offered(reading, question.summary, values, _path(reading))


def _reads(value: str) -> str:
    """Return a value of a reading as a person reads it: an item by its code and label."""
    iri = current_service().dataset.namespaces.iri(value)
    known = current_service().catalogue.cells.get(iri or "")
    return f"{value} {known.label}" if isinstance(known, ItemCell) and known.label else value


def _path(reading: Reading) -> str:
    """Return the address at which a reading is answered."""
    values = {name: _short(value) for name, value in reading.parameters.items()}
    return f"/questions/{reading.question}" + (f"?{urlencode(values, safe=':')}" if values else "")


def _short(value: str) -> str:
    """Return a framework by its short name, as forms give it; any other value as it is."""
    return value.removeprefix("framework:")


def _data() -> Response:
    wanted = _wanted()
    results = _found(wanted)
    response = data_response(_JSON.media_type, lambda: json.dumps(_as_json(wanted, results), ensure_ascii=False))
    add_page_links(response, wanted.page, _pages(results), lambda page: wanted.address(page=page))
    return response


def _pages(results: Results) -> int:
    """Return how many pages there are; an empty list is one page."""
    return min(MOST_PAGES, max(1, -(-results.total // _A_PAGE)))


def _as_json(wanted: _Wanted, results: Results) -> Mapping[str, object]:
    understood = _understood(wanted)
    return {
        "query": wanted.text,
        "read_as": _reading_json(understood.reading) if understood.reading else None,
        "doubtful": [_reading_json(one) for one in understood.doubtful],
        "others": [_reading_json(one) for one in understood.others],
        "total": results.total,
        "page": wanted.page,
        "pages": _pages(results),
        "hits": [
            {**asdict(hit.cell), "framework": hit.framework, "score": hit.score, "text": hit.text}
            for hit in results.hits
        ],
        "frameworks": [asdict(one) for one in results.frameworks],
        "kinds": [asdict(one) for one in results.kinds],
        "respelt": results.respelt,
        "dataset": {"version": current_service().dataset.version},
    }


def _reading_json(reading: Reading) -> Mapping[str, object]:
    return {
        "question": reading.question,
        "parameters": dict(reading.parameters),
        "score": reading.score,
        "passed_over": list(reading.passed_over),
        "address": _path(reading),
    }


def _nearest(text: str) -> list[str]:
    """Return codes that may have been meant."""
    try:
        current_service().resolver.find(text[:_LONGEST_CODE])
    except UnknownItem as error:
        return list(error.suggestions)
    except AmbiguousNotation as error:
        return list(error.readings)
    return []
