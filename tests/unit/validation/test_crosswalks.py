"""What is found wrong with a crosswalk: each way to break one, one at a time."""

from __future__ import annotations

import pytest

from dvgraph.crosswalks import COLUMNS
from dvgraph.facts import Facts
from dvgraph.validation.crosswalks import crosswalk_findings
from tests.unit.invented import Invented

HEAD = """\
#mapping_set_id: https://w3id.org/dvgraph/mapping/ex-ex
#mapping_set_title: Example
#license: https://creativecommons.org/licenses/by/4.0/
#curie_map:
#  ex: https://w3id.org/dvgraph/example/
"""
REST = "semapv:UnspecifiedMatching\ta reading\t\tframework:ex\t2026-01-02"
FIRST = f"ex:S1\tMake a note\tskos:broadMatch\tex:U1\tWrite it down\t{REST}\t0.8\tIt is."
SECOND = f"ex:S1\tMake a note\tskos:relatedMatch\tex:PT1\tTake calls\t{REST}\t0.5\tIt helps."
GAP = f"ex:S2\tMake a note\tskos:mappingRelation\tsssom:NoTermFound\t\t{REST}\t\tNothing fits."


def rules(invented: Invented, *rows: str, head: str = HEAD) -> set[str]:
    folder = invented.ontology / "crosswalks"
    folder.mkdir(exist_ok=True)
    text = head + "\n".join(["\t".join(COLUMNS), *rows]) + "\n"
    (folder / "ex-ex.sssom.tsv").write_text(text, encoding="utf-8")
    return {finding.rule for finding in crosswalk_findings(Facts(invented.load()))}


def test_sound_crosswalk_has_no_findings(invented: Invented) -> None:
    assert rules(invented, FIRST, SECOND, GAP) == set()


@pytest.mark.parametrize("name", ["mapping_set_id", "mapping_set_title", "license"])
def test_missing_metadata_is_found(invented: Invented, name: str) -> None:
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(f"#{name}"))
    assert rules(invented, FIRST, head=head) == {"crosswalk-metadata"}


def test_name_of_another_set_is_found(invented: Invented) -> None:
    assert rules(invented, FIRST, head=HEAD.replace("ex-ex", "ex-ey")) == {"crosswalk-metadata"}


def test_rows_out_of_order_are_found(invented: Invented) -> None:
    assert rules(invented, SECOND, FIRST) == {"crosswalk-order"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("skos:broadMatch", "skos:broader", "crosswalk-predicate"),
        ("skos:broadMatch", "skos:mappingRelation", "crosswalk-predicate"),
        ("\t0.8\t", "\t1.8\t", "crosswalk-confidence"),
        ("\t0.8\t", "\t\t", "crosswalk-confidence"),
        ("It is.", "", "crosswalk-comment"),
        ("semapv:UnspecifiedMatching", "semapv:Guess", "crosswalk-justification"),
        ("semapv:UnspecifiedMatching", "semapv:ManualMappingCuration", "crosswalk-justification"),
        ("a reading\t\t", "a reading\tA Practitioner\t", "crosswalk-justification"),
        ("2026-01-02", "2 January", "crosswalk-date"),
        ("ex:S1", "ex:S9", "crosswalk-unknown"),
        ("ex:U1", "ex:U9", "crosswalk-unknown"),
        ("Make a note", "Make notes", "crosswalk-label"),
        ("Write it down", "Write", "crosswalk-label"),
        ("framework:ex", "framework:ey", "crosswalk-source"),
    ],
)
def test_broken_row_is_found(invented: Invented, old: str, new: str, rule: str) -> None:
    assert rule in rules(invented, FIRST.replace(old, new))


def test_label_beside_no_equivalent_is_found(invented: Invented) -> None:
    assert rules(invented, GAP.replace("NoTermFound\t", "NoTermFound\tSomething")) == {"crosswalk-label"}


def test_no_equivalent_beside_one_is_found(invented: Invented) -> None:
    assert "crosswalk-gap" in rules(invented, FIRST, GAP.replace("ex:S2", "ex:S1"))


def test_object_in_two_rows_is_found(invented: Invented) -> None:
    assert rules(invented, FIRST, FIRST.replace("0.8", "0.7")) == {"crosswalk-repeat"}


def test_equal_confidences_of_a_subject_are_found(invented: Invented) -> None:
    assert rules(invented, SECOND.replace("0.5", "0.8"), FIRST) == {"crosswalk-confidence"}


def test_fourth_object_is_found(invented: Invented) -> None:
    more = (
        f"ex:S1\tMake a note\tskos:broadMatch\t{curie}\t{label}\t{REST}\t{sure}\tIt is."
        for curie, label, sure in (("ex:O1", "Nobody waits", 0.4), ("ex:S2-a", "With a pen", 0.3))
    )
    assert rules(invented, FIRST, SECOND, *more) == {"crosswalk-many"}


def test_relation_to_a_whole_beside_a_part_of_it_is_found(invented: Invented) -> None:
    part = f"ex:S1\tMake a note\tskos:broadMatch\tex:S2-a\tWith a pen\t{REST}\t0.8\tIt is."
    whole = f"ex:S1\tMake a note\tskos:relatedMatch\tex:S2\tMake a note\t{REST}\t0.5\tIt helps."
    assert rules(invented, part, whole) == {"crosswalk-clash"}


def test_item_that_must_be_filed_and_has_no_row_is_found(invented: Invented) -> None:
    filing = "dv:filing [ a dv:Filing ; dv:filedClass dv:CompetencyStatement ; dv:countedParts false ;"
    invented.change("    dv:sourceSha256", f"    {filing} dv:filedTo framework:ex ] ;\n    dv:sourceSha256")
    assert rules(invented, FIRST, GAP) == set()
    assert rules(invented, FIRST) == {"crosswalk-unfiled"}
