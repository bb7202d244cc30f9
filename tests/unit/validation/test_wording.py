"""Wording: labels are short unless they are names, and nothing of ours runs too close to a source, outside names."""

import pytest

from dvgraph.errors import InvalidInput
from dvgraph.validation import validate_wording

LONG = "word " * 30
SENTENCE = "the quick brown fox jumps over the lazy dog today"
NAME = "Guide to the Quick Brown Fox that Jumps over Dogs"


def rules(small, *, with_texts: bool = True) -> list[tuple[str, str, int | None]]:
    findings = validate_wording(small.load(), small.texts if with_texts else None)
    return [(f.rule, f.subject, f.line) for f in findings]


def test_sound_wording_has_no_findings(small) -> None:
    assert rules(small) == []


def test_long_label_is_found_with_its_line(small) -> None:
    small.change("Take calls", LONG)
    assert rules(small, with_texts=False) == [("long-label", "ex:PT1", small.line(LONG))]


def test_name_of_any_length_carries_over(small) -> None:
    small.change('skos:prefLabel "Write it down"', f'skos:prefLabel "{LONG}"')
    assert rules(small, with_texts=False) == []


def test_run_of_eight_words_of_a_source_is_found_with_its_line(small) -> None:
    small.add(SENTENCE, small.text)
    small.change('skos:prefLabel "Take calls"@en', f'skos:prefLabel "Say <em>{SENTENCE.upper()}</em>!"@en')
    assert rules(small) == [("close-wording", "ex:PT1", small.line("QUICK"))]


def test_run_of_seven_words_is_allowed(small) -> None:
    small.add("one two three four five six seven eight", small.text)
    small.change("Take calls", "one two three four five six seven nine")
    assert rules(small) == []


def test_run_within_a_name_is_allowed(small) -> None:
    small.add(NAME, small.text)
    small.change('skos:prefLabel "Write it down"', f'skos:prefLabel "{NAME}"')
    small.change("Take calls", "Follow the guide to the quick brown fox that jumps")
    assert rules(small) == []


def test_words_beside_a_dated_name_are_counted_without_it(small) -> None:
    small.add(f"Please do read {NAME} with care", small.text)
    small.change("Take calls", f"Staff do read {NAME} with attention")
    assert [rule for rule, *_ in rules(small)] == ["close-wording"]
    small.change('    dv:sourceSpan "2:4-24" ;', f'    dv:datedName "{NAME}"@en ;\n    dv:sourceSpan "2:4-24" ;')
    assert rules(small) == []


def test_files_that_are_no_texts_are_not_compared(small) -> None:
    (small.texts / "README.md").write_text(SENTENCE, encoding="utf-8")
    small.change("Take calls", SENTENCE)
    assert rules(small) == []


def test_missing_folder_is_an_error(small) -> None:
    with pytest.raises(InvalidInput, match="no such folder"):
        validate_wording(small.load(), small.texts / "nowhere")
