"""Reviewing a crosswalk: what is to be decided, what a reviewer sees of it, and what a decision does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dvgraph.crosswalks.decisions import REJECT, Decision, Key, Reviewer, decide, key_of, read_decisions
from dvgraph.crosswalks.edit import CrosswalkFile, Outcome
from dvgraph.crosswalks.sssom import Mapping, MappingSet, read
from dvgraph.errors import BadParameter, InvalidInput
from dvgraph.facts import Facts
from dvgraph.namespaces import EXTERNAL
from dvgraph.validation.crosswalks import mapping_set_findings

__all__ = ["Review", "screen"]

PREF_LABEL, DEFINITION = (EXTERNAL["skos"] + name for name in ("prefLabel", "definition"))


class Review:
    """A reviewer at work on a crosswalk file.

    :param path: the crosswalk file.
    :param facts: what the ontology states; items' wording, and what a row must agree with.
    :param reviewer: who decides.
    :param candidates: a crosswalk file with rows that stand in no crosswalk yet.
    :param again: whether rows that somebody has accepted are gone through too.
    :raises InvalidInput: a file can't be read as what it should be.
    :raises BadParameter: the reviewer's name is that of an author who is no person.
    """

    def __init__(
        self, path: Path, facts: Facts, reviewer: Reviewer, candidates: Path | None = None, *, again: bool = False
    ) -> None:
        self.facts, self.reviewer, self.again = facts, reviewer, again
        self.file = CrosswalkFile(path, self._problems)
        self._candidates = {key_of(row): replace(row, line=0) for row in read(candidates).rows} if candidates else {}
        authors = {row.author_label for row in self._all_rows() if not row.reviewer_label}
        if reviewer.name in authors:
            raise BadParameter(
                "reviewer", f"{reviewer.name} is the author of rows to review, and confirms none of them."
            )

    def row(self, key: Key) -> Mapping | None:
        """Return the row or candidate of a key; None where both are gone."""
        return self.file.row(key) or self._candidates.get(key)

    def is_candidate(self, row: Mapping) -> bool:
        """Return whether a row stands in no crosswalk yet."""
        return self.file.row(key_of(row)) is None

    def siblings(self, row: Mapping) -> list[Mapping]:
        """Return the other rows and candidates of the subject in the same target, best first."""
        return [one for one in self._all_rows() if _about(one) == _about(row) and key_of(one) != key_of(row)]

    def waiting(self) -> list[Key]:
        """Return the keys of what is to be decided, in the order of the file.

        Left out are candidates that a logged decision has rejected.
        """
        rejected = self._rejected()
        return [
            key_of(row)
            for row in self._all_rows()
            if (self.again or not row.reviewer_label)
            and not (self.is_candidate(row) and (row.subject_id, row.object_id) in rejected)
        ]

    def take(self, decision: Decision, key: Key) -> Outcome:
        """Carry out a decision about the row of a key.

        :raises InvalidInput: the decision lacks what it needs, or a file can't be read or written.
        """
        row = self.row(key)
        if row is None:
            return Outcome(written=False, problem=f"The row {key[0]} to {key[1]} is no longer there.")
        change = decide(decision, row, self.file.mapping_set.rows, self.reviewer, self.label_of)
        outcome = self.file.apply(decision, change, self.reviewer)
        if outcome.written:
            self._candidates.pop(key, None)
        return outcome

    def take_all(self, path: Path) -> Iterator[tuple[Decision, Outcome]]:
        """Carry out a file of decisions, and yield what became of each; one that is refused stops no other.

        :raises InvalidInput: the file of decisions or the crosswalk can't be read.
        """
        for decision in read_decisions(path, self.reviewer):
            keys = [key_of(row) for row in self._all_rows() if key_of(row)[:2] == (decision.subject, decision.object)]
            if len(keys) != 1:
                found = "no row" if not keys else "more than one row"
                problem = f"There is {found} {decision.subject} to {decision.object}."
                yield decision, Outcome(written=False, problem=problem)
                continue
            try:
                yield decision, self.take(decision, keys[0])
            except InvalidInput as error:
                if error.file:
                    raise
                yield decision, Outcome(written=False, problem=error.problem)

    def label_of(self, curie: str) -> str:
        """Return the label that the graph, the file or a candidate has for a curie; empty where none has."""
        iri = self.facts.namespaces.iri(curie)
        known = self.facts.text(iri, PREF_LABEL) if iri else ""
        return known or next((row.object_label for row in self._all_rows() if row.object_id == curie), "")

    def _all_rows(self) -> list[Mapping]:
        filed = {key_of(row): row for row in self.file.mapping_set.rows}
        return sorted({**self._candidates, **filed}.values(), key=lambda row: row.order)

    def _rejected(self) -> set[tuple[str, str]]:
        log = self.file.log
        if not log.exists():
            return set()
        header, *lines = log.read_text(encoding="utf-8").splitlines() or [""]
        at = {name: number for number, name in enumerate(header.split("\t"))}
        if not {"subject", "object", "decision"} <= at.keys():
            raise InvalidInput("This is no log of decisions.", str(log), 1)
        cells = [[*line.split("\t"), *[""] * len(at)] for line in lines]
        return {(one[at["subject"]], one[at["object"]]) for one in cells if one[at["decision"]] == REJECT}

    def _problems(self, mapping_set: MappingSet) -> Sequence[str]:
        return [f"{one.subject}: {one.message}" for one in mapping_set_findings(self.facts, mapping_set)]


def _about(row: Mapping) -> tuple[str, str]:
    return row.subject_id, row.object_source


def screen(review: Review, row: Mapping) -> str:
    """Return what a reviewer sees: both items with place and wording, the judgement, the subject's other rows."""
    standing = "candidate, in no crosswalk yet" if review.is_candidate(row) else _standing(row)
    lines = [
        *_item(review, "Subject", row.subject_id, row.subject_label),
        *(["Object   no equivalent", ""] if row.is_gap else _item(review, "Object", row.object_id, row.object_label)),
        f"Predicate   {row.predicate_id.removeprefix('skos:')}",
        f"Confidence  {'none' if row.confidence is None else format(row.confidence, 'g')}",
        f"Reason      {row.comment}",
        f"Standing    {standing}; by {row.author_label or 'nobody named'}, {row.mapping_date}",
        "",
    ]
    if others := review.siblings(row):
        lines += ["Other rows of the subject", *(f"  {_in_short(review, one)}" for one in others), ""]
    return "\n".join(lines)


def _standing(row: Mapping) -> str:
    return f"accepted by {row.reviewer_label.replace('|', ', ')}" if row.reviewer_label else "not yet confirmed"


def _in_short(review: Review, row: Mapping) -> str:
    mark = "candidate" if review.is_candidate(row) else _standing(row)
    number = "" if row.confidence is None else f" {row.confidence:g}"
    return f"{row.predicate_id.removeprefix('skos:')}{number}  {row.object_id} {row.object_label} ({mark})"


def _item(review: Review, role: str, curie: str, label: str) -> list[str]:
    """Return an item's lines: its code, the place where it stands, its wording."""
    facts = review.facts
    iri = facts.namespaces.iri(curie) or ""
    framework = facts.framework_of(iri)
    above = [f"{facts.curie(one)} {facts.text(one, PREF_LABEL)}" for one in _ancestors(facts, iri)]
    place = [facts.text(framework.iri, PREF_LABEL)] if framework else []
    lines = [f"{role:<8} {curie}  {label}"]
    if above or place:
        lines.append(f"         in {' > '.join([*place, *reversed(above)])}")
    if iri and (definition := facts.text(iri, DEFINITION)):
        lines.append(f"         {definition}")
    return [*lines, ""]


def _ancestors(facts: Facts, iri: str) -> Iterator[str]:
    seen = {iri}
    while (iri := facts.parent(iri)) and iri not in seen:
        seen.add(iri)
        yield iri
