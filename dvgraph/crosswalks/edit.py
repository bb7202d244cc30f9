"""A crosswalk file under edit: written in one step, merged with what others wrote meanwhile, losing nothing."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from dvgraph.crosswalks.decisions import Change, Decision, Key, Reviewer, key_of
from dvgraph.crosswalks.sssom import Mapping, MappingSet, read, write
from dvgraph.errors import InvalidInput

__all__ = ["CrosswalkFile", "Outcome"]

_FIELDS = [field.name for field in fields(Decision) if field.name != "line"]


@dataclass(frozen=True)
class Outcome:
    """What became of a decision.

    :param written: whether the file holds it now.
    :param merged: whether the file had been changed on disk meanwhile, and the decision was joined with that.
    :param problem: why it was not written; empty where it was.
    """

    written: bool
    merged: bool = False
    problem: str = ""


class CrosswalkFile:
    """A crosswalk file that a reviewer edits, decision by decision.

    Beside `<a>-<b>.sssom.tsv` stand `<a>-<b>.review.tsv`, every decision that was taken, and
    `<a>-<b>.unmerged.tsv`, every decision that could not be joined with what others wrote; both can be given
    to `dvgraph review --decisions`.

    :param path: the file.
    :param check: what is wrong with a mapping set; a decision that adds to it is refused.
    :raises InvalidInput: the file is no crosswalk file.
    """

    def __init__(self, path: Path, check: Callable[[MappingSet], Sequence[str]]) -> None:
        self.path = path
        self._check = check
        self._digest = ""
        self.mapping_set = self._read()

    @property
    def log(self) -> Path:
        """The file of all decisions."""
        return self.path.with_name(f"{self.mapping_set.name}.review.tsv")

    @property
    def unmerged(self) -> Path:
        """The file of the decisions that could not be merged."""
        return self.path.with_name(f"{self.mapping_set.name}.unmerged.tsv")

    def row(self, key: Key) -> Mapping | None:
        """Return the row of a key, as it was last read."""
        return next((row for row in self.mapping_set.rows if key_of(row) == key), None)

    def apply(self, decision: Decision, change: Change, reviewer: Reviewer) -> Outcome:
        """Write a decision, joined with what others wrote since the file was last read.

        :raises InvalidInput: the file can't be read any more, or be written; the decision stands in `unmerged`.
        """
        with self._locked():
            before, digest = self.mapping_set, self._digest
            try:
                self.mapping_set = self._read()
            except InvalidInput as error:
                self._keep(self.unmerged, decision, reviewer)
                problem = f"{error.problem} The file was left as it is; the decision is kept in {self.unmerged.name}."
                raise InvalidInput(problem, error.file, error.line) from None
            merged = self._digest != digest
            problem = _conflict(before, self.mapping_set, change) if merged else ""
            new = replace(self.mapping_set, rows=change.applied_to(self.mapping_set.rows))
            problem = problem or _bereft(new, change) or self._new_problem(new)
            if problem and merged:
                self._keep(self.unmerged, decision, reviewer)
                problem += f" The decision is kept in {self.unmerged.name}."
            if problem:
                return Outcome(written=False, problem=problem)
            if change.put or change.removed:
                self._write(new, decision, reviewer)
            self._keep(self.log, decision, reviewer)
        return Outcome(written=True, merged=merged)

    def _new_problem(self, new: MappingSet) -> str:
        old = set(self._check(self.mapping_set))
        return " ".join(problem for problem in self._check(new) if problem not in old)

    def _read(self) -> MappingSet:
        try:
            digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
            found = read(self.path)
        except OSError as error:
            raise InvalidInput(f"It can't be read: {error.strerror}.", str(self.path)) from None
        self._digest = digest
        return found

    def _write(self, new: MappingSet, decision: Decision, reviewer: Reviewer) -> None:
        data = write(new).encode()
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(self.path.stat().st_mode & 0o777)
            part.replace(self.path)
        except OSError as error:
            part.unlink(missing_ok=True)
            self._keep(self.unmerged, decision, reviewer)
            raise InvalidInput(f"It can't be written: {error.strerror}.", str(self.path)) from None
        self.mapping_set = self._read()

    @staticmethod
    def _keep(path: Path, decision: Decision, reviewer: Reviewer) -> None:
        """Add a decision to a file of decisions."""
        cells = [*(" ".join(str(getattr(decision, name)).split()) for name in _FIELDS), reviewer.name, reviewer.day]
        with path.open("a", encoding="utf-8") as file:
            if not file.tell():
                file.write("\t".join([*_FIELDS, "reviewer", "date"]) + "\n")
            file.write("\t".join(cells) + "\n")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other reviewers of this folder waiting; where a file system knows no locks, the digest alone guards."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):
                fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def _conflict(before: MappingSet, now: MappingSet, change: Change) -> str:
    """Return in words where others changed the same rows to something else; empty where they did not."""
    old, theirs = ({key_of(row): replace(row, line=0) for row in one.rows} for one in (before, now))
    ours = {key_of(row): row for row in change.put}
    for row in (*change.removed, *change.put):
        key = key_of(row)
        if theirs.get(key) not in (old.get(key), ours.get(key)):
            return f"The row {key[0]} to {key[1]} was changed in the file meanwhile."
    return ""


def _bereft(new: MappingSet, change: Change) -> str:
    """Return in words which subject a change leaves without any row; empty where there is none."""
    left = {(row.subject_id, row.object_source) for row in new.rows}
    for row in change.removed:
        if (row.subject_id, row.object_source) not in left:
            return f"It would leave {row.subject_id} without a row in {row.object_source}."
    return ""
