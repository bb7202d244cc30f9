"""Every section of SPARQL 1.1 Query that says what an answer is, over HTTP against `dvgraph serve --data`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from tests.server.cases import FOLDER, PROLOGUE, Case, is_isomorphic, problem_of, read_cases, triples_of
from tests.server.running import Running, running

FILES = sorted(FOLDER.glob("*.txt"))
CASES = [
    pytest.param(
        file,
        case,
        id=f"{file.stem}: {case.name}",
        marks=[pytest.mark.xfail(reason=case.known)] if case.known else [],
    )
    for file in FILES
    for case in read_cases(file)[1]
]
JSON = "application/sparql-results+json"


class Services:
    """A service for each file of cases, started when first asked for."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self.of = cache(self._start)

    def _start(self, file: Path) -> Running:
        folder = self._folder / file.stem
        folder.mkdir()
        (folder / "data.trig").write_text(read_cases(file)[0], encoding="utf-8")
        arguments = ("--data", str(folder / "data.trig"), "--base-iri", "http://example.org/")
        return self._stack.enter_context(running(folder, *arguments, DVGRAPH_QUERY_WORKERS="1"))


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with ExitStack() as stack:
        yield Services(tmp_path_factory.mktemp("conformance"), stack)


@pytest.mark.parametrize(("file", "case"), CASES)
def test_query_has_the_answer_that_the_specification_gives(services: Services, file: Path, case: Case) -> None:
    service = services.of(file)
    graph = case.expected == "graph"
    accept = {"graph": "application/n-triples", "error": "*/*"}.get(case.expected, JSON)
    reply = service.query(case.query, accept)
    text = reply.body.decode()
    if case.expected == "error":
        assert reply.status == 400
        return
    assert reply.status == 200, text
    if graph:
        wanted = triples_of(PROLOGUE + "\n".join(case.lines), RdfFormat.TURTLE)
        assert is_isomorphic(wanted, triples_of(text, RdfFormat.N_TRIPLES)), text
    elif case.expected == "same":
        assert text == service.query(PROLOGUE + case.argument, JSON).body.decode()
    else:
        assert problem_of(case, text) is None
