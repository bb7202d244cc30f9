from __future__ import annotations

import pytest

from dvgraph.crosswalks import NO_TERM, Mapping
from dvgraph.crosswalks.evaluate import as_json, evaluate, evaluate_subsets, kappa


def row(subject: str, target: str, confidence: float | None, predicate: str = "broadMatch") -> Mapping:
    return Mapping(
        subject, "", f"skos:{predicate}", target, "", "semapv:UnspecifiedMatching", "", "", "framework:y", "2026-01-01",
        confidence, "why",
    )  # fmt: skip


REFERENCE = [
    row("x:1", "y:A", 0.9),
    row("x:1", "y:B", 0.5, "relatedMatch"),
    row("x:2", "y:C", 0.7, "relatedMatch"),
    row("x:3", NO_TERM, None, "mappingRelation"),
]
#: x:1 finds A at rank 2 and misses B; x:2 finds C at rank 1, then a wrong one; x:3 agrees that nothing fits.
MEASURED = [
    row("x:1", "y:D", 0.8),
    row("x:1", "y:A", 0.6),
    row("x:2", "y:C", 0.9),
    row("x:2", "y:E", 0.2),
    row("x:3", NO_TERM, None, "mappingRelation"),
]


def test_evaluate_gives_the_figures_computed_by_hand() -> None:
    found = evaluate(MEASURED, REFERENCE)
    assert (found.pairs, found.reference_pairs, found.shared, found.subjects) == (4, 3, 2, 3)
    assert found.precision == pytest.approx(2 / 4)
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(4 / 7)
    assert found.top1 == pytest.approx(2 / 3)
    assert found.recall_at == pytest.approx({1: 1 / 2, 3: 3 / 4, 5: 3 / 4, 10: 3 / 4})
    assert found.mrr == pytest.approx((1 / 2 + 1) / 2)
    # Shared pairs: (broad, broad) and (broad, related): agreement 1/2, by chance 1/2.
    assert found.kappa == pytest.approx(0.0)


def test_evaluate_of_a_crosswalk_with_itself_is_perfect() -> None:
    found = evaluate(REFERENCE, REFERENCE)
    assert (found.precision, found.recall, found.f1, found.top1, found.mrr, found.kappa) == (1, 1, 1, 1, 1, 1)


def test_evaluate_of_nothing_divides_by_nothing() -> None:
    found = evaluate([], [])
    assert (found.precision, found.recall, found.f1, found.top1, found.mrr, found.kappa) == (None,) * 6
    assert evaluate([], REFERENCE).recall == 0


def test_subsets_cut_by_kind_framework_predicate_and_confidence() -> None:
    found = evaluate_subsets(MEASURED, REFERENCE, {"x:1": "Statement", "x:2": "Outcome"})
    assert list(found) == ["kind", "framework", "predicate", "confidence"]
    assert found["kind"]["Outcome"].mrr == 1
    assert found["kind"]["Statement"].recall == pytest.approx(1 / 2)
    assert list(found["framework"]) == ["x to y"]
    assert found["predicate"]["skos:relatedMatch"].recall == pytest.approx(1 / 2)
    assert found["predicate"]["skos:broadMatch"].precision == pytest.approx(2 / 4)
    assert found["confidence"]["0.8 to 1"].recall == 1


def test_kappa_allows_for_chance() -> None:
    assert kappa([("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")]) == pytest.approx(0.5)
    assert kappa([]) is None
    assert kappa([("a", "a")]) is None


def test_as_json_has_depths_as_names() -> None:
    assert set(as_json(evaluate(MEASURED, REFERENCE))["recall_at"]) == {"1", "3", "5", "10"}  # type: ignore[call-overload]
