"""The real frameworks' wording beside their texts: nothing lost that was not read and accepted."""

from pathlib import Path

import pytest

from dvgraph.load import Loaded
from dvgraph.places import ontology_dir
from dvgraph.validation.faithfulness import validate_faithfulness

pytestmark = pytest.mark.sources


def test_no_wording_loses_what_its_source_says(loaded: Loaded, sources: Path) -> None:
    assert [str(finding) for finding in validate_faithfulness(loaded, ontology_dir(), sources)] == []
