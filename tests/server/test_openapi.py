"""The description in OpenAPI: valid, whole, and true of what the service answers."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from dvgraph.dataset import Dataset
from dvgraph.dataset.cases import cases
from dvgraph.formats import WRITERS
from dvgraph_server.openapi.schemas import Json

#: Routes that no program asks for by itself, or that are another spelling of one that is described.
UNDESCRIBED = {
    "/",
    "/api",
    "/robots.txt",
    "/static/<digest>/<name>",
    "/questions.json",
    "/questions/<name>",
    "/search.json",
    "/explain.<suffix>",
    "/crosswalks.json",
    "/downloads.json",
    "/<path:path>",
}


@pytest.fixture(scope="module")
def described(app: Flask) -> dict[str, Json]:
    found: dict[str, Json] = json.loads(app.test_client().get("/api/openapi.json").data)
    return found


def resolved(described: dict[str, Json], name: str) -> dict[str, Json]:
    """The schema of a name, with the shared schemas that it refers to."""
    return {"$ref": f"#/components/schemas/{name}", "components": described["components"]}


def test_description_is_valid_openapi(described: dict[str, Json]) -> None:
    assert described["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(described).iter_errors()] == []


def test_description_has_a_strong_etag(client: FlaskClient) -> None:
    first = client.get("/api/openapi.json")
    again = client.get("/api/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.mimetype, again.status_code, again.data) == ("application/json", 304, b"")


def test_every_question_is_described_as_its_header_says(described: dict[str, Json], dataset: Dataset) -> None:
    for question in dataset.questions:
        operation = described["paths"][f"/questions/{question.name}"]["get"]
        assert operation["summary"] == question.summary
        assert question.description in operation["description"]
        assert operation["tags"] == list(question.tags)
        found = {one["name"]: one for one in operation["parameters"]}
        assert list(found) == [*(one.name for one in question.parameters), "stated_only"]
        for one in question.parameters:
            assert found[one.name]["description"] == one.description
            assert found[one.name]["required"] is not one.optional
            assert str(found[one.name]["example"]) == one.given_example
            assert "enum" not in found[one.name]["schema"] or one.given_example in found[one.name]["schema"]["enum"]
        assert set(operation["responses"]["200"]["content"]) == {one.media_type for one in WRITERS.values()}


def test_few_items_are_listed_with_their_codes_and_many_are_not(described: dict[str, Json]) -> None:
    def schema(question: str) -> dict[str, Json]:
        return described["paths"][f"/questions/{question}"]["get"]["parameters"][0]["schema"]

    assert {"ndp:1", "ndp:7", "1", "7"} <= set(schema("units-for-objective")["enum"])
    assert schema("corrections-of-framework")["enum"]
    assert schema("equivalents-of-item") == {"type": "string", "minLength": 1}
    assert schema("objectives-for-unit") == {"type": "string", "minLength": 1}


def test_answers_are_as_described(described: dict[str, Json], client: FlaskClient, dataset: Dataset) -> None:
    seen: dict[str, int] = {}
    for case in cases(dataset):
        seen[case.question] = seen.get(case.question, 0) + 1
        if seen[case.question] > 2:
            continue
        answer = client.get(f"/questions/{case.question}.json", query_string=dict(case.parameters)).json
        jsonschema.validate(answer, resolved(described, f"Answer_{case.question}"), jsonschema.Draft202012Validator)
    assert set(seen) == set(dataset.questions.names())


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/search.json?q=safety+planning", "SearchResults"),
        ("/search.json?framework=fm&kind=Unit&page=2", "SearchResults"),
        ("/search.json?q=what+supports+objective+3", "SearchResults"),
        ("/explain.json?s=fm:BA3&p=dv:supports&o=ndp:1", "Explanation"),
        ("/explain.json?s=fm:BA3&p=dv:supports&o=ndp:7", "Explanation"),
        ("/crosswalks/set/fm.json", "Comparison"),
        ("/crosswalks/set/fm.json?show=list", "Comparison"),
        ("/crosswalks/nos/fm.json?show=gaps", "Comparison"),
        ("/downloads.json", "Downloads"),
        ("/health", "Health"),
        ("/questions/nothing.json", "Problem"),
        ("/questions/units-for-objective.json", "Problem"),
    ],
)
def test_other_answers_are_as_described(
    described: dict[str, Json], client: FlaskClient, path: str, schema: str
) -> None:
    found = client.get(path).json
    jsonschema.validate(found, resolved(described, schema), jsonschema.Draft202012Validator)


def test_every_route_is_described(described: dict[str, Json], app: Flask) -> None:
    routes = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    undescribed = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one) for one in UNDESCRIBED}
    assert undescribed <= routes
    assert routes - undescribed <= set(described["paths"])


def test_description_of_an_invented_framework_knows_it(small_client: FlaskClient) -> None:
    described = small_client.get("/api/openapi.json").json
    assert [one.message for one in OpenAPIV31SpecValidator(described).iter_errors()] == []
    shown = json.dumps(described)
    assert '"enum": ["inv"]' in shown
    assert '"enum": ["invented"]' in shown


def test_page_lists_the_questions_without_scripts(client: FlaskClient, dataset: Dataset) -> None:
    text = client.get("/api", headers={"Accept": "text/html"}).get_data(as_text=True)
    without = text[text.index("<noscript>") : text.index("</noscript>")]
    assert all(f'href="/questions/{name}"' in without for name in dataset.questions.names())
    assert 'href="/api"' in client.get("/questions", headers={"Accept": "text/html"}).get_data(as_text=True)
