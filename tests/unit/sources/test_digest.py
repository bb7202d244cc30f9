"""Digests: the ten steps, in their order."""

import hashlib
from pathlib import Path

import pytest

from dvgraph.sources.digest import digest, normalise
from dvgraph.sources.span import Cut, cut, parse_span


def words(text: str, *, begins_line: bool = False) -> str:
    return normalise([Cut(text, begins_line)])


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("lost\ufffd mark\u00b9\u00b2\u00b3\u2070\u2074", "lost mark"),
        ("\ufb01re \u2460 \u00bd", "fire 1 1\u20442"),
        ("\u2018a\u2019 \u201cb\u201d", "'a' \"b\""),
        ("a\u2010b \u2013 c\u2014d", "a-b - c-d"),
        ("<p>Call</p><br/>the <a href='x'>police</a>", "call the police"),
        ("see <http://example.org/a> now", "see <http://example.org/a> now"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("| one | * two \u2022 three", "one two three"),
        ("  many \t\u00a0 blanks  ", "many blanks"),
        ("Stra\u00dfe", "strasse"),
        ("Done. ; :,", "done"),
        ("e.g. this", "e.g. this"),
        ("|*\u2022 <p>.", ""),
    ],
)
def test_normalise_takes_each_step(printed: str, meant: str) -> None:
    assert words(printed) == meant


def test_dash_is_dropped_only_where_it_begins_a_line() -> None:
    assert words("- Call", begins_line=True) == "call"
    assert words("- Call") == "- call"
    assert words("-- Call", begins_line=True) == "- call"
    assert words("Call - now", begins_line=True) == "call - now"


def test_long_dash_that_begins_a_line_is_dropped_as_a_plain_one() -> None:
    assert words("\u2013 Call", begins_line=True) == "call"


def test_pieces_join_with_a_blank_after_their_dashes_are_dropped() -> None:
    assert normalise([Cut("Say", False), Cut("- one", True), Cut("- two.", True)]) == "say one two"


def test_stops_go_after_folding_and_footnote_marks_before_unicode_forms() -> None:
    assert words("Law\u00b2.") == "law"


def test_digest_is_the_beginning_of_the_sha256_of_the_words() -> None:
    assert digest([Cut("Call the Police.", True)]) == hashlib.sha256(b"call the police").hexdigest()[:16]


@pytest.mark.sources
@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("413b38e28d3a5750", "106:1-134", "a25ac94109473bf2"),
        ("dd3c62cdc0aff02a", "135:259-340", "12d97f233c3d6fd8"),
        ("b75a4de1442437d1", "47:5-83 48:3-42", "fe7bf253a30369b3"),
        ("dd3c62cdc0aff02a", "678:1-275 680:1-15 681:1-10 682:1-8 683:1-11 684:1-11", "c7b2af66f73bd81d"),
        ("dd3c62cdc0aff02a", "726:1-227", "e19d400b9e71c633"),
    ],
    ids=["fm:AA1", "set:G1-C8-S1", "nos:GK102-P4", "set:DEF1", "set:REF1"],
)
def test_digest_is_the_published_one(sources: Path, text: str, span: str, expected: str) -> None:
    files = [f for f in sources.glob("*.txt") if hashlib.sha256(f.read_bytes()).hexdigest().startswith(text)]
    lines = files[0].read_text(encoding="utf-8").split("\n")
    assert digest(cut(lines, parse_span(span))) == expected
