from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}


def page(client: FlaskClient, **query: str) -> tuple[int, str]:
    response = client.get("/search", query_string=query, headers=HTML)
    return response.status_code, response.get_data(as_text=True)


def test_words_find_items_with_facets_as_links(client: FlaskClient) -> None:
    status, text = page(client, q="safety planning")
    assert status == 200
    assert "/topic/safety-planning" in text
    assert "/search?q=safety+planning&amp;framework=set" in text
    assert "/search?q=safety+planning&amp;kind=Unit" in text


def test_facets_narrow_what_is_found(client: FlaskClient) -> None:
    _, text = page(client, q="safety planning", framework="fm", kind="Unit")
    found = re.findall(r'class="item" href="([^"]+)"', text)
    assert found
    assert all(path.startswith("/functional-map/") for path in found)
    assert 'aria-current="true"' in text


def test_slips_of_the_pen_are_forgiven_and_told(client: FlaskClient) -> None:
    status, text = page(client, q="saftey planing")
    assert status == 200
    assert "Nothing has the word <q>saftey</q>" in text


def test_plain_words_are_answered_and_the_reading_is_shown(client: FlaskClient) -> None:
    status, text = page(client, q="what supports objective 3?")
    assert status == 200
    assert "Read as:" in text
    assert "units-for-objective, objective = ndp:3" in text
    assert "support objective 3" in text
    assert 'href="/questions/units-for-objective?objective=ndp:3"' in text
    assert client.get("/questions/units-for-objective?objective=ndp:3").status_code == 200


def test_words_that_are_passed_over_are_told(client: FlaskClient) -> None:
    asked = {"q": "what is in no training for commissioners"}
    text = client.get("/search", query_string=asked, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "Not taken into account: <q>commissioners</q>." in text
    assert client.get("/search.json", query_string=asked).json["read_as"]["passed_over"] == ["commissioners"]


def test_doubtful_words_list_their_readings(client: FlaskClient) -> None:
    status, text = page(client, q="how is AA1 connected to C9")
    assert status == 200
    assert "Which do you mean?" in text
    for target in ("guide:C9", "set:C9"):
        assert f"/questions/connection?source=fm:AA1&amp;target={target}" in text


@pytest.mark.parametrize("text", ["xyzzyx qwqwqw", "AA11"])
def test_no_match_says_what_can_be_asked_above_the_help(client: FlaskClient, text: str) -> None:
    status, found = page(client, q=text)
    assert status == 404
    assert found.index("Nothing is found") < found.index("What you can ask") < found.index("tel:999")


def test_question_that_lacks_its_item_is_offered(client: FlaskClient) -> None:
    _, text = page(client, q="what supports objective 9")
    assert "Which units support objective OBJECTIVE" in text
    assert "tel:999" in text


def test_pages_of_results_follow_each_other(client: FlaskClient) -> None:
    _, first = page(client, q="safety planning")
    assert "page=2" in first
    _, second = page(client, q="safety planning", page="2")
    assert 'start="21"' in second
    assert '<a href="/search?q=safety+planning" rel="prev">' in second


@pytest.mark.parametrize("number", ["0", "x", "101", "-1", "\u0661"])
def test_page_that_is_no_number_is_refused(client: FlaskClient, number: str) -> None:
    assert page(client, q="safety", page=number)[0] == 400


@pytest.mark.parametrize("query", [{"framework": "nothing"}, {"kind": "nothing"}])
def test_unknown_filter_is_refused(client: FlaskClient, query: dict[str, str]) -> None:
    assert page(client, q="safety", **query)[0] == 404


@pytest.mark.parametrize(("path", "accept"), [("/search", "application/json"), ("/search.json", "*/*")])
def test_machines_get_the_same_as_json(client: FlaskClient, path: str, accept: str) -> None:
    response = client.get(path, query_string={"q": "what supports objective 3?"}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.content_type.startswith("application/json")
    assert response.headers["ETag"]
    found = json.loads(response.get_data(as_text=True))
    assert found["read_as"] == {
        "question": "units-for-objective",
        "parameters": {"objective": "ndp:3"},
        "score": found["read_as"]["score"],
        "passed_over": [],
        "address": "/questions/units-for-objective?objective=ndp:3",
    }
    assert found["total"] >= len(found["hits"])
    assert {"iri", "curie", "notation", "label", "kind", "framework", "score", "text"} <= set(found["hits"][0])
    assert {"value", "label", "count"} == set(found["frameworks"][0])


def test_json_of_a_code_is_no_redirect(client: FlaskClient) -> None:
    found = client.get("/search.json?q=AA1").get_json()
    assert found["hits"][0]["curie"] == "fm:AA1"


def test_home_takes_words_and_questions(client: FlaskClient) -> None:
    text = client.get("/", headers=HTML).get_data(as_text=True)
    assert "A code, words, or a question" in text


def test_search_finds_items_of_an_invented_framework(small_client: FlaskClient) -> None:
    found = small_client.get("/search.json", query_string={"q": "whose code ends like a file"}).get_json()
    assert found["hits"][0]["curie"] == "inv:A1.ttl"


def test_connection_is_answered_over_http(client: FlaskClient) -> None:
    found = client.get("/questions/connection.json?source=fm:AA1&target=set:C9&k=2").get_json()
    assert found["total"] == len(found["rows"])
    assert {row["path"] for row in found["rows"]} == {1, 2}
    assert client.get("/questions/connection?source=fm:AA1&target=set:C9", headers=HTML).status_code == 200
