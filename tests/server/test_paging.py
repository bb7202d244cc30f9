"""Long lists come in pages, with ways to the others for people and for programs."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from dvgraph_server.paging import paged

HTML = {"Accept": "text/html"}


def links(response_links: list[str]) -> dict[str, str]:
    found = (re.fullmatch(r'<(.+)>; rel="(\w+)"', one) for one in response_links)
    return {one[2]: one[1] for one in found if one}


def test_a_page_knows_its_place() -> None:
    page = paged(list(range(25)), 3, 10)
    assert (list(page.items), page.first, page.pages, page.total) == ([20, 21, 22, 23, 24], 21, 3, 25)
    assert (list(paged([], 1, 10).items), paged([], 1, 10).pages) == ([], 1)
    assert list(paged([1], 7, 10).items) == []


def test_walking_by_link_headers_finds_every_unit_once(client: FlaskClient) -> None:
    address: str | None = "/search.json?framework=fm&kind=Unit"
    seen: list[str] = []
    while address:
        response = client.get(address)
        seen += [hit["curie"] for hit in response.json["hits"]]
        address = links(response.headers.getlist("Link")).get("next")
    assert len(seen) == len(set(seen)) == 82
    assert seen[:3] == ["fm:AA1", "fm:AA2", "fm:AA3"]


def test_links_of_a_page_in_the_middle_lead_everywhere(client: FlaskClient) -> None:
    found = links(client.get("/search.json?framework=fm&kind=Unit&page=3").headers.getlist("Link"))
    assert {name: re.findall(r"page=(\d)", one) for name, one in found.items()} == {
        "first": [],
        "prev": ["2"],
        "next": ["4"],
        "last": ["5"],
    }


def test_framework_page_leads_to_the_lists_of_its_kinds(client: FlaskClient) -> None:
    text = client.get("/functional-map/", headers=HTML).get_data(as_text=True)
    assert 'href="/search?framework=fm&amp;kind=Unit">82 units</a>' in text
    listed = client.get("/search?framework=fm&kind=Unit", headers=HTML).get_data(as_text=True)
    assert "82 items found" in listed
    assert 'rel="next"' in listed


def test_an_item_with_many_links_shows_them_in_pages(client: FlaskClient) -> None:
    first = client.get("/topic/training", headers=HTML).get_data(as_text=True)
    second = client.get("/topic/training?page=2", headers=HTML).get_data(as_text=True)
    assert re.search(r"1 to 100 of \d+ links of", first)
    assert 'href="?page=2#links-title" rel="next"' in first
    assert 'href="?#links-title" rel="prev"' in second
    assert "101 to" in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "101", "²", "1&page=2"])
def test_what_is_no_page_is_refused(client: FlaskClient, page: str) -> None:
    for path in (f"/search.json?q=safety&page={page}", f"/set/G3?page={page}"):
        assert client.get(path, headers=HTML).status_code == 400
