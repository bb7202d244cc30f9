"""Decisions of a reviewer about rows of a crosswalk: what each does to the rows, and files of decisions."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from dvgraph.crosswalks.sssom import NO_TERM, NO_TERM_PREDICATE, Mapping
from dvgraph.errors import InvalidInput

__all__ = ["ACCEPT", "CHANGE", "REJECT", "Change", "Decision", "Key", "Reviewer", "decide", "key_of", "read_decisions"]

ACCEPT, CHANGE, REJECT = "accept", "change", "reject"
ACCEPTED = "semapv:ManualMappingCuration"

#: What a row is known by: subject, object, the object's framework.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Decision:
    """What a reviewer says of one row; fields left empty keep what the row has.

    :param subject: the curie of the row's subject.
    :param object: the curie of its object, or sssom:NoTermFound.
    :param decision: accept, change or reject.
    :param predicate: another predicate.
    :param new_object: another object, or sssom:NoTermFound.
    :param label: the label of that object, where neither the graph nor the file knows it.
    :param confidence: another confidence, from 0 to 1.
    :param comment: another reason; needed with another object.
    :param line: its line in a file of decisions; 0 where it is of none.
    """

    subject: str
    object: str
    decision: str
    predicate: str = ""
    new_object: str = ""
    label: str = ""
    confidence: str = ""
    comment: str = ""
    line: int = 0


@dataclass(frozen=True)
class Reviewer:
    """Who decides, and on which day (ISO 8601).

    :raises ValueError: the name is none that a person can be known by.
    """

    name: str
    day: str

    def __post_init__(self) -> None:
        if not any(char.isalpha() for char in self.name) or set(self.name) & set("|\t\n\r"):
            raise ValueError("the name of the person who reviews is needed, without bars, tabs and line breaks.")
        if self.name.casefold().startswith("dvgraph"):
            raise ValueError("a program confirms nothing; give the name of the person who reviews.")


@dataclass(frozen=True)
class Change:
    """What a decision does to a crosswalk: rows to take out, rows to put in (in place of any of the same key)."""

    removed: tuple[Mapping, ...] = ()
    put: tuple[Mapping, ...] = ()

    def applied_to(self, rows: Iterable[Mapping]) -> tuple[Mapping, ...]:
        """Return the rows after the change, sorted."""
        after = {key_of(row): row for row in rows}
        for row in self.removed:
            after.pop(key_of(row), None)
        after.update((key_of(row), row) for row in self.put)
        return tuple(sorted(after.values(), key=lambda row: row.order))


def key_of(row: Mapping) -> Key:
    """Return what a row is known by."""
    return row.subject_id, row.object_id, row.object_source


def decide(
    decision: Decision, row: Mapping, rows: Sequence[Mapping], reviewer: Reviewer, label_of: Callable[[str], str]
) -> Change:
    """Return what a decision about a row does to a crosswalk.

    :param row: the row of the crosswalk, or a candidate that stands in none.
    :param rows: the crosswalk's rows.
    :param label_of: the label that the graph or the crosswalk has for a curie; empty where there is none.
    :raises InvalidInput: the decision is none, lacks what it needs, or would leave its subject without a row.
    """
    siblings = [one for one in rows if _about(one) == _about(row) and key_of(one) != key_of(row)]
    filed = any(key_of(one) == key_of(row) for one in rows)
    if decision.decision == ACCEPT:
        return _put(_accepted(row, reviewer), siblings)
    if decision.decision == CHANGE or (decision.decision == REJECT and decision.new_object):
        return _changed(decision, row, siblings, reviewer, label_of)
    if decision.decision != REJECT:
        raise InvalidInput(f"{decision.decision!r} is no decision; say {ACCEPT}, {CHANGE} or {REJECT}.")
    if filed and not siblings:
        raise InvalidInput(
            f"It is the last row of {row.subject_id} in {row.object_source}: name another object, "
            f"or {NO_TERM} with the reason."
        )
    return Change(removed=(row,) if filed else ())


def _about(row: Mapping) -> tuple[str, str]:
    return row.subject_id, row.object_source


def _accepted(row: Mapping, reviewer: Reviewer) -> Mapping:
    names = [name for name in row.reviewer_label.split("|") if name]
    names += [] if reviewer.name in names else [reviewer.name]
    return replace(
        row,
        mapping_justification=ACCEPTED,
        reviewer_label="|".join(names),
        mapping_date=reviewer.day,
        confidence=None if row.is_gap else row.confidence,
        line=0,
    )


def _put(row: Mapping, siblings: Sequence[Mapping]) -> Change:
    """Put a row in; an object that is accepted takes the place of "nothing fits"."""
    return Change(tuple(one for one in siblings if one.is_gap and not row.is_gap), (row,))


def _changed(
    decision: Decision, row: Mapping, siblings: Sequence[Mapping], reviewer: Reviewer, label_of: Callable[[str], str]
) -> Change:
    target = decision.new_object or row.object_id
    other = target != row.object_id
    comment = " ".join(decision.comment.split()) or ("" if other else row.comment)
    if not comment:
        raise InvalidInput("Another object needs its own reason (comment).")
    if any(one.object_id == target for one in siblings):
        raise InvalidInput(f"{target} stands in another row of {row.subject_id}; decide about that row.")
    gap = target == NO_TERM
    predicate = NO_TERM_PREDICATE if gap else decision.predicate or ("" if row.is_gap else row.predicate_id)
    confidence = None if gap else _number(decision.confidence, None if other else row.confidence)
    label = "" if gap else (label_of(target) or decision.label) if other else row.object_label
    if not predicate or (confidence is None and not gap) or not (label or gap):
        raise InvalidInput(f"{target} needs a predicate, a confidence, and a label where the graph does not know it.")
    new = replace(
        row,
        predicate_id=predicate,
        object_id=target,
        object_label=label,
        author_label=reviewer.name if other else row.author_label,
        # Whoever accepted the row before did not accept it as it is now.
        reviewer_label="",
        confidence=confidence,
        comment=comment,
    )
    put = _put(_accepted(new, reviewer), siblings)
    return replace(put, removed=(*put.removed, row)) if other else put


def _number(text: str, default: float | None) -> float | None:
    if not text:
        return default
    try:
        return float(text)
    except ValueError:
        raise InvalidInput(f"The confidence {text!r} is no number.") from None


def read_decisions(path: Path, reviewer: Reviewer) -> list[Decision]:
    """Read a file of decisions: TSV with a header line; subject, object and decision are needed.

    The columns are those of `Decision`; `reviewer` and `date`, which a log of decisions has, may stand there too.

    :raises InvalidInput: it is no such file, or its decisions are another reviewer's; with its line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"It can't be read: {error}", str(path)) from None
    columns = lines[0].split("\t") if lines else []
    known = [field.name for field in fields(Decision) if field.name != "line"]
    if {*known[:3]} - {*columns} or {*columns} - {*known, "reviewer", "date"}:
        raise InvalidInput(
            f"The header line must name {', '.join(known[:3])}, and may name {', '.join(known[3:])}.", str(path), 1
        )
    found = []
    for line, cells in enumerate(csv.reader(lines[1:], delimiter="\t", quoting=csv.QUOTE_NONE), 2):
        if not cells:
            continue
        if len(cells) > len(columns):
            raise InvalidInput(f"The line has {len(cells)} cells; {len(columns)} are named.", str(path), line)
        values = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
        if values.get("reviewer") not in {None, "", reviewer.name}:
            raise InvalidInput(f"This is a decision of {values['reviewer']}.", str(path), line)
        found.append(Decision(**{name: values.get(name, "") for name in known}, line=line))
    return found
