"""Random queries: well-formed ones are answered, simple ones as rdflib does; broken ones are refused in kind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Literal, URIRef
from rdflib.term import Identifier

from dvgraph.settings import Settings
from dvgraph.store.files import store_file
from dvgraph_server.data_app import ServedData, create_data_app
from dvgraph_server.service import Endpoint

# rdflib's Dataset warns of its own calls
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

BASE = "http://example.org/"
DATA = """
@prefix : <http://example.org/> .
:a :p :b , :c ; :q 1 ; :r "x" .
:b :p :c ; :q 2 ; :r "y"@en .
:c :p :a ; :q 1 .
:d :r :d .
:g1 { :a :p :b . :b :q 3 . }
:g2 { :b :p :c . :c :q 3 , 4 . }
"""
QUIET = settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))

#: What does not belong where it is put.
BREAKING = ["}", "{", "(", '"', "'", "<", "\\u0041", "\\", "#", "\0", "é", "SERVICE"]

variables = st.sampled_from(["?x", "?y", "?z"])
nodes = st.sampled_from([":a", ":b", ":c", ":d"])
values = st.sampled_from(["1", "2", "3", '"x"', '"y"@en', ":a", ":b"])
properties = st.sampled_from([":p", ":q", ":r"])
paths = properties | st.sampled_from(["^:p", ":p/:q", ":p|:r", ":p+", ":p*", "(:p/:p)+", "!:p", "!(:p|:q)"])


@st.composite
def triples(draw: st.DrawFn) -> str:
    return f"{draw(variables | nodes)} {draw(paths)} {draw(variables | values)} ."


@st.composite
def filters(draw: st.DrawFn) -> str:
    one, other = draw(variables), draw(variables | values)
    form = draw(st.sampled_from(["{0} = {1}", "{0} != {1}", "BOUND({0})", "isIRI({0})", "{0} IN (2, :c)"]))
    return f"FILTER({form.format(one, other)})"


def blocks(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(triples(), min_size=1, max_size=2).flatmap(
        lambda first: st.lists(parts, max_size=2).map(lambda rest: "{ " + " ".join([*first, *rest]) + " }")
    )


@st.composite
def unions(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    return f"{draw(inner)} UNION {draw(inner)}"


simple = blocks(
    filters()
    | unions(st.builds("{{ {} }}".format, triples()))
    | st.builds("VALUES {} {{ {} }}".format, variables, values)
    | st.builds(
        "GRAPH {} {{ {} {} {} }}".format, st.sampled_from([":g1", ":g2", "?g"]), variables, properties, variables
    )
)
any_pattern = st.recursive(
    simple,
    lambda inner: blocks(
        st.builds("OPTIONAL {}".format, inner)
        | st.builds("MINUS {}".format, inner)
        | st.builds("FILTER NOT EXISTS {}".format, inner)
        | st.builds("GRAPH ?g {}".format, inner)
        | st.builds("{{ SELECT DISTINCT ?x {} LIMIT 3 }}".format, inner)
        | st.builds("{{ BIND(CONCAT(STR({}), {}) AS ?new) }}".format, variables, st.sampled_from(['"x"', "STR(?y)"]))
        | unions(inner)
    ),
    max_leaves=4,
)
queries = (
    st.builds("SELECT * {}".format, any_pattern)
    | st.builds("SELECT ?x (COUNT(*) AS ?n) (SAMPLE(?y) AS ?s) {} GROUP BY ?x ORDER BY DESC(?n) ?x".format, any_pattern)
    | st.builds("ASK {}".format, any_pattern)
    | st.builds("CONSTRUCT {{ ?x :p ?y . [] :q ?z }} WHERE {} LIMIT 5".format, any_pattern)
    | st.builds("DESCRIBE ?x WHERE {}".format, any_pattern)
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("random")
    file = folder / "data.trig"
    file.write_text(DATA, encoding="utf-8")
    limits = Settings(query_seconds=5.0, query_workers=1)
    app = create_data_app(limits, ServedData(store_file(file, folder / "store", BASE), file.name, BASE, False))
    yield app.test_client()
    Endpoint.of(app).close()


@pytest.fixture(scope="module")
def peer() -> Dataset:
    dataset = Dataset()
    dataset.parse(data=DATA, format="trig")
    return dataset


def prefixed(query: str) -> str:
    return f"PREFIX : <{BASE}> {query}"


def rows(document: str) -> set[frozenset[tuple[str, str]]]:
    """Return the solutions of a document of results in JSON, each once: rdflib miscounts some of them."""
    found = json.loads(document)["results"]["bindings"]
    return {frozenset((name, term_of(one).n3()) for name, one in row.items()) for row in found}


def term_of(binding: dict[str, str]) -> Identifier:
    if binding["type"] == "uri":
        return URIRef(binding["value"])
    kind = binding.get("datatype")
    return Literal(binding["value"], lang=binding.get("xml:lang"), datatype=URIRef(kind) if kind else None)


@settings(QUIET, max_examples=150)
@given(pattern=simple)
@example(pattern="{ :b :p* :b . }")
@example(pattern="{ ?x :q 3 . GRAPH ?g { :b :p* :b . } }")
@example(pattern="{ GRAPH ?g { :b :p* :b . ?x :q 3 . } }")
def test_simple_query_has_the_solutions_that_rdflib_finds(client: FlaskClient, peer: Dataset, pattern: str) -> None:
    query = prefixed(f"SELECT * {pattern}")
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert response.status_code == 200
    assert rows(response.text) == rows(peer.query(query).serialize(format="json").decode())


@settings(QUIET, max_examples=150)
@given(query=queries)
def test_well_formed_query_is_answered(client: FlaskClient, query: str) -> None:
    response = client.post("/sparql", data={"query": prefixed(query)})
    assert response.status_code == 200, response.text


@settings(QUIET, max_examples=250)
@given(query=queries, data=st.data())
def test_broken_query_is_answered_or_refused_in_kind(client: FlaskClient, query: str, data: st.DataObject) -> None:
    tokens = re.findall(r"\?\w+|:\w*|\w+|\S", prefixed(query))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(tokens) - 1))
        tokens[at] = data.draw(st.sampled_from(["", tokens[at] * 2, *tokens, *BREAKING]))
    response = client.post("/sparql", data={"query": " ".join(tokens)})
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        assert response.mimetype == "application/problem+json"
        assert "Traceback" not in response.text
    assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200
