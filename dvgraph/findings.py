"""What a check finds: a result with its place, never an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

__all__ = ["Finding", "Severity", "in_order"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where it is written.

    :param severity: an "error" stops a build, a "warning" does not.
    :param rule: the short name of the rule that is broken ("two-parents").
    :param message: what is wrong, which value, what is allowed.
    :param subject: the curie of what it is about; empty where it is about no one resource.
    :param file: the file where the subject is written, if known.
    :param line: its line, counted from 1, if known.
    """

    severity: Severity
    rule: str
    message: str
    subject: str = ""
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file and self.line else f"{self.file}: " if self.file else ""
        about = f"{self.subject}: " if self.subject else ""
        return f"{place}{self.severity}: {about}{self.message} [{self.rule}]"

    def as_json(self) -> dict[str, str | int | None]:
        """Return the finding as an object of JSON, keys named as the fields."""
        return asdict(self)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without repeats: errors first, then by file, line, rule and message."""
    return sorted(
        dict.fromkeys(findings),
        key=lambda f: (f.severity, f.file or "", f.line or 0, f.rule, f.subject, f.message),
    )
