"""The report page about the crosswalks, made from their files: method, coverage, agreement.

The agreement of readers is taken from each file's `mapping_set_description`, where it was recorded once.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from dvgraph.crosswalks.sssom import PREDICATES, Mapping, MappingSet, read
from dvgraph.load import crosswalk_files
from dvgraph.places import ontology_dir

__all__ = ["main", "report"]

#: Confidence bands: the lowest confidence of each, and what the guidelines say of it.
BANDS = ((0.8, "0.8 and more"), (0.6, "0.6 to 0.8"), (0.5, "0.5 to 0.6"), (0.0, "below 0.5"))

_AGREEMENT = re.compile(
    r"pair F1 (?P<f1>[\d.]+), the same first choice for (?P<first>\d+%) of (?P<items>\d+) items, "
    r"a first choice among the other's for (?P<among>\d+%), kappa of the predicates of shared pairs (?P<kappa>\d\.\d+)"
)

_SAMPLE = re.compile(
    r"A sample of (?P<items>\d+) items was then read blind by two more readers: pair F1 (?P<one>[\d.]+) and "
    r"(?P<other>[\d.]+) with the rows of that time, (?P<between>[\d.]+) with each other"
)

_METHOD = """\
# The crosswalks: how they were made, and what they cover

Made from `ontology/crosswalks/*.sssom.tsv` by `python -m dvgraph.crosswalks.report`; a test fails when this page is
out of date.

## Method

Each row says that one item is filed to one item of another framework, with a predicate, a confidence and a sentence of
reason in terms of the two texts, or that nothing there fits, and why. A program read every text in the way that a
careful reader would. Where the table of agreement names a second reading, a second reader, who saw the guidelines but
not the first reading, judged the same items in another order; a third reading decided where the two differed. What
stays contested has a confidence of 0.6 or less. A confidence of 0.9 means that an expert would hardly argue; at 0.5
another expert could well file the item elsewhere.

| predicate | says that the object |
|---|---|
| `exactMatch` | is the same function with the same scope |
| `closeMatch` | is the same function with a small difference of scope or role |
| `broadMatch` | is broader and includes the subject |
| `narrowMatch` | covers only a part of the subject |
| `relatedMatch` | needs the knowledge, attitude or condition that the subject is, which is not its performance |
| no equivalent | does not exist: `sssom:NoTermFound`, which states nothing in SKOS |

No agreement of two readings makes a row right: both readers were programs. Only a practitioner confirms a row, with
`dvgraph review`; until then its `reviewer_label` is empty.
"""

_SAMPLED = """\
The figures are those of the rows at the time of that reading. Where a reader differed from them, the item and the items
like it were decided anew, so the sample says nothing of the present rows. Against the occupational standard the two
readers filed more, and left fewer items without an equivalent, than the first two had; links that only they saw were
taken in where the standard's wording itself covers the item.
"""


def report(sets: Sequence[MappingSet]) -> str:
    """Return the page, in Markdown.

    :param sets: the crosswalks, in the order of the page.
    """
    rows = [row for one in sets for row in one.rows]
    parts = [
        _METHOD,
        _section("Standing", _standing(rows)),
        _section("Coverage", _coverage(sets)),
        _section("Predicates", _spread(sets, _predicates, [p.removeprefix("skos:") for p in PREDICATES[:-1]])),
        _section("Confidence", _spread(sets, _bands, [name for _, name in BANDS])),
        _section("Agreement of the two readings", _agreement(sets)),
        _section("A sample read by two more", _samples(sets)),
    ]
    return "\n".join(parts)


def main() -> None:
    """Write the page about the project's own crosswalks to standard output."""
    sys.stdout.write(report([read(file) for file in crosswalk_files(ontology_dir())]))


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def _standing(rows: Sequence[Mapping]) -> str:
    names = sorted({name for row in rows for name in row.reviewer_label.split("|") if name})
    confirmed = sum(bool(row.reviewer_label) for row in rows)
    by = f" They are {', '.join(names)}." if names else ""
    return f"Practitioners have confirmed {confirmed} of {len(rows)} rows.{by}\n"


def _coverage(sets: Sequence[MappingSet]) -> str:
    header = [
        "crosswalk",
        "from and to",
        "rows",
        "items",
        "items with an object",
        "objects an item",
        "no equivalent",
        "share",
    ]
    lines: list[list[object]] = []
    for one in sets:
        items = {row.subject_id for row in one.rows}
        gaps = {row.subject_id for row in one.rows if row.is_gap}
        filed, pairs = len(items) - len(gaps), len(one.rows) - len(gaps)
        mean = f"{pairs / filed:.2f}" if filed else ""
        share = f"{len(gaps) / len(items):.0%}" if items else ""
        title = one.metadata.get("mapping_set_title", "")
        lines.append([f"`{one.name}`", title, len(one.rows), len(items), filed, mean, len(gaps), share])
    total = [sum(int(str(line[at])) for line in lines) for at in (2, 3, 4, 6)]
    lines.append(["all", "", *total[:3], "", total[3], ""])
    return _table(header, lines)


def _spread(sets: Sequence[MappingSet], count: Callable[[MappingSet], Counter[str]], names: Sequence[str]) -> str:
    lines = [[f"`{one.name}`", *(count(one)[name] for name in names)] for one in sets]
    return _table(["rows of", *names], lines)


def _predicates(mapping_set: MappingSet) -> Counter[str]:
    return Counter(row.predicate_id.removeprefix("skos:") for row in mapping_set.rows if not row.is_gap)


def _bands(mapping_set: MappingSet) -> Counter[str]:
    numbers = [row.confidence for row in mapping_set.rows if row.confidence is not None]
    return Counter(next(name for least, name in BANDS if number >= least) for number in numbers)


def _agreement(sets: Sequence[MappingSet]) -> str:
    header = [
        "crosswalk",
        "items read twice",
        "pair F1",
        "same first choice",
        "first choice among the other's",
        "kappa",
    ]
    lines, once = [], []
    for one in sets:
        found = _AGREEMENT.search(str(one.metadata.get("mapping_set_description", "")))
        if found:
            lines.append([f"`{one.name}`", *found.group("items", "f1", "first", "among", "kappa")])
        else:
            once.append(f"`{one.name}`")
    note = "Kappa is Cohen's, over the predicates of the pairs that both readings have.\n"
    if once:
        note += f"\nRead once, so that nothing can be said of agreement: {', '.join(once)}.\n"
    return f"{_table(header, lines)}\n{note}"


def _samples(sets: Sequence[MappingSet]) -> str:
    header = ["crosswalk", "items", "pair F1 with one reader", "with the other", "of the readers with each other"]
    found = {one.name: _SAMPLE.search(str(one.metadata.get("mapping_set_description", ""))) for one in sets}
    lines = [[f"`{name}`", *match.group("items", "one", "other", "between")] for name, match in found.items() if match]
    return f"{_table(header, lines)}\n{_SAMPLED}"


if __name__ == "__main__":
    main()
