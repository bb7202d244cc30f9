"""The difference of two versions, written for people and machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict

from dvgraph.dataset.diff import AnswerChange, Changed, Changes, Difference, Subject

__all__ = ["DIFF_WRITERS", "as_json", "as_markdown", "as_text"]

_LONGEST = 90
_SORTS = {"items": "Items", "links": "Printed links", "mappings": "Mappings", "others": "Other facts"}


def as_json(difference: Difference) -> str:
    """Return all of the difference as JSON."""
    content = {"different": bool(difference), **asdict(difference)}
    content["inferred"] = dict(zip(("removed", "added"), difference.inferred, strict=True))
    content["asked"] = dict(zip(("questions", "times"), difference.asked, strict=True))
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_text(difference: Difference) -> str:
    """Return the difference as plain text: `-` went, `+` came, `~` changed."""
    lines = [f"old {difference.old}", f"new {difference.new}", ""]
    if not difference:
        return "\n".join([*lines, _nothing(difference)]) + "\n"
    for sort, changes in difference.sorts.items():
        if changes:
            lines += [_heading(sort, changes), *(f"  {line}" for line in _lines(changes)), ""]
    lines += [_inferred(difference), "", _answers_heading(difference)]
    for change in difference.answers:
        lines.append(f"  {_asked(change)}")
        lines += [f"    {mark} {_row(row)}" for mark, row in _rows(change)]
    return "\n".join(lines).rstrip() + "\n"


def as_markdown(difference: Difference) -> str:
    """Return the difference as Markdown."""
    lines = ["# What changes between two versions", "", f"Old: `{difference.old}`  ", f"New: `{difference.new}`", ""]
    if not difference:
        return "\n".join([*lines, _nothing(difference)]) + "\n"
    for sort, changes in difference.sorts.items():
        if changes:
            lines += [f"## {_heading(sort, changes)}", "", *(f"- {_escaped(line)}" for line in _lines(changes)), ""]
    lines += ["## What follows", "", _inferred(difference), "", f"## {_answers_heading(difference)}", ""]
    for change in difference.answers:
        lines.append(f"- {_escaped(_asked(change))}")
        lines += [f"    - {mark} {_escaped(_row(row))}" for mark, row in _rows(change)]
    return "\n".join(lines).rstrip() + "\n"


#: Name of a format -> its writer.
DIFF_WRITERS: Mapping[str, Callable[[Difference], str]] = {"text": as_text, "json": as_json, "md": as_markdown}


def _nothing(difference: Difference) -> str:
    same = difference.old == difference.new
    return "The same version." if same else "Nothing that is stated, inferred or answered differs."


def _heading(sort: str, changes: Changes) -> str:
    counts = ((len(changes.added), "added"), (len(changes.removed), "removed"), (len(changes.changed), "changed"))
    return f"{_SORTS[sort]}: {', '.join(f'{count} {word}' for count, word in counts if count)}"


def _inferred(difference: Difference) -> str:
    removed, added = difference.inferred
    return f"Inferred triples: {removed} removed, {added} added"


def _answers_heading(difference: Difference) -> str:
    questions, times = difference.asked
    found = difference.answers
    return (
        f"Answers: {len(found)} of {times} differ, of {len({one.question for one in found})} of {questions} questions"
    )


def _lines(changes: Changes) -> Iterator[str]:
    yield from (f"- {_subject(one)}" for one in changes.removed)
    yield from (f"+ {_subject(one)}" for one in changes.added)
    for one in changes.changed:
        yield f"~ {_subject(one.subject)}: {_properties(one)}"


def _subject(one: Subject) -> str:
    label = f" {_short(one.label)}" if one.label else ""
    return f"{one.curie}{label}" + (f" ({one.kind})" if one.kind else "")


def _properties(one: Changed) -> str:
    parts = []
    for change in one.properties:
        was, is_ = (", ".join(_short(value) for value in values) for values in (change.removed, change.added))
        parts.append(f"{change.property} {was or '(nothing)'} -> {is_ or '(nothing)'}")
    return "; ".join(parts)


def _asked(change: AnswerChange) -> str:
    given = " ".join(f"{name}={value}" for name, value in change.parameters.items())
    only = {"old": ", which the new version can't be asked", "new": ", which the old version can't be asked"}
    counts = f"{len(change.removed)} rows less, {len(change.added)} rows more"
    return f"{f'{change.question} {given}'.strip()}{only.get(change.only_in or '', '')}: {counts}"


def _rows(change: AnswerChange) -> Iterator[tuple[str, Sequence[str]]]:
    yield from (("-", row) for row in change.removed)
    yield from (("+", row) for row in change.added)


def _row(row: Sequence[str]) -> str:
    return " | ".join(_short(value) for value in row)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def _escaped(line: str) -> str:
    """Return a line in which nothing is Markdown or HTML; its mark is a list's own text."""
    for character in "\\`*_[]<>|#":
        line = line.replace(character, f"\\{character}")
    return line
