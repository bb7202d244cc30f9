from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from dvgraph.errors import QueryError, QueryRefused
from dvgraph.store import gate

FAR = "<http://127.0.0.1:1/x>"
CALL = FAR + "{?x ?y ?z}"
PREFIXES = "PREFIX ex:<http://127.0.0.1:1/> PREFIX :<http://127.0.0.1:1/> PREFIX h:<http://127.0.0.1:8> "

REFUSED = [
    f"SELECT * {{ SERVICE {CALL} }}",
    f"SELECT * {{ service {CALL} }}",
    f"SELECT * {{ SeRvIcE SILENT {CALL} }}",
    f"SELECT*{{SERVICE{CALL}}}",
    f"SELECT*{{serviceSILENT{CALL}}}",
    "SELECT * { SERVICE ?far { ?x ?y ?z } }",
    f"SELECT * {{ SERVICE# a comment\n{CALL} }}",
    f"SELECT * {{ # a comment\rSERVICE {CALL} }}",
    f"SELECT * {{ ?a ?b true SERVICE {CALL} }}",
    f"SELECT * {{ ?a ?b trueSERVICE{CALL} }}",
    f"SELECT * {{ ?a ?b 1SERVICE{CALL} }}",
    f"SELECT * {{ ?a ?b 1.0e1SERVICE{CALL} }}",
    f"SELECT * {{ ?a ?b 'x'SERVICE{CALL} }}",
    f"SELECT * {{ ?a ?b ?c.SERVICE{CALL} }}",
    f"SELECT * {{ OPTIONAL{{}}SERVICE{CALL} }}",
    f"SELECT * {{ S\\u0045RVICE {CALL} }}",
    f"SELECT * {{ \\U00000053ERVICE {CALL} }}",
    f"SELECT * {{ #\\u000ASERVICE {CALL} }}",
    f"SELECT * {{ FILTER('\\u0027' = '') SERVICE {CALL} #'''\n }}",
    f'SELECT * {{ FILTER("\\u0022 = \'" || 1) SERVICE {CALL} }}',
    PREFIXES + "SELECT * { SERVICEex:a { ?x ?y ?z } }",
    PREFIXES + "SELECT * { SERVICE:a { ?x ?y ?z } }",
    PREFIXES + "SELECT * { serviceSILENTex:a { ?x ?y ?z } }",
    PREFIXES + "SELECT * { ?s ?p trueSERVICEex:a { ?x ?y ?z } }",
    PREFIXES + f"SELECT * {{ ?s ?p ex:a.b.SERVICE{CALL} }}",
    PREFIXES + f"SELECT * {{ ?s ?p h:SERVICE{CALL} }}",
    PREFIXES + f"SELECT * {{ ?s ?p h:SERVICE SILENT {CALL} }}",
    f"SELECT * {{ FILTER(1<2)SERVICE#>\n{CALL} }}",
    f"SELECT * {{ FILTER(1<'>')SERVICE{CALL} }}",
    f"SELECT * {{ FILTER(1<<http://a/#>)SERVICE{CALL} }}",
    f"SELECT * {{ FILTER((?a<2)&&?b>3&&1<'>')SERVICE{CALL} }}",
    f"SELECT * {{ FILTER(?a<(2+?b)&&(3>1)&&1<'>')SERVICE{CALL} }}",
    f"SELECT * {{ <<?s?p'>'>> ?q ?o SERVICE{CALL} #'\n }}",
    f'SELECT * {{ VALUES ?x {{"""a"}}SERVICE{CALL} }}',
    f'SELECT * {{ VALUES ?x {{""" a"}} SERVICE {CALL} }} #\\q """',
    f'SELECT * {{ VALUES ?x {{""" a"}} SERVICE {CALL} }} #\\uD800 """',
    f"SELECT * {{ VALUES ?x {{''' a'}} SERVICE {CALL} }} #\\U00110000 '''",
    "LOAD <http://127.0.0.1:1/>",
    "load <file:///etc/passwd> INTO GRAPH <a:b>",
    "L\\u004FAD <http://127.0.0.1:1/>",
    "INSERT DATA { <a:a> <a:a> <a:a> }",
    "PREFIX ex: <a:> insert { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DELETE WHERE { ?s ?p ?o }",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "CREATE GRAPH <a:g>",
    "DROP SILENT ALL",
    "COPY <a:g> TO <a:h>",
    "MOVE <a:g> TO <a:h>",
    "ADD <a:g> TO DEFAULT",
    "SELECT * {} ; DROP ALL",
]
PASSED = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p 'SERVICE <a:b> {}' }",
    'SELECT * { ?s ?p "SERVICE" }',
    "SELECT * { ?s ?p '''it's a\nSERVICE''' }",
    'SELECT * { ?s ?p """LOAD " ""\n""" }',
    "SELECT * { ?s ?p 'it\\'s SERVICE' }",
    "SELECT * { ?s ?p '\\u0053ERVICE' }",
    "SELECT * { ?s ?p <http://a/SERVICE> }",
    "SELECT * { ?s ?p <#SERVICE> }",
    "SELECT * { ?s ?p <http://a/b#load> , <urn:drop'insert> }",
    "SELECT * { ?s ?p ?o # SERVICE\n}",
    "SELECT * { ?SERVICE $load ?insert }",
    "SELECT * { _:service ?p _:load }",
    "SELECT * { ?s ?p 'x'@service }",
    "PREFIX ex: <a:> SELECT * { ?s ex:service ?o . ?s ex:load ex:insert }",
    "PREFIX service: <a:> SELECT * { ?s service:a service: }",
    "PREFIX service: <a:> SELECT * { GRAPH service:a { ?s ?p ?o } }",
    "PREFIX ex: <a:> SELECT * { ?s ex:service ?o . { ?s ?p ?o } }",
    "PREFIX ex: <a:> SELECT * { ?s ex:service ?o OPTIONAL { ?s ?p ?o } }",
    "PREFIX add: <a:> SELECT * { ?s add:with.copy ?o }",
    "PREFIX ex: <a:> SELECT * { ?s ex:a\\-service ?o }",
    "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) } # service",
    "SELECT * { ?s ?p ?o FILTER(?o<3&&?o>1) } # service",
    "SELECT * { ?s ?p ?o FILTER(?o IN (<#service>, <#b>)) }",
    "SELECT * { ?s (<#service>|<#b>) ?o }",
    "SELECT * { VALUES ?s { <#a> <#service> } }",
    "SELECT * { ?s a ?o }",
    "not a query at all",
    "",
]
KEYWORDS = """
BASE PREFIX SELECT DISTINCT REDUCED AS CONSTRUCT WHERE DESCRIBE ASK FROM NAMED GROUP BY HAVING ORDER
ASC DESC LIMIT OFFSET VALUES UNDEF OPTIONAL GRAPH UNION FILTER BIND MINUS a IN NOT EXISTS STR LANG
LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE
ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS
TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT sameTerm isIRI
isURI isBLANK isLITERAL isNUMERIC REGEX SUBSTR REPLACE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT
SEPARATOR true false VERSION TRIPLE SUBJECT PREDICATE OBJECT isTRIPLE LANGDIR STRLANGDIR hasLANG
hasLANGDIR ADJUST LATERAL
"""


@pytest.mark.parametrize("query", REFUSED)
def test_check_refuses(query: str) -> None:
    with pytest.raises(QueryRefused):
        gate.check(query)


@pytest.mark.parametrize("query", PASSED)
def test_check_passes(query: str) -> None:
    gate.check(query)


@pytest.mark.parametrize("keyword", KEYWORDS.split())
def test_check_passes_every_keyword_of_queries(keyword: str) -> None:
    gate.check(keyword)


def test_check_says_where_and_why() -> None:
    with pytest.raises(QueryRefused, match=r"Line 2, column 3: SERVICE is not allowed"):
        gate.check("SELECT * {\n  SERVICE <a:b> {} }")
    with pytest.raises(QueryRefused, match="write a full stop before"):
        gate.check("PREFIX ex: <a:> SELECT * { ?s ex:service ?o { ?s ?p ?o } }")


@pytest.mark.parametrize("brackets", ["()", "{}", "[]"])
def test_check_refuses_deep_nesting(brackets: str) -> None:
    opening, closing = brackets
    gate.check(opening * gate.MOST_NESTED + closing * gate.MOST_NESTED)
    with pytest.raises(QueryRefused, match="nested"):
        gate.check(opening * 2000 + "1" + closing * 2000)


def test_check_counts_open_brackets_only() -> None:
    gate.check("SELECT * { " + "FILTER(((1))) " * 1000 + "}" + ")" * 1000)
    gate.check("SELECT * { ?s ?p '" + "(" * 1000 + "' }")


@pytest.mark.parametrize(
    "piece",
    ["a.", "<", "<#>", '\\"""', ":", "\\", "ex:service ", "<a", "' \\' ", "\\u0041", "((<#a", "service ", "'''", '""'],
)
def test_check_answers_on_long_hostile_input(piece: str) -> None:
    for start in ("", "'", '"""', "(1", "'''"):
        with contextlib.suppress(QueryRefused):
            gate.check(start + piece * (65536 // len(piece)))


def test_check_keeps_its_message_short() -> None:
    with pytest.raises(QueryRefused) as refusal:
        gate.check("SELECT * { ?s ?p ex:service" + "x" * 60000 + " { } }")
    assert len(str(refusal.value)) < 300


@given(st.text(max_size=60))
def test_check_reads_any_text(text: str) -> None:
    with contextlib.suppress(QueryError):
        gate.check(text)
        gate.has_dataset_clause(text)
        gate.form_of(text)


@given(st.text(st.characters(exclude_characters="'\\\r\n", exclude_categories=["Cs"]), max_size=30))
def test_check_passes_any_string_literal(text: str) -> None:
    gate.check(f"SELECT * {{ ?s ?p 'SERVICE {text}' }}")


PIECES = r"""
SERVICE service SILENT {} . FILTER( BIND( ) ( 1 2 < > = << >> <= >= && || ' " ''' '' # ex: ex:a : h: h:8 ex:a.b.
true a ?a $b _:x @en ^^ \u0027 \u003e \' \ \q \uD800 } { OPTIONAL{ UNION EXISTS MINUS <#> <# #> <'> '>' <a> <a'b> - + !
* / | ^
, ; [ ] %41 IN( 1e5 1. 0.5 <?x SERVICEex:a ex:SERVICE x:SERVICE
"""
SPACED = ['""', '"""', "\n", " ", "\r", "?s ?p ?o", "VALUES ?q{", "{?x ?y ?z}", FAR]
SHAPES = (
    "SELECT*{FILTER(1%s)SERVICE%s{?x ?y ?z}%s}",
    "SELECT*{%sSERVICE%s{?x ?y ?z}%s}",
    "SELECT*{FILTER(1<%s SERVICE%s%s}",
    "SELECT*{VALUES ?q{%s}SERVICE%s{}%s}",
    "SELECT*{%s%s%s}",
)


def _is_service_call(store: Store, query: str) -> bool:
    """Return whether the engine takes the query for one that contacts another server (port 1 is never contacted)."""
    try:
        list(store.query(query))
    except SyntaxError:
        return False
    except (OSError, RuntimeError):
        return True
    return False


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_check_refuses_whatever_the_engine_takes_for_a_service_call(seed: int) -> None:
    chance = random.Random(seed)
    store = Store()

    def some(most: int) -> str:
        return "".join(chance.choices([*PIECES.split(), *SPACED], k=chance.randint(0, most)))

    query = PREFIXES + chance.choice(SHAPES) % (some(5), some(2) + FAR, some(4))
    if _is_service_call(store, query):
        with pytest.raises(QueryRefused):
            gate.check(query)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "select"),
        ("select*{}", "select"),
        ("SELECTDISTINCT?x{}", "select"),
        ("# ASK\nBASE <http://ask/> PREFIX ask: <a:> prefix select:<b:>\nCONSTRUCT {} WHERE {}", "construct"),
        ("PREFIX : <a:> describe :select", "describe"),
        ("VERSION '1.2' ASK {}", "ask"),
        ("ASK{SELECT*{}}", "ask"),
    ],
)
def test_form_of_reads_past_the_prologue(query: str, form: str) -> None:
    assert gate.form_of(query) == form


@pytest.mark.parametrize(
    "query", ["", "SELEKT * {}", "{ SELECT * {} }", "PREFIX a: <a:>", "# SELECT", "'SELECT", "( SELECT"]
)
def test_form_of_refuses_what_is_no_query(query: str) -> None:
    with pytest.raises(QueryError):
        gate.form_of(query)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * FROM <a:g> {}", True),
        ("SELECT*from<a:g>{}", True),
        ("ASK FROM NAMED <a:g> {}", True),
        ("SELECT * { ?from <from> 'FROM' } # FROM", False),
        ("PREFIX from: <a:> SELECT * { ?s from:from ?o }", False),
    ],
)
def test_has_dataset_clause_finds_from(query: str, names: bool) -> None:
    assert gate.has_dataset_clause(query) is names


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                *"()[]{}<>'\"#?:.;,^/|*+-=!& \n\\",
                "SERVICE",
                "load",
                "with",
                "SELECT",
                "x",
                "ex:a",
                "<http://e.x/a>",
                "'''",
                "u0053",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_check_passes_unread_only_what_it_would_pass_when_read(text: str) -> None:
    if gate._has_nothing_to_refuse(text):
        gate._check_reading(text)


def test_check_reads_what_could_be_nested_too_deeply() -> None:
    with pytest.raises(QueryRefused, match="nested"):
        gate.check("ASK { FILTER(" + "(" * gate.MOST_NESTED + "1" + ")" * gate.MOST_NESTED + ") }")
    gate.check("ASK { FILTER(" + "(1)" * 3 * gate.MOST_NESTED + ") }")
