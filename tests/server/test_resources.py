import json
import re

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from rdflib import Graph

from dvgraph_server.service import Service

TURTLE, JSON_LD = "text/turtle", "application/ld+json"
SYNTAX = {
    "ttl": (TURTLE, RdfFormat.TURTLE),
    "jsonld": (JSON_LD, RdfFormat.JSON_LD),
    "json": (JSON_LD, RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
}
AA1 = "/functional-map/AA1"


def triples(body: bytes, syntax: RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in parse(input=body, format=syntax)}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html", "text/html"),
        ("*/*", "text/html"),
        (TURTLE, TURTLE),
        (JSON_LD, JSON_LD),
        ("application/json", JSON_LD),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
        ("text/turtle;q=0.4, application/ld+json;q=0.5", JSON_LD),
        ("text/html;q=0.4, text/turtle;q=0.5", TURTLE),
    ],
)
def test_resource_answers_in_the_type_that_is_asked_for(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get(AA1, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("suffix", sorted(SYNTAX))
@pytest.mark.parametrize("path", [AA1, "/delivery-plan/1", "/functional-map", "/topic/victim", "/ontology"])
def test_resource_says_the_same_in_every_syntax(client: FlaskClient, path: str, suffix: str) -> None:
    media_type, syntax = SYNTAX[suffix]
    response = client.get(f"{path}.{suffix}")
    assert (response.status_code, response.mimetype) == (200, media_type)
    found = triples(response.data, syntax)
    assert found
    assert found == triples(client.get(f"{path}.nt").data, RdfFormat.N_TRIPLES)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_json_ld_reads_the_same_in_rdflib(client: FlaskClient) -> None:
    mine = Graph().parse(data=client.get("/delivery-plan/1.jsonld").data, format="json-ld")
    other = Graph().parse(data=client.get("/delivery-plan/1.nt").data, format="nt")
    assert set(mine) == set(other)


def test_json_ld_is_compact_and_holds_its_own_context(client: FlaskClient) -> None:
    document = json.loads(client.get("/functional-map/AA1.jsonld").data)
    item = next(node for node in document["@graph"] if node["@id"] == "fm:AA1")
    assert item["notation"] == "AA1"
    assert item["partOf"] == "fm:AA"
    assert item["position"] == 1
    assert isinstance(document["@context"], dict)


def test_context_is_served(client: FlaskClient) -> None:
    document = json.loads(client.get("/ontology/context.jsonld").data)
    assert document["@context"]["partOf"] == {"@id": "dv:partOf", "@type": "@id"}
    assert document["@context"]["fm"].endswith("/functional-map/")


def test_resource_links_to_its_other_formats(client: FlaskClient) -> None:
    links = client.get(AA1).headers.getlist("Link")
    assert '</functional-map/AA1.ttl>; rel="alternate"; type="text/turtle"' in links
    assert len(links) == 4
    for link in links:
        match = re.match(r"<([^>]+)>", link)
        assert match
        assert client.get(match[1]).status_code == 200


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/fm/AA1", "/functional-map/AA1"),
        ("/fm/AA1.ttl", "/functional-map/AA1.ttl"),
        ("/fm/", "/functional-map/"),
        ("/fm", "/functional-map/"),
        ("/fm.nt", "/functional-map.nt"),
        ("/functional-map", "/functional-map/"),
        ("/ndp/1?a=b", "/delivery-plan/1?a=b"),
    ],
)
def test_alias_redirects_to_the_resource_itself(client: FlaskClient, path: str, location: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (308, location)


def test_suffix_counts_only_where_the_whole_path_names_nothing(small_client: FlaskClient) -> None:
    assert small_client.get("/invented/A1.1").mimetype == "text/html"
    assert small_client.get("/invented/A1.1.ttl").mimetype == TURTLE
    assert small_client.get("/invented/A1.ttl").mimetype == "text/html"
    assert small_client.get("/invented/A1.ttl.ttl").mimetype == TURTLE
    assert small_client.get("/made-up/A1.1").headers["Location"] == "/invented/A1.1"


def test_framework_without_code_of_its_own_is_found_everywhere(small_client: FlaskClient) -> None:
    assert "Invented framework" in small_client.get("/").get_data(as_text=True)
    assert small_client.get("/search?q=A1.1").headers["Location"] == "/invented/A1.1"


def test_unknown_item_is_404_in_kind_with_the_nearest_codes(client: FlaskClient) -> None:
    page = client.get("/functional-map/AA11", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "tel:999" in page.get_data(as_text=True)
    data = client.get("/functional-map/AA11.ttl")
    assert (data.status_code, data.mimetype) == (404, "application/problem+json")
    problem = json.loads(data.data)
    assert problem["status"] == 404
    assert "AA1" in problem["suggestions"]
    assert client.get("/functional-map/AA11", headers={"Accept": TURTLE}).mimetype == "application/problem+json"


def test_unacceptable_type_is_406_with_what_is_offered(client: FlaskClient) -> None:
    response = client.get(AA1, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in json.loads(response.data)["detail"]


def test_every_item_answers_in_html_and_turtle(client: FlaskClient) -> None:
    """One of each kind, from the data itself."""
    service = Service.of(client.application)
    sample: dict[str | None, str] = {}
    for cell in service.catalogue.cells.values():
        if cell.iri in service.catalogue.schemes:
            sample.setdefault(cell.kind, cell.iri)
    assert len(sample) > 15
    for iri in sample.values():
        path = service.dataset.namespaces.path(iri)
        assert path
        assert client.get(path).status_code == 200
        assert triples(client.get(f"{path}.ttl").data, RdfFormat.TURTLE)
