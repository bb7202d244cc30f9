"""A document that no code knows: its folder is added to the ontology's, and it is found everywhere, code unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from dvgraph.cli.main import cli
from dvgraph.dataset import Dataset, build, open_version
from dvgraph.load import Loaded
from dvgraph.places import checkout
from dvgraph.settings import Settings
from dvgraph.sources import check
from dvgraph.validation import validate_structure, validate_wording
from dvgraph.validation.faithfulness import validate_faithfulness
from dvgraph_server import create_app
from dvgraph_server.service import Service
from tests.unit.sixth import Sixth, add_sixth

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def sixth(tmp_path_factory: pytest.TempPathFactory) -> Sixth:
    """The project's own documents and one more."""
    return add_sixth(tmp_path_factory.mktemp("sixth"))


@pytest.fixture(scope="module")
def with_sixth(sixth: Sixth) -> Loaded:
    """What the authored files and the new ones state."""
    return sixth.load()


@pytest.fixture(scope="module")
def opened(sixth: Sixth) -> Iterator[Dataset]:
    """The dataset of all of them."""
    settings = Settings(data_dir=sixth.ontology.parent / "data")
    folder = build(settings, sixth.ontology, shapes=False).folder
    with open_version(folder, settings, in_memory=True) as dataset:
        yield dataset


@pytest.fixture(scope="module")
def client(opened: Dataset) -> Iterator[FlaskClient]:
    """A client of the service over it."""
    app = create_app(opened.settings, opened)
    yield app.test_client()
    Service.of(app).close()


def of_sixth(findings: list[str]) -> list[str]:
    return [finding for finding in findings if "hav:" in finding or "safe-harbour" in finding]


def curies(dataset: Dataset, column: str, question: str, **given: str) -> list[str]:
    answer = dataset.ask(question, stated_only=False, **given)
    return [str(getattr(row[column], "curie", "")) for row in answer.rows]


# Built and validated


def test_no_code_names_it() -> None:
    top = checkout()
    assert top is not None
    code = [file for part in ("dvgraph", "server", "visualisations", "queries") for file in (top / part).rglob("*")]
    texts = (file.read_text(encoding="utf-8") for file in code if file.suffix in {".py", ".rq", ".html", ".js"})
    assert not any("safe-harbour" in text or "hav:" in text for text in texts)


def test_build_gives_it_a_graph_and_a_prefix_of_its_own(opened: Dataset) -> None:
    assert opened.manifest.frameworks["hav"].endswith("/safe-harbour/")
    assert opened.manifest.counts["hav"] > 0


def test_structure_and_wording_find_nothing_wrong_with_it(sixth: Sixth, with_sixth: Loaded) -> None:
    found = [*validate_structure(with_sixth), *validate_wording(with_sixth, sixth.texts)]
    assert of_sixth([str(finding) for finding in found]) == []


def test_wrong_expected_count_of_it_is_found(tmp_path: Path) -> None:
    wrong = add_sixth(tmp_path, alone=True)
    facts = wrong.folder / "framework.ttl"
    facts.write_text(facts.read_text(encoding="utf-8").replace("dv:count 1 ]", "dv:count 2 ]", 1), encoding="utf-8")
    (finding,) = [one for one in validate_structure(wrong.load()) if one.severity == "error"]
    assert "hav" in str(finding)


@pytest.mark.slow
def test_shapes_find_nothing_wrong_with_it(sixth: Sixth) -> None:
    result = CliRunner().invoke(cli, ["validate", "--ontology", str(sixth.ontology), "--sources", str(sixth.texts)])
    assert of_sixth(result.output.splitlines()) == []


# Proved against its text


def test_its_text_is_covered_without_a_gap(sixth: Sixth, with_sixth: Loaded) -> None:
    report = check(with_sixth, sixth.ontology, sixth.texts)
    (text,) = report.texts
    assert text.frameworks == ("hav",)
    assert [(count.kind, count.found, count.of) for count in text.counts] == [
        ("AuditSection", 1, 1),
        ("AuditStandard", 1, 1),
        ("Chapter", 1, 1),
        ("EvidenceItem", 1, 1),
        ("GlossaryTerm", 1, 1),
        ("Link", 1, 1),
        ("Passage", 1, 1),
    ]
    assert report.gaps == ()
    assert of_sixth([str(finding) for finding in report.findings]) == []


def test_its_wording_loses_nothing(sixth: Sixth, with_sixth: Loaded) -> None:
    assert [str(finding) for finding in validate_faithfulness(with_sixth, sixth.ontology, sixth.texts)] == []


def test_its_wording_can_be_attached(sixth: Sixth, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli,
        ["sources", "attach", str(sixth.texts), "--ontology", str(sixth.ontology)],
        env={"DVGRAPH_DATA_DIR": str(tmp_path)},
    )
    assert "charter.txt: attached (hav; 6 of 6 items)" in result.stdout


# Asked


def test_counts_has_its_kinds(opened: Dataset) -> None:
    answer = opened.ask("counts", framework="hav")
    kinds = {row["kind"]: row["count"] for row in answer.rows}
    assert kinds == {
        "AuditSection": 1,
        "AuditStandard": 1,
        "Chapter": 1,
        "EvidenceItem": 1,
        "GlossaryTerm": 1,
        "Passage": 1,
    }


@pytest.mark.parametrize("name", ["hav", "harbour-charter"])
def test_corrections_of_it_are_told_by_short_name_and_alias(opened: Dataset, name: str) -> None:
    answer = opened.ask("corrections-of-framework", framework=name)
    (told,) = answer.rows
    assert (told["printed"], told["corrected"], told["line"]) == ("A1.9", "A1.1", 8)


def test_reference_in_it_leads_to_what_is_meant_both_ways(opened: Dataset) -> None:
    for item, other in (("hav:CH1-PN1", "hav:A1.1"), ("hav:A1.1", "hav:CH1-PN1")):
        assert curies(opened, "other", "references-of-item", item=item) == [other]
    answer = opened.ask("references-of-item", item="hav:CH1-PN1")
    assert [row["printed"] for row in answer.rows] == ["A1.9"]


def test_it_is_found_by_subject_term_dated_name_and_standard(opened: Dataset) -> None:
    assert "hav:A1.1" in curies(opened, "item", "items-about-topic", topic="safety-planning")
    assert "hav:GL-1" in curies(opened, "definition", "definitions-of-term", topic="voluntary-sector")
    assert curies(opened, "item", "items-with-dated-name", framework="hav") == ["hav:CH1-PN1"]
    answer = opened.ask("evidence-checklist", standard="hav:A1")
    (told,) = answer.rows
    assert told["force"] == "must"
    # A store may write a duration in its shortest form.
    assert told["time_limit"] in {"PT24H", "P1D"}


# Shown


def show(opened: Dataset, monkeypatch: pytest.MonkeyPatch, code: str) -> Result:
    monkeypatch.setattr("dvgraph.open_dataset", lambda: open_version(opened.path, opened.settings))
    return CliRunner().invoke(cli, ["show", code])


def test_show_tells_of_its_items(opened: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    result = show(opened, monkeypatch, "hav:CH1-PN1")
    assert result.exit_code == 0
    text = " ".join(result.output.split())
    for told in ("The Safe Harbour Charter", "HDB", "while the coordinator is away", 'printed "A1.9"', "8:1-"):
        assert told in text


def test_show_lists_its_items_among_the_readings_of_a_code(opened: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "hav:A1.1" in show(opened, monkeypatch, "A1.1").output
    assert "hav:GL-1" in show(opened, monkeypatch, "harbour-charter:GL-1").output


def test_home_and_framework_page_browse_it(client: FlaskClient) -> None:
    assert "/safe-harbour/" in client.get("/", headers=HTML).text
    page = client.get("/safe-harbour/", headers=HTML)
    assert page.status_code == 200
    for shown in ("The Safe Harbour Charter", "2031", "no driver should rely on it", "/safe-harbour/A"):
        assert shown in page.text


@pytest.mark.parametrize("code", ["A", "A1", "A1.1", "CH1", "CH1-PN1", "GL-1"])
def test_each_of_its_items_has_a_page_and_data(client: FlaskClient, code: str) -> None:
    page = client.get(f"/safe-harbour/{code}", headers=HTML)
    assert page.status_code == 200
    assert "The Safe Harbour Charter" in page.text
    data = client.get(f"/safe-harbour/{code}.ttl")
    assert data.status_code == 200
    assert "hav:" in data.text


def test_its_alias_leads_to_its_pages(client: FlaskClient) -> None:
    response = client.get("/harbour-charter/A1.1", headers=HTML)
    assert response.status_code == 308
    assert response.headers["Location"].endswith("/safe-harbour/A1.1")


def test_topic_page_and_question_page_have_its_items(client: FlaskClient) -> None:
    assert "/safe-harbour/A1.1" in client.get("/topic/safety-planning", headers=HTML).text
    answer = client.get("/questions/counts.json", query_string={"framework": "hav"})
    assert answer.get_json()["total"] == 6


def test_sparql_finds_its_graph(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <https://w3id.org/dvgraph/graph/hav> { ?s ?p ?o } }"
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert int(answer.get_json()["results"]["bindings"][0]["n"]["value"]) > 0
