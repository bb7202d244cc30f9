"""`/explain`: why a link holds, as a page and as data; the pages lead to it."""

import json
import re
from html import unescape

import pytest
from pyoxigraph import RdfFormat, parse

SUPPORTS = {"s": "fm:BA3", "p": "dv:supports", "o": "ndp:1"}
WHY = re.compile(r'<a class="why" href="([^"]+)">why\?</a>')


def test_page_tells_the_reason_down_to_the_printed_line(client):
    response = client.get("/explain", query_string=SUPPORTS)
    text = unescape(response.text)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "BA3 supports objective 1, because BA3 is a function within BA (line 342 of" in text
    assert "and BA contributes to objective 1 (line 831 of" in text
    assert "prp-spo2" in text
    assert "<title>Why a link holds</title>" in text


@pytest.mark.parametrize(
    ("accept", "suffix", "media_type"),
    [
        ("application/json", ".json", "application/json"),
        ("text/markdown", ".md", "text/markdown"),
        ("text/turtle", ".ttl", "text/turtle"),
        ("text/plain", ".txt", "text/plain"),
        ("text/html", ".html", "text/html"),
    ],
)
def test_format_is_chosen_by_accept_or_suffix(client, accept, suffix, media_type):
    by_accept = client.get("/explain", query_string=SUPPORTS, headers={"Accept": accept})
    by_suffix = client.get(f"/explain{suffix}", query_string=SUPPORTS)
    assert by_accept.mimetype == by_suffix.mimetype == media_type
    assert by_accept.data == by_suffix.data
    assert "Accept" in by_accept.headers["Vary"]
    assert client.get("/explain", query_string=SUPPORTS, headers={"Accept": "image/png"}).status_code == 406


def test_data_has_an_etag_and_links_to_the_other_formats(client):
    response = client.get("/explain.json", query_string=SUPPORTS)
    again = client.get("/explain.json", query_string=SUPPORTS, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert (
        '</explain.ttl?s=fm:BA3&p=dv:supports&o=ndp:1>; rel="alternate"; type="text/turtle"'
        in response.headers.getlist("Link")
    )


def test_json_and_turtle_hold_the_proof(client):
    found = json.loads(client.get("/explain.json", query_string=SUPPORTS).data)
    assert [premise["status"] for premise in found["proof"]["premises"]] == ["stated", "stated"]
    turtle = client.get("/explain.ttl", query_string=SUPPORTS).data
    derived = [q for q in parse(turtle, format=RdfFormat.TURTLE) if q.predicate.value.endswith("wasDerivedFrom")]
    assert len(derived) == 2


def test_what_does_not_follow_is_an_answer_with_the_nearest(client):
    asked = {**SUPPORTS, "o": "ndp:7"}
    page = client.get("/explain", query_string=asked)
    assert page.status_code == 200
    assert "not entailed" in page.text
    assert "/explain?s=fm:BA3&amp;p=dv:supports&amp;o=ndp:1" in page.text
    assert json.loads(client.get("/explain.json", query_string=asked).data)["entailed"] is False


@pytest.mark.parametrize(
    ("change", "status"),
    [({"s": "fm:ZZ"}, 404), ({"p": "dv:suports"}, 404), ({"s": "CA2"}, 400), ({"o": ""}, 400), ({"p": None}, 400)],
)
def test_wrong_names_are_the_usual_problems(client, change, status):
    asked = {key: value for key, value in {**SUPPORTS, **change}.items() if value is not None}
    response = client.get("/explain.json", query_string=asked)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert client.get("/explain", query_string=asked).mimetype == "text/html"


def test_page_without_names_is_a_form_and_data_without_names_a_problem(client):
    page = client.get("/explain")
    assert page.status_code == 200
    assert [f'name="{name}"' in page.text for name in "spo"] == [True] * 3
    assert client.get("/explain.json").status_code == 400


def test_unknown_suffix_and_repeated_name_are_refused(client):
    assert client.get("/explain.exe", query_string=SUPPORTS).status_code == 404
    assert client.get("/explain?s=fm:BA3&s=fm:BA&p=dv:supports&o=ndp:1").status_code == 400


@pytest.mark.parametrize("path", ["/functional-map/BA3", "/delivery-plan/1", "/set/G1-C8-S1"])
def test_every_inferred_link_of_an_item_page_leads_to_its_reason(client, path):
    text = client.get(path).text
    addresses = [unescape(address) for address in WHY.findall(text)]
    assert len(addresses) == text.count('class="standing inferred"') > 0
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        assert "not entailed" not in page.text


def test_question_page_leads_from_each_inferred_row_to_its_reason(client):
    for path in ("/questions/units-for-objective?objective=1", "/questions/objectives-for-unit?unit=BA3"):
        text = client.get(path).text
        addresses = [unescape(address) for address in WHY.findall(text)]
        assert len(addresses) == text.count('class="standing inferred"') > 0
        assert "dv:supports" in addresses[0]
        assert "not entailed" not in client.get(addresses[0]).text


def test_page_says_of_what_is_forbidden_that_it_is_no_evidence(client):
    asked = {"s": "audit:B9.2", "p": "dv:serves", "o": "fm:EC3"}
    note = "B9.2 says what must not be done: it is about this, and no evidence that it is done."
    assert f'<p class="notice">{note}</p>' in client.get("/explain", query_string=asked).text
    assert note in json.loads(client.get("/explain.json", query_string=asked).data)["notes"]


def test_page_says_how_sure_a_path_is_and_where_its_ends_stand(client):
    asked = {"s": "audit:C1.5", "p": "dv:serves", "o": "ndp:2"}
    told = json.loads(client.get("/explain.json", query_string=asked).data)
    text = unescape(client.get("/explain", query_string=asked).text)
    assert told["certainty"]["words"] in text
    assert len(told["stands"]) == 2
    assert all(one["words"] in text for one in told["stands"])


def test_page_of_a_larger_thing_leads_to_the_questions_that_sum_it_up(client):
    text = client.get("/explain", query_string={"s": "guide:C11", "p": "dv:serves", "o": "ndp:2"}).text
    address = "/questions/components-for-objective?objective=ndp%3A2"
    assert f'href="{address}"' in text
    assert "guide:C11" in client.get(address.replace("?", ".json?")).text
    bare = client.get("/explain", query_string={"s": "set:G3-C5", "p": "dv:serves", "o": "ndp:2"}).text
    assert 'href="/crosswalks/set/ndp"' in bare


def test_item_page_never_says_bare_that_a_ban_serves(client):
    text = client.get("/audit/B9.2").text
    assert "It says what must not be done" in text
    assert "<td>serves</td>" not in text
    assert "<td>serves, only as a ban</td>" in text
    assert "<strong>(names a weakness: no evidence that it is done)</strong>" in client.get("/functional-map/AE4").text


def test_question_page_shows_the_word_beside_a_confidence(client):
    text = client.get("/questions/components-for-objective?objective=2").text
    assert re.search(r"<td>0\.\d+ \((hardly arguable|likely|arguable|doubtful)\)</td>", text)
    assert not re.search(r"<td>0\.\d+</td>", text)


def test_texts_of_the_data_are_escaped(small_client):
    page = small_client.get("/explain", query_string={"s": "inv:A1.1", "p": "dv:mentions", "o": "inv:A1.ttl"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "{{7*7}}" in page.text
