"""The project's crosswalk files: valid to others' tools, the same after a way through RDF, and reported as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dvgraph import crosswalks
from dvgraph.crosswalks import MappingSet
from dvgraph.crosswalks.from_graph import mapping_set_from, mapping_sets_from
from dvgraph.crosswalks.json_form import as_json, write_json
from dvgraph.crosswalks.report import report
from dvgraph.errors import UnknownName
from dvgraph.load import Loaded, crosswalk_files, load
from dvgraph.places import checkout, ontology_dir
from dvgraph.store.embedded import EmbeddedStore
from tests.unit.crosswalks.desk import laid

FILES = {file.name.removesuffix(".sssom.tsv"): file for file in crosswalk_files(ontology_dir())}

#: What SSSOM/TSV asks of a set and of a row.
SET_FIELDS = ("mapping_set_id", "license", "curie_map")
ROW_FIELDS = ("subject_id", "predicate_id", "object_id", "mapping_justification")


@pytest.fixture(scope="module")
def store(loaded: Loaded) -> Iterator[EmbeddedStore]:
    """What the project's files state, in a store."""
    with EmbeddedStore.in_memory(loaded.quads) as opened:
        yield opened


@pytest.fixture(scope="module")
def read_back(store: EmbeddedStore, loaded: Loaded) -> dict[str, MappingSet]:
    """Name -> crosswalk, as the graph alone gives it."""
    return {one.name: one for one in mapping_sets_from(store, loaded.namespaces)}


def sssom_command() -> str:
    """The command of sssom-py; it may stand in an environment of its own."""
    found = shutil.which(os.environ.get("DVGRAPH_SSSOM", "sssom"))
    if not found:
        pytest.skip("sssom-py is not here: pip install 'dvgraph[sssom]', or set DVGRAPH_SSSOM to its command")
    return found


def validated(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sssom_command(), "validate", str(path)], capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_sssom_py_validates_each_file(name: str) -> None:
    result = validated(FILES[name])
    assert result.returncode == 0, result.stderr


@pytest.mark.slow
def test_sssom_py_refuses_a_broken_file(tmp_path: Path) -> None:
    broken = tmp_path / "a-b.sssom.tsv"
    broken.write_text(next(iter(FILES.values())).read_text(encoding="utf-8").replace("semapv:Unspec", "semapv:Nonspec"))
    assert validated(broken).returncode != 0


@pytest.mark.parametrize("name", FILES)
def test_required_fields_are_there(name: str) -> None:
    found = crosswalks.read(FILES[name])
    assert [field for field in SET_FIELDS if not found.metadata.get(field)] == []
    assert [row.line for row in found.rows if not all(getattr(row, field) for field in ROW_FIELDS)] == []


def test_graph_holds_just_the_crosswalks_of_the_files(read_back: dict[str, MappingSet]) -> None:
    assert sorted(read_back) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_way_through_rdf_and_back_changes_no_byte(name: str, read_back: dict[str, MappingSet]) -> None:
    assert crosswalks.write(read_back[name]) == FILES[name].read_text(encoding="utf-8")


def test_row_changed_in_the_graph_comes_back_changed(tmp_path: Path) -> None:
    desk = laid(tmp_path)
    before = desk.rows()
    desk.path.write_text(desk.path.read_text().replace("\t0.7\t", "\t0.75\t"))
    changed = load(desk.ontology)
    with EmbeddedStore.in_memory(changed.quads) as store:
        found = mapping_set_from(store, changed.namespaces, "tea-tea")
    after = {(row.subject_id, row.object_id): row for row in found.rows}
    differing = [key for key in before if replace(before[key], line=0) != after[key]]
    assert differing == [("tea:A", "tea:AA")]
    assert len(found.rows) == len(before)


def test_unknown_crosswalk_is_told_with_those_there_are(store: EmbeddedStore, loaded: Loaded) -> None:
    with pytest.raises(UnknownName, match="no crosswalk 'x-y'"):
        mapping_set_from(store, loaded.namespaces, "x-y")


@pytest.mark.parametrize("name", FILES)
def test_json_form_meets_the_published_schema(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the package jsonschema is not installed")
    top = checkout()
    schema = top.parent / "shared" / "formats" / "sssom.schema.json" if top else Path("none")
    if not schema.is_file():
        pytest.skip("the published schema is not here: shared/formats/sssom.schema.json beside the checkout")
    # The schema's root asks for nothing; what a set must be stands in its definitions.
    whole = {**json.loads(schema.read_text(encoding="utf-8")), "$ref": "#/$defs/MappingSet"}
    validator = jsonschema.Draft201909Validator(whole)
    found = crosswalks.read(FILES[name])
    assert [error.message for error in validator.iter_errors(as_json(found))] == []
    assert list(validator.iter_errors({**as_json(found), "mapping_set_id": None})) != []


def test_json_form_leaves_out_empty_cells_and_lists_reviewers(tmp_path: Path) -> None:
    found = crosswalks.read(laid(tmp_path).path)
    reviewed = replace(found, rows=(replace(found.rows[0], reviewer_label="One|Two"), *found.rows[1:]))
    first, *_, last = json.loads(write_json(reviewed))["mappings"]
    assert (first["reviewer_label"], first["confidence"]) == (["One", "Two"], 0.7)
    assert {"reviewer_label", "confidence", "object_label", "line"}.isdisjoint(last)


def test_report_page_is_up_to_date() -> None:
    top = checkout()
    assert top is not None
    sets = [crosswalks.read(file) for file in FILES.values()]
    page = (top / "docs" / "crosswalks.md").read_text(encoding="utf-8")
    assert page == report(sets), "run: python -m dvgraph.crosswalks.report > docs/crosswalks.md"


def test_report_counts_a_small_crosswalk(tmp_path: Path) -> None:
    found = crosswalks.read(laid(tmp_path).path)
    accepted = replace(found, rows=(replace(found.rows[0], reviewer_label="One|Two"), *found.rows[1:]))
    page = report([accepted])
    assert "confirmed 1 of 4 rows. They are One, Two." in page
    assert "| `tea-tea` | Tea to tea | 4 | 3 | 2 | 1.50 | 1 | 33% |" in page
    assert "| `tea-tea` | 0 | 0 | 3 | 0 | 0 |" in page
    assert "| `tea-tea` | 0 | 1 | 1 | 1 |" in page
    assert "nothing can be said of agreement: `tea-tea`" in page


def test_report_takes_the_agreement_from_the_description(tmp_path: Path) -> None:
    found = crosswalks.read(laid(tmp_path).path)
    said = (
        "pair F1 0.81, the same first choice for 79% of 118 items, a first choice among the other's for 95%, "
        "kappa of the predicates of shared pairs 0.66. More."
    )
    page = report([replace(found, metadata={**found.metadata, "mapping_set_description": said})])
    assert "| `tea-tea` | 118 | 0.81 | 79% | 95% | 0.66 |" in page
    assert "Read once" not in page
