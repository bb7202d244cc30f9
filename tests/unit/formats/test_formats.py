from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dvgraph.errors import UnknownName
from dvgraph.formats import WRITERS, writer
from dvgraph.formats.table import table
from dvgraph.formats.table import write as write_table
from dvgraph.formats.words import in_column
from dvgraph.questions.answer import Answer, Cell, ItemCell

ITEM = ItemCell("https://example.org/x/A1", "x:A1", "A1", "A <b>label</b> | with *marks*", "Unit")


def answer(*rows: dict[str, Cell], **changes: object) -> Answer:
    values: dict[str, object] = {
        "question": "things",
        "summary": "Things & more",
        "parameters": {"group": "x:A", "most": None},
        "sentence": "Two things",
        "caveats": ("Be <careful>.",),
        "version": "abc",
        "columns": {"thing": "a thing", "how_many": "a number"},
        "rows": rows,
        "total": len(rows),
        "items": ("thing",),
    }
    return Answer(**{**values, **changes})  # type: ignore[arg-type]


TWO = answer({"thing": ITEM, "how_many": 2}, {"thing": None, "how_many": "=1+1"})


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_writes_full_and_empty_answers(name: str) -> None:
    one = WRITERS[name]
    for content in (one.write(TWO), one.write(answer())):
        assert isinstance(content, bytes) == one.binary
        assert content
    assert one.suffix.startswith(".")
    assert one.title


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_is_a_function_of_the_answer(name: str) -> None:
    assert WRITERS[name].write(TWO) == WRITERS[name].write(TWO)


def test_writers_have_suffixes_and_media_types_of_their_own() -> None:
    assert len({one.suffix for one in WRITERS.values()}) == len(WRITERS)
    assert len({one.media_type for one in WRITERS.values()}) == len(WRITERS)


def test_writer_offers_the_nearest_names_for_an_unknown_one() -> None:
    assert writer("csv") is WRITERS["csv"]
    with pytest.raises(UnknownName, match="Did you mean json"):
        writer("jsno")


def test_json_has_the_keys_of_the_answer() -> None:
    assert json.loads(WRITERS["json"].write(TWO)) == {
        "question": "things",
        "parameters": {"group": "x:A", "most": None},
        "sentence": "Two things",
        "caveats": ["Be <careful>."],
        "dataset": {"version": "abc"},
        "columns": ["thing", "how_many"],
        "rows": [
            {
                "thing": {
                    "iri": ITEM.iri,
                    "curie": "x:A1",
                    "notation": "A1",
                    "label": ITEM.label,
                    "kind": "Unit",
                },
                "how_many": 2,
            },
            {"thing": None, "how_many": "=1+1"},
        ],
        "total": 2,
        "truncated": False,
    }


def read_csv(text: str | bytes) -> list[list[str]]:
    assert isinstance(text, str)
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_gives_an_item_three_columns() -> None:
    assert read_csv(WRITERS["csv"].write(TWO)) == [
        ["thing", "thing_label", "thing_iri", "how_many"],
        ["x:A1", ITEM.label, ITEM.iri, "2"],
        ["", "", "", "'=1+1"],
    ]


def test_csv_keeps_its_columns_when_the_answer_is_empty() -> None:
    assert read_csv(WRITERS["csv"].write(answer())) == [["thing", "thing_label", "thing_iri", "how_many"]]


def test_csv_takes_a_column_for_items_where_one_stands_in_it() -> None:
    assert read_csv(WRITERS["csv"].write(answer({"thing": ITEM, "how_many": True}, items=()))) == [
        ["thing", "thing_label", "thing_iri", "how_many"],
        ["x:A1", ITEM.label, ITEM.iri, "true"],
    ]


def read_xlsx(content: str | bytes) -> dict[str, list[list[object]]]:
    assert isinstance(content, bytes)
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


def test_xlsx_has_the_rows_and_says_what_they_answer() -> None:
    sheets = read_xlsx(WRITERS["xlsx"].write(TWO))
    assert sheets["answer"] == [
        ["thing", "thing_label", "thing_iri", "how_many"],
        ["x:A1", ITEM.label, ITEM.iri, 2],
        [None, None, None, "'=1+1"],
    ]
    about = dict(row for row in sheets["about"])
    assert about["question"] == "things"
    assert about["dataset"] == "abc"
    assert about["parameter group"] == "x:A"


def test_xlsx_drops_characters_that_the_format_can_not_hold() -> None:
    sheets = read_xlsx(WRITERS["xlsx"].write(answer({"thing": None, "how_many": "a\x01b"})))
    assert sheets["answer"][1][3] == "ab"


@settings(deadline=None)
@example("\x1f=")
@given(st.text(st.characters(codec="utf-8")).filter(lambda text: text.strip() != ""))
def test_csv_and_xlsx_hold_no_formula(text: str) -> None:
    row = answer({"thing": None, "how_many": text})
    cell = read_csv(WRITERS["csv"].write(row))[1][3]
    assert cell.lstrip(" ")[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    value = read_xlsx(WRITERS["xlsx"].write(row))["answer"][1][3]
    assert not str(value).startswith(("=", "+", "-", "@"))


def test_markdown_escapes_what_would_be_markup() -> None:
    text = WRITERS["md"].write(TWO)
    assert isinstance(text, str)
    assert r"A \<b\>label\</b\> \| with \*marks\*" in text
    rows = [line for line in text.split("\n") if line.startswith("|")]
    assert len(rows) == 4
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 3 for line in rows)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_a_page_that_escapes_and_requests_nothing() -> None:
    text = WRITERS["html"].write(TWO)
    assert isinstance(text, str)
    reader = Reader()
    reader.feed(text)
    assert text.startswith("<!doctype html>")
    assert {"title", "main", "table", "caption", "th"} <= set(reader.tags)
    assert "b" not in reader.tags
    assert "careful" not in reader.tags
    assert "A <b>label</b> | with *marks*" in reader.text
    assert not {name for name, _ in reader.attributes} & {"src", "href"}
    assert ("lang", "en") in reader.attributes


SURE = answer(
    {"thing": ITEM, "confidence": 0.5},
    {"thing": None, "confidence": None},
    columns={"thing": "a thing", "confidence": "how sure"},
    caveats=(),
)


@pytest.mark.parametrize("name", ["table", "md", "html"])
def test_people_are_shown_a_confidence_with_its_word(name: str) -> None:
    text = WRITERS[name].write(SURE)
    assert isinstance(text, str)
    assert text.replace("\\", "").count("0.5 (arguable)") == 1
    assert "None" not in text


def test_data_formats_keep_a_confidence_as_a_number() -> None:
    assert read_csv(WRITERS["csv"].write(SURE))[1][3] == "0.5"
    assert json.loads(WRITERS["json"].write(SURE))["rows"][0]["confidence"] == 0.5
    assert read_xlsx(WRITERS["xlsx"].write(SURE))["answer"][1][3] == 0.5


def test_word_of_a_confidence_stands_once_where_a_column_of_its_own_holds_it() -> None:
    row: dict[str, Cell] = {"thing": ITEM, "confidence": 0.5, "certainty": "arguable"}
    text = WRITERS["table"].write(answer(row, columns=dict.fromkeys(row, ""), caveats=()))
    assert isinstance(text, str)
    assert text.count("arguable") == 1


def test_only_the_column_of_confidences_gets_words() -> None:
    assert in_column(0.5, "share", ["share"]) == 0.5
    assert in_column("high", "confidence", ["confidence"]) == "high"
    assert in_column(True, "confidence", ["confidence"]) is True


@pytest.mark.parametrize("width", [40, 60, 100, 200])
def test_table_fits_the_terminal(width: int) -> None:
    long = ItemCell("urn:x", "x:A1", "A1", "many words " * 30, "Unit")
    text = write_table(answer({"thing": long, "how_many": 3}, caveats=("caution " * 40,)), width)
    assert max(len(line) for line in text.split("\n")) <= width
    assert "x:A1" in text
    assert text.startswith("Two things")


def test_table_says_when_rows_are_left_out() -> None:
    assert "1 of 9 rows are shown." in write_table(answer({"thing": ITEM, "how_many": 1}, total=9, truncated=True), 80)


def test_table_of_an_empty_answer_is_its_sentence() -> None:
    assert write_table(answer(caveats=(), sentence="Nothing here."), 80) == "Nothing here.\n"


def test_table_breaks_a_word_that_is_longer_than_its_column() -> None:
    assert max(len(line) for line in table(["a", "b"], [["x" * 50, "y" * 50]], 30).split("\n")) <= 30


def test_table_writes_truth_as_words() -> None:
    text = write_table(answer({"thing": None, "how_many": True}, {"thing": None, "how_many": False}), 80)
    assert "yes" in text
    assert "no" in text
