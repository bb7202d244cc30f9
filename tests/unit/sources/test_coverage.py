"""Coverage: everything found, the rest accounted for, and each fault named with its place."""

import json

import pytest

from dvgraph.errors import InvalidInput
from dvgraph.sources import CoverageReport, as_json, as_text, check
from tests.unit.invented import Invented

FILE = "ontology/frameworks/example/example.ttl"
ROWS = "ontology/frameworks/example/uncovered.tsv"


def run(invented: Invented) -> CoverageReport:
    return check(invented.load(), invented.ontology, invented.texts)


def places(report: CoverageReport) -> list[tuple[str, str, str | None, int | None]]:
    return [(f.rule, f.subject, f.file, f.line) for f in report.findings]


def test_sound_framework_is_found_in_full(invented: Invented) -> None:
    report = run(invented)
    assert report.ok
    assert (report.found, report.of, report.gaps, report.findings) == (8, 8, (), ())
    counts = [(c.kind, c.found, c.of) for c in report.texts[0].counts]
    assert counts == [
        ("CompetencyStatement", 4, 4),
        ("Link", 1, 1),
        ("Objective", 1, 1),
        ("Point", 1, 1),
        ("Unit", 1, 1),
    ]


def test_complement_is_listed_in_the_order_of_the_text(invented: Invented) -> None:
    rest = run(invented).texts[0].rest
    assert [(one.span, one.kind) for one in rest][:3] == [(s, "boilerplate") for s in ("1:1-17", "2:1-2", "5:11-14")]


def test_markup_and_punctuation_need_no_row(invented: Invented) -> None:
    text = invented.text.read_text(encoding="utf-8")
    assert "<p>" in text
    assert run(invented).gaps == ()


def test_uncovered_words_are_a_gap(invented: Invented) -> None:
    rows = invented.rows.read_text(encoding="utf-8").splitlines(keepends=True)
    invented.rows.write_text("".join(row for row in rows if not row.startswith("8:1-2")), encoding="utf-8")
    report = run(invented)
    assert not report.ok
    assert [(name, gap.span, gap.reason) for name, gap in report.gaps] == [("text.txt", "8:1-6", "O1 <p>")]


def test_span_that_misses_its_text_is_found_with_its_line(invented: Invented) -> None:
    invented.change('"4:1-13"', '"40:1-13"')
    report = run(invented)
    assert places(report) == [("span-misses-text", "ex:S2", FILE, invented.line('"40:1-13"'))]
    assert "40:1-13 misses the text, which has 9 lines" in report.findings[0].message
    assert not report.ok


def test_text_that_is_no_span_is_found(invented: Invented) -> None:
    invented.change('"4:1-13"', '"4"')
    assert [f.rule for f in run(invented).findings] == ["span-misses-text"]


def test_wrong_digest_is_found_with_its_line_and_is_no_gap(invented: Invented) -> None:
    invented.change('"4:1-13"', '"4:1-12"')
    report = run(invented)
    assert places(report) == [("digest-differs", "ex:S2", FILE, invented.line("sourceDigest", 3))]
    assert (report.found, report.of) == (7, 8)


def test_last_stop_counts_for_nothing(invented: Invented) -> None:
    invented.change('"2:4-24"', '"2:4-23"')
    assert run(invented).ok


def test_item_without_span_is_found(invented: Invented) -> None:
    invented.change('    dv:sourceSpan "7:4-16" ;\n', "")
    assert [(f.rule, f.subject) for f in run(invented).findings] == [("no-span", "ex:U1")]


def test_siblings_out_of_order_are_found(invented: Invented) -> None:
    invented.change('dv:sourceSpan "3:1-13"', 'dv:sourceSpan "X"')
    invented.change('dv:sourceSpan "4:1-13"', 'dv:sourceSpan "3:1-13"')
    invented.change('dv:sourceSpan "X"', 'dv:sourceSpan "4:1-13"')
    report = run(invented)
    assert places(report) == [("order", "ex:S2", FILE, invented.line("dv:position", 3))]
    assert "follows ex:S1, yet it begins at 3:1-13 and that one at 4:1-13" in report.findings[0].message


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("boilerplate\ttitle", "rubbish\ttitle", "row-class"),
        ("boilerplate\ttitle", "boilerplate\t ", "row-reason"),
        ("1:1-17", "1:1-16", "row-digest"),
        ("1:1-17", "1:1-99", "row-misses-text"),
        ("1:1-17", "one", "row-misses-text"),
    ],
)
def test_wrong_row_is_found_with_its_line_and_leaves_a_gap(invented: Invented, old: str, new: str, rule: str) -> None:
    invented.change(old, new, invented.rows)
    report = run(invented)
    assert places(report) == [(rule, "", ROWS, 2)]
    assert [gap.span for _, gap in report.gaps] == ["1:1-17"]


def test_row_about_covered_text_is_a_warning(invented: Invented) -> None:
    digest = "".join(
        line.split("\t")[1] for line in invented.rows.read_text().splitlines() if line.startswith("1:1-17")
    )
    invented.add(f"1:1-17\t{digest}\trequires-nothing\tagain\n", invented.rows)
    report = run(invented)
    assert [(f.severity, f.rule, f.line) for f in report.findings] == [("warning", "row-repeats", 7)]
    assert report.ok


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("span\tdigest\n", r"uncovered\.tsv:1: The header must be"),
        ("span\tdigest\tclass\treason\n1:1-2\tabc\n", r"uncovered\.tsv:2: The row has 2 cells"),
    ],
)
def test_unreadable_rows_are_an_error_with_file_and_line(invented: Invented, content: str, problem: str) -> None:
    invented.rows.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=problem):
        run(invented)


def test_rows_that_are_no_text_are_an_error(invented: Invented) -> None:
    invented.rows.write_bytes(b"span\tdigest\xff")
    with pytest.raises(InvalidInput, match="not UTF-8"):
        run(invented)


def test_framework_without_rows_has_gaps(invented: Invented) -> None:
    invented.rows.unlink()
    assert len(run(invented).gaps) == 5


def test_another_rendering_is_not_this_text(invented: Invented) -> None:
    invented.text.write_text("\ufeff" + invented.text.read_text(encoding="utf-8"), encoding="utf-8")
    report = run(invented)
    assert [(m.frameworks, m.of, m.resembling) for m in report.missing] == [(("ex",), 8, ("text.txt",))]
    assert not report.ok
    assert "ex: not this text" in as_text(report)
    assert "text.txt looks like another rendering" in as_text(report)


def test_text_that_no_framework_claims_is_not_used(invented: Invented) -> None:
    (invented.texts / "other.txt").write_bytes(b"\xff\xfe nothing of ours")
    (invented.texts / ".hidden").write_text("hidden")
    report = run(invented)
    assert report.unused == ("other.txt",)
    assert report.ok
    assert "other.txt: not used" in as_text(report)


def test_missing_text_is_no_success(invented: Invented) -> None:
    invented.text.unlink()
    report = run(invented)
    assert (report.ok, report.found, report.of) == (False, 0, 8)
    assert "looks like" not in as_text(report)


def test_missing_folder_is_an_error(invented: Invented) -> None:
    with pytest.raises(InvalidInput, match="no such folder"):
        check(invented.load(), invented.ontology, invented.texts / "nowhere")


def test_text_is_recognised_under_any_name(invented: Invented) -> None:
    invented.text.rename(invented.texts / "renamed")
    assert run(invented).ok


def test_two_frameworks_share_a_text(invented: Invented) -> None:
    sha256 = run(invented).texts[0].sha256
    folder = invented.turtle.parent.with_name("second")
    folder.mkdir()
    facts = invented.turtle.read_text(encoding="utf-8").partition("ex:PT1")[0].partition("    dv:expectedCount")[0]
    facts = facts.replace("framework:ex", "framework:sec").replace('"ex"', '"sec"').replace("/example/", "/second/")
    (folder / "facts.ttl").write_text(facts.rstrip(" ;\n") + "\n    .\n", encoding="utf-8")
    (folder / "uncovered.tsv").write_text(invented.rows.read_text(), encoding="utf-8")
    invented.rows.unlink()
    report = run(invented)
    assert [(t.sha256, t.frameworks) for t in report.texts] == [(sha256, ("ex", "sec"))]
    assert report.ok


def test_report_tells_counts_reasons_and_result(invented: Invented) -> None:
    text = as_text(run(invented))
    assert "CompetencyStatement         4 of 4" in text
    assert "2:1-2 and 2 more  number label" in text
    assert text.endswith("8 of 8 found by span and digest; no gaps, no errors, no texts missing.")


def test_report_lists_everything_when_asked(invented: Invented) -> None:
    text = as_text(run(invented), everything=True)
    assert [line for line in text.splitlines() if line.endswith("number label")] == [
        "    2:1-2  number label",
        "    7:1-2  number label",
        "    8:1-2  number label",
    ]


def test_json_report_holds_the_same(invented: Invented) -> None:
    invented.change("boilerplate\ttitle", "rubbish\ttitle", invented.rows)
    content = json.loads(as_json(run(invented)))
    assert (content["ok"], content["found"], content["of"]) == (False, 8, 8)
    assert content["gaps"][0] | {"digest": ""} == {
        "text": "text.txt",
        "span": "1:1-17",
        "digest": "",
        "kind": "gap",
        "reason": "A small framework",
    }
    assert content["findings"][0]["line"] == 2
