"""How many items the five documents hold, as the design counts them in the documents, against the built dataset."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from pyoxigraph import Literal, NamedNode

from dvgraph.dataset import Dataset

#: Framework -> kind -> how many items whose parent is of another kind, or that have none.
COUNTS: dict[str, dict[str, int]] = {
    "fm": {
        "KeyPurpose": 1,
        "KeyArea": 6,
        "AreaOfCompetence": 27,
        "Unit": 82,
        "Comment": 180,
        "Element": 16,
        "Point": 13,
        "Footnote": 5,
    },
    "ndp": {"Objective": 7},
    "set": {"Competency": 9, "StaffGroup": 6, "TrainingRecord": 50, "Outcome": 68, "CompetencyStatement": 298},
    "audit": {
        "AuditSection": 6,
        "AuditStandard": 17 + 2,
        "Purpose": 17,
        "StandardStatement": 6 + 17,
        "EvidenceItem": 60,
        "Aim": 7,
        "AuditStep": 3,
        "GlossaryTerm": 43,
    },
    "nos": {"Standard": 1, "Element": 2, "PerformanceCriterion": 22, "KnowledgeGroup": 4, "KnowledgePoint": 34},
    "guide": {
        "Component": 12,
        "KeyQuestion": 37 + 3,
        "KeyPoint": 19,
        "Heading": 42 + 4,
        "List": 17,
        "ListItem": 98,
        "Foundation": 9,
        "Rule": 6,
        "Weakness": 12,
        "Tip": 10,
        "CommissioningQuestion": 20,
        "TenderConsideration": 22,
        "Chapter": 5 + 7,
    },
}
#: Framework -> kind -> how many bullets and parts: items whose parent is of the same kind.
PARTS: dict[str, dict[str, int]] = {
    "audit": {"EvidenceItem": 43 + 2, "Aim": 13},
    "nos": {"PerformanceCriterion": 22, "KnowledgePoint": 11},
}
STANDING = {"equivalent": 72, "several": 2, "elsewhere": 6, "furtherAnalysis": 1, "unstated": 1}

PREFIXES = """PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vann: <http://purl.org/vocab/vann/>
"""
ITEMS = (
    PREFIXES
    + """
SELECT DISTINCT ?framework ?class ?notation ?parent ?parent_class
WHERE {
  ?scheme a dv:Framework ;
    vann:preferredNamespacePrefix ?framework .
  ?item skos:inScheme ?scheme ;
    a ?class ;
    skos:notation ?notation .
  ?class rdfs:subClassOf dv:Item .
  FILTER(?class != dv:Item)
  OPTIONAL {
    ?item dv:partOf ?above .
    ?above skos:notation ?parent ;
      a ?parent_class .
    ?parent_class rdfs:subClassOf dv:Item .
    FILTER(?parent_class != dv:Item)
  }
}
ORDER BY ?framework ?notation
"""
)


@dataclass(frozen=True)
class Item:
    """An item with its place; the parent's fields are empty where it has none."""

    framework: str
    kind: str
    notation: str
    parent: str
    parent_kind: str


def text(term: object) -> str:
    if term is None:
        return ""
    assert isinstance(term, NamedNode | Literal)
    return term.value.rpartition("#")[2]


@pytest.fixture(scope="module")
def items(dataset: Dataset) -> list[Item]:
    """All items of the built dataset."""
    return [Item(*map(text, row)) for row in dataset.store.select(ITEMS).rows]


def counted(items: list[Item], framework: str, *, parts: bool) -> Counter[str]:
    return Counter(i.kind for i in items if i.framework == framework and (i.kind == i.parent_kind) == parts)


def number(dataset: Dataset, pattern: str, what: str = "*") -> int:
    """Return how many rows a pattern has, or how many distinct values of one variable."""
    query = f"{PREFIXES}SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}"
    ((found,),) = dataset.store.select(query).rows
    return int(text(found))


def test_items_are_in_six_frameworks_of_five_documents(items: list[Item]) -> None:
    assert {item.framework for item in items} == set(COUNTS)


def test_every_item_is_counted_once(dataset: Dataset, items: list[Item]) -> None:
    assert len({(item.framework, item.notation) for item in items}) == len(items)
    assert number(dataset, "?item a dv:Item", "DISTINCT ?item") == len(items)


@pytest.mark.parametrize("framework", COUNTS)
def test_framework_holds_what_the_document_holds(items: list[Item], framework: str) -> None:
    found = counted(items, framework, parts=False)
    assert {kind: found[kind] for kind in COUNTS[framework]} == COUNTS[framework]


@pytest.mark.parametrize("framework", PARTS)
def test_framework_holds_the_parts_that_the_document_holds(items: list[Item], framework: str) -> None:
    assert counted(items, framework, parts=True) == PARTS[framework]


def test_map_states_how_each_unit_stands_to_occupational_standards(dataset: Dataset) -> None:
    pattern = "?unit a dv:Unit ; dv:nosStanding/skos:notation ?word . FILTER(?word = '%s')"
    assert {word: number(dataset, pattern % word) for word in STANDING} == STANDING


def test_annex_states_29_contributions(dataset: Dataset) -> None:
    assert number(dataset, "?function dv:contributesTo ?objective") == 29
    assert number(dataset, "?link dv:linkPredicate dv:contributesTo") == 29


def test_298_statements_have_197_wordings(dataset: Dataset) -> None:
    pattern = "?statement a dv:CompetencyStatement ; dv:partOf/a dv:TrainingRecord ; dv:sourceDigest ?digest"
    assert number(dataset, pattern) == 298
    assert number(dataset, pattern, "DISTINCT ?digest") == 197


def test_records_are_those_of_54_cells_that_are_printed(items: list[Item]) -> None:
    records = [item.notation for item in items if item.kind == "TrainingRecord"]
    cells = {f"G{group}-C{competency}" for group in range(1, 7) for competency in range(1, 10)}
    assert len(cells) == 54
    assert set(records) < cells


def test_audit_leaves_out_two_standards_and_nothing_is_printed_of_them(dataset: Dataset, items: list[Item]) -> None:
    left = "?standard a dv:AuditStandard ; dv:leftOut true ; skos:notation ?code FILTER(?code IN ('A2', 'B5'))"
    assert number(dataset, left) == number(dataset, "?standard dv:leftOut true") == 2
    within = Counter(item.parent for item in items if item.parent_kind == "AuditStandard")
    assert not {"A2", "B5"} & set(within)
    assert len(within) == 17


def test_audit_standards_have_one_statement_and_one_purpose_each(items: list[Item]) -> None:
    for kind in ("StandardStatement", "Purpose"):
        of = [i.parent for i in items if i.kind == kind and i.parent_kind == "AuditStandard"]
        assert len(of) == len(set(of)) == 17


def test_audit_letters_43_bullets_and_has_two_second_lists(items: list[Item]) -> None:
    parts = {i.notation: i for i in items if i.kind == i.parent_kind == "EvidenceItem"}
    seconds = {"B2.1-L2": "B2.1", "B2.2-L2": "B2.2"}
    assert {name: parts[name].parent for name in seconds} == seconds
    assert sum(name.rpartition("-")[2].isalpha() and name[-1].islower() for name in parts) == 43
    assert all(any(i.parent == second for i in parts.values()) for second in seconds)


def test_guide_asks_37_key_questions_of_partnerships_and_three_of_reviews(items: list[Item]) -> None:
    asked = Counter(i.parent_kind for i in items if i.kind == "KeyQuestion")
    assert asked == {"Component": 37, "Chapter": 3}
    assert {i.parent for i in items if i.kind == "KeyQuestion" and i.parent_kind == "Chapter"} == {"DHR"}


def test_guide_has_42_sub_headings_and_four_headings_of_tendering(items: list[Item]) -> None:
    headings = [i.notation for i in items if i.kind == "Heading"]
    assert sum("-SH" in notation for notation in headings) == 42
    assert sum(notation.startswith("TEN-H") for notation in headings) == 4
    under = {i.parent for i in items if i.kind == "TenderConsideration"}
    assert under == {"TEN-H1", "TEN-H2", "TEN-H3", "TEN-H4"}


def test_guide_has_three_questions_six_rules_and_twelve_weaknesses_on_reviews(items: list[Item]) -> None:
    kinds = ("KeyQuestion", "Rule", "Weakness")
    assert [sum(i.kind == kind and i.parent == "DHR" for i in items) for kind in kinds] == [3, 6, 12]


def test_benchmark_has_39_rows(dataset: Dataset) -> None:
    assert number(dataset, "?row a dv:Partnership", "DISTINCT ?row") == 39
    assert (
        number(dataset, "?observation dv:component ?c ; dv:partnership ?p ; dv:score ?s", "DISTINCT ?observation")
        == 39 * 12
    )
