"""The publishers' wording: on an item's page where the operator lets it be shown, and nowhere else at all."""

from __future__ import annotations

import gzip
import logging
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from dvgraph.dataset import Dataset, build, open_version
from dvgraph.formats import WRITERS
from dvgraph.items.describe import describe, statements
from dvgraph.places import checkout
from dvgraph.settings import Settings
from dvgraph.sources.attached import attach, detach, write_store
from dvgraph_server import create_app
from dvgraph_server.service import Service
from tests.unit.sixth import CANARY, Sixth, add_sixth

HTML = {"Accept": "text/html"}
PATH = "/safe-harbour/A1.1"
WORDS = tuple(CANARY.split())
ANY_TEXT = (
    "SELECT ?s ?p ?o ?g WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER(CONTAINS(LCASE(STR(?o)), '%s')) }"
)


def holds_canary(content: str | bytes) -> bool:
    text = content if isinstance(content, str) else content.decode("utf-8", errors="replace")
    return any(word in text.lower() for word in WORDS)


@pytest.fixture(scope="module")
def sixth(tmp_path_factory: pytest.TempPathFactory) -> Sixth:
    """The invented document alone."""
    return add_sixth(tmp_path_factory.mktemp("sixth"), alone=True)


@pytest.fixture(scope="module")
def opened(sixth: Sixth) -> Iterator[Dataset]:
    """Its dataset, with the text attached and the switch on."""
    settings = Settings(data_dir=sixth.ontology.parent / "data", show_source=True)
    folder = build(settings, sixth.ontology, shapes=False).folder
    attach(sixth.load(), sixth.texts, settings.data_dir)
    with open_version(folder, settings, in_memory=True) as dataset:
        yield dataset


@pytest.fixture
def shown(opened: Dataset, caplog: pytest.LogCaptureFixture) -> Iterator[FlaskClient]:
    """A client of the service that shows the text; nothing that it logs holds any of it."""
    with caplog.at_level(logging.DEBUG):
        app = create_app(opened.settings, opened)
        yield app.test_client()
        Service.of(app).close()
    assert not holds_canary(caplog.text)


def test_page_shows_the_publishers_text_marked_and_is_kept_by_no_cache(shown: FlaskClient) -> None:
    response = shown.get(PATH, headers=HTML)
    text = response.get_data(as_text=True)
    assert "The publisher's text, shown to who holds it" in text
    quote = re.search(r"<blockquote>(.*?)</blockquote>", text, re.DOTALL)
    assert quote
    assert CANARY in quote[1]
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_page_does_not_show_it_unless_switched_on(opened: Dataset) -> None:
    app = create_app(Settings(data_dir=opened.settings.data_dir), opened)
    response = app.test_client().get(PATH, headers=HTML)
    assert response.status_code == 200
    assert not holds_canary(response.data)
    assert b"<blockquote>" not in response.data
    Service.of(app).close()


@pytest.mark.parametrize("suffix", [".ttl", ".jsonld", ".json", ".rdf", ".nt"])
def test_data_of_the_item_never_holds_it(shown: FlaskClient, suffix: str) -> None:
    response = shown.get(PATH + suffix)
    assert response.status_code == 200
    assert not holds_canary(response.data)


@pytest.mark.parametrize(
    "path", ["/safe-harbour/", "/safe-harbour/A1", "/", f"/search?q={WORDS[0]}", "/.well-known/void"]
)
def test_other_pages_never_hold_it(shown: FlaskClient, path: str) -> None:
    content = shown.get(path, headers=HTML).get_data(as_text=True)
    assert WORDS[1] not in content.lower()


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_sparql_never_finds_it(shown: FlaskClient, accept: str) -> None:
    for word in WORDS:
        response = shown.get("/sparql", query_string={"query": ANY_TEXT % word}, headers={"Accept": accept})
        assert response.status_code == 200
        rows = response.get_json()["results"]["bindings"] if "json" in accept else response.text.splitlines()[1:]
        assert rows == []


def test_sparql_can_not_reach_the_store_of_the_texts(shown: FlaskClient, opened: Dataset) -> None:
    file = (opened.settings.data_dir / "attached" / "texts.sqlite").as_uri()
    for query in (f"SELECT * FROM <{file}> WHERE {{ ?s ?p ?o }}", f"LOAD <{file}>"):
        response = shown.get("/sparql", query_string={"query": query})
        assert not holds_canary(response.data)


@pytest.mark.parametrize("format_", sorted(WRITERS))
def test_answers_in_every_format_never_hold_it(shown: FlaskClient, opened: Dataset, format_: str) -> None:
    for name, given in {
        "evidence-checklist": {"standard": "hav:A1"},
        "references-of-item": {"item": "hav:A1.1"},
        "items-about-topic": {"topic": "safety-planning"},
        "corrections-of-framework": {"framework": "hav"},
    }.items():
        answer = opened.ask(name, stated_only=False, **given)
        assert answer.rows, name
        assert not holds_canary(WRITERS[format_].write(answer))
        assert not holds_canary(shown.get(f"/questions/{name}{WRITERS[format_].suffix}", query_string=given).data)


def test_dataset_and_its_store_never_hold_it(opened: Dataset) -> None:
    assert not holds_canary("\n".join(map(str, statements(opened, opened.namespaces.base + "safe-harbour/A1.1"))))
    for file in opened.path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not holds_canary(gzip.decompress(content) if file.suffix == ".gz" else content), file.name


def test_service_logs_none_of_it_and_warns_where_others_can_read_it(settings: Settings, dataset: Dataset) -> None:
    code = dataset.namespaces.base + "functional-map/AA1"
    digest = describe(dataset, code).source_digest
    assert digest
    write_store([("fm:AA1", digest, "0" * 64, CANARY)], settings.data_dir)
    try:
        page, log = _served(settings)
    finally:
        detach(settings.data_dir)
    assert CANARY in page
    assert not holds_canary(log)
    assert "Warning: DVGRAPH_SHOW_SOURCE is on" in log


def _served(settings: Settings) -> tuple[str, str]:
    """Return an item's page, served by a process of its own to other machines too, and all that the process wrote."""
    environ = {
        **os.environ,
        "DVGRAPH_DATA_DIR": str(settings.data_dir),
        "DVGRAPH_SHOW_SOURCE": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", "from dvgraph_server.serve import serve; serve()"]
    with subprocess.Popen(
        [*command, "--port", "0", "--host", "0.0.0.0"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            port = re.search(r":(\d+)/", process.stdout.readline())
            assert port
            request = urllib.request.Request(f"http://127.0.0.1:{port[1]}/functional-map/AA1", headers=HTML)
            with urllib.request.urlopen(request, timeout=30) as response:
                page = response.read().decode()
        finally:
            process.terminate()
            out, log = process.communicate(timeout=30)
    return page, out + log


def test_repository_never_takes_it_in(opened: Dataset) -> None:
    top = checkout()
    assert top is not None
    ignored = (top / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ".dvgraph/" in ignored
    assert (opened.settings.data_dir / "attached" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert not any(holds_canary(file.read_bytes()) for file in (top / "ontology").rglob("*") if file.is_file())
