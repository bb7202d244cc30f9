"""schemathesis asks the running service what its description allows, and what it forbids."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.serving import WSGIRequestHandler, make_server

from dvgraph.dataset import Dataset

pytestmark = pytest.mark.slow

CONFORM: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
QUIET = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Quiet(WSGIRequestHandler):
    """Logs no request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The address of the application behind a real server."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def described(app: Flask) -> schemathesis.BaseSchema:
    """The description, as schemathesis reads it."""
    return schemathesis.openapi.from_dict(json.loads(app.test_client().get("/api/openapi.json").data))


def ask(
    operation: schemathesis.APIOperation, address: str, mode: GenerationMode, checks: list[CheckFunction], most: int
) -> set[int]:
    """Ask an operation with values that its description allows, or forbids; return the statuses of the answers."""
    statuses: set[int] = set()

    @settings(QUIET, max_examples=most)
    @given(operation.as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case) -> None:
        response = case.call(base_url=address, headers={"Accept": "application/json, */*;q=0.1"}, timeout=60)
        case.validate_response(response, checks=checks)
        statuses.add(response.status_code)

    run()
    return statuses


def test_what_the_description_allows_is_answered_as_it_says(described: schemathesis.BaseSchema, address: str) -> None:
    for result in described.get_all_operations():
        operation = result.ok()
        statuses = ask(operation, address, GenerationMode.POSITIVE, CONFORM, 10)
        assert statuses, operation.label


def test_what_the_description_forbids_is_refused(described: schemathesis.BaseSchema, address: str) -> None:
    for result in described.get_all_operations():
        operation = result.ok()
        if operation.query or operation.path_parameters or operation.body:
            statuses = ask(operation, address, GenerationMode.NEGATIVE, [*CONFORM, negative_data_rejection], 8)
            assert statuses == {400} or not operation.path.startswith("/questions/"), operation.label


def test_any_text_as_a_parameter_is_answered_or_refused_in_kind(app: Flask, dataset: Dataset) -> None:
    client = app.test_client()
    known = ["C1", "CA2", "fm:AA1", "fm:", ":", "<>", "\0", "' OR 1=1", "{}", "?x"]
    texts = st.text(max_size=40) | st.sampled_from(known)
    names = sorted(one.name for one in dataset.questions if one.parameters)

    @settings(QUIET, max_examples=150)
    @given(st.sampled_from(names), st.data(), texts)
    def run(name: str, data: st.DataObject, text: str) -> None:
        question = dataset.questions.get(name)
        given_ones = {one.name: one.given_example for one in question.parameters}
        given_ones[data.draw(st.sampled_from(sorted(given_ones)))] = text
        response = client.get(f"/questions/{name}.json", query_string=given_ones)
        assert response.status_code in {200, 400}
        assert response.mimetype == ("application/json" if response.status_code == 200 else "application/problem+json")

    run()


def test_any_name_of_a_question_is_answered_or_refused_in_kind(app: Flask) -> None:
    client = app.test_client()

    @settings(QUIET, max_examples=60)
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
    def run(name: str) -> None:
        response = client.get(f"/questions/{name.replace('/', '-').replace('?', '-').replace('#', '-')}.json")
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")

    run()
