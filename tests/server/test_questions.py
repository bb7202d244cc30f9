import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from dvgraph.dataset import Dataset
from dvgraph_server.negotiation import Offer
from dvgraph_server.questions import ANSWER_OFFERS

ONE = "/questions/units-for-objective"


def test_every_question_has_a_page_with_a_labelled_form(client: FlaskClient, dataset: Dataset) -> None:
    for question in dataset.questions:
        text = client.get(f"/questions/{question.name}").get_data(as_text=True)
        assert question.summary.replace("'", "&#39;") in text
        for parameter in question.parameters:
            assert f'<label for="p-{parameter.name}">' in text
            assert f'name="{parameter.name}"' in text


def test_answer_page_has_sentence_table_links_and_downloads(client: FlaskClient) -> None:
    text = client.get(f"{ONE}?objective=1").get_data(as_text=True)
    for part in (
        "23 units",
        "<caption",
        'scope="col"',
        'href="/functional-map/BA1"',
        f"{ONE}.csv?objective=1",
        "inferred",
    ):
        assert part in text


@pytest.mark.parametrize("value", ["1", "ndp:1", "https://w3id.org/dvgraph/delivery-plan/1"])
def test_items_are_taken_by_code_curie_and_iri(client: FlaskClient, value: str) -> None:
    response = client.get(f"{ONE}.json", query_string={"objective": value})
    answer = json.loads(response.data)
    assert answer["parameters"] == {"objective": "ndp:1"}
    assert answer["total"] == 23


def test_page_shows_the_given_value_as_chosen(client: FlaskClient) -> None:
    text = client.get(f"{ONE}?objective=2").get_data(as_text=True)
    assert '<option value="ndp:2" selected>' in text


@pytest.mark.parametrize("offer", ANSWER_OFFERS, ids=lambda offer: offer.suffix)
def test_answer_comes_in_every_format_by_accept_and_by_suffix(client: FlaskClient, offer: Offer) -> None:
    by_accept = client.get(f"{ONE}?objective=1", headers={"Accept": offer.media_type})
    by_suffix = client.get(f"{ONE}{offer.suffix}?objective=1")
    assert by_accept.mimetype == by_suffix.mimetype == offer.media_type
    assert by_accept.status_code == by_suffix.status_code == 200
    assert by_accept.data
    links = by_accept.headers.getlist("Link")
    assert len(links) == len(ANSWER_OFFERS) - 1
    assert all(link.startswith(f"<{ONE}.") and "?objective=1>" in link for link in links)


def test_csv_has_a_row_an_answer(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{ONE}.csv?objective=1").get_data(as_text=True))))
    assert len(rows) == 23
    assert rows[0]["unit"].startswith("fm:")


def test_stated_only_leaves_out_what_is_inferred(client: FlaskClient) -> None:
    answer = json.loads(client.get(f"{ONE}.json?objective=7&stated_only=1").data)
    everything = json.loads(client.get(f"{ONE}.json?objective=1").data)
    assert {row["status"] for row in answer["rows"]} == {"stated"}
    assert "inferred" in {row["status"] for row in everything["rows"]}


def test_an_empty_answer_is_200_and_says_so(client: FlaskClient) -> None:
    response = client.get(f"{ONE}?objective=5")
    assert response.status_code == 200
    assert "FC" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "objective=9",
        "objective=",
        "wrong=1",
        "objective=1&objective=2",
        "objective=1&stated_only=maybe",
        "objective=%00",
    ],
)
def test_bad_parameters_are_400_and_say_what_is_allowed(client: FlaskClient, query: str) -> None:
    response = client.get(f"{ONE}.json?{query}")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert json.loads(response.data)["detail"]


def test_bad_parameter_on_the_page_keeps_the_form(client: FlaskClient) -> None:
    response = client.get(f"{ONE}?objective=9", headers={"Accept": "text/html"})
    text = response.get_data(as_text=True)
    assert response.status_code == 400
    assert 'role="alert"' in text
    assert 'value="9"' in text


def test_ambiguous_code_lists_its_readings(client: FlaskClient) -> None:
    response = client.get("/questions/objectives-for-unit.json?unit=CA2")
    problem = json.loads(response.data)
    assert response.status_code == 400
    assert {"fm:CA2", "fm:CC2"} <= set(problem["suggestions"])


def test_unknown_question_is_404_with_the_nearest(client: FlaskClient) -> None:
    response = client.get("/questions/unit-for-objective", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert "units-for-objective" in json.loads(response.data)["suggestions"]


def test_list_of_questions_comes_as_page_and_json(client: FlaskClient, dataset: Dataset) -> None:
    listed = json.loads(client.get("/questions", headers={"Accept": "application/json"}).data)
    assert [one["question"] for one in listed] == dataset.questions.names()
    assert client.get("/questions.json").get_json() == listed
    assert client.get(listed[0]["address"]).status_code == 200
