"""The whole document.

Source: OpenAPI Specification 3.1.1, https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

from collections.abc import Sequence

from dvgraph import __version__
from dvgraph_server.download_files import DownloadFile
from dvgraph_server.openapi.lookups import lookup_paths
from dvgraph_server.openapi.questions import answer_schema, question_operation, schema_name
from dvgraph_server.openapi.schemas import SHARED, Json
from dvgraph_server.openapi.service import service_paths
from dvgraph_server.service import Service

__all__ = ["document"]

_ABOUT = (
    "One linked-data graph of what UK documents say that people and organisations must be able to do to stop "
    "domestic violence. Every operation only reads. Items are given by their short form, which is exact, by their "
    "code where only one item can be meant, or by their IRI. Answers say what must be known before relying on them. "
    "Errors are application/problem+json. The mappings between documents are an automated reading, not yet confirmed "
    "by a practitioner, save those whose row names a reviewer."
)
_TAGS = {
    "questions": "The named questions.",
    "search": "Words, codes, and questions in plain words.",
    "reasons": "Why a link holds.",
    "crosswalks": "What is mapped between two frameworks.",
    "downloads": "Files of the whole dataset.",
    "linked-data": "Every resource at its own address.",
    "sparql": "SPARQL 1.1.",
    "service": "The service itself.",
}


def document(service: Service, files: Sequence[DownloadFile]) -> dict[str, Json]:
    """Return the OpenAPI document of a service.

    :param service: the service; its dataset's questions, frameworks and kinds are what is described.
    :param files: the files that it offers.
    """
    questions = list(service.dataset.questions)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "dvgraph",
            "version": __version__,
            "description": _ABOUT,
            "license": {
                "name": "CC BY 4.0 (dvgraph's wording, subjects and links; the rest is its publishers')",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
            "x-dataset-version": service.dataset.version,
        },
        "servers": [{"url": "/"}],
        "tags": _tags(service),
        "paths": {
            **{f"/questions/{one.name}": {"get": question_operation(service, one)} for one in questions},
            **lookup_paths(service, files),
            **service_paths(),
        },
        "components": {"schemas": {**SHARED, **{schema_name(one): answer_schema(one) for one in questions}}},
    }


def _tags(service: Service) -> list[Json]:
    """Return the questions' tags, then those of all else."""
    own = [tag for tag in service.dataset.questions.tags() if tag not in _TAGS]
    return [
        *({"name": tag, "description": f"Questions: {tag.replace('-', ' ')}."} for tag in own),
        *({"name": tag, "description": text} for tag, text in _TAGS.items()),
    ]
