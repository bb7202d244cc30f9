"""Each item beside its source: what is lost is told with its place, and what was accepted is told no more."""

from pathlib import Path

import pytest

from dvgraph.errors import InvalidInput
from dvgraph.findings import Finding
from dvgraph.validation.faithfulness import validate_faithfulness
from tests.unit.sixth import Sixth, add_sixth


@pytest.fixture
def sixth(tmp_path: Path) -> Sixth:
    """The invented document alone, with its text."""
    return add_sixth(tmp_path, alone=True)


def found(sixth: Sixth) -> list[Finding]:
    return validate_faithfulness(sixth.load(), sixth.ontology, sixth.texts)


def test_faithful_wording_has_no_findings(sixth: Sixth) -> None:
    assert found(sixth) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "word"),
    [
        ("All four tyres", "All tyres", "lost-number", "four"),
        ("tyres must be checked", "tyres are checked", "lost-modal", "must"),
        ("is never passed alone", "is passed in company", "lost-negation", "never"),
        ("drivers should call", "drivers call", "lost-modal", "should"),
        ("call the HDB desk", "call the desk", "lost-name", "HDB"),
        ('    dv:exception "while the coordinator is away"@en ;\n', "", "lost-exception", "unless"),
    ],
)
def test_loss_is_a_warning_at_the_items_label(sixth: Sixth, old: str, new: str, rule: str, word: str) -> None:
    sixth.change(old, new)
    if word == "HDB":
        sixth.change('    dv:datedName "HDB"@en ;\n', "")
    (finding,) = found(sixth)
    assert (finding.severity, finding.rule) == ("warning", rule)
    assert repr(word) in finding.message
    assert finding.file
    assert finding.file.endswith("safe-harbour/items.ttl")
    assert finding.line == next(
        number for number, line in enumerate(sixth.lines(), 1) if "skos:prefLabel" in line and new[:8].strip() in line
    ) or rule in {"lost-exception", "lost-name"}


def test_accepted_row_silences_its_loss_and_a_spare_row_is_told(sixth: Sixth) -> None:
    sixth.change("All four tyres", "All tyres")
    sixth.accept("hav:A1.1\tnumber\tfour\tall of them are four\n")
    assert found(sixth) == []
    sixth.accept("hav:A1.1\tnumber\tfive\tthere are no five\n")
    (finding,) = found(sixth)
    assert (finding.rule, finding.line) == ("accepted-unused", 3)
    assert finding.file == "ontology/frameworks/safe-harbour/accepted.tsv"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("hav:A1.1\tnumber\tfour\n", "4 cells"),
        ("hav:A1.1\tnumber\tfour\t \n", "none empty"),
        ("hav:A1.1\tcolour\tred\tno reason\n", "colour"),
    ],
)
def test_malformed_accepted_row_is_told_with_its_place(sixth: Sixth, row: str, problem: str) -> None:
    sixth.accept(row)
    with pytest.raises(InvalidInput, match=problem) as error:
        found(sixth)
    assert (error.value.file, error.value.line) == ("ontology/frameworks/safe-harbour/accepted.tsv", 2)


def test_malformed_accepted_file_is_told(sixth: Sixth) -> None:
    sixth.accepted.write_text("item\treason\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="header"):
        found(sixth)
    sixth.accepted.write_bytes(b"\xff")
    with pytest.raises(InvalidInput, match="UTF-8"):
        found(sixth)


def test_without_an_accepted_file_every_loss_is_told(sixth: Sixth) -> None:
    sixth.accepted.unlink()
    sixth.change("All four tyres", "All tyres")
    assert [finding.rule for finding in found(sixth)] == ["lost-number"]


def test_item_whose_span_does_not_fit_is_left_to_the_sources_check(sixth: Sixth) -> None:
    sixth.change("All four tyres", "All tyres")
    sixth.change('dv:sourceSpan "6:6-', 'dv:sourceSpan "60:6-')
    assert found(sixth) == []


def test_framework_whose_text_is_not_there_is_left_out(sixth: Sixth) -> None:
    sixth.change("All four tyres", "All tyres")
    sixth.text.write_text("another text\n", encoding="utf-8")
    assert found(sixth) == []
