from __future__ import annotations

import random

import pytest
from pyoxigraph import RdfFormat, Store

from dvgraph.store.gate import check
from dvgraph.store.mending import mended

DATA = """
<x:a> <x:p> <x:b> . <x:b> <x:p> <x:c> . <x:c> <x:p> <x:a> . <x:a> <x:v> 1 , 'x' .
<x:g> { <x:a> <x:p> <x:z> } <x:h> { <x:z> <x:p> <x:a> . <x:a> <x:v> 2 }
"""


PIECES = [
    "<x:a> <x:p>* ?s",
    "?s <x:p>? <x:b>",
    "GRAPH ?g { ?s ?p ?o MINUS { ?s <x:v> 1 } }",
    "OPTIONAL { <x:n> a* ?t }",
    "FILTER(?s * 2 = 4)",
    "{ SELECT (COUNT(?o * 2) AS ?n) { ?s ?p ?o } }",
    "?s ?p 'a.b*' , <x:c>",
    "FILTER EXISTS { <x:a> <x:p>* ?s }",
    "{ <x:a> <x:p>* <x:b> } UNION { GRAPH ?g { SELECT ?s { ?s ?p ?o } } }",
]


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store()
    made.load(input=DATA.encode(), format=RdfFormat.TRIG)
    return made


def graphs() -> list[str]:
    return ["x:g", "x:h"]


def rows(store: Store, query: str) -> list[str]:
    found = store.query(mended(query, graphs))
    return sorted(" ".join(str(one) for one in row) for row in found)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s <x:p>/<x:p>* ?o }",
        "SELECT ?s { <x:a> <x:p>*/<x:p> ?s }",
        "SELECT ?s { ?s <x:p>* ?o }",
        "SELECT ?s { _:b <x:p>* <x:a> . _:b ?p ?s }",
        "SELECT ?s { <x:a> <x:p>* ?s , ?t }",
        "SELECT ?s { <x:a> <x:p>* ?s ; <x:v> ?v }",
        "SELECT (2 * 3 AS ?s) { FILTER(<x:a> != <x:b>) }",
        "SELECT (COUNT(*) AS ?s) (COUNT(?x) AS ?t) (COUNT(DISTINCT ?x + 1) AS ?u) { ?x ?y ?z }",
        "SELECT ?g { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?g { GRAPH ?g { ?s ?p _:b MINUS { ?s <x:none> _:b } } }",
        "SELECT (BNODE() AS ?b) { ?s ?p ?o }",
        "SELECT ?s { ?s ?p 'COUNT(1/0)' , '<x:a> <x:p>* ?s .' } # GRAPH ?g { MINUS {} }",
    ],
)
def test_what_the_engine_answers_right_stays_as_it_is(query: str) -> None:
    assert mended(query, graphs) == query


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?s { <x:none> <x:p>* ?s }", ["<x:none>"]),
        ("SELECT ?s { ?s <x:p>? <x:none> }", ["<x:none>"]),
        ("SELECT ?s { <x:a> <x:p>* ?s . }", ["<x:a>", "<x:b>", "<x:c>"]),
        ("SELECT ?s { <x:a> <x:p>? ?s FILTER(true) }", ["<x:a>", "<x:b>"]),
        ("SELECT ?s { <x:a> ^<x:p>* ?s }", ["<x:a>", "<x:b>", "<x:c>"]),
        ("SELECT ?s { { <x:a> (<x:p>/<x:p>)? ?s } UNION { <x:n> a? ?s } }", ["<x:a>", "<x:c>", "<x:n>"]),
        ("SELECT (1 AS ?n) { <x:n> <x:p>* <x:n> . }", ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']),
        ("SELECT (1 AS ?n) { <x:n> <x:p>* <x:m> }", []),
        ("SELECT ?g { GRAPH ?g { <x:n> <x:p>* ?s } }", ["<x:g>", "<x:h>"]),
        ("SELECT ?g ?o { GRAPH ?g { ?s <x:v> ?o MINUS { ?x <x:none> ?y } } }", None),
        ("SELECT (COUNT(?o + 1) AS ?n) { ?s <x:v> ?o }", ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']),
    ],
)
def test_what_the_engine_answers_wrong_is_written_so_that_it_does_not(
    store: Store, query: str, found: list[str] | None
) -> None:
    assert mended(query, graphs) != query
    answer = rows(store, query)
    assert len(answer) == 1 if found is None else answer == found


def test_a_label_names_one_node_in_a_solution_and_another_in_the_next(store: Store) -> None:
    found = rows(store, "SELECT (BNODE('l') AS ?a) (BNODE('l') AS ?b) (BNODE('m') AS ?c) { ?s <x:v> ?o }")
    assert all(len({*row.split()}) == 2 for row in found)
    assert len({row.split()[0] for row in found}) == len(found) == 2


@pytest.mark.parametrize("seed", range(200))
def test_no_text_is_mended_into_one_that_is_refused_or_fails(seed: int, store: Store) -> None:
    choose = random.Random(seed)
    body = " . ".join(choose.choices(PIECES, k=choose.randint(1, 3))).replace("} .", "}").replace(") .", ")")
    query = f"SELECT ?s ?g {{ {body} }}"
    changed = mended(query, graphs)
    check(changed)
    list(store.query(query))  # type: ignore[arg-type]
    list(store.query(changed))  # type: ignore[arg-type]
