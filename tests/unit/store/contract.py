"""What every store must do: subclass `StoreContract` with a fixture `store` that holds `CONTRACT_QUADS`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from dvgraph.errors import QueryError, StoreUnavailable
from dvgraph.store.base import Store

EX = "https://example.org/"
STATED, MORE, INFERRED = EX + "graph/stated", EX + "graph/more", EX + "graph/inferred"


def iri(local: str) -> NamedNode:
    return NamedNode(EX + local)


CONTRACT_QUADS = [
    Quad(iri("a"), iri("supports"), iri("o1"), NamedNode(STATED)),
    Quad(iri("a"), iri("label"), Literal("the letter a", language="en"), NamedNode(STATED)),
    Quad(iri("a"), iri("position"), Literal(3), NamedNode(STATED)),
    Quad(iri("b"), iri("supports"), iri("o1"), NamedNode(MORE)),
    Quad(iri("c"), iri("supports"), iri("o1"), NamedNode(INFERRED)),
]
SUPPORTERS = f"SELECT ?s WHERE {{ ?s <{EX}supports> ?o }} ORDER BY ?s"


class StoreContract:
    """The tests; the fixture `store` decides which store they run on."""

    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_select_sees_the_union_of_all_graphs(self, store: Store) -> None:
        assert store.select(SUPPORTERS).column("s") == [iri("a"), iri("b"), iri("c")]

    def test_select_sees_the_named_graphs_alone(self, store: Store) -> None:
        assert store.select(SUPPORTERS, [STATED, MORE]).column("s") == [iri("a"), iri("b")]
        assert store.select(SUPPORTERS, [INFERRED]).column("s") == [iri("c")]

    def test_select_of_no_graph_or_an_unknown_one_is_empty(self, store: Store) -> None:
        assert store.select(SUPPORTERS, [EX + "graph/none"]).rows == ()
        assert store.select(SUPPORTERS, []).rows == ()

    def test_graph_patterns_see_the_same_graphs(self, store: Store) -> None:
        query = f"SELECT ?g WHERE {{ GRAPH ?g {{ ?s <{EX}supports> ?o }} }} ORDER BY ?g"
        assert store.select(query, [STATED, INFERRED]).column("g") == [NamedNode(INFERRED), NamedNode(STATED)]
        assert len(store.select(query).rows) == 3

    def test_from_in_the_query_counts_where_the_call_names_no_graphs(self, store: Store) -> None:
        query = SUPPORTERS.replace("WHERE", f"FROM <{MORE}> WHERE")
        assert store.select(query).column("s") == [iri("b")]
        assert store.select(query, [INFERRED]).column("s") == [iri("c")]

    def test_select_keeps_variables_terms_and_gaps(self, store: Store) -> None:
        query = (
            f"SELECT ?label ?none ?position WHERE {{ ?s <{EX}label> ?label ; <{EX}position> ?position "
            f"OPTIONAL {{ ?s <{EX}missing> ?none }} }}"
        )
        solutions = store.select(query)
        assert solutions.variables == ("label", "none", "position")
        assert solutions.rows == ((Literal("the letter a", language="en"), None, Literal(3)),)

    def test_ask_answers_yes_and_no(self, store: Store) -> None:
        assert store.ask(f"ASK {{ <{EX}c> ?p ?o }}") is True
        assert store.ask(f"ASK {{ <{EX}c> ?p ?o }}", [STATED]) is False

    def test_construct_gives_triples_without_repeats(self, store: Store) -> None:
        made = store.construct(f"CONSTRUCT {{ <{EX}x> <{EX}y> ?o }} WHERE {{ ?s <{EX}supports> ?o }}")
        assert made == [Triple(iri("x"), iri("y"), iri("o1"))]

    def test_describe_gives_the_triples_of_a_subject(self, store: Store) -> None:
        assert store.construct(f"DESCRIBE <{EX}b>") == [Triple(iri("b"), iri("supports"), iri("o1"))]

    def test_graph_names_are_sorted(self, store: Store) -> None:
        assert store.graph_names() == [INFERRED, MORE, STATED]

    @pytest.mark.parametrize(
        "query", ["SELECT WHERE", "INSERT DATA { <a:a> <a:a> <a:a> }", "", "SELECT * { <x> ?p ?o }"]
    )
    def test_an_invalid_query_is_a_query_error(self, store: Store, query: str) -> None:
        with pytest.raises(QueryError):
            store.select(query)

    def test_a_query_of_another_form_is_a_query_error(self, store: Store) -> None:
        with pytest.raises(QueryError, match="SELECT"):
            store.select("ASK {}")
        with pytest.raises(QueryError, match="ASK"):
            store.ask("SELECT * {}")
        with pytest.raises(QueryError, match="CONSTRUCT"):
            store.construct("SELECT * {}")

    def test_a_graph_that_is_no_iri_is_a_query_error(self, store: Store) -> None:
        with pytest.raises(QueryError):
            store.select(SUPPORTERS, ["no iri"])

    def test_threads_read_side_by_side(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: store.select(SUPPORTERS), range(64)))
        assert len(set(answers)) == 1

    def test_a_closed_store_is_unavailable(self, store: Store) -> None:
        with store as opened:
            assert opened.ask("ASK {}")
        with pytest.raises(StoreUnavailable, match="closed"):
            store.ask("ASK {}")
