import json
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

SELECT = "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 2"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2"
DESCRIBE = "DESCRIBE <https://w3id.org/dvgraph/functional-map/AA1>"
RESULTS = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
]
TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
GRAPH = "https://w3id.org/dvgraph/graph/"


def ask(client: FlaskClient, query: str, accept: str = "*/*", **parameters: str) -> object:
    return client.get("/sparql", query_string={"query": query, **parameters}, headers={"Accept": accept})


@pytest.mark.parametrize("media_type", RESULTS)
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_select_and_ask_come_in_every_result_format(client: FlaskClient, query: str, media_type: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert response.data


@pytest.mark.parametrize("media_type", sorted(TRIPLES))
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_construct_and_describe_come_in_every_syntax(client: FlaskClient, query: str, media_type: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert list(parse(input=response.data, format=TRIPLES[media_type]))


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, "*/*", RESULTS[0]),
        (SELECT, "application/json", RESULTS[0]),
        (SELECT, "text/csv;q=0.5, application/sparql-results+xml;q=0.6", RESULTS[1]),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, "text/html, application/rdf+xml;q=0.9", "application/rdf+xml"),
    ],
)
def test_format_follows_q_values(client: FlaskClient, query: str, accept: str, media_type: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)


def test_the_three_ways_of_asking_give_the_same(client: FlaskClient) -> None:
    by_get = client.get("/sparql", query_string={"query": SELECT})
    by_form = client.post("/sparql", data=urlencode({"query": SELECT}), content_type=FORM)
    directly = client.post("/sparql", data=SELECT, content_type=f"{QUERY}; charset=UTF-8")
    assert by_get.status_code == 200
    assert by_get.data == by_form.data == directly.data
    head = client.head("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(by_get.data))


def count(client: FlaskClient, query: str, **graphs: list[str] | str) -> int:
    response = client.get("/sparql", query_string={"query": query, **graphs})
    assert response.status_code == 200
    return int(json.loads(response.data)["results"]["bindings"][0]["n"]["value"])


def test_graphs_of_the_request_make_the_dataset(client: FlaskClient) -> None:
    default = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    named = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    fm, ndp = GRAPH + "fm", GRAPH + "ndp"
    everything = count(client, default)
    one = count(client, default, **{"default-graph-uri": fm})
    two = count(client, default, **{"default-graph-uri": [fm, ndp]})
    assert 0 < one < two < everything
    assert count(client, named, **{"named-graph-uri": fm}) == one
    assert count(client, default, **{"named-graph-uri": fm}) == 0
    assert count(client, default, **{"default-graph-uri": "https://example.org/none"}) == 0


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("nonsense", 400),
        ("SELECT", 400),
        ("SELECT * WHERE { ?s ?p", 400),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", 400),
        ("DELETE WHERE { ?s ?p ?o }", 400),
        ("LOAD <http://127.0.0.1:9/x>", 400),
        ("DROP ALL", 400),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("SELECT * WHERE { sErViCe<http://127.0.0.1:9/>{?s ?p ?o} }", 400),
        ("SELECT * WHERE { SERVICE#\n<http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("SELECT * WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("SELECT * WHERE { S\\u0045RVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ('SELECT * WHERE { ?s ?p "SERVICE" } LIMIT 1', 200),
        ("SELECT ?service WHERE { ?service ?p ?o } LIMIT 1", 200),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", 200),
        ("SELECT * WHERE {" + "{" * 3000 + "}" * 3000 + "}", 400),
    ],
)
def test_what_is_no_readable_query_is_refused(client: FlaskClient, query: str, status: int) -> None:
    response = client.get("/sparql", query_string={"query": query})
    assert response.status_code == status
    if status == 400:
        assert response.mimetype == "application/problem+json"
        assert json.loads(response.data)["detail"]
    else:
        assert b"root:" not in response.data


@pytest.mark.parametrize(
    ("method", "address", "body", "kind", "status"),
    [
        ("GET", f"?query={quote(ASK)}&query={quote(ASK)}", None, None, 400),
        ("GET", f"?update={quote('CLEAR ALL')}", None, None, 400),
        ("GET", "?query=%ff", None, None, 400),
        ("POST", "", "", FORM, 400),
        ("POST", "", "update=CLEAR+ALL", FORM, 400),
        ("POST", "", f"query={quote(ASK)}&query={quote(ASK)}", FORM, 400),
        ("POST", f"?query={quote(ASK)}", ASK, QUERY, 400),
        ("POST", "", b"ASK { \xff }", QUERY, 400),
        ("POST", "", ASK, "text/plain", 415),
        ("POST", "", "CLEAR ALL", "application/sparql-update", 415),
        ("POST", "", ASK, None, 415),
        ("POST", "", ASK, f"{QUERY}; charset=utf-16", 415),
        ("POST", "", "ASK {} #" + "x" * 70_000, QUERY, 413),
        ("POST", "", "x" * 2_000_000, QUERY, 413),
        ("PUT", "", ASK, QUERY, 405),
        ("DELETE", "", None, None, 405),
    ],
)
def test_requests_against_the_protocol_are_refused(
    client: FlaskClient, method: str, address: str, body: str | bytes | None, kind: str | None, status: int
) -> None:
    response = client.open(f"/sparql{address}", method=method, data=body, content_type=kind)
    assert response.status_code == status
    assert json.loads(response.data)["detail"]


def test_a_type_that_the_form_has_not_is_406(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": "text/csv"}).status_code == 406


def test_cors_is_open_without_credentials(client: FlaskClient) -> None:
    asked = client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 200
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    for response in (asked, client.get("/sparql", query_string={"query": ASK}), client.get("/sparql?query=x")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("media_type", sorted(TRIPLES))
def test_service_describes_itself(client: FlaskClient, media_type: str) -> None:
    response = client.get("/sparql", headers={"Accept": media_type})
    assert (response.status_code, response.mimetype) == (200, media_type)
    found = [str(quad) for quad in parse(input=response.data, format=TRIPLES[media_type])]
    assert any("service-description#Service" in one for one in found)
    assert any("/graph/fm" in one for one in found)


def test_browser_gets_a_page_to_write_queries_on(client: FlaskClient) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    text = client.get("/sparql", headers={"Accept": accept}).get_data(as_text=True)
    assert "<textarea" in text
    assert "units-for-objective" in text or "SELECT" in text
