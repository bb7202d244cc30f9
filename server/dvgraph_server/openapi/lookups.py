"""What looks things up besides the questions: lists, search, reasons, crosswalks, files, resources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dvgraph.crosswalks.compare import LEVELS, VIEWS
from dvgraph.explain import WRITERS as EXPLANATIONS
from dvgraph_server.crosswalks import SSSOM_TSV
from dvgraph_server.download_files import DownloadFile
from dvgraph_server.negotiation import Offer
from dvgraph_server.openapi.parts import content, operation, page_parameter, parameter, responses
from dvgraph_server.openapi.schemas import Json, array, ref
from dvgraph_server.paging import MOST_PAGES
from dvgraph_server.questions import ANSWER_OFFERS, PAGE
from dvgraph_server.rdf import JSON_LD, RDF_OFFERS
from dvgraph_server.service import Service

__all__ = ["lookup_paths"]

_JSON = Offer("application/json", ".json", "JSON")
_TEXT: Json = {"type": "string"}
_SOME: Json = {"type": "string", "minLength": 1}
_LISTED = (_JSON, PAGE)


def lookup_paths(service: Service, files: Sequence[DownloadFile]) -> dict[str, Json]:
    """Return path -> its operations."""
    return {
        "/questions": {"get": _list("list-questions", ("questions",), "All questions that can be asked", "Question")},
        "/search": {"get": _search(service)},
        "/explain": {"get": _explain(service)},
        "/crosswalks": {
            "get": _list("list-crosswalks", ("crosswalks",), "All crosswalks between frameworks", "Crosswalk")
        },
        "/crosswalks/{source}/{target}": {"get": _crosswalk(service)},
        "/downloads": {
            "get": operation(
                "list-downloads",
                ("downloads",),
                "The files that can be downloaded, with sizes and digests",
                (),
                responses(content(_LISTED, ref("Downloads")), (406,)),
            )
        },
        "/downloads/{name}": {"get": _download(files)},
        **_resources(service),
    }


def _list(name: str, tags: Sequence[str], summary: str, schema: str) -> dict[str, Json]:
    return operation(name, tags, summary, (), responses(content(_LISTED, array(ref(schema))), (406,)))


def _frameworks(service: Service) -> list[str]:
    return [one.cell.curie.rpartition(":")[2] for one in service.catalogue.frameworks]


def _search(service: Service) -> dict[str, Json]:
    frameworks: Json = {"type": "string", "enum": sorted(_frameworks(service))}
    kinds: Json = {"type": "string", "enum": sorted(service.catalogue.kinds)}
    parameters = (
        parameter("q", "Words, a code, or a question in plain words.", _TEXT, example="safety planning"),
        parameter("framework", "Only what is in this framework.", frameworks),
        parameter("kind", "Only items of this kind.", kinds),
        page_parameter(MOST_PAGES),
    )
    formats = content((_JSON, PAGE), ref("SearchResults"))
    more: Mapping[str, Json] = {"303": {"description": "For people alone: the page of the item whose code was given."}}
    return operation(
        "search",
        ("search",),
        "Search, and read questions in plain words",
        parameters,
        responses(formats, (400, 404, 406, 503), more=more),
        "Without words, a framework or a kind lists all that it has. The Link header leads to the other pages.",
    )


def _explain(service: Service) -> dict[str, Json]:
    example = _example_link(service)
    words = ("The subject: short form, code or IRI.", "The link, such as dv:supports.", "The object, or a class.")
    parameters = [
        parameter(name, text, _SOME, needed=True, example=one)
        for name, text, one in zip("spo", words, example, strict=True)
    ]
    offers = [Offer(one.media_type, one.suffix, one.title) for one in EXPLANATIONS.values()]
    formats = content((*offers, PAGE), ref("Explanation"))
    return operation(
        "explain",
        ("reasons",),
        "Why a link holds, down to the printed line; or the nearest that does",
        parameters,
        responses(formats, (400, 404, 406, 503)),
    )


def _example_link(service: Service) -> tuple[str, str, str]:
    """Return a link of the data: an item and its parent."""
    curie = service.dataset.namespaces.curie
    item = next((one for one in service.catalogue.examples if one.iri in service.catalogue.parents), None)
    return (item.curie, "dv:partOf", curie(service.catalogue.parents[item.iri])) if item else ("", "dv:partOf", "")


def _crosswalk(service: Service) -> dict[str, Json]:
    names: Json = {"type": "string", "enum": _frameworks(service)}
    show: Json = {"type": "string", "enum": list(VIEWS), "default": VIEWS[0]}
    levels: Json = {"type": "array", "items": {"type": "string", "enum": list(LEVELS)}}
    parameters = (
        parameter("source", "The framework of the rows.", names, where="path"),
        parameter("target", "The framework of the columns.", names, where="path"),
        parameter("show", "Numbers for each pair of parts, the mappings, or what is mapped with nothing.", show),
        parameter("level", "How parts are summed up; each framework takes the first that it has.", levels),
        parameter("row", "With show=list and column: only what stands in this row of the table.", _SOME),
        parameter("column", "Likewise for the column.", _SOME),
        page_parameter(MOST_PAGES),
    )
    return operation(
        "compare-frameworks",
        ("crosswalks",),
        "Two frameworks side by side",
        parameters,
        responses(content((*ANSWER_OFFERS, SSSOM_TSV), ref("Comparison")), (400, 404, 406, 503, 504)),
        "The number of a page is for people; data hold all rows. SSSOM gives the rows of the crosswalk's file.",
    )


def _download(files: Sequence[DownloadFile]) -> dict[str, Json]:
    names: Json = {"type": "string", "enum": [one.name for one in files]}
    offers = [Offer(kind, "", "") for kind in sorted({one.media_type for one in files})]
    return operation(
        "download",
        ("downloads",),
        "A file of the dataset",
        (parameter("name", "The file's name.", names, where="path"),),
        responses(content(offers, {}), (404,)),
    )


def _resources(service: Service) -> dict[str, Json]:
    """Return the paths at which items, frameworks and the ontology answer."""
    paths = [service.dataset.namespaces.path(iri) or "" for iri in service.catalogue.cells]
    spaces = sorted({path.split("/")[1] for path in paths if path.count("/") == 2 and "#" not in path})
    frameworks = [one.path.strip("/") for one in service.catalogue.frameworks]
    example = service.dataset.namespaces.path(service.catalogue.examples[0].iri) if service.catalogue.examples else None
    code = (example or "/").rpartition("/")[2] or None
    formats = content((*RDF_OFFERS, PAGE), {})
    moved: Mapping[str, Json] = {"308": {"description": "It stands elsewhere, at the address of Location."}}
    names: Json = {"type": "string", "enum": spaces}
    return {
        "/{namespace}/{code}": {
            "get": operation(
                "resource",
                ("linked-data",),
                "An item, topic, role, value or mapping, by its IRI less the base",
                (
                    parameter("namespace", "The first part of its path.", names, where="path"),
                    parameter("code", "Its code, or the last part of its IRI.", _SOME, where="path", example=code),
                ),
                responses(formats, (400, 404, 406, 503), more=moved),
                "Formats by Accept, or by a suffix of the path: .ttl, .jsonld, .rdf, .nt, .html.",
            )
        },
        "/{framework}/": {
            "get": operation(
                "framework",
                ("linked-data",),
                "A framework and what is said of it",
                (parameter("framework", "Its path.", {"type": "string", "enum": frameworks}, where="path"),),
                responses(formats, (404, 406, 503), more=moved),
            )
        },
        "/ontology": {
            "get": operation("ontology", ("linked-data",), "The ontology", (), responses(formats, (406, 503)))
        },
        "/ontology/context.jsonld": {
            "get": operation(
                "context", ("linked-data",), "The context of JSON-LD", (), responses(content((JSON_LD,), {}), ())
            )
        },
    }
