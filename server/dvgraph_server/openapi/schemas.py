"""What answers look like: JSON Schema for the parts that operations share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

__all__ = ["SHARED", "Json", "array", "nullable", "obj", "ref"]

#: A part of a JSON document.
Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"

_STRING: Json = {"type": "string"}
_INTEGER: Json = {"type": "integer", "minimum": 0}
_IRI: Json = {"type": "string", "format": "iri"}


def ref(name: str) -> dict[str, Json]:
    """Return a reference to a shared schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema: Json) -> Json:
    """Return a schema that allows null too."""
    return {"anyOf": [schema, {"type": "null"}]}


def array(items: Json) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def obj(description: str, properties: Mapping[str, Json], optional: Sequence[str] = ()) -> dict[str, Json]:
    """Return the schema of an object that has these keys and no others.

    :param description: what it is.
    :param properties: key -> schema.
    :param optional: the keys that may be missing.
    """
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_DATASET = obj("The data that answered.", {"version": {"type": "string", "description": "The SHA-256 of the dataset."}})
_CELL = {
    "iri": _IRI,
    "curie": {"type": "string", "description": "The short form of the IRI; it is exact."},
    "notation": {"type": ["string", "null"], "description": "The code, as the document prints it."},
    "label": {"type": ["string", "null"], "description": "The name, or dvgraph's own wording."},
    "kind": {"type": ["string", "null"], "description": "The local name of the most specific class, such as Unit."},
}
_FACET = obj(
    "A value by which results can be narrowed, with the number of items that remain.",
    {"value": _STRING, "label": _STRING, "count": _INTEGER},
)
_READING = obj(
    "A question with values, as plain words can be read.",
    {
        "question": _STRING,
        "parameters": {"type": "object", "additionalProperties": _STRING},
        "score": {"type": "number"},
        "passed_over": array(_STRING),
        "address": {"type": "string", "format": "uri-reference"},
    },
)
_STATEMENT = obj(
    "A link, with its terms as people read them.",
    {
        "subject": ref("Item"),
        "predicate": {"type": "object"},
        "object": {"anyOf": [ref("Item"), {"type": ["string", "number", "boolean"]}]},
        "words": _STRING,
    },
)

_NEAR: dict[str, Json] = {
    "type": "array",
    "items": {"type": "object", "properties": {"triple": ref("Statement")}, "required": ["triple"]},
}

#: Name -> schema, of what stands in more than one place.
SHARED: Mapping[str, Json] = {
    "Item": obj("An item, or another resource, in an answer.", _CELL),
    "Value": {"description": "A plain value, or none.", "type": ["string", "integer", "number", "boolean", "null"]},
    "Cell": {"description": "An item, a plain value, or none.", "anyOf": [ref("Item"), ref("Value")]},
    "Dataset": _DATASET,
    "Problem": {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "properties": {
            "type": {"type": "string", "format": "uri", "description": "The kind of problem, as an IRI."},
            "title": _STRING,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What is wrong here, and what is allowed."},
            "parameter": {"type": "string", "description": "The parameter that is missing or wrong."},
            "suggestions": {"type": "array", "items": _STRING, "description": "What may have been meant."},
        },
        "required": ["type", "title", "status", "detail"],
    },
    "Facet": _FACET,
    "Reading": _READING,
    "SearchResults": obj(
        "What a search finds, and the questions that its words can mean.",
        {
            "query": _STRING,
            "read_as": nullable(ref("Reading")),
            "doubtful": array(ref("Reading")),
            "others": array(ref("Reading")),
            "total": _INTEGER,
            "page": {"type": "integer", "minimum": 1},
            "pages": {"type": "integer", "minimum": 1},
            "hits": array(
                obj(
                    "An item that was found.",
                    {
                        **_CELL,
                        "framework": {"type": ["string", "null"]},
                        "score": {"type": "number"},
                        "text": {"type": ["string", "null"]},
                    },
                )
            ),
            "frameworks": array(ref("Facet")),
            "kinds": array(ref("Facet")),
            "respelt": {"type": "object", "additionalProperties": array(_STRING)},
            "dataset": ref("Dataset"),
        },
    ),
    "Statement": _STATEMENT,
    "Step": {
        "type": "object",
        "description": "A step of a proof: stated, with its source, or inferred from premises by a rule.",
        "properties": {
            "triple": ref("Statement"),
            "sentence": _STRING,
            "status": {"enum": ["stated", "inferred"]},
            "source": {"type": ["object", "null"]},
            "rule": _STRING,
            "axiom": {"type": "object"},
            "premises": array(ref("Step")),
        },
        "required": ["triple", "sentence", "status"],
    },
    "Explanation": {
        "type": "object",
        "description": "Why a link holds, or that it does not follow.",
        "properties": {
            "triple": ref("Statement"),
            "status": {"type": ["string", "null"]},
            "entailed": {"type": "boolean"},
            "sentence": _STRING,
            "notes": array(_STRING),
            "dataset": ref("Dataset"),
            "height": {"type": ["integer", "null"], "description": "How many steps lie one above another."},
            "steps": {"type": ["integer", "null"]},
            "proof": nullable(ref("Step")),
            "near": {**_NEAR, "description": "Links that are near, where this one does not follow."},
        },
        "required": ["triple", "status", "entailed", "sentence", "notes", "dataset", "proof", "near"],
    },
    "Question": obj(
        "A question that can be asked.",
        {
            "question": _STRING,
            "summary": _STRING,
            "description": _STRING,
            "parameters": array(
                obj(
                    "A parameter.",
                    {"name": _STRING, "type": _STRING, "description": _STRING, "optional": {"type": "boolean"}},
                )
            ),
            "columns": {"type": "object", "additionalProperties": _STRING},
            "address": {"type": "string", "format": "uri-reference"},
        },
    ),
    "Crosswalk": obj(
        "A crosswalk that the dataset holds.",
        {
            "name": _STRING,
            "source": _STRING,
            "target": _STRING,
            "title": _STRING,
            "mapped": _INTEGER,
            "gaps": _INTEGER,
            "compared": {"type": "boolean", "description": "Whether both ends are frameworks of the dataset."},
            "address": {"type": "string", "format": "uri-reference"},
            "sssom": {"type": "string", "format": "uri-reference"},
        },
    ),
    "Comparison": obj(
        "Two frameworks side by side: numbers, mappings or gaps.",
        {
            "question": _STRING,
            "parameters": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            "sentence": _STRING,
            "caveats": array(_STRING),
            "dataset": ref("Dataset"),
            "columns": array(_STRING),
            "rows": array({"type": "object", "additionalProperties": ref("Cell")}),
            "total": _INTEGER,
            "truncated": {"type": "boolean"},
        },
    ),
    "Downloads": obj(
        "The files that can be downloaded.",
        {
            "dataset": ref("Dataset"),
            "files": array(
                obj(
                    "A file.",
                    {
                        "name": _STRING,
                        "title": _STRING,
                        "media_type": _STRING,
                        "size": _INTEGER,
                        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                        "address": {"type": "string", "format": "uri-reference"},
                    },
                )
            ),
        },
    ),
    "Health": {
        "type": "object",
        "description": "Whether questions can be answered now.",
        "properties": {"status": _STRING, "software": _STRING, "dataset": ref("Dataset")},
        "required": ["status"],
    },
}
