"""Crosswalk files: rows that are whole, agree with the graph and with each other, and leave nothing unfiled."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dvgraph.crosswalks import Mapping, MappingSet
from dvgraph.crosswalks.sssom import NO_TERM_PREDICATE, PREDICATES, REQUIRED_METADATA
from dvgraph.crosswalks.statements import mapping_set_iri
from dvgraph.facts import IN_SCHEME, Facts
from dvgraph.findings import Finding
from dvgraph.namespaces import EXTERNAL

__all__ = ["crosswalk_findings", "mapping_set_findings"]

MOST_OBJECTS = 3
PREF_LABEL = EXTERNAL["skos"] + "prefLabel"

#: How a row may have come about; those of SSSOM 1.0.
JUSTIFICATIONS = {
    f"semapv:{name}"
    for name in (
        "ManualMappingCuration",
        "MappingReview",
        "SemanticSimilarityThresholdMatching",
        "LexicalMatching",
        "LexicalSimilarityThresholdMatching",
        "CompositeMatching",
        "LogicalReasoning",
        "MappingChaining",
        "UnspecifiedMatching",
    )
}


def crosswalk_findings(facts: Facts) -> Iterator[Finding]:
    """Yield what is wrong with the crosswalks of what is stated."""
    for mapping_set in facts.loaded.mapping_sets:
        yield from mapping_set_findings(facts, mapping_set)
    yield from _unfiled(facts)


def mapping_set_findings(facts: Facts, mapping_set: MappingSet) -> Iterator[Finding]:
    """Yield what is wrong with one crosswalk, whether or not it is among what is stated."""
    yield from _metadata(mapping_set)
    for row in mapping_set.rows:
        yield from _row(facts, mapping_set, row)
    for rows in _by_subject(mapping_set).values():
        yield from _rows_of_a_subject(facts, mapping_set, rows)


def _finding(mapping_set: MappingSet, rule: str, message: str, row: Mapping | None = None) -> Finding:
    subject = row.subject_id if row else mapping_set.name
    return Finding("error", rule, message, subject, mapping_set.file, row.line if row else 1)


def _metadata(mapping_set: MappingSet) -> Iterator[Finding]:
    """Each file names itself, its licence and its prefixes; its rows are sorted."""
    for name in REQUIRED_METADATA:
        if not mapping_set.metadata.get(name):
            yield _finding(mapping_set, "crosswalk-metadata", f"The metadata has no {name}.")
    found, right = mapping_set.metadata.get("mapping_set_id"), mapping_set_iri(mapping_set.name)
    if found and found != right:
        yield _finding(mapping_set, "crosswalk-metadata", f"The mapping_set_id is {found}; by its file it is {right}.")
    for before, row in zip(mapping_set.rows, mapping_set.rows[1:], strict=False):
        if row.order < before.order:
            message = f"The row stands after {before.subject_id}, out of order."
            yield _finding(mapping_set, "crosswalk-order", message, row)


def _row(facts: Facts, mapping_set: MappingSet, row: Mapping) -> Iterator[Finding]:
    """Each row is whole by itself and agrees with the graph."""
    if row.predicate_id not in PREDICATES or (row.predicate_id == NO_TERM_PREDICATE) != row.is_gap:
        yield _finding(mapping_set, "crosswalk-predicate", f"{row.predicate_id} does not go with {row.object_id}.", row)
    if row.is_gap != (row.confidence is None) or not 0 <= (row.confidence or 0) <= 1:
        message = f"The confidence is {row.confidence}; a number from 0 to 1 is needed, and none where nothing fits."
        yield _finding(mapping_set, "crosswalk-confidence", message, row)
    if not row.comment.strip():
        yield _finding(mapping_set, "crosswalk-comment", "It does not say why.", row)
    if row.mapping_justification not in JUSTIFICATIONS:
        message = f"{row.mapping_justification} is no justification of SSSOM 1.0."
        yield _finding(mapping_set, "crosswalk-justification", message, row)
    if (row.mapping_justification == "semapv:ManualMappingCuration") != bool(row.reviewer_label):
        message = "A row is ManualMappingCuration just where a named practitioner has accepted it."
        yield _finding(mapping_set, "crosswalk-justification", message, row)
    try:
        datetime.date.fromisoformat(row.mapping_date)
    except ValueError:
        yield _finding(mapping_set, "crosswalk-date", f"{row.mapping_date!r} is no day (YYYY-MM-DD).", row)
    yield from _ends(facts, mapping_set, row)


def _ends(facts: Facts, mapping_set: MappingSet, row: Mapping) -> Iterator[Finding]:
    """Subject and object exist, have the labels of the graph, and the object is of the framework that is named."""
    ends = [("subject", row.subject_id, row.subject_label), ("object", row.object_id, row.object_label)]
    for end, curie, label in ends[: 1 if row.is_gap else 2]:
        iri = facts.namespaces.iri(curie)
        if iri is None and curie.partition(":")[0] in mapping_set.prefixes:
            continue
        if iri is None or not facts.iris(iri, IN_SCHEME):
            yield _finding(mapping_set, "crosswalk-unknown", f"There is no {curie}.", row)
        elif label not in facts.texts(iri, PREF_LABEL):
            message = f"The label of the {end} is not that of {curie}: {facts.texts(iri, PREF_LABEL)[:1]}."
            yield _finding(mapping_set, "crosswalk-label", message, row)
        elif end == "object" and facts.namespaces.iri(row.object_source) not in facts.iris(iri, IN_SCHEME):
            yield _finding(mapping_set, "crosswalk-source", f"{curie} is not of {row.object_source}.", row)
    if row.is_gap and row.object_label:
        yield _finding(mapping_set, "crosswalk-label", "Where nothing fits there is no object label.", row)


def _by_subject(mapping_set: MappingSet) -> dict[tuple[str, str], list[Mapping]]:
    found: dict[tuple[str, str], list[Mapping]] = defaultdict(list)
    for row in mapping_set.rows:
        found[row.subject_id, row.object_source].append(row)
    return found


def _rows_of_a_subject(facts: Facts, mapping_set: MappingSet, rows: Sequence[Mapping]) -> Iterator[Finding]:
    """Hold the rows of one subject in one target together: few, different, and free of contradiction."""
    last = rows[-1]
    if len(rows) > MOST_OBJECTS:
        yield _finding(mapping_set, "crosswalk-many", f"It has {len(rows)} objects; {MOST_OBJECTS} at most.", last)
    if len({row.object_id for row in rows}) < len(rows):
        yield _finding(mapping_set, "crosswalk-repeat", "The same object stands in two rows.", last)
    if any(row.is_gap for row in rows) and len(rows) > 1:
        message = f"{last.subject_id} is said to have no equivalent, beside one."
        yield _finding(mapping_set, "crosswalk-gap", message, last)
    if len({row.confidence for row in rows}) < len(rows):
        yield _finding(mapping_set, "crosswalk-confidence", "Two rows of a subject have the same confidence.", last)
    yield from _clashes(facts, mapping_set, rows)


def _clashes(facts: Facts, mapping_set: MappingSet, rows: Sequence[Mapping]) -> Iterator[Finding]:
    """Find a relatedMatch to what contains the object of a broadMatch; it breaks SKOS condition S27."""
    for related in rows:
        for broad in rows:
            if (related.predicate_id, broad.predicate_id) != ("skos:relatedMatch", "skos:broadMatch"):
                continue
            above = set(_ancestors(facts, facts.namespaces.iri(broad.object_id)))
            if facts.namespaces.iri(related.object_id) in above:
                message = f"It is related to {related.object_id} and narrower than {broad.object_id} inside it (S27)."
                yield _finding(mapping_set, "crosswalk-clash", message, related)


def _ancestors(facts: Facts, iri: str | None) -> Iterator[str]:
    seen: set[str] = set()
    while iri and iri not in seen:
        seen.add(iri)
        iri = facts.parent(iri)
        if iri:
            yield iri


def _unfiled(facts: Facts) -> Iterator[Finding]:
    """Each item that its framework says is filed to another has a row there."""
    filed = {
        (row.subject_id, row.object_source) for mapping_set in facts.loaded.mapping_sets for row in mapping_set.rows
    }
    for framework in facts.frameworks:
        for filing in facts.iris(framework.iri, facts.dv("filing")):
            target = [facts.curie(iri) for iri in facts.iris(filing, facts.dv("filedTo"))]
            for item in _items_to_file(facts, framework.iri, filing):
                for source in target:
                    if (facts.curie(item), source) not in filed:
                        message = f"It has no row in a crosswalk to {source}, nor one that says nothing fits."
                        yield facts.finding("crosswalk-unfiled", message, item)


def _items_to_file(facts: Facts, framework: str, filing: str) -> Iterator[str]:
    """Yield the items of a framework that one of its filings speaks of."""
    kinds = set(facts.iris(filing, facts.dv("filedClass")))
    forces = set(facts.iris(filing, facts.dv("filedForce")))
    parts = facts.texts(filing, facts.dv("countedParts")) == ["true"]
    for item in facts.subjects():
        if facts.kind(item) not in kinds or framework not in facts.iris(item, IN_SCHEME):
            continue
        parent = facts.parent(item)
        is_part = parent is not None and facts.kind(parent) == facts.kind(item)
        if is_part == parts and (not forces or forces.intersection(facts.iris(item, facts.dv("force")))):
            yield item
