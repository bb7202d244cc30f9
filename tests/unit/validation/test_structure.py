"""Structure: a sound ontology has no findings; each fault is named with its file and line."""

import pytest

from dvgraph.findings import Finding, in_order
from dvgraph.load import load
from dvgraph.validation import validate_structure
from tests.unit.invented import Invented

FILE = "ontology/frameworks/example/example.ttl"
CONCEPT = """
ex:{name}
    a dv:Point ;
    skos:prefLabel "{name}"@en ;
    skos:notation "{name}" ;
    skos:inScheme framework:ex ;
    skos:topConceptOf framework:ex ;
    dv:position {position} ;
    dv:sourceSpan "2:4-24" ;
    dv:sourceDigest "7b794f84188c32de"
    .
"""
COUNTED = "dv:countedClass dv:Point ; dv:count 1"


def found(invented: Invented, severity: str = "error") -> list[tuple[str, str, str | None, int | None]]:
    findings = validate_structure(invented.load())
    return [(f.rule, f.subject, f.file, f.line) for f in findings if f.severity == severity]


def message(invented: Invented) -> str:
    (finding,) = validate_structure(invented.load())
    return finding.message


def test_sound_ontology_has_no_findings(invented: Invented) -> None:
    assert validate_structure(invented.load()) == []


def test_unknown_parent_is_found_with_its_line_and_a_hint(invented: Invented) -> None:
    invented.change("    dv:partOf ex:S2 ;\n    dv:position 2", "    dv:partOf ex:S22 ;\n    dv:position 1")
    invented.change(
        "dv:countedClass dv:CompetencyStatement ; dv:count 2", "dv:countedClass dv:CompetencyStatement ; dv:count 3"
    )
    invented.change("dv:countedParts true ; dv:count 2", "dv:countedParts true ; dv:count 1")
    assert found(invented) == [("unknown-parent", "ex:S2-b", FILE, invented.line("ex:S22"))]
    assert (
        message(invented)
        == "dv:partOf leads to ex:S22, which is written nowhere. Did you mean ex:S2 or ex:S2-b or ex:S2-a?"
    )


def test_unknown_resource_is_found(invented: Invented) -> None:
    invented.change("dcterms:subject topic:call", "dcterms:subject topic:cal")
    assert found(invented) == [("unknown-resource", "ex:PT1", FILE, invented.line("topic:cal"))]


def test_two_parents_are_found_at_the_line_of_the_second(invented: Invented) -> None:
    invented.change(
        "    dv:partOf ex:S2 ;\n    dv:position 2", "    dv:partOf\n        ex:S2 ,\n        ex:S1 ;\n    dv:position 2"
    )
    assert found(invented) == [("two-parents", "ex:S2-b", FILE, invented.line("        ex:S1 ;"))]
    assert message(invented) == "It has 2 parents, ex:S2 and ex:S1; one is allowed."


def test_parent_in_another_framework_is_found(invented: Invented) -> None:
    invented.change("    dv:partOf ex:S2 ;\n    dv:position 2", "    dv:partOf topic:call ;\n    dv:position 1")
    rules = {rule for rule, subject, *_ in found(invented) if subject == "ex:S2-b"}
    assert rules == {"foreign-parent", "wrong-range"}


def test_duplicate_notation_is_found_whatever_the_class(invented: Invented) -> None:
    invented.change('skos:notation "U1"', 'skos:notation "PT1"')
    line = invented.line('skos:notation "PT1"', 2)
    assert found(invented) == [("duplicate-notation", "ex:U1", FILE, line), ("notation-differs", "ex:U1", FILE, line)]


def test_topic_whose_notation_differs_is_found(invented: Invented) -> None:
    invented.change('skos:notation "call"', 'skos:notation "calls"', invented.ontology / "topics.ttl")
    assert found(invented) == [("notation-differs", "topic:call", "ontology/topics.ttl", 15)]


def test_subject_written_twice_is_found_at_its_second_block(invented: Invented) -> None:
    invented.add('\nex:U1\n    dv:shortLabel "Write"@en\n    .\n')
    assert found(invented) == [("two-blocks", "ex:U1", FILE, invented.line("dv:shortLabel") - 1)]
    assert message(invented) == f"It is written a second time; its block begins at {FILE}:{invented.line('ex:U1', 1)}."


def test_subject_without_class_is_found(invented: Invented) -> None:
    invented.add('\nex:X1\n    skos:prefLabel "X"@en\n    .\n')
    assert found(invented) == [("no-class", "ex:X1", FILE, invented.line("ex:X1"))]


def test_item_of_two_kinds_is_found(invented: Invented) -> None:
    invented.change("    a dv:Unit ;", "    a\n        dv:Unit ,\n        dv:Point ;")
    assert [f[:2] for f in found(invented)] == [("two-classes", "ex:U1")]


def test_concept_without_label_is_found(invented: Invented) -> None:
    invented.change('    skos:prefLabel "Write it down"@en ;\n', "")
    assert [f[:2] for f in found(invented)] == [("no-label", "ex:U1")]


@pytest.mark.parametrize(
    ("old", "new", "term"),
    [
        ("dv:doubt ex:S2", "dv:doubted ex:S2", "property dv:doubted"),
        ("a dv:Doubt ", "a dv:Doubted ", "class dv:Doubted"),
    ],
)
def test_unknown_term_of_ours_is_found_with_a_hint(invented: Invented, old: str, new: str, term: str) -> None:
    invented.change(old, new)
    findings = [f for f in validate_structure(invented.load()) if f.rule == "unknown-term"]
    assert [f.line for f in findings] == [invented.line(new.strip())]
    assert findings[0].message.startswith(f"The ontology declares no {term}. Did you mean dv:")


def test_mistyped_term_of_others_is_found(invented: Invented) -> None:
    invented.change('skos:prefLabel "Take calls"', 'skos:perfLabel "Take calls"')
    line = invented.line("skos:perfLabel")
    assert ("mistyped-term", "ex:PT1", FILE, line) in found(invented)


def test_value_of_the_wrong_class_is_found(invented: Invented) -> None:
    invented.change("dv:contributesTo ex:O1 ;", "dv:contributesTo ex:PT1 ;")
    invented.change("dv:linkObject ex:O1", "dv:linkObject ex:PT1")
    invented.change("ex:O1-LNK1", "ex:PT1-LNK1")
    assert found(invented) == [("wrong-range", "ex:U1", FILE, invented.line("dv:contributesTo ex:PT1"))]
    assert message(invented) == "The value of dv:contributesTo is a dv:Objective; ex:PT1 is a dv:Point."


def test_subject_of_the_wrong_class_is_found(invented: Invented) -> None:
    invented.change('    dv:reason "It', '    dv:line 4 ;\n    dv:reason "It')
    assert found(invented) == [("wrong-domain", "ex:S2-DBT1", FILE, invented.line("dv:line 4"))]


def test_item_outside_its_scheme_is_found(invented: Invented) -> None:
    invented.change(
        'skos:notation "PT1" ;\n    skos:inScheme framework:ex', 'skos:notation "PT1" ;\n    skos:inScheme topic:call'
    )
    assert [f[:2] for f in found(invented)] == [("wrong-scheme", "ex:PT1")]


def test_item_outside_any_namespace_is_found(invented: Invented) -> None:
    invented.change("ex:PT1\n", "topic:PT1\n")
    assert ("no-framework", "topic:PT1") in [f[:2] for f in found(invented)]


def test_top_concept_with_parent_and_item_without_either_are_found(invented: Invented) -> None:
    invented.change(
        "    dv:partOf ex:S2 ;\n    dv:position 1",
        "    skos:topConceptOf framework:ex ;\n    dv:partOf ex:S2 ;\n    dv:position 1",
    )
    invented.change(
        'skos:notation "PT1" ;\n    skos:inScheme framework:ex ;\n    skos:topConceptOf framework:ex ;',
        'skos:notation "PT1" ;\n    skos:inScheme framework:ex ;',
    )
    assert [f[:2] for f in found(invented)] == [("top-concept", "ex:PT1"), ("top-concept", "ex:S2-a")]


def test_circle_of_parents_is_found_once(invented: Invented) -> None:
    invented.change(
        "    skos:topConceptOf framework:ex ;\n    dv:position 2 ;", "    dv:partOf ex:S2-a ;\n    dv:position 1 ;"
    )
    messages = [f.message for f in validate_structure(invented.load()) if f.rule == "cycle"]
    assert messages == ["dv:partOf leads in a circle: ex:S2 > ex:S2-a > ex:S2."]


@pytest.mark.parametrize("position", [1, 3])
def test_repeated_position_and_gap_are_found(invented: Invented, position: int) -> None:
    invented.add(CONCEPT.format(name="PT2", position=position))
    invented.change(COUNTED, COUNTED[:-1] + "2")
    assert found(invented) == [("position", "ex:PT2", FILE, invented.line("dv:position", 0))]
    assert f"Its position is {position}; 2 is meant: the 2 dv:Point of framework:ex" in message(invented)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "dv:count 1 ] ,\n        [ a dv:ExpectedCount ; dv:countedClass dv:Point",
            "dv:count 9 ] ,\n        [ a dv:ExpectedCount ; dv:countedClass dv:Point",
            "9 dv:Objective; 1 are here",
        ),
        (
            "dv:countedParts true ; dv:count 2",
            "dv:countedParts true ; dv:count 3",
            "3 dv:CompetencyStatement that are parts; 2 are here",
        ),
    ],
)
def test_wrong_count_is_found(invented: Invented, old: str, new: str, said: str) -> None:
    invented.change(old, new)
    assert [f[:2] for f in found(invented)] == [("count", "framework:ex")]
    assert said in message(invented)


def test_class_that_is_not_counted_is_a_warning(invented: Invented) -> None:
    invented.change(" ,\n        [ a dv:ExpectedCount ; dv:countedClass dv:Unit ; dv:count 1 ]", "")
    assert [f[:2] for f in found(invented, "warning")] == [("no-count", "framework:ex")]
    assert message(invented) == "It does not say how many dv:Unit it has; 1 are here."


TOPIC = """
topic:{name}
    a dv:Topic ;
    skos:prefLabel "{name}"@en ;
    skos:notation "{name}" ;
    skos:inScheme <https://w3id.org/dvgraph/topic/> ;
    skos:broader topic:{above}
    .
"""


def test_topic_on_a_fourth_level_is_found(invented: Invented) -> None:
    topics = invented.ontology / "topics.ttl"
    for name, above in (("two", "call"), ("three", "two"), ("four", "three")):
        invented.add(TOPIC.format(name=name, above=above), topics)
    invented.change("dcterms:subject topic:call", "dcterms:subject topic:four")
    assert [f[:2] for f in found(invented)] == [("topic-level", "topic:four")]
    assert message(invented) == "It stands on level 4, below topic:three, topic:two, topic:call; 3 are allowed."


def test_unused_topic_is_a_warning(invented: Invented) -> None:
    invented.add(TOPIC.format(name="two", above="call"), invented.ontology / "topics.ttl")
    assert [f[:2] for f in found(invented, "warning")] == [("topic-unused", "topic:two")]


def test_link_without_its_triple_and_triple_without_its_link_are_found(invented: Invented) -> None:
    invented.change("    dv:contributesTo ex:O1 ;", "    dv:mentions ex:O1 ;")
    assert [f[:2] for f in found(invented)] == [("triple-without-link", "ex:U1"), ("link-without-triple", "ex:O1-LNK1")]


def test_link_of_another_property_is_found(invented: Invented) -> None:
    invented.change("dv:linkPredicate dv:contributesTo", "dv:linkPredicate dv:partOf")
    assert ("link-predicate", "ex:O1-LNK1") in [f[:2] for f in found(invented)]


def test_link_named_after_neither_end_is_found(invented: Invented) -> None:
    invented.change("ex:O1-LNK1", "ex:PT1-LNK1")
    assert [f[:2] for f in found(invented)] == [("link-name", "ex:PT1-LNK1")]


def test_missing_pair_of_same_wordings_is_found(invented: Invented) -> None:
    invented.change("    dv:sameWordingAs ex:S2 ;\n", "")
    assert [f[:2] for f in found(invented)] == [("same-wording", "ex:S1")]
    assert message(invented) == "Its text is that of ex:S2; dv:sameWordingAs is missing."


def test_pair_stated_from_the_later_notation_is_found_once(invented: Invented) -> None:
    invented.change("    dv:sameWordingAs ex:S2 ;\n", "")
    invented.change("    dv:doubt ex:S2-DBT1", "    dv:doubt ex:S2-DBT1 ;\n    dv:sameWordingAs ex:S1")
    assert message(invented) == "dv:sameWordingAs is stated by ex:S2; the earlier notation states it."


def test_pair_stated_both_ways_is_found(invented: Invented) -> None:
    invented.change("    dv:doubt ex:S2-DBT1", "    dv:doubt ex:S2-DBT1 ;\n    dv:sameWordingAs ex:S1")
    assert message(invented) == "dv:sameWordingAs ex:S1 is stated by that item already; once is meant."


def test_pair_of_other_kinds_is_too_much(invented: Invented) -> None:
    invented.change("dv:sameWordingAs ex:S2", "dv:sameWordingAs ex:S2 , ex:U1")
    assert message(invented) == "dv:sameWordingAs ex:U1 is too much: the texts or kinds differ."


def test_note_that_nobody_tells_is_found(invented: Invented) -> None:
    invented.change(" ;\n    dv:doubt ex:S2-DBT1", "")
    assert message(invented) == "It is told by no item; one dv:doubt is meant."


def test_note_named_after_another_is_found(invented: Invented) -> None:
    invented.change("dv:doubt ex:S2-DBT1", "dv:doubt ex:S1-DBT1")
    invented.change("ex:S2-DBT1\n    a", "ex:S1-DBT1\n    a")
    assert message(invented) == "It is named after its item: ex:S2-DBT.. is meant."


def test_findings_name_places_in_a_rebased_dataset(invented: Invented) -> None:
    invented.change("dcterms:subject topic:call", "dcterms:subject topic:cal")
    findings = validate_structure(load(invented.ontology, "https://example.org/dv/"))
    assert [(f.rule, f.subject, f.line) for f in findings if f.severity == "error"] == [
        ("unknown-resource", "ex:PT1", invented.line("topic:cal"))
    ]


def test_finding_reads_as_place_severity_subject_message_rule() -> None:
    finding = Finding("error", "two-parents", "It has two.", "ex:A", "a.ttl", 3)
    assert str(finding) == "a.ttl:3: error: ex:A: It has two. [two-parents]"
    assert str(Finding("warning", "x", "Odd.")) == "warning: Odd. [x]"
    assert str(Finding("warning", "x", "Odd.", file="a.ttl")) == "a.ttl: warning: Odd. [x]"


def test_findings_are_ordered_without_repeats() -> None:
    early, late = Finding("error", "x", "m", "s", "a.ttl", 1), Finding("error", "x", "m", "s", "a.ttl", 2)
    warning = Finding("warning", "x", "m", "s", "a.ttl", 1)
    assert in_order([warning, late, early, late]) == [early, late, warning]
