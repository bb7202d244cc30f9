from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dvgraph.dataset import BuildFailed, Versions, build, open_version
from dvgraph.dataset.build import build_inputs
from dvgraph.dataset.versions import DATASET_FILE, MANIFEST_FILE
from dvgraph.errors import InvalidInput, NoDataset
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.settings import Settings
from tests.unit.small import ITEMS, small_ontology

BROKEN = {
    "turtle": (ITEMS.replace("dv:position 1 ;", "dv:position ;", 1), "not Turtle", 12),
    "unknown parent": (ITEMS.replace("dv:partOf tea:A ;", "dv:partOf tea:Z ;"), "tea:Z", 22),
    "two parents": (ITEMS.replace("dv:partOf tea:A ;", "dv:partOf tea:A , tea:AA ;"), "parent", 22),
    "duplicate notation": (ITEMS.replace('skos:notation "AA"', 'skos:notation "A"'), "A", None),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def test_build_writes_a_version_that_its_manifest_describes(tmp_path: Path, settings: Settings) -> None:
    result = build(settings, small_ontology(tmp_path), shapes=False)
    text = gzip.decompress((result.folder / DATASET_FILE).read_bytes())
    lines = text.splitlines()
    assert lines == sorted(set(lines))
    assert b"_:" not in text
    assert hashlib.sha256(text).hexdigest() == result.manifest.version
    assert sum(result.manifest.counts.values()) == len(lines)
    assert Versions(settings.data_dir).current() == result.folder


def test_build_infers_what_follows(tmp_path: Path, settings: Settings) -> None:
    result = build(settings, small_ontology(tmp_path), shapes=False)
    with open_version(result.folder, settings) as dataset:
        names = dataset.namespaces
        part = f"<{names.iri('tea:A')}> <{names.dv('hasPart')}> ?part"
        query = f"ASK {{ GRAPH <{names.graph('inferred')}> {{ {part} }} }}"
        assert dataset.store.ask(query)
        assert not dataset.store.ask(query, dataset.stated_graphs)


def test_build_gives_the_same_version_whatever_the_hash_seed(tmp_path: Path) -> None:
    ontology = small_ontology(tmp_path)
    code = (
        "import sys; from pathlib import Path\n"
        "from dvgraph.dataset import build; from dvgraph.settings import Settings\n"
        "print(build(Settings(data_dir=Path(sys.argv[1])), Path(sys.argv[2]), shapes=False).manifest.version)"
    )
    versions = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(tmp_path / seed), str(ontology)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        versions.add(done.stdout)
    assert len(versions) == 1


@pytest.mark.parametrize(("items", "what", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_failed_build_says_where_and_leaves_the_last_good_version(
    tmp_path: Path, settings: Settings, items: str, what: str, line: int | None
) -> None:
    good = build(settings, small_ontology(tmp_path / "good"), shapes=False).folder
    with pytest.raises(InvalidInput) as caught:
        build(settings, small_ontology(tmp_path / "bad", items), shapes=False)
    message = str(caught.value)
    assert what in message
    assert "frameworks/tea/items.ttl:" + (f"{line}" if line else "") in message
    assert Versions(settings.data_dir).current() == good
    assert not list((settings.data_dir / "datasets").glob("building-*"))


def test_build_failed_carries_its_findings(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(BuildFailed) as caught:
        build(settings, small_ontology(tmp_path, BROKEN["two parents"][0]), shapes=False)
    assert caught.value.findings


def test_a_rebuild_of_the_same_version_replaces_it(tmp_path: Path, settings: Settings) -> None:
    ontology = small_ontology(tmp_path)
    first = build(settings, ontology, shapes=False)
    second = build(settings, ontology, shapes=False)
    assert (first.folder, first.manifest.version) == (second.folder, second.manifest.version)
    assert (second.folder / MANIFEST_FILE).is_file()


def test_old_versions_are_dropped(tmp_path: Path, settings: Settings) -> None:
    for number in range(5):
        build(
            settings,
            small_ontology(tmp_path / str(number), ITEMS.replace("Boil water", f"Boil water {number}")),
            shapes=False,
        )
    assert len(list((settings.data_dir / "datasets").iterdir())) == 3


def test_a_damaged_dataset_is_refused(tmp_path: Path, settings: Settings) -> None:
    folder = build(settings, small_ontology(tmp_path), shapes=False).folder
    (folder / DATASET_FILE).write_bytes(gzip.compress(b""))
    with pytest.raises(NoDataset, match="damaged"):
        open_version(folder, settings, in_memory=True)


@pytest.mark.parametrize("manifest", ["", "{}", json.dumps({"version": "x"})])
def test_a_damaged_manifest_is_refused(tmp_path: Path, settings: Settings, manifest: str) -> None:
    folder = build(settings, small_ontology(tmp_path), shapes=False).folder
    (folder / MANIFEST_FILE).write_text(manifest, encoding="utf-8")
    with pytest.raises(NoDataset, match=MANIFEST_FILE):
        open_version(folder, settings)


@pytest.mark.parametrize(
    "name", ["dv.ttl", "frameworks/tea/items.ttl", "crosswalks/tea-tea.sssom.tsv", "shapes/tea.ttl"]
)
def test_a_change_of_any_file_is_a_change_of_the_inputs(tmp_path: Path, name: str) -> None:
    ontology = small_ontology(tmp_path)
    before = build_inputs(ontology, CANONICAL_BASE)
    file = ontology / name
    file.parent.mkdir(exist_ok=True)
    with file.open("a", encoding="utf-8") as stream:
        stream.write("# changed\n")
    after = build_inputs(ontology, CANONICAL_BASE)
    assert {key for key in after if after[key] != before.get(key)} == {f"ontology/{name}"}
