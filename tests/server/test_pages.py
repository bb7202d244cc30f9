import re

import pytest
from flask.testing import FlaskClient

PAGES = [
    "/",
    "/search",
    "/search?q=CA2",
    "/search?q=safety+planning",
    "/search?q=what+supports+objective+3",
    "/questions/connection?source=fm:AA1&target=set:C9",
    "/questions",
    "/questions/units-for-objective",
    "/questions/units-for-objective?objective=1",
    "/questions/counts",
    "/functional-map/",
    "/functional-map/AA1",
    "/functional-map/BA3-CM2",
    "/delivery-plan/3",
    "/set/G3-C5-S1",
    "/set/G1",
    "/framework/set",
    "/topic/",
    "/topic/victim",
    "/value/force-must",
    "/role/administrators",
    "/ontology",
    "/sparql",
    "/api",
    "/crosswalks",
    "/crosswalks/set/fm",
    "/crosswalks/set/fm?show=list",
    "/crosswalks/nos/fm?show=gaps",
    "/downloads",
    "/search?framework=fm&kind=Unit",
]
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_and_keeps_what_every_page_promises(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=HTML)
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert response.content_type == "text/html; charset=utf-8"
    assert '<html lang="en">' in text
    assert text.count("<h1") == 1
    assert text.count("<main ") == 1
    assert 'class="skip" href="#main"' in text
    assert "Exit this page" in text
    assert "history" in text
    assert re.search(r"<title>[^<]+</title>", text)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?! [^>]*src=)(?! type=\"application/json\")", text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert not re.findall(r'(?:src|action)="https?:', text)


@pytest.mark.parametrize("path", PAGES)
def test_page_links_lead_somewhere(client: FlaskClient, path: str) -> None:
    text = client.get(path, headers=HTML).get_data(as_text=True)
    links = {link for link in re.findall(r'href="(/[^"#]*)', text) if "?" not in link}
    some = sorted(links)[:: max(1, len(links) // 8)]
    assert {link: client.get(link).status_code for link in some} == dict.fromkeys(some, 200)


@pytest.mark.parametrize(
    ("path", "title"),
    [("/functional-map/AA1", "AA1 unit"), ("/delivery-plan/3", "3 objective"), ("/functional-map/", "fm framework")],
)
def test_title_says_code_and_kind_only(client: FlaskClient, path: str, title: str) -> None:
    assert f"<title>{title}</title>" in client.get(path).get_data(as_text=True)


def test_item_page_says_place_links_source_and_use(client: FlaskClient) -> None:
    text = client.get("/functional-map/BA3").get_data(as_text=True)
    for part in (
        'href="/functional-map/BA"',
        'href="/delivery-plan/1"',
        "inferred",
        "Line 342 of",
        "https://w3id.org/dvgraph/functional-map/BA3",
        "fm:BA3",
        "/functional-map/BA3.ttl",
        "wording, not the publisher",
        "2005",
    ):
        assert part in text


def test_objective_page_shows_its_network_beside_an_equal_table(client: FlaskClient) -> None:
    text = client.get("/delivery-plan/1").get_data(as_text=True)
    assert "vis-network" in text
    assert "<svg" in text
    assert "<table" in text
    assert "/functional-map/BA3" in text


def test_picture_opens_further_items_and_refuses_what_is_none(client: FlaskClient) -> None:
    assert client.get("/delivery-plan/1?expand=fm:BA3").status_code == 200
    assert client.get("/delivery-plan/1?expand=fm:nothing").status_code == 400
    assert client.get("/delivery-plan/1?" + "expand=fm:BA3&" * 21).status_code == 400


def test_framework_page_says_its_age_and_what_it_is_not(client: FlaskClient) -> None:
    text = client.get("/set/").get_data(as_text=True)
    assert "Dated 2017." in text
    assert "training is not" in text or "untrained" in text
    assert "Slips" not in text


def test_home_shows_frameworks_questions_and_help(client: FlaskClient) -> None:
    text = client.get("/").get_data(as_text=True)
    for part in (
        "/functional-map/",
        "/delivery-plan/",
        "/set/",
        "/questions/units-for-objective",
        "tel:999",
        "England",
    ):
        assert part in text


@pytest.mark.parametrize("text", ["AA1", "aa1", "fm:AA1", "https://w3id.org/dvgraph/functional-map/AA1"])
def test_search_leads_from_a_code_to_its_item(client: FlaskClient, text: str) -> None:
    response = client.get("/search", query_string={"q": text})
    assert (response.status_code, response.headers["Location"]) == (303, "/functional-map/AA1")


def test_search_lists_the_readings_of_an_ambiguous_code(client: FlaskClient) -> None:
    text = client.get("/search?q=CA2").get_data(as_text=True)
    assert "/functional-map/CA2" in text
    assert "/functional-map/CC2" in text


def test_search_without_a_match_helps_on(client: FlaskClient) -> None:
    response = client.get("/search?q=AA11", headers=HTML)
    text = response.get_data(as_text=True)
    assert response.status_code == 404
    for part in ("AA1", "/questions/units-for-objective", "tel:999"):
        assert part in text


@pytest.mark.parametrize("text", ["\0", b"\xed\xa0\x80", "a" * 5000, "fm:", "<b>", "' OR 1=1"])
def test_search_survives_any_text(client: FlaskClient, text: str | bytes) -> None:
    response = client.get("/search", query_string={"q": text})
    assert response.status_code == 404
    assert "<b>" not in response.get_data(as_text=True)


def test_hostile_texts_of_the_data_are_escaped(small_client: FlaskClient) -> None:
    for path in ("/invented/A1.1", "/invented/", "/", "/search?q=A1"):
        text = small_client.get(path, headers=HTML).get_data(as_text=True)
        assert "<script>alert" not in text
        assert "49" not in re.findall(r"&#39;&amp;(\d+)", text)


def test_hostile_texts_of_the_address_are_escaped(client: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    for path in ("/search?q=", "/questions/units-for-objective?objective=", "/questions/", "/functional-map/", "/"):
        text = client.get(f"{path}{evil}", headers=HTML).get_data(as_text=True)
        assert evil not in text
