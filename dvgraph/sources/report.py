"""The coverage report in words and in JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from dvgraph.sources.coverage import CoverageReport, MissingText, TextReport

__all__ = ["as_json", "as_text"]

_TITLES = {"boilerplate": "boilerplate", "requires-nothing": "prose that requires nothing", "gap": "gap"}


def as_json(report: CoverageReport) -> str:
    """Return the report as a JSON object: ok, found, of, texts, missing, unused, findings, gaps."""
    content = {
        "ok": report.ok,
        "found": report.found,
        "of": report.of,
        "texts": [asdict(text) for text in report.texts],
        "missing": [asdict(text) for text in report.missing],
        "unused": list(report.unused),
        "findings": [finding.as_json() for finding in report.findings],
        "gaps": [{"text": name, **asdict(rest)} for name, rest in report.gaps],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_text(report: CoverageReport, *, everything: bool = False) -> str:
    """Return the report for a person.

    :param everything: whether to list each piece that needs no item, rather than their number by reason.
    """
    return "\n".join(_lines(report, everything=everything))


def _lines(report: CoverageReport, *, everything: bool) -> Iterator[str]:
    for text in report.texts:
        yield from _text_lines(text, everything=everything)
        yield ""
    for missing in report.missing:
        yield _missing_line(missing)
    for name in report.unused:
        yield f"{name}: not used; no loaded framework claims this text."
    for finding in report.findings:
        yield str(finding)
    wrong = sum(finding.severity == "error" for finding in report.findings)
    yield (
        f"{report.found} of {report.of} found by span and digest; {_number(len(report.gaps), 'gap')}, "
        f"{_number(wrong, 'error')}, {_number(len(report.missing), 'text')} missing."
    )


def _text_lines(text: TextReport, *, everything: bool) -> Iterator[str]:
    yield f"{text.name} ({', '.join(text.frameworks)}; SHA-256 {text.sha256[:16]}..)"
    for count in text.counts:
        yield f"  {count.framework:<6} {count.kind:<24} {count.found:>4} of {count.of}"
    for kind, title in _TITLES.items():
        rest = [one for one in text.rest if one.kind == kind]
        yield f"  {title}: {len(rest)}"
        if everything or kind == "gap":
            yield from (f"    {one.span}  {one.reason}" for one in rest)
        else:
            spans: dict[str, list[str]] = defaultdict(list)
            for one in rest:
                spans[one.reason].append(one.span)
            yield from (f"    {_some(places)}  {reason}" for reason, places in spans.items())


def _some(spans: list[str]) -> str:
    more = f" and {len(spans) - 1} more" if len(spans) > 1 else ""
    return spans[0] + more


def _missing_line(missing: MissingText) -> str:
    wanted = missing.sha256 or "that it does not state"
    line = f"{', '.join(missing.frameworks)}: not this text: no file here has the SHA-256 {wanted}."
    if not missing.resembling:
        return line
    return f"{line} {', '.join(missing.resembling)} looks like another rendering, cut into other lines."


def _number(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
