"""`/crosswalks`: two frameworks side by side, as a table of numbers, a list of mappings, what is missing, or SSSOM."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from dvgraph.crosswalks.compare import DEFAULT_LEVELS, LEVELS, VIEWS, compare
from dvgraph.crosswalks.from_graph import mapping_set_from
from dvgraph.crosswalks.json_form import write_json
from dvgraph.crosswalks.sssom import write as write_sssom
from dvgraph.errors import BadParameter, UnknownName
from dvgraph.items.resolve import Resolver
from dvgraph.questions.answer import Answer, ItemCell
from dvgraph_server.caching import data_response
from dvgraph_server.crosswalk_sets import CrosswalkSet, crosswalk_sets, set_between
from dvgraph_server.crosswalk_table import matrix_of
from dvgraph_server.negotiation import Offer, choose, split_suffix
from dvgraph_server.paging import Paged, page_number, paged
from dvgraph_server.questions import ANSWER_OFFERS, PAGE, writer_of
from dvgraph_server.service import Service, current_service

__all__ = ["SSSOM_JSON", "SSSOM_TSV", "blueprint"]

blueprint = Blueprint("crosswalks", __name__)

SSSOM_TSV = Offer("text/tab-separated-values", ".sssom.tsv", "SSSOM (TSV)")
SSSOM_JSON = Offer("application/json", ".sssom.json", "SSSOM (JSON)")
_SUFFIXED = (SSSOM_TSV, SSSOM_JSON, *ANSWER_OFFERS)
_OFFERS = (*ANSWER_OFFERS, SSSOM_TSV)
_LIST_OFFERS = (PAGE, Offer("application/json", ".json", "JSON"))
_A_PAGE = 100
#: What each view is called.
_VIEW_NAMES = {"matrix": "Table", "list": "Mappings", "gaps": "Gaps"}
_End: TypeAlias = Literal["row", "column"]


@dataclass(frozen=True)
class _Asked:
    """What the address asks: the short names of two frameworks, what is shown, and how it is summed up."""

    source: str
    target: str
    view: str
    levels: tuple[str, ...]
    cell: tuple[ItemCell, ItemCell] | None
    page: int

    def address(self, suffix: str = "", **changes: str | int | None) -> str:
        """Return the address of the same with something else; None leaves a part out."""
        given: dict[str, str | int | None] = {"show": self.view}
        if self.cell:
            given |= {"row": self.cell[0].curie, "column": self.cell[1].curie}
        given |= changes
        usual = {"show": VIEWS[0], "page": 1}
        pairs = [(name, str(value)) for name, value in given.items() if value and value != usual.get(name)]
        pairs += [("level", level) for level in self.levels if self.levels != DEFAULT_LEVELS]
        query = urlencode(pairs, safe=":")
        return f"/crosswalks/{self.source}/{self.target}{suffix}" + (f"?{query}" if query else "")


@blueprint.get("/crosswalks")
def crosswalks() -> Response:
    """List the crosswalks, and the pairs of frameworks that can be compared."""
    return _list(choose(_LIST_OFFERS, request.headers.get("Accept")))


@blueprint.get("/crosswalks.json")
def crosswalks_json() -> Response:
    """List the crosswalks, for machines."""
    return _list(_LIST_OFFERS[1])


def _list(offer: Offer) -> Response:
    sets = crosswalk_sets(current_service())
    if offer is PAGE:
        return Response(render_template("crosswalks.html", sets=sets))
    return data_response(offer.media_type, lambda: json.dumps([_listed(one) for one in sets], ensure_ascii=False))


def _listed(one: CrosswalkSet) -> Mapping[str, object]:
    return {**asdict(one), "address": one.address, "sssom": one.address + SSSOM_TSV.suffix}


@blueprint.get("/crosswalks/<source>/<target>")
def crosswalk(source: str, target: str) -> Response:
    """Compare two frameworks, in the format of a suffix or of Accept."""
    target, offer = split_suffix(target, _SUFFIXED)
    offer = offer or choose(_OFFERS, request.headers.get("Accept"))
    service = current_service()
    if offer in (SSSOM_TSV, SSSOM_JSON):
        return _sssom(service, source, target, offer)
    names = tuple(_short_name(service, one) for one in (source, target))
    if names != (source, target):
        return _moved(f"/crosswalks/{names[0]}/{names[1]}{offer.suffix if offer is not PAGE else ''}")
    asked = _asked(service, source, target)
    response = _page(service, asked) if offer is PAGE else _data(service, asked, offer)
    for other in ANSWER_OFFERS:
        if other is not offer:
            response.headers.add("Link", f'<{asked.address(other.suffix)}>; rel="alternate"; type="{other.media_type}"')
    response.headers["Vary"] = "Accept"
    return response


def _short_name(service: Service, name: str) -> str:
    """Return the short name of a framework, which may be given by another of its names.

    :raises UnknownName: there is no such framework.
    """
    return service.dataset.namespaces.curie(Resolver(service.dataset).framework(name)).rpartition(":")[2]


def _moved(path: str) -> Response:
    query = request.query_string.decode("latin-1")
    address = path + (f"?{query}" if query else "")
    return Response(status=308, headers={"Location": address, "Cache-Control": "no-cache"})


def _sssom(service: Service, source: str, target: str, offer: Offer) -> Response:
    """Return the rows of a crosswalk as their file has them, whichever end is named first."""
    found = set_between(service, source, target)
    if found is None:
        raise UnknownName("crosswalk", f"{source}-{target}", [one.name for one in crosswalk_sets(service)])
    write = write_json if offer is SSSOM_JSON else write_sssom
    dataset = service.dataset
    graphs = (dataset.namespaces.graph(f"crosswalk-{found.name}"),)
    response = data_response(
        offer.media_type, lambda: write(mapping_set_from(dataset.store, dataset.namespaces, found.name, graphs))
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}{offer.suffix}"'
    return response


def _asked(service: Service, source: str, target: str) -> _Asked:
    """Return what the present request asks.

    :raises BadParameter: a parameter is unknown, repeated or not allowed.
    """
    for name, values in request.args.lists():
        if name not in {"show", "level", "row", "column", "page"}:
            raise BadParameter(name, "there is no such parameter; show, level, row, column and page are allowed.")
        if len(values) > 1 and name != "level":
            raise BadParameter(name, f"it is given {len(values)} times; give it once.")
    view = request.args.get("show") or VIEWS[0]
    if view not in VIEWS:
        raise BadParameter("show", f"{view[:40]!r} given; {', '.join(VIEWS)} are allowed.")
    levels = tuple(dict.fromkeys(one for one in request.args.getlist("level") if one))
    for level in levels:
        if level not in LEVELS:
            raise BadParameter("level", f"{level[:40]!r} given; {', '.join(LEVELS)} are allowed.")
    ends = [_end(service, name) for name in ("row", "column")]
    row, column = ends
    if (row is None) != (column is None) or (row and view != "list"):
        raise BadParameter("row", "it needs column beside it, and show=list.")
    cell = (row, column) if row and column else None
    return _Asked(source, target, view, levels or DEFAULT_LEVELS, cell, page_number())


def _end(service: Service, name: _End) -> ItemCell | None:
    """Return the item that the address names as an end, None where it names none."""
    curie = request.args.get(name)
    if not curie:
        return None
    iri = service.dataset.namespaces.iri(curie) or ""
    if iri not in service.catalogue.schemes:
        raise BadParameter(name, f"{curie[:80]!r} is no item; give the short form of one, such as prefix:code.")
    return service.catalogue.cells[iri]


def _answer(service: Service, asked: _Asked) -> Answer:
    cell = (asked.cell[0].iri, asked.cell[1].iri) if asked.cell else None
    return compare(service.dataset, asked.source, asked.target, asked.view, asked.levels, cell)


def _data(service: Service, asked: _Asked, offer: Offer) -> Response:
    writer = writer_of(offer)
    response = data_response(offer.media_type, lambda: writer.write(_answer(service, asked)))
    if writer.binary:
        name = f"{asked.source}-{asked.target}-{asked.view}{offer.suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(service: Service, asked: _Asked) -> Response:
    answer = _answer(service, asked)
    found = set_between(service, asked.source, asked.target)
    shown: Paged[Mapping[str, object]] = paged(answer.rows, asked.page, _A_PAGE)
    frameworks = {one.cell.curie.rpartition(":")[2]: one for one in service.catalogue.frameworks}
    return Response(
        render_template(
            "crosswalk.html",
            asked=asked,
            answer=answer,
            matrix=matrix_of(answer, asked.address) if asked.view == "matrix" else None,
            shown=shown,
            gaps=_counts(answer.rows) if asked.view == "gaps" else {},
            ends=(frameworks[asked.source], frameworks[asked.target]),
            turned=f"/crosswalks/{asked.target}/{asked.source}",
            views=[(name, _VIEW_NAMES[name], asked.address(show=name, row=None, column=None)) for name in VIEWS],
            levels=_levels(service, asked),
            downloads=[(offer.name, asked.address(offer.suffix)) for offer in ANSWER_OFFERS if offer is not PAGE],
            sssom=[(offer.name, found.address + offer.suffix) for offer in (SSSOM_TSV, SSSOM_JSON)] if found else [],
        )
    )


def _counts(rows: Sequence[Mapping[str, object]]) -> Mapping[tuple[str, str], int]:
    """Return (framework that is looked at, kind of gap) -> how many items."""
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (str(row["from"]).rpartition(":")[2], str(row["gap"]))
        found[key] = found.get(key, 0) + 1
    return dict(sorted(found.items()))


def _levels(service: Service, asked: _Asked) -> Sequence[tuple[str, Sequence[str], str]]:
    """Return for the rows and for the columns: the input's name, the levels that the framework has, the chosen one."""
    found = []
    for title, name in (("Rows", asked.source), ("Columns", asked.target)):
        iri = service.dataset.namespaces.iri(f"framework:{name}")
        kinds = {
            service.catalogue.cells[one].kind for one, scheme in service.catalogue.schemes.items() if scheme == iri
        }
        words = [word for word, local in LEVELS.items() if local is None or local in kinds]
        chosen = next((word for word in asked.levels if word in words), "item")
        found.append((title, words, chosen))
    return found
