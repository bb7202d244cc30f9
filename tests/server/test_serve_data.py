"""`dvgraph serve --data`: any dataset behind the same endpoint, judged by the specifications of SPARQL 1.1."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from dvgraph.cli.main import cli
from dvgraph.errors import InvalidInput
from dvgraph.settings import Settings
from dvgraph.store.files import store_file
from dvgraph_server.data_app import ServedData, create_data_app
from dvgraph_server.service import Endpoint

BASE = "http://example.org/"
TRIG = r"""
PREFIX : <http://example.org/>
PREFIX ns: <http://example.org/ns/>
:a ns:p 1 , <relative> ; ns:q [ ns:text "in\u00E9r"@fr ] .
:b ns:p 2 .
<caf\u00E9> ns:p :a .
:odd <http://example.org/1> "=1+1" , "two\r\nlines, \"quoted\"" .
:evil ns:p "<script>alert(1)</script>" , <javascript:alert(1)> .
GRAPH :g1 { :a ns:p 1 . :c ns:p 3 }
GRAPH :g2 { :a ns:p 1 . _:x ns:p 4 }
GRAPH :empty { # nothing
}
<empty-too> { }
"""
P = "PREFIX : <http://example.org/> PREFIX ns: <http://example.org/ns/> "
RESULTS = "{http://www.w3.org/2005/sparql-results#}"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(query_workers=1)


def serve(folder: Path, settings: Settings, *, union: bool, text: str = TRIG, name: str = "data.trig") -> ServedData:
    (folder / name).write_bytes(text.encode())
    stored = store_file(folder / name, folder / "store", BASE, union_default_graph=union)
    return ServedData(stored, name, BASE, union)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[FlaskClient]:
    app = create_data_app(settings, serve(tmp_path_factory.mktemp("data"), settings, union=False))
    yield app.test_client()
    Endpoint.of(app).close()


@pytest.fixture(scope="module")
def union(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[FlaskClient]:
    app = create_data_app(settings, serve(tmp_path_factory.mktemp("data"), settings, union=True))
    yield app.test_client()
    Endpoint.of(app).close()


def rows(client: FlaskClient, query: str, **graphs: str | list[str]) -> list[str]:
    """The first column of an answer, sorted."""
    response = client.get("/sparql", query_string={"query": P + query, **graphs}, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.get_data(as_text=True)
    return sorted(
        "".join(row[:1]) for row in list(csv.reader(io.StringIO(response.get_data(as_text=True), newline="")))[1:]
    )


def e(*names: str) -> list[str]:
    return [BASE + name for name in names]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?o { :a ns:p ?o }", ["1", BASE + "relative"]),
        ("SELECT ?s { ?s ns:p 3 }", []),
        ("SELECT ?s { GRAPH ?g { ?s ns:p 3 } }", e("c")),
        ("SELECT ?g { GRAPH ?g { :a ns:p 1 } }", e("g1", "g2")),
        ("SELECT ?g { GRAPH ?g {} }", e("empty", "empty-too", "g1", "g2")),
        ("SELECT (COUNT(*) AS ?n) { GRAPH :empty { ?s ?p ?o } }", ["0"]),
        ("SELECT (COUNT(*) AS ?n) { GRAPH :unknown { ?s ?p ?o } }", ["0"]),
        ("SELECT ?s FROM :g1 { ?s ns:p ?o }", e("a", "c")),
        ("SELECT ?s FROM <g1> { ?s ns:p 3 }", e("c")),
        ("SELECT (COUNT(*) AS ?n) FROM :g1 FROM :g2 { ?s ns:p ?o }", ["3"]),
        ("SELECT (COUNT(*) AS ?n) FROM :g1 FROM <g2> FROM NAMED :g1 { ?s ns:p ?o }", ["3"]),
        ("SELECT ?s FROM :g2 FROM :empty FROM NAMED <g1> { GRAPH ?g { ?s ns:p ?o } }", e("a", "c")),
        ("SELECT (COUNT(*) AS ?n) FROM :empty { ?s ?p ?o }", ["0"]),
        ("SELECT (COUNT(*) AS ?n) FROM :unknown { ?s ?p ?o }", ["0"]),
        ("SELECT (COUNT(*) AS ?n) FROM NAMED :g1 { ?s ?p ?o }", ["0"]),
        ("SELECT ?g FROM NAMED :g1 { GRAPH ?g { :a ns:p 1 } }", e("g1")),
        ("SELECT ?s FROM :g2 { ?s ns:p 4 . ?s ns:p ?x . FILTER isBlank(?s) BIND(1 AS ?y) }", None),
        ("BASE <http://example.org/ns/> SELECT ?s { ?s <p> 2 }", e("b")),
        ("BASE <ns/> SELECT ?s { ?s <p> 2 }", e("b")),
        ("SELECT (STR(<x>) AS ?i) {}", e("x")),
        ("SELECT (STR(IRI('x')) AS ?i) {}", e("x")),
        ("SELECT ?x { VALUES (?x ?y) { (1 UNDEF) (2 3) } }", ["1", "2"]),
        ("SELECT ?x {} VALUES ?x { 1 UNDEF }", ["", "1"]),
        ("SELECT (SUM(?o) AS ?n) { GRAPH :g1 { ?s ns:p ?o } }", ["4"]),
        ("SELECT (COUNT(*) AS ?n) { FILTER(false) }", ["0"]),
        ("SELECT (MAX(?o) AS ?n) { GRAPH :none { ?s ns:p ?o } }", [""]),
        ("SELECT ?s { GRAPH ?g { ?s ns:p ?o } } GROUP BY ?s HAVING (COUNT(*) > 1)", e("a")),
        ("SELECT ?t { :a ns:q/ns:text ?t }", ["inér"]),
        ("SELECT ?s { ?s ns:p+ 1 }", e("a", "café")),
        ("SELECT ?s { 1 ^ns:p/^ns:p* ?s }", e("a", "café")),
        ("SELECT ?o { :b !(ns:q|^ns:q) ?o }", ["2"]),
        ("SELECT ?s { ?s ns:p 1 MINUS { ?s ns:q ?x } }", []),
        ("SELECT ?s { ?s ns:p 2 FILTER NOT EXISTS { ?s ns:q ?x } }", e("b")),
        ("SELECT ?s { { SELECT ?s { ?s ns:p 2 } LIMIT 1 } }", e("b")),
    ],
)
def test_query_is_answered_as_specified(client: FlaskClient, query: str, found: list[str] | None) -> None:
    answer = rows(client, query)
    if found is None:
        assert len(answer) == 1
    else:
        assert answer == sorted(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (r"SELECT ?s { ?\u0073 ns:p 2 }", e("b")),
        (r"SELECT ?s { ?s n\u0073\u003Ap 2 }", e("b")),
        (r"S\u0045LECT ?s { ?s ns:\U00000070 2 }", e("b")),
        (r"SELECT ?s { ?s <http://example.org/ns/\u0070> 2 }", e("b")),
        (r"SELECT ?s { <caf\u00E9> ns:p ?s }", e("a")),
        (r"SELECT ?s { :caf\u00E9 ns:p ?s }", e("a")),
        (r"SELECT ('\u0061\\u0062' AS ?x) {}", [r"a\u0062"]),
        (r"SELECT ('''it's \u0061''' AS ?x) {} # \u0061 \u", ["it's a"]),
        (r"SELECT ?s { ?s ns:p\u002F\u0021ns:q 1 }", e("café")),
        (r"SELECT (STR(:O\'Brien) AS ?x) { FILTER('\u0078' = 'x' && \u0031 = 1) }", e("O'Brien")),
    ],
)
def test_codepoint_escapes_may_stand_anywhere(client: FlaskClient, query: str, found: list[str]) -> None:
    assert rows(client, query) == found


def test_graphs_of_the_request_replace_those_of_the_query(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM :g1 { ?s ns:p ?o }"
    both: list[str] = e("g1", "g2")
    assert rows(client, query, **{"default-graph-uri": both}) == ["3"]
    assert rows(client, query, **{"default-graph-uri": BASE + "empty"}) == ["0"]
    assert rows(client, query, **{"named-graph-uri": both}) == ["0"]
    inside = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ns:p ?o } }"
    assert rows(client, inside, **{"default-graph-uri": both, "named-graph-uri": BASE + "g2"}) == ["2"]


@pytest.mark.parametrize(
    "graph", ["x> AS ?a) {SERVICE <http://127.0.0.1:9/> {}} #", "no iri", "<http://example.org/g1>"]
)
def test_a_graph_that_is_no_iri_is_refused(client: FlaskClient, graph: str) -> None:
    query = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": [BASE + "g1", graph]}
    assert client.get("/sparql", query_string=query).status_code == 400


def test_union_default_graph_holds_each_triple_once(union: FlaskClient) -> None:
    assert rows(union, "SELECT ?o { :a ns:p ?o }") == ["1", BASE + "relative"]
    assert rows(union, "SELECT ?s { ?s ns:p 3 }") == e("c")
    assert rows(union, "SELECT (COUNT(*) AS ?n) FROM :g1 FROM :g2 { ?s ns:p ?o }") == ["3"]
    assert rows(union, "SELECT ?g { GRAPH ?g { :a ns:p 1 } }") == e("g1", "g2")


def test_results_have_the_exact_form_of_their_standards(client: FlaskClient) -> None:
    query = "SELECT ?o ?none { :odd ?p ?o } ORDER BY ?o"

    def get(accept: str, text: str = query) -> bytes:
        return client.get("/sparql", query_string={"query": P + text}, headers={"Accept": accept}).data

    assert get("text/csv") == b'o,none\r\n=1+1,\r\n"two\r\nlines, ""quoted""",\r\n'
    assert get("text/tab-separated-values") == b'?o\t?none\n"=1+1"\t\n"two\\r\\nlines, \\"quoted\\""\t\n'
    found = json.loads(get("application/sparql-results+json"))
    assert found["head"]["vars"] == ["o", "none"]
    assert found["results"]["bindings"][1] == {"o": {"type": "literal", "value": 'two\r\nlines, "quoted"'}}
    tree = ET.fromstring(get("application/sparql-results+xml"))
    assert [one.get("name") for one in tree.iter(f"{RESULTS}variable")] == ["o", "none"]
    assert [one.text for one in tree.iter(f"{RESULTS}literal")] == ["=1+1", 'two\r\nlines, "quoted"']
    assert json.loads(get("application/sparql-results+json", "ASK {}")) == {"head": {}, "boolean": True}
    yes = ET.fromstring(get("application/sparql-results+xml", "ASK {}"))
    assert [one.text for one in yes.iter(f"{RESULTS}boolean")] == ["true"]


def test_xml_is_never_ill_formed(client: FlaskClient) -> None:
    for query, accept in (
        (r"SELECT ('\u0001' AS ?x) {}", "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { :odd ?p ?o }", "application/rdf+xml"),
        (r"CONSTRUCT { :a ns:p '\uFFFF' } WHERE {}", "application/rdf+xml"),
    ):
        response = client.get("/sparql", query_string={"query": P + query}, headers={"Accept": accept})
        assert response.status_code == 400
        assert "XML" in response.get_json(force=True)["detail"]


def test_construct_and_describe_give_graphs(client: FlaskClient) -> None:
    def get(query: str) -> list[str]:
        data = client.get("/sparql", query_string={"query": P + query}, headers={"Accept": "application/n-triples"})
        return sorted(str(one.triple) for one in parse(input=data.data, format=RdfFormat.N_TRIPLES))

    assert len(get("CONSTRUCT { ?s ns:r _:b . _:b ns:r ?s } WHERE { GRAPH :g1 { ?s ns:p ?o } }")) == 4
    assert len(get("DESCRIBE :a")) == 4
    assert get("DESCRIBE :nothing") == []
    assert get("CONSTRUCT { 1 ns:p ?o . ?unbound ns:p 1 } WHERE { :b ns:p ?o }") == []


def test_the_service_describes_the_graphs(client: FlaskClient, union: FlaskClient) -> None:
    text = client.get("/sparql", headers={"Accept": "application/n-triples"}).get_data(as_text=True)
    assert all(f"<{graph}>" in text for graph in e("g1", "g2", "empty"))
    assert "UnionDefaultGraph" not in text
    assert union.get("/health").get_json()["status"] == "ready"


@pytest.mark.parametrize(
    ("form", "suffix"),
    [
        (RdfFormat.TURTLE, ".ttl"),
        (RdfFormat.N_TRIPLES, ".nt"),
        (RdfFormat.JSON_LD, ".jsonld"),
        (RdfFormat.RDF_XML, ".rdf"),
    ],
    ids=str,
)
def test_a_resource_answers_by_suffix_and_accept(client: FlaskClient, form: RdfFormat, suffix: str) -> None:
    by_suffix = client.get("/resource/a" + suffix)
    by_accept = client.get("/resource/a", headers={"Accept": f"text/html;q=0.5, {form.media_type.split(';')[0]}"})
    assert by_suffix.status_code == by_accept.status_code == 200
    assert by_suffix.mimetype == by_accept.mimetype
    assert len(list(parse(input=by_suffix.data, format=form))) == 5
    assert client.get("/resource/a" + suffix, headers={"If-None-Match": by_suffix.headers["ETag"]}).status_code == 304


def test_a_resource_has_a_page_that_quotes_what_it_shows(client: FlaskClient) -> None:
    text = client.get("/resource/evil", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "<script>alert" not in text
    assert 'href="javascript' not in text
    assert 'href="/resource/ns/p"' in text
    assert client.get("/resource/caf%C3%A9").status_code == 200


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/resource/nothing", "text/turtle", 404),
        ("/resource/", "text/turtle", 404),
        ("/resource/%00", "text/turtle", 404),
        ("/resource/a b<>", "text/turtle", 404),
        ("/resource/a", "image/png", 406),
        ("/resource/odd", "application/rdf+xml", 406),
        ("/questions", "text/html", 404),
        ("/nothing", "application/json", 404),
    ],
)
def test_wrong_addresses_are_refused_in_kind(client: FlaskClient, path: str, accept: str, status: int) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == status
    assert response.mimetype == ("text/html" if accept == "text/html" else "application/problem+json")


@pytest.mark.parametrize("path", ["/", "/sparql", "/resource/a", "/resource/none"])
def test_pages_ask_nothing_of_other_sites(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.mimetype == "text/html"
    assert 'src="http' not in response.get_data(as_text=True)
    assert "Content-Security-Policy" in response.headers


def test_what_leads_to_a_resource_is_cut_openly(tmp_path: Path, settings: Settings) -> None:
    text = "".join(f"<x:{at}> <{BASE}p> <{BASE}hub> .\n" for at in range(1001))
    app = create_data_app(settings, serve(tmp_path, settings, union=False, text=text, name="data.nt"))
    response = app.test_client().get("/resource/hub.nt")
    assert "1000" in response.headers["Dvgraph-Incomplete"]
    assert len(response.data.splitlines()) == 1000
    assert "only 1000" in app.test_client().get("/resource/hub").get_data(as_text=True)
    Endpoint.of(app).close()


@pytest.mark.parametrize(
    ("name", "text", "quads"),
    [
        ("data.nq", "<x:a> <x:b> <x:c> <x:g> .\n<x:a> <x:b> _:c .\n", 2),
        ("data.nt", "<x:a> <x:b> 'no' .", None),
        ("data.ttl", "<> <p> <#x> .", 1),
        ("data.ttl", "<a> <b> .", None),
        ("data.txt", "", None),
        ("data.trig", "", 0),
    ],
)
def test_a_file_is_read_by_its_name_or_refused_with_its_line(
    tmp_path: Path, name: str, text: str, quads: int | None
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    if quads is None:
        with pytest.raises(InvalidInput, match=name):
            store_file(tmp_path / name, tmp_path / "store", BASE)
    else:
        assert store_file(tmp_path / name, tmp_path / "store", BASE).quads == quads


def test_the_options_belong_together(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<a> <b> <c> .")
    for arguments in (
        ["--base-iri", BASE],
        ["--union-default-graph"],
        ["--data", str(tmp_path / "none.ttl")],
        ["--data", str(tmp_path / "a.ttl"), "--base-iri", "no iri"],
    ):
        assert CliRunner().invoke(cli, ["serve", "--port", "0", *arguments]).exit_code == 2


def test_a_resource_shows_literals_as_the_file_writes_them(tmp_path: Path, settings: Settings) -> None:
    text = f'<{BASE}a> <{BASE}p> 01 , 2.50 , "PT24H"^^<http://www.w3.org/2001/XMLSchema#duration> .'
    app = create_data_app(settings, serve(tmp_path, settings, union=False, text=text, name="data.ttl"))
    found = app.test_client().get("/resource/a.nt").get_data(as_text=True)
    assert all(f'"{form}"^^' in found for form in ("01", "2.50", "PT24H"))
    assert "PT24H" in app.test_client().get("/resource/a").get_data(as_text=True)
    Endpoint.of(app).close()
