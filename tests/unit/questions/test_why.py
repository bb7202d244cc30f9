"""The link that a row of an answer stands for, as the question's header states it."""

import pytest

from dvgraph.errors import InvalidInput
from dvgraph.questions.header import parse_question

TEXT = """\
#+ summary: What supports a thing
#+ description: The same.
#+ tags: [test]
#+ sentence: "{{n}} support {{aim}}"
#+ empty: "Nothing."
#+ params:
#+   aim: {{type: item, description: "a thing"}}
#+ columns:
#+   unit: what supports it
#+ items: [unit]
#+ why: {why}
SELECT ?unit WHERE {{ VALUES $aim {{ <http://example.org/a> }} ?unit <http://example.org/p> $aim . }} ORDER BY ?unit
"""


def question(why):
    return parse_question(TEXT.format(why=why), "supports.rq")


def test_row_stands_for_a_link_of_columns_and_parameters():
    found = question('{subject: unit, predicate: "dv:supports", object: aim}')
    assert found.why == {"subject": "unit", "predicate": "dv:supports", "object": "aim"}


@pytest.mark.parametrize(
    "why",
    [
        '{subject: unit, predicate: "dv:supports"}',
        '{subject: units, predicate: "dv:supports", object: aim}',
        "{subject: unit, predicate: supports, object: aim}",
        '{subject: unit, predicate: "dv:supports", object: aim, graph: aim}',
        '{subject: "fm:BA3", predicate: "dv:supports", object: aim}',
    ],
)
def test_link_of_anything_else_is_refused_with_its_line(why):
    with pytest.raises(InvalidInput, match=r"supports\.rq:11"):
        question(why)
