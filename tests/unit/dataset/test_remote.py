from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.cli.main import main
from dvgraph.dataset import BuildResult, build, open_current
from dvgraph.dataset.remote import MARK, load_remote
from dvgraph.errors import BadParameter, NoDataset, StoreUnavailable
from dvgraph.namespaces import Namespaces
from dvgraph.settings import Settings
from dvgraph.store.remote import GraphStore, RemoteStore
from tests.oxigraph_server import OxigraphServer
from tests.unit.small import ITEMS, small_ontology

NAMES = Namespaces()
TRIPLE = Triple(NamedNode("https://e.org/s"), NamedNode("https://e.org/p"), Literal("o"))


@pytest.fixture
def server(oxigraph_server: OxigraphServer) -> OxigraphServer:
    oxigraph_server.clear()
    return oxigraph_server


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: OxigraphServer) -> Settings:
    """Settings that lead to the server, for the small ontology in place of the project's own."""
    ontology = small_ontology(tmp_path)
    monkeypatch.setattr("dvgraph.dataset.opening.ontology_dir", lambda: ontology)
    monkeypatch.setenv("DVGRAPH_DATA_DIR", str(tmp_path / "data"))
    return Settings(data_dir=tmp_path / "data", sparql_url=server.query, query_seconds=60)


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> BuildResult:
    return build(settings, tmp_path / "ontology", shapes=False)


def load(folder: Path, server: OxigraphServer) -> None:
    writer = GraphStore(server.store)
    with RemoteStore(server.query, seconds=60) as store:
        load_remote(folder, store, writer)
    writer.close()


def change(server: OxigraphServer, graph: str, *triples: Triple) -> None:
    writer = GraphStore(server.store)
    writer.put(NAMES.graph(graph), triples)
    writer.close()


def test_a_loaded_version_answers_from_the_endpoint(
    built: BuildResult, settings: Settings, server: OxigraphServer, caplog: pytest.LogCaptureFixture
) -> None:
    load(built.folder, server)
    with open_current(settings=settings) as dataset:
        assert isinstance(dataset.store, RemoteStore)
        assert dataset.version == built.manifest.version
        assert dataset.store.graph_names() == sorted(NAMES.graph(name) for name in built.manifest.counts)
        assert not dataset.store.ask(f"ASK {{ GRAPH <{NAMES.graph(MARK)}> {{ ?s ?p ?o }} }}")
    assert caplog.text == ""


def test_an_empty_endpoint_is_refused_with_what_to_do(built: BuildResult, settings: Settings) -> None:
    with pytest.raises(NoDataset, match=r"dvgraph load"):
        open_current(settings=settings)


def test_an_endpoint_with_another_version_is_refused(
    tmp_path: Path, built: BuildResult, settings: Settings, server: OxigraphServer
) -> None:
    load(built.folder, server)
    items = tmp_path / "ontology" / "frameworks" / "tea" / "items.ttl"
    items.write_text(ITEMS.replace("Boil water", "Heat water"), encoding="utf-8")
    build(settings, tmp_path / "ontology", shapes=False)
    with pytest.raises(NoDataset, match=built.manifest.version[:16]):
        open_current(settings=settings)


def test_a_load_that_was_broken_off_is_refused_until_it_is_done_again(
    built: BuildResult, settings: Settings, server: OxigraphServer
) -> None:
    def break_off(name: str, count: int) -> None:
        if name == "tea":
            raise KeyboardInterrupt

    writer = GraphStore(server.store)
    load(built.folder, server)
    with RemoteStore(server.query, seconds=60) as store, pytest.raises(KeyboardInterrupt):
        load_remote(built.folder, store, writer, break_off)
    writer.close()
    with pytest.raises(NoDataset, match="under way"):
        open_current(settings=settings)
    load(built.folder, server)
    open_current(settings=settings).close()


def test_an_endpoint_that_was_changed_since_is_refused(
    built: BuildResult, settings: Settings, server: OxigraphServer
) -> None:
    load(built.folder, server)
    change(server, "tea", TRIPLE)
    with pytest.raises(NoDataset, match=r"tea \(1 of "):
        open_current(settings=settings)


def test_an_endpoint_that_was_loaded_by_other_means_is_warned_of(
    built: BuildResult, settings: Settings, server: OxigraphServer, caplog: pytest.LogCaptureFixture
) -> None:
    load(built.folder, server)
    change(server, MARK)
    open_current(settings=settings).close()
    assert "not compared" in caplog.text


def test_loading_removes_graphs_of_earlier_versions_and_leaves_those_of_others(
    built: BuildResult, server: OxigraphServer
) -> None:
    change(server, "gone", TRIPLE)
    writer = GraphStore(server.store)
    writer.put("https://e.org/mine", [TRIPLE])
    writer.close()
    load(built.folder, server)
    with RemoteStore(server.query, seconds=60) as store:
        names = store.graph_names()
    assert NAMES.graph("gone") not in names
    assert "https://e.org/mine" in names


def test_a_dead_endpoint_is_unavailable(built: BuildResult, settings: Settings) -> None:
    with pytest.raises(StoreUnavailable, match="reached"):
        open_current(settings=Settings(data_dir=settings.data_dir, sparql_url="http://127.0.0.1:9/query"))


def test_an_endpoint_that_is_no_address_is_a_bad_parameter(built: BuildResult, settings: Settings) -> None:
    with pytest.raises(BadParameter):
        open_current(settings=Settings(data_dir=settings.data_dir, sparql_url="nonsense"))


def test_load_command_loads_and_says_how_to_use_it(
    built: BuildResult, settings: Settings, server: OxigraphServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["load", "--to", server.url])
    assert end.value.code == 0
    out = capsys.readouterr().out
    assert built.manifest.version in out
    assert f"DVGRAPH_SPARQL_URL={server.query}" in out
    open_current(settings=settings).close()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "DVGRAPH_SPARQL_URL"),
        (["--to", "nonsense"], 2, "http(s) address"),
        (["--to", "http://127.0.0.1:9"], 1, "reached"),
    ],
)
def test_load_command_says_what_is_wrong(
    built: BuildResult, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["load", *arguments])
    assert end.value.code == code
    assert words in capsys.readouterr().err
