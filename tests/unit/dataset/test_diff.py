from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dvgraph.cli.main import main
from dvgraph.dataset import BuildResult, Dataset, Versions, build, open_version
from dvgraph.dataset.diff import Changed, Difference, PropertyChange, Subject, compare
from dvgraph.dataset.diff_text import DIFF_WRITERS, as_json, as_markdown, as_text
from dvgraph.errors import BadParameter
from dvgraph.settings import Settings
from tests.unit.small import ITEMS, small_ontology

LINK = """
tea:A-LNK1
    a dv:Link ;
    dv:linkSubject tea:AA ;
    dv:linkPredicate dv:mentions ;
    dv:linkObject tea:A ;
    dv:printed "A" ;
    dv:sourceSpan "1:1-8" ;
    dv:sourceDigest "0000000000000000"
    .
"""
MORE = """
tea:AB
    a dv:AreaOfCompetence ;
    skos:prefLabel "Warm the <pot>"@en ;
    skos:notation "AB" ;
    skos:inScheme framework:tea ;
    dv:partOf tea:A ;
    skos:broader tea:A ;
    dv:functionWithin tea:A ;
    dv:position 2 ;
    dv:sourceSpan "3:1-10" ;
    dv:sourceDigest "0000000000000000"
    .
"""
NEW = ITEMS.replace("Boil water", "Heat water").replace(
    "dv:position 1 ;", "dv:mentions tea:A ;\n    dv:position 1 ;", 2
)
NEW = NEW.replace("dv:mentions tea:A ;\n    ", "", 1) + LINK + MORE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def versions(tmp_path: Path, settings: Settings) -> tuple[BuildResult, BuildResult]:
    """Two versions: the second has one item and one link more, and another name."""
    old = build(settings, small_ontology(tmp_path / "old"), shapes=False)
    return old, build(settings, small_ontology(tmp_path / "new", NEW), shapes=False)


@pytest.fixture
def opened(versions: tuple[BuildResult, BuildResult], settings: Settings) -> Iterator[tuple[Dataset, Dataset]]:
    with (
        open_version(versions[0].folder, settings, in_memory=True) as old,
        open_version(versions[1].folder, settings, in_memory=True) as new,
    ):
        yield old, new


@pytest.fixture
def found(opened: tuple[Dataset, Dataset]) -> Difference:
    return compare(*opened)


def test_compare_finds_items_links_and_properties(found: Difference) -> None:
    boil = Subject("tea:AA", "Heat water", "AreaOfCompetence")
    assert found.items.added == (Subject("tea:AB", "Warm the <pot>", "AreaOfCompetence"),)
    assert found.items.removed == ()
    assert found.items.changed == (
        Changed(
            boil,
            (
                PropertyChange("dv:mentions", (), ("tea:A",)),
                PropertyChange("skos:prefLabel", ("Boil water",), ("Heat water",)),
            ),
        ),
    )
    assert [one.curie for one in found.links.added] == ["tea:A-LNK1"]
    assert not found.mappings
    assert not found.others
    assert found.inferred[1] > 0


def test_compare_finds_the_answers_that_change(found: Difference) -> None:
    by_asked = {(one.question, *one.parameters.values()): one for one in found.answers}
    counted = by_asked["counts", "tea"]
    assert counted.removed == (("framework:tea", "AreaOfCompetence", "1"),)
    assert counted.added == (("framework:tea", "AreaOfCompetence", "2"),)
    assert found.asked[1] > found.asked[0] > 0


def test_compare_backwards_swaps_what_went_and_came(opened: tuple[Dataset, Dataset], found: Difference) -> None:
    back = compare(opened[1], opened[0])
    assert (back.items.removed, back.items.added) == (found.items.added, ())
    assert back.inferred == found.inferred[::-1]
    assert {(one.question, one.removed, one.added) for one in back.answers} == {
        (one.question, one.added, one.removed) for one in found.answers
    }


def test_compare_names_what_only_one_version_can_be_asked(opened: tuple[Dataset, Dataset]) -> None:
    answers = [one for one in compare(*opened).answers if one.only_in]
    assert {one.only_in for one in answers} <= {"new"}
    assert all("tea:AB" in one.parameters.values() for one in answers)


def test_compare_of_a_version_with_itself_finds_nothing(opened: tuple[Dataset, Dataset]) -> None:
    same = compare(opened[0], opened[0])
    assert not same
    for write in (as_text, as_markdown):
        assert "The same version" in write(same)
    assert json.loads(as_json(same))["different"] is False


def test_compare_refuses_versions_of_different_bases(tmp_path: Path, opened: tuple[Dataset, Dataset]) -> None:
    settings = Settings(data_dir=tmp_path / "other", base_iri="https://example.org/")
    folder = build(settings, small_ontology(tmp_path / "based"), shapes=False).folder
    with open_version(folder, settings) as other, pytest.raises(BadParameter, match="base IRI"):
        compare(opened[0], other)


def test_text_says_what_went_came_and_changed(found: Difference) -> None:
    text = as_text(found)
    assert "Items: 1 added, 1 changed" in text
    assert "  + tea:AB Warm the <pot> (AreaOfCompetence)\n" in text
    assert "skos:prefLabel Boil water -> Heat water" in text
    assert "dv:mentions (nothing) -> tea:A" in text
    assert "    - framework:tea | AreaOfCompetence | 1\n" in text


def test_markdown_escapes_what_is_html(found: Difference) -> None:
    text = as_markdown(found)
    assert "Warm the \\<pot\\>" in text
    assert "- \\| " not in text


def test_json_holds_all(found: Difference) -> None:
    content = json.loads(as_json(found))
    assert content["different"] is True
    assert content["items"]["added"][0]["curie"] == "tea:AB"
    assert content["inferred"] == {"removed": found.inferred[0], "added": found.inferred[1]}
    assert len(content["answers"]) == len(found.answers)


def test_what_can_be_asked_in_one_version_alone_is_told(found: Difference) -> None:
    change = replace(found.answers[0], only_in="new")
    assert "which the old version can't be asked" in as_text(replace(found, answers=(change,)))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("DVGRAPH_DATA_DIR", str(settings.data_dir))


def exit_code(*arguments: str) -> object:
    with pytest.raises(SystemExit) as end:
        main(["diff", *arguments])
    return end.value.code


@pytest.mark.usefixtures("run")
def test_diff_takes_digests_folders_and_current(
    versions: tuple[BuildResult, BuildResult], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    old, new = versions
    shutil.copytree(old.folder, tmp_path / "copy")
    shown = set()
    for given in (
        (old.manifest.version[:7], "current"),
        (old.manifest.version, new.manifest.version),
        (str(old.folder),),
    ):
        assert exit_code(*given) == 1
        shown.add(capsys.readouterr().out)
    assert len(shown) == 1
    assert exit_code(str(tmp_path / "copy"), old.manifest.version[:16]) == 0
    assert "The same version" in capsys.readouterr().out


@pytest.mark.usefixtures("run", "versions")
@pytest.mark.parametrize("name", DIFF_WRITERS)
def test_diff_writes_each_format_into_a_file(name: str, tmp_path: Path, settings: Settings) -> None:
    old = Versions(settings.data_dir).folders()[-1]
    assert exit_code(str(old), "--format", name, "--output", str(tmp_path / "out")) == 1
    assert "tea:AB" in (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.usefixtures("run")
def test_diff_of_what_is_no_version_is_misuse(
    versions: tuple[BuildResult, BuildResult], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code("nonsense") == 2
    assert exit_code("") == 2
    assert exit_code(str(tmp_path)) == 2
    (versions[0].folder / "dataset.nq.gz").write_bytes(b"")
    assert exit_code(str(versions[0].folder)) == 2
    assert "damaged" in capsys.readouterr().err


@pytest.mark.usefixtures("run")
def test_diff_without_a_version_in_service_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("current") == 2
    assert "no version is in service" in capsys.readouterr().err
