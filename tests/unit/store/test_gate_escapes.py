from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.errors import QueryRefused
from dvgraph.store.gate import check, dataset_clauses, without_escapes


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"ASK { ?\u0073 ?p ?o }", "ASK { ?s ?p ?o }"),
        (r"\U00000041SK {}", "ASK {}"),
        (r"ASK { ?s ?p '\u0073' }", r"ASK { ?s ?p '\u0073' }"),
        (r'ASK { ?s ?p """a"\u0073""" }', r'ASK { ?s ?p """a"\u0073""" }'),
        (r"ASK { <x:\u0073> ?p ?o }", r"ASK { <x:\u0073> ?p ?o }"),
        ("ASK {} # \\u0073\n?\\u0073", "ASK {} # \\u0073\n?s"),
        (r"ASK { e:O\'Brien ?\u0070 ?o }", r"ASK { e:O\'Brien ?p ?o }"),
        (r"ASK { ?s ?p '\\\u0073' . ?\u0073 ?p 1 }", r"ASK { ?s ?p '\\\u0073' . ?s ?p 1 }"),
        (r"ASK \uD800 \u12 \U00110000", r"ASK \uD800 \u12 \U00110000"),
    ],
)
def test_escapes_are_decoded_outside_of_strings_iris_and_comments(text: str, plain: str) -> None:
    assert without_escapes(text) == plain


@given(st.text())
def test_a_text_without_escapes_stays_as_it_is(text: str) -> None:
    plain = text.replace("\\", "/")
    assert without_escapes(plain) == plain


@pytest.mark.parametrize("seed", range(50))
def test_no_escaping_brings_a_service_call_past_the_gate(seed: int) -> None:
    choose = random.Random(seed)
    escaped = "".join(
        f"\\u{ord(one):04X}" if choose.random() < 0.5 else f"\\U{ord(one):08x}" if choose.random() < 0.3 else one
        for one in "SERVICE"
    )
    for before in ("", "true", "'x'", "#\\u000A", '"""a""" ', "\\u0027x\\u0027"):
        query = f"ASK {{ {before} {escaped} <http://127.0.0.1:9/> {{}} }}"
        with pytest.raises(QueryRefused):
            check(without_escapes(query))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ASK {}", ("", [], [])),
        ("PREFIX e: <x:> SELECT * FROM e:a FROM <b> FROM NAMED e:c {}", ("PREFIX e: <x:> ", ["e:a", "<b>"], ["e:c"])),
        ("ASK FROM #c\n<a> { ?s ?p 'FROM <b>' }", ("", ["<a>"], [])),
        ("SELECT ?from { ?from <FROM> ?o }", ("", [], [])),
    ],
)
def test_dataset_clauses_are_read_as_written(query: str, found: tuple[str, list[str], list[str]]) -> None:
    assert dataset_clauses(query) == found
