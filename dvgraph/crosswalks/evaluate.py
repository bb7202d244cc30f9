"""One crosswalk measured against another: which pairs it finds, how high it ranks them, and how it names them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias

from dvgraph.crosswalks.sssom import Mapping as Row

__all__ = ["CUTS", "Figures", "as_json", "evaluate", "evaluate_subsets", "kappa"]

#: The depths at which recall is measured.
CUTS = (1, 3, 5, 10)

#: A subject with the framework that it is filed to.
Case: TypeAlias = tuple[str, str]
_BANDS = ((0.8, "0.8 to 1"), (0.6, "0.6 to 0.8"), (0.4, "0.4 to 0.6"), (0.0, "below 0.4"))


@dataclass(frozen=True)
class Figures:
    """What a crosswalk reaches; None where there is nothing to divide by.

    :param pairs: how many pairs the measured crosswalk has; rows that say nothing fits are no pairs.
    :param reference_pairs: how many the reference has.
    :param shared: how many both have.
    :param precision: shared / pairs.
    :param recall: shared / reference_pairs.
    :param f1: the harmonic mean of both.
    :param subjects: how many subjects the reference files; one filed to two frameworks counts twice.
    :param top1: the share of subjects whose first choice is the same, "nothing fits" being a choice.
    :param recall_at: depth -> mean share of a subject's reference objects among the measured first ones.
    :param mrr: the mean of 1 / rank of the first object that the reference has; 0 where there is none.
    :param kappa: Cohen's kappa of the predicates of shared pairs.
    """

    pairs: int
    reference_pairs: int
    shared: int
    precision: float | None
    recall: float | None
    f1: float | None
    subjects: int
    top1: float | None
    recall_at: Mapping[int, float | None]
    mrr: float | None
    kappa: float | None


def evaluate(measured: Iterable[Row], reference: Iterable[Row]) -> Figures:
    """Return how a crosswalk compares with a reference, over all rows."""
    return _figures(list(measured), list(reference), lambda _: True)


def evaluate_subsets(
    measured: Iterable[Row], reference: Iterable[Row], kinds: Mapping[str, str] | None = None
) -> dict[str, dict[str, Figures]]:
    """Return the figures by kind of subject, frameworks, predicate and confidence band.

    In a subset precision asks which of its measured rows are pairs of the whole reference, recall which of its
    reference rows are pairs of the whole measured crosswalk; ranks are those among all measured rows.

    :param kinds: curie of a subject -> its kind; those without one are left out of that cut.
    """
    ours, theirs = list(measured), list(reference)
    cuts: dict[str, Callable[[Row], str]] = {
        "kind": lambda row: (kinds or {}).get(row.subject_id, ""),
        "framework": lambda row: f"{row.subject_id.partition(':')[0]} to {row.object_source.partition(':')[2]}",
        "predicate": lambda row: row.predicate_id,
        "confidence": _band,
    }
    found: dict[str, dict[str, Figures]] = {}
    for name, cut in cuts.items():
        values = sorted({cut(row) for row in (*ours, *theirs)} - {""})
        found[name] = {
            value: _figures(ours, theirs, lambda row, cut=cut, value=value: cut(row) == value)  # type: ignore[misc]
            for value in values
        }
    return {name: figures for name, figures in found.items() if figures}


def as_json(figures: Figures) -> dict[str, object]:
    """Return figures as plain values for JSON."""
    return {**asdict(figures), "recall_at": {str(k): v for k, v in figures.recall_at.items()}}


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two raters; None where there is nothing to rate, or no room for chance.

    Source: Cohen, A Coefficient of Agreement for Nominal Scales (1960).

    >>> kappa([("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")])
    0.5
    """
    if not pairs:
        return None
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    mine, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(n * theirs[value] for value, n in mine.items()) / len(pairs) ** 2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def _band(row: Row) -> str:
    if row.confidence is None:
        return ""
    return next((name for least, name in _BANDS if row.confidence >= least), "")


def _case(row: Row) -> Case:
    return row.subject_id, row.object_source


def _by_case(rows: Iterable[Row]) -> dict[Case, list[Row]]:
    """Return the rows of each case, best first."""
    found: dict[Case, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (-(row.confidence or 0.0), row.object_id)):
        found[_case(row)].append(row)
    return found


def _figures(measured: list[Row], reference: list[Row], chosen: Callable[[Row], bool]) -> Figures:
    ours = {(*_case(row), row.object_id): row for row in measured if not row.is_gap}
    theirs = {(*_case(row), row.object_id): row for row in reference if not row.is_gap}
    mine = [pair for pair, row in ours.items() if chosen(row)]
    wanted = [pair for pair, row in theirs.items() if chosen(row)]
    right, found = sum(pair in theirs for pair in mine), sum(pair in ours for pair in wanted)
    precision, recall = _share(right, len(mine)), _share(found, len(wanted))
    ranked = {case: [row.object_id for row in rows] for case, rows in _by_case(measured).items()}
    best = {case: rows[0] for case, rows in _by_case(reference).items() if chosen(rows[0])}
    same = sum(ranked.get(case, [""])[0] == row.object_id for case, row in best.items())
    cases: dict[Case, set[str]] = defaultdict(set)
    for subject, source, target in wanted:
        cases[subject, source].add(target)
    shared = [(ours[pair].predicate_id, theirs[pair].predicate_id) for pair in wanted if pair in ours]
    return Figures(
        pairs=len(mine),
        reference_pairs=len(wanted),
        shared=found,
        precision=precision,
        recall=recall,
        f1=_f1(precision, recall),
        subjects=len({_case(row) for row in reference if chosen(row)}),
        top1=_share(same, len(best)),
        recall_at={k: _recall_at(k, ranked, cases) for k in CUTS},
        mrr=_mrr(ranked, cases),
        kappa=kappa(shared),
    )


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _recall_at(depth: int, ranked: Mapping[Case, list[str]], cases: Mapping[Case, set[str]]) -> float | None:
    found = (len(targets & set(ranked.get(case, [])[:depth])) / len(targets) for case, targets in cases.items())
    return _share(sum(found), len(cases))


def _mrr(ranked: Mapping[Case, list[str]], cases: Mapping[Case, set[str]]) -> float | None:
    total = 0.0
    for case, targets in cases.items():
        total += next((1 / rank for rank, target in enumerate(ranked.get(case, ()), 1) if target in targets), 0.0)
    return _share(total, len(cases))
