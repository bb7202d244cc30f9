"""Wording: labels are short unless they are names, and nothing of ours runs too close to a source, outside names."""

import pytest

from dvgraph.errors import InvalidInput
from dvgraph.validation import validate_wording
from tests.unit.invented import Invented

LONG = "word " * 30
SENTENCE = "the quick brown fox jumps over the lazy dog today"
NAME = "Guide to the Quick Brown Fox that Jumps over Dogs"


def rules(invented: Invented, *, with_texts: bool = True) -> list[tuple[str, str, int | None]]:
    findings = validate_wording(invented.load(), invented.texts if with_texts else None)
    return [(f.rule, f.subject, f.line) for f in findings]


def test_sound_wording_has_no_findings(invented: Invented) -> None:
    assert rules(invented) == []


def test_long_label_is_found_with_its_line(invented: Invented) -> None:
    invented.change("Take calls", LONG)
    assert rules(invented, with_texts=False) == [("long-label", "ex:PT1", invented.line(LONG))]


def test_name_of_any_length_carries_over(invented: Invented) -> None:
    invented.change('skos:prefLabel "Write it down"', f'skos:prefLabel "{LONG}"')
    assert rules(invented, with_texts=False) == []


def test_run_of_eight_words_of_a_source_is_found_with_its_line(invented: Invented) -> None:
    invented.add(SENTENCE, invented.text)
    invented.change('skos:prefLabel "Take calls"@en', f'skos:prefLabel "Say <em>{SENTENCE.upper()}</em>!"@en')
    assert rules(invented) == [("close-wording", "ex:PT1", invented.line("QUICK"))]


def test_run_of_seven_words_is_allowed(invented: Invented) -> None:
    invented.add("one two three four five six seven eight", invented.text)
    invented.change("Take calls", "one two three four five six seven nine")
    assert rules(invented) == []


def test_run_within_a_name_is_allowed(invented: Invented) -> None:
    invented.add(NAME, invented.text)
    invented.change('skos:prefLabel "Write it down"', f'skos:prefLabel "{NAME}"')
    invented.change("Take calls", "Follow the guide to the quick brown fox that jumps")
    assert rules(invented) == []


def test_words_beside_a_dated_name_are_counted_without_it(invented: Invented) -> None:
    invented.add(f"Please do read {NAME} with care", invented.text)
    invented.change("Take calls", f"Staff do read {NAME} with attention")
    assert [rule for rule, *_ in rules(invented)] == ["close-wording"]
    invented.change('    dv:sourceSpan "2:4-24" ;', f'    dv:datedName "{NAME}"@en ;\n    dv:sourceSpan "2:4-24" ;')
    assert rules(invented) == []


def test_files_that_are_no_texts_are_not_compared(invented: Invented) -> None:
    (invented.texts / "README.md").write_text(SENTENCE, encoding="utf-8")
    invented.change("Take calls", SENTENCE)
    assert rules(invented) == []


def test_missing_folder_is_an_error(invented: Invented) -> None:
    with pytest.raises(InvalidInput, match="no such folder"):
        validate_wording(invented.load(), invented.texts / "nowhere")


def test_short_name_of_a_tool_is_told_from_the_words_beside_it(invented: Invented) -> None:
    invented.add("Use it and the Lazy Dog Guide (LDG) today, please", invented.text)
    invented.change("Take calls", "Do use it and the Lazy Dog Guide (LDG) now")
    assert [rule for rule, *_ in rules(invented)] == ["close-wording"]
    invented.change(
        '    dv:sourceSpan "2:4-24" ;', '    dv:datedName "Lazy Dog Guide (LDG)"@en ;\n    dv:sourceSpan "2:4-24" ;'
    )
    assert rules(invented) == []
