"""The real frameworks against the texts that they were written from."""

from pathlib import Path

import pytest

from dvgraph.load import Loaded
from dvgraph.places import ontology_dir
from dvgraph.sources import check
from dvgraph.validation import validate_wording

pytestmark = pytest.mark.sources


def test_every_item_is_found_and_nothing_is_left_out(loaded: Loaded, sources: Path) -> None:
    report = check(loaded, ontology_dir(), sources)
    assert [str(finding) for finding in report.findings] == []
    assert report.gaps == ()
    assert report.missing == ()
    assert report.found == report.of > 0


def test_no_text_runs_too_close_to_a_source(loaded: Loaded, sources: Path) -> None:
    assert [str(finding) for finding in validate_wording(loaded, sources)] == []
