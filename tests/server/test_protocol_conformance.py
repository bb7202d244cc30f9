"""SPARQL 1.1 Protocol, section by section, over HTTP against `dvgraph serve --data`.

Source: https://www.w3.org/TR/sparql11-protocol/ (sections 2.1 and 3, Conformance), SPARQL 1.1 Service Description.
"""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import RdfFormat

from tests.server.cases import triples_of
from tests.server.running import FORM, Running, running

DIRECT = "application/sparql-query"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
BASE = "http://example.org/"
DATA = """
PREFIX : <http://example.org/>
:d :p 0 .
GRAPH :g1 { :a :p 1 . :x :same 1 }
GRAPH :g2 { :b :p 2 . :x :same 1 }
GRAPH :g3 { :c :p 3 . _:n :p _:n }
"""
SELECT = "SELECT ?o { ?s <http://example.org/p> ?o FILTER isLITERAL(?o) } ORDER BY ?o"
IN_GRAPHS = "SELECT ?o { GRAPH ?g { ?s <http://example.org/p> ?o FILTER isLITERAL(?o) } } ORDER BY ?o"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("protocol")
    (folder / "data.trig").write_text(DATA)
    with running(folder, "--data", str(folder / "data.trig"), "--base-iri", BASE) as one:
        yield one


def values(body: bytes) -> list[str]:
    return [one["o"]["value"] for one in json.loads(body)["results"]["bindings"]]


def asked(service: Running, way: str, query: str, graphs: list[tuple[str, str]]) -> list[str]:
    """Ask in one of the three ways of section 2.1."""
    headers = {"Accept": JSON}
    if way == "get":
        reply = service.ask(path="/sparql?" + urlencode([("query", query), *graphs]), headers=headers)
    elif way == "form":
        body = urlencode([("query", query), *graphs])
        reply = service.ask("POST", body=body, headers={**headers, "Content-Type": FORM})
    else:
        path = "/sparql?" + urlencode(graphs)
        reply = service.ask("POST", path, query, {**headers, "Content-Type": DIRECT})
    assert reply.status == 200, reply.body
    return values(reply.body)


D, N = "default-graph-uri", "named-graph-uri"
G1, G2, G3, NONE = BASE + "g1", BASE + "g2", BASE + "g3", BASE + "none"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize(
    ("query", "graphs", "found"),
    [
        (SELECT, [], ["0"]),
        (SELECT, [(D, G1)], ["1"]),
        (SELECT, [(D, G1), (D, G2)], ["1", "2"]),
        (SELECT, [(D, G1), (D, G1)], ["1"]),
        (SELECT, [(D, NONE)], []),
        (SELECT, [(D, G1), (D, NONE)], ["1"]),
        (SELECT, [(N, G1)], []),
        (IN_GRAPHS, [], ["1", "2", "3"]),
        (IN_GRAPHS, [(N, G1)], ["1"]),
        (IN_GRAPHS, [(N, G1), (N, G3)], ["1", "3"]),
        (IN_GRAPHS, [(D, G1)], []),
        (IN_GRAPHS, [(D, G1), (N, G2)], ["2"]),
        (SELECT.replace("{", f"FROM <{G1}> {{", 1), [], ["1"]),
        (SELECT.replace("{", f"FROM <{G1}> {{", 1), [(D, G2)], ["2"]),
        (SELECT.replace("{", f"FROM <{G1}> {{", 1), [(N, G2)], []),
        (IN_GRAPHS.replace("{", f"FROM NAMED <{G1}> {{", 1), [(N, G2)], ["2"]),
        ("SELECT ?o { ?x <http://example.org/same> ?o }", [(D, G1), (D, G2)], ["1"]),
        ("SELECT ?o { ?x <http://example.org/same> ?o }", [(D, G1), (D, G2), (N, G3)], ["1"]),
    ],
)
def test_the_dataset_of_the_request_is_the_one_that_is_asked(
    service: Running, way: str, query: str, graphs: list[tuple[str, str]], found: list[str]
) -> None:
    assert asked(service, way, query, graphs) == found


FORM_HEADERS = {"Content-Type": FORM}
Q = quote("ASK {}")


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        # 2.1.1, 2.1.2, 2.1.3: exactly one query, in its place
        ("GET", f"/sparql?query={Q}&query={Q}", None, {}, 400),
        ("GET", f"/sparql?query={Q}&update={Q}", None, {}, 400),
        ("GET", f"/sparql?other=1&query={Q}", None, {}, 200),
        ("GET", f"/sparql?query={Q}#fragment", None, {}, 200),
        ("GET", f"/sparql/?query={Q}", None, {}, 200),
        ("GET", "/sparql?Query=ASK", None, {}, 200),
        ("GET", "/sparql?query", None, {}, 400),
        ("GET", "/sparql?query=ASK+%7B%7D", None, {}, 200),
        ("GET", f"/sparql?query={Q}", "query=nonsense", FORM_HEADERS, 200),
        ("POST", "/sparql", f"query={Q}&query={Q}", FORM_HEADERS, 400),
        ("POST", "/sparql", f"query={Q}&update=x", FORM_HEADERS, 400),
        ("POST", f"/sparql?query={Q}", f"query={Q}", FORM_HEADERS, 400),
        ("POST", f"/sparql?query={Q}", "", FORM_HEADERS, 200),
        ("POST", "/sparql", "default-graph-uri=x:a", FORM_HEADERS, 400),
        ("POST", "/sparql?update=x", "ASK {}", {"Content-Type": DIRECT}, 400),
        ("POST", "/sparql", "ASK {}", {"Content-Type": DIRECT + ";charset=UTF-8"}, 200),
        ("POST", "/sparql", "ASK {}", {"Content-Type": 'application/sparql-query; charset="utf-8"'}, 200),
        ("POST", "/sparql", "ASK { ?s ?p 'é' }".encode(), {"Content-Type": DIRECT}, 200),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), {"Content-Type": DIRECT + ";charset=utf-16"}, 415),
        ("POST", "/sparql", "ASK { ?s ?p 'é' }".encode("latin-1"), {"Content-Type": DIRECT}, 400),
        ("POST", "/sparql", "ASK {}", {"Content-Type": "text/plain"}, 415),
        ("POST", "/sparql", "ASK {}", {"Content-Type": "nonsense"}, 415),
        ("POST", "/sparql", "ASK {}", {}, 415),
        ("POST", "/sparql", f"query={Q}", {}, 415),
        ("POST", "/sparql", "{}", {"Content-Type": "application/json"}, 415),
        ("POST", "/sparql", "query=%FF", FORM_HEADERS, 400),
        ("POST", "/sparql", b"query=\xff", FORM_HEADERS, 400),
        # 2.1.4: graphs
        ("GET", f"/sparql?query={Q}&default-graph-uri=", None, {}, 400),
        ("GET", f"/sparql?query={Q}&default-graph-uri=relative", None, {}, 400),
        ("GET", f"/sparql?query={Q}&named-graph-uri=%3Cx:a%3E", None, {}, 400),
        ("GET", f"/sparql?query={Q}&default-graph-uri=file:///etc/passwd", None, {}, 200),
        ("GET", f"/sparql?query={Q}&using-graph-uri=x:a", None, {}, 200),
        # 2.1.5: the query is no query
        ("GET", "/sparql?query=SELECT", None, {}, 400),
        ("GET", "/sparql?query=ASK%20%7B%7D%20%7D", None, {}, 400),
        ("GET", f"/sparql?query={quote('SELECT ?x { ?y a ?z } GROUP BY ?y')}", None, {}, 400),
        ("GET", f"/sparql?query={quote('ASK { _:a ?p ?o . FILTER(1) { _:a ?p ?o } }')}", None, {}, 400),
        ("GET", f"/sparql?query={quote('INSERT DATA { <x:a> <x:b> 1 }')}", None, {}, 400),
        # methods
        ("HEAD", f"/sparql?query={Q}", None, {}, 200),
        ("HEAD", "/sparql", None, {"Accept": "text/turtle"}, 200),
        ("OPTIONS", "/sparql", None, {}, 200),
        ("PUT", f"/sparql?query={Q}", None, {}, 405),
        ("DELETE", f"/sparql?query={Q}", None, {}, 405),
        ("PATCH", "/sparql", "ASK {}", {"Content-Type": DIRECT}, 405),
    ],
)
def test_each_request_has_its_status_and_each_refusal_its_reason(
    service: Running, method: str, path: str, body: str | bytes | None, headers: dict[str, str], status: int
) -> None:
    reply = service.ask(method, path, body, headers)
    assert reply.status == status
    if status >= 400:
        assert reply.headers["content-type"] == "application/problem+json"
        assert len(json.loads(reply.body)["detail"]) > 10
    if status == 405:
        assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(reply.headers["allow"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        (SELECT, None, JSON),
        (SELECT, "*/*", JSON),
        (SELECT, "application/json", JSON),
        (SELECT, "application/xml", XML),
        (SELECT, "text/xml", XML),
        (SELECT, "application/*", JSON),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "TEXT/CSV", "text/csv"),
        (SELECT, "text/csv ; q=1.0 , */* ; q=0.1", "text/csv"),
        (SELECT, "text/csv;q=0.001, text/tab-separated-values;q=0.002", "text/tab-separated-values"),
        (SELECT, "text/csv;header=present", "text/csv"),
        (SELECT, f"{JSON};q=0, */*", XML),
        (SELECT, f"*/*;q=0.1, {XML}", XML),
        (SELECT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", XML),
        (SELECT, "text/plain", None),
        (SELECT, "text/turtle", None),
        (SELECT, "*/*;q=0", None),
        (SELECT, "image/*", None),
        ("ASK {}", None, JSON),
        ("ASK {}", "text/csv", "text/csv"),
        ("ASK {}", "application/xml", XML),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "text/*", "text/turtle"),
        (CONSTRUCT, "text/plain", "application/n-triples"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, "application/xml", "application/rdf+xml"),
        (CONSTRUCT, "application/x-turtle", "text/turtle"),
        (CONSTRUCT, "application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
        (CONSTRUCT, "text/csv", None),
        ("DESCRIBE <http://example.org/a>", "text/turtle", "text/turtle"),
        ("DESCRIBE <http://example.org/a>", JSON, None),
    ],
)
def test_the_type_is_the_most_welcome_of_those_of_the_form(
    service: Running, query: str, accept: str | None, kind: str | None
) -> None:
    reply = service.ask(path=f"/sparql?query={quote(query)}", headers={} if accept is None else {"Accept": accept})
    if kind is None:
        assert reply.status == 406
        assert "Offered here" in json.loads(reply.body)["detail"]
        return
    assert reply.status == 200
    assert reply.headers["content-type"].partition(";")[0] == kind
    assert "accept" in reply.headers["vary"].lower()
    if kind.startswith("text/"):
        assert reply.headers["content-type"].endswith("charset=utf-8")


ODD = (
    "SELECT ?a ?b ?none { VALUES (?a ?b) { ('x\\ty\\n\"z\\\\' <http://example.org/é>) ('è'@fr 1.50) "
    "(UNDEF '1'^^<x:t>) ('' true) ('a,b' 1e0) } }"
)


def test_csv_is_as_rfc_4180_and_sparql_say(service: Running) -> None:
    text = service.query(ODD, "text/csv").body.decode()
    assert text.splitlines(keepends=True)[0] == "a,b,none\r\n"
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1:] == [
        ['x\ty\n"z\\', "http://example.org/é", ""],
        ["è", "1.50", ""],
        ["", "1", ""],
        ["", "true", ""],
        ["a,b", "1e0", ""],
    ]
    assert service.query("SELECT * {}", "text/csv").body == b"\r\n\r\n"
    assert service.query("SELECT ?x { FILTER(false) }", "text/csv").body == b"x\r\n"
    assert service.query("SELECT ?x {}", "text/csv").body == b"x\r\n\r\n"
    assert service.query("ASK {}", "text/csv").body.strip() == b"true"


def test_tsv_writes_terms_as_sparql_does(service: Running) -> None:
    lines = service.query(ODD, "text/tab-separated-values").body.decode().split("\n")
    assert lines == [
        "?a\t?b\t?none",
        '"x\\ty\\n\\"z\\\\"\t<http://example.org/é>\t',
        '"è"@fr\t1.50\t',
        '\t"1"^^<x:t>\t',
        '""\ttrue\t',
        '"a,b"\t1e0\t',
        "",
    ]


def test_json_and_xml_say_the_same(service: Running) -> None:
    found = json.loads(service.query(ODD, JSON).body)
    assert found["head"]["vars"] == ["a", "b", "none"]
    first, second, third, *_ = found["results"]["bindings"]
    assert first == {
        "a": {"type": "literal", "value": 'x\ty\n"z\\'}, "b": {"type": "uri", "value": "http://example.org/é"}
    }  # fmt: skip
    assert second["a"] == {"type": "literal", "value": "è", "xml:lang": "fr"}
    assert second["b"]["datatype"] == "http://www.w3.org/2001/XMLSchema#decimal"
    assert third == {"b": {"type": "literal", "value": "1", "datatype": "x:t"}}
    space = "{http://www.w3.org/2005/sparql-results#}"
    tree = ET.fromstring(service.query(ODD, XML).body)
    assert [one.get("name") for one in tree.findall(f"{space}head/{space}variable")] == ["a", "b", "none"]
    for solution, result in zip(found["results"]["bindings"], tree.iter(f"{space}result"), strict=True):
        for binding in result:
            (term,) = binding
            said = solution[binding.get("name")]
            assert (term.tag, term.text or "") == (space + said["type"], said["value"])
            assert term.get("datatype") == said.get("datatype")
            assert term.get("{http://www.w3.org/XML/1998/namespace}lang") == said.get("xml:lang")


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", "text/tab-separated-values"])
def test_a_blank_node_has_one_label_in_an_answer(service: Running, accept: str) -> None:
    query = f"SELECT ?s ?o FROM <{G3}> {{ ?s ?p ?o FILTER isBLANK(?s) }}"
    text = service.query(query, accept).body.decode()
    if accept == JSON:
        (row,) = json.loads(text)["results"]["bindings"]
        labels = [row["s"]["value"], row["o"]["value"]]
        assert {row["s"]["type"], row["o"]["type"]} == {"bnode"}
    elif accept == XML:
        labels = [one.text or "" for one in ET.fromstring(text).iter("{http://www.w3.org/2005/sparql-results#}bnode")]
    else:
        labels = text.splitlines()[1].replace("\t", ",").split(",")
        assert all(label.startswith("_:") for label in labels)
    assert len(labels) == 2
    assert len(set(labels)) == 1


def test_scripts_of_other_sites_may_ask_without_credentials(service: Running) -> None:
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "Content-Type",
    }
    asked = service.ask("OPTIONS", headers=headers)
    assert asked.status == 200
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert "Content-Type" in asked.headers["access-control-allow-headers"]
    for reply in (asked, service.query("ASK {}"), service.query("nonsense"), service.ask("PUT")):
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers


def test_the_service_and_its_dataset_are_described(service: Running) -> None:
    def said(path: str) -> set[tuple[str, str, str]]:
        reply = service.ask(path=path, headers={"Accept": "application/n-triples"})
        assert reply.status == 200
        found = triples_of(reply.body.decode(), RdfFormat.N_TRIPLES)
        return {(str(t.subject), t.predicate.value.rpartition("#")[2], str(t.object)) for t in found}

    description = said("/sparql")
    node = f"<{service.address}sparql>"
    assert (node, "endpoint", node) in description
    assert (node, "supportedLanguage", "<http://www.w3.org/ns/sparql-service-description#SPARQL11Query>") in description
    assert {o for _, p, o in description if p == "name"} == {f"<{one}>" for one in (G1, G2, G3)}
    void = said("/.well-known/void")
    dataset = f"<{service.address}.well-known/void#dataset>"
    assert (dataset, "sparqlEndpoint", node) in void
    assert (dataset, "uriSpace", f'"{BASE}"') in void
    assert {o for _, p, o in void if p == "subset"} == {f"<{one}>" for one in (G1, G2, G3)}
    tag = service.ask(path="/.well-known/void").headers["etag"]
    assert service.ask(path="/.well-known/void", headers={"If-None-Match": tag}).status == 304
    assert service.ask(path="/.well-known/void", headers={"Accept": "image/png"}).status == 406


@pytest.mark.parametrize(("proxies", "heeded"), [("0", False), ("1", True)])
def test_a_proxy_is_heeded_where_the_settings_trust_one(tmp_path: Path, proxies: str, heeded: bool) -> None:
    (tmp_path / "data.ttl").write_text("<x:a> <x:b> <x:c> .")
    headers = {"X-Forwarded-Host": "dvgraph.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    with running(tmp_path, "--data", str(tmp_path / "data.ttl"), DVGRAPH_TRUSTED_PROXIES=proxies) as one:
        for path in ("/sparql", "/.well-known/void"):
            text = one.ask(path=path, headers={**headers, "Accept": "text/turtle"}).body.decode()
            assert ("https://dvgraph.example.org/sparql" in text) is heeded
            assert "https" not in one.ask(path=path, headers={"Accept": "text/turtle"}).body.decode().replace(
                "https://w3id", ""
            )
