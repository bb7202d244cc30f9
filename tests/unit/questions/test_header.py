from __future__ import annotations

import pytest

from dvgraph.errors import InvalidInput
from dvgraph.questions.header import parse_question

HEAD = """#+ summary: Parts
#+ description: Parts of a thing
#+ tags: [a, b]
#+ ask: ["what is in {thing}"]
#+ sentence: "{parts} in {thing}[ of {group}]"
#+ empty: "Nothing in {thing}"
#+ caveats: ["Beware."]
#+ params:
#+   thing: {type: item, class: "dv:Unit", description: "a thing"}
#+   group: {type: item, class: ["dv:A", "dv:B"], optional: true, description: "a group"}
#+   most: {type: integer, minimum: 1, maximum: 9, description: "how many"}
#+   how: {type: choice, choices: [up, down], description: "which way"}
#+ columns:
#+   part: the part
#+ items: [part]
#+ counts:
#+   parts: {column: part, kind: Unit, one: part, many: parts}
"""
BODY = """
SELECT ?part WHERE {
  VALUES $thing { x:A }
  VALUES $group { x:G }
  VALUES $most { 3 }
  VALUES $how { "up" }
}
"""


def test_parse_question_reads_everything() -> None:
    question = parse_question(HEAD + BODY, "queries/some/parts.rq", "some")
    assert question.name == "parts"
    assert question.subject == "some"
    assert question.tags == ("a", "b")
    assert question.columns == {"part": "the part"}
    assert question.counts["parts"].many == "parts"
    assert [p.name for p in question.parameters] == ["thing", "group", "most", "how"]
    group = question.parameter("group")
    assert group is not None
    assert group.classes == ("dv:A", "dv:B")
    assert group.optional
    assert group.example == "x:G"
    most = question.parameter("most")
    assert most is not None
    assert (most.minimum, most.maximum) == (1, 9)
    assert question.body.startswith("SELECT")
    assert question.parameter("none") is None


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("{parts} in", "{thing:has|have} in", 5, "agrees with no count"),
        ("#+ summary: Parts\n", "", 1, "'summary' is missing"),
        ("#+ tags:", "#+ tag:", 3, "the key 'tag' is unknown; is 'tags' meant?"),
        ("#+ tags: [a, b]", "#+ tags: {a: b}", 3, "'tags' must be a list of texts"),
        ("#+ tags: [a, b]", "#+ tags: [a, b", 4, "no YAML"),
        ("#+ summary: Parts", "#+ summary: Parts\n#+ summary: Parts", 2, "repeated"),
        ('class: "dv:Unit"', 'clas: "dv:Unit"', 9, "the key 'clas' is unknown"),
        ('{type: item, class: "dv:Unit"', '{type: thing, class: "dv:Unit"', 9, "the type 'thing' is none of"),
        ('{type: item, class: "dv:Unit"', '{type: text, class: "dv:Unit"', 9, "type item alone"),
        ("choices: [up, down], ", "", 12, "has no choices"),
        ("minimum: 1", "minimum: one", 11, "'minimum' must be an integer"),
        ("optional: true", "optional: maybe", 10, "'optional' must be true or false"),
        ("[ of {group}]", " of {group}", 5, "only in a piece in brackets"),
        ("{parts} in", "{bits} in", 5, "{bits} is none of"),
        ('in {thing}"]', 'in {nothing}"]', 4, "{nothing} is none of"),
        ("items: [part]", "items: [bit]", 15, "'bit' is no column"),
        ("column: part", "column: bit", 17, "'bit' is no column"),
        ("parts: {column", "thing: {column", 5, "{parts} is none of"),
        ("column: part, ", "", 17, "'column' is missing in 'parts'"),
        ("  part: the part", "  part: [the part]", 14, "'part' must be a text"),
        ("VALUES $thing { x:A }", "VALUES $thing { x:A } VALUES $thing { x:B }", 8, "one and the same example"),
        ("VALUES $thing { x:A }", "", 9, "no row 'VALUES $thing"),
        ("VALUES $thing { x:A }", "VALUES $thing { x:A } VALUES $more { 1 }", 1, "row for $more"),
        ("#+ params:", "#+ params: none\n#+ other:", 8, "'params' must be a mapping"),
    ],
)
def test_parse_question_refuses_a_bad_header_with_file_and_line(old: str, new: str, line: int, says: str) -> None:
    text = HEAD + BODY
    assert old in text
    with pytest.raises(InvalidInput) as caught:
        parse_question(text.replace(old, new, 1), "queries/parts.rq")
    assert says in str(caught.value)
    assert (caught.value.file, caught.value.line) == ("queries/parts.rq", line)


def test_parse_question_refuses_a_count_named_like_a_parameter() -> None:
    text = (HEAD + BODY).replace("parts: {column", "how: {column").replace("{parts}", "{how}")
    with pytest.raises(InvalidInput, match="another meaning"):
        parse_question(text, "parts.rq")


@pytest.mark.parametrize("text", ["SELECT ?x {}", "", "#+\n", "#+ - a\n"])
def test_parse_question_refuses_what_has_no_header(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_question(text, "parts.rq")
