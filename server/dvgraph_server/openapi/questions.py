"""Questions' headers -> operations: nothing here knows a question by name."""

from __future__ import annotations

from collections.abc import Mapping

from dvgraph.questions.answer import ItemCell
from dvgraph.questions.header import Parameter, Question
from dvgraph_server.catalogue import Catalogue
from dvgraph_server.openapi.parts import content, operation, parameter, responses
from dvgraph_server.openapi.schemas import Json, array, nullable, obj, ref
from dvgraph_server.questions import ANSWER_OFFERS
from dvgraph_server.service import Service

__all__ = ["answer_schema", "question_operation", "schema_name"]

#: So many items of the allowed classes are all listed.
MOST_LISTED = 60
_FLAG: Json = {"type": "string", "enum": ["0", "1", "false", "true"], "default": "0"}


def schema_name(question: Question) -> str:
    """Return the name of the schema of a question's answer."""
    return f"Answer_{question.name}"


def question_operation(service: Service, question: Question) -> dict[str, Json]:
    """Return the operation that asks a question."""
    parameters: list[Json] = [_parameter(service.catalogue, one) for one in question.parameters]
    parameters.append(parameter("stated_only", "1 leaves out what is inferred.", _FLAG))
    notes = [f"Note: {caveat}" for caveat in question.caveats]
    suffixes = ", ".join(offer.suffix for offer in ANSWER_OFFERS)
    asked = [f"Also asked as: “{question.asks[0]}”."] if question.asks else []
    formats = f"Formats by Accept, or by a suffix of the path: {suffixes}."
    return operation(
        question.name,
        question.tags,
        question.summary,
        parameters,
        responses(content(ANSWER_OFFERS, ref(schema_name(question))), (400, 406, 413, 503, 504)),
        "\n\n".join([question.description, *notes, *asked, formats]),
    )


def answer_schema(question: Question) -> dict[str, Json]:
    """Return the schema of a question's answer in JSON."""
    given: dict[str, Json] = {one.name: _echo(one) for one in question.parameters}
    return obj(
        question.summary,
        {
            "question": {"const": question.name},
            "parameters": obj("What was asked: items by their short forms, null where nothing was given.", given),
            "sentence": {"type": "string", "description": "The answer in a sentence."},
            "caveats": {
                "type": "array",
                "items": {"type": "string"},
                "description": "What to know before relying on it.",
            },
            "dataset": ref("Dataset"),
            "columns": {"const": list(question.columns)},
            "rows": array(obj("A row.", {name: _cell(question, name) for name in question.columns})),
            "total": {"type": "integer", "minimum": 0},
            "truncated": {"type": "boolean", "description": "Whether there are fewer rows here than in total."},
        },
    )


def _echo(one: Parameter) -> Json:
    """Return the schema of a parameter as an answer repeats it."""
    kind = "integer" if one.type == "integer" else "string"
    return {"type": [kind, "null"] if one.optional else kind, "description": one.description}


def _cell(question: Question, column: str) -> Json:
    """Return the schema of a column: an item or null where the header says that it holds items, else a plain value."""
    described = {"description": question.columns[column]}
    if column in question.items:
        return {**described, **_mapping(nullable(ref("Item")))}
    return {**described, "$ref": "#/components/schemas/Value"}


def _mapping(schema: Json) -> Mapping[str, Json]:
    return schema if isinstance(schema, Mapping) else {}


def _parameter(catalogue: Catalogue, one: Parameter) -> dict[str, Json]:
    schema, named = _values(catalogue, one)
    example: Json = int(one.given_example) if one.type == "integer" else one.given_example
    made = parameter(one.name, one.description, schema, needed=not one.optional, example=example)
    return {**made, "x-enum-descriptions": named} if named else made


def _values(catalogue: Catalogue, one: Parameter) -> tuple[Json, Mapping[str, Json]]:
    """Return the schema of a parameter, and value -> what it means where the values are listed."""
    if one.type == "integer":
        bounds = {"minimum": one.minimum, "maximum": one.maximum}
        return {"type": "integer", **{name: at for name, at in bounds.items() if at is not None}}, {}
    if one.type == "choice":
        return {"type": "string", "enum": list(one.choices)}, {}
    if one.type == "framework":
        named: dict[str, Json] = {
            entry.cell.curie.rpartition(":")[2]: entry.cell.label or entry.cell.curie for entry in catalogue.frameworks
        }
        return {"type": "string", "enum": list(named)}, named
    if one.type == "item" and one.classes:
        cells = catalogue.of_class(name.rpartition(":")[2] for name in one.classes)
        if 0 < len(cells) <= MOST_LISTED:
            return _listed(cells)
    return {"type": "string", "minLength": 1}, {}


def _listed(cells: list[ItemCell]) -> tuple[Json, Mapping[str, Json]]:
    """Return the schema that lists items by their short forms, then by the codes that only one of them has."""
    codes = [cell.notation for cell in cells]
    alone = [code for code in codes if code and codes.count(code) == 1]
    named: dict[str, Json] = {cell.curie: cell.label or cell.curie for cell in cells}
    return {"type": "string", "enum": [*named, *alone]}, named
