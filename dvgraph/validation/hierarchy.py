"""Trees and numbers: one parent, no circle, positions without gap, counts as stated, levels of topics."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from dvgraph.facts import IN_SCHEME, NOTATION, Facts, FrameworkFacts, natural_key
from dvgraph.findings import Finding
from dvgraph.namespaces import EXTERNAL

__all__ = ["HIERARCHY_CHECKS", "TOPIC_LEVELS"]

BROADER = EXTERNAL["skos"] + "broader"
SUBJECT = EXTERNAL["dcterms"] + "subject"

#: Topics stand in at most this many levels.
TOPIC_LEVELS = 3


def _parents(facts: Facts) -> Iterator[Finding]:
    """Nothing has two parents, or a parent in another framework."""
    for subject in facts.subjects():
        parents = facts.iris(subject, facts.dv("partOf"))
        if len(parents) > 1:
            names = " and ".join(facts.curie(p) for p in parents)
            message = f"It has {len(parents)} parents, {names}; one is allowed."
            yield facts.finding("two-parents", message, subject, facts.curie(parents[1]))
        for parent in parents:
            if facts.framework_of(parent) != facts.framework_of(subject) and parent in facts:
                message = f"Its parent {facts.curie(parent)} belongs to another framework."
                yield facts.finding("foreign-parent", message, subject, facts.curie(parent))


def _cycles(facts: Facts) -> Iterator[Finding]:
    """No way up leads back to where it began."""
    for predicate in (facts.dv("partOf"), BROADER):
        for subject in facts.subjects():
            path = _way_back(facts, subject, predicate)
            # A cycle is reported once, at the first of its members in alphabetical order.
            if path and subject == min(path):
                way = " > ".join(facts.curie(s) for s in [*path, subject])
                message = f"{facts.curie(predicate)} leads in a circle: {way}."
                yield facts.finding("cycle", message, subject, facts.curie(predicate))


def _way_back(facts: Facts, start: str, predicate: str) -> list[str]:
    """Return the way from a subject back to itself; empty where there is none."""
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        for above in facts.iris(path[-1], predicate):
            if above == start:
                return path
            if above not in seen:
                seen.add(above)
                waiting.append([*path, above])
    return []


def _positions(facts: Facts) -> Iterator[Finding]:
    """Siblings of one class are numbered from 1 without gap or repeat."""
    groups: dict[tuple[str, str], list[tuple[int, tuple[tuple[int, int, str], ...], str]]] = defaultdict(list)
    for subject in facts.subjects():
        position = facts.number(subject, facts.dv("position"))
        if position is not None:
            above = facts.parent(subject) or next(iter(facts.iris(subject, IN_SCHEME)), "")
            groups[above, facts.kind(subject)].append((position, natural_key(facts.text(subject, NOTATION)), subject))
    for (above, kind), members in groups.items():
        for meant, (position, _, subject) in enumerate(sorted(members), 1):
            if position != meant:
                message = (
                    f"Its position is {position}; {meant} is meant: the {len(members)} {facts.curie(kind)} "
                    f"of {facts.curie(above)} are numbered from 1 without gap or repeat."
                )
                yield facts.finding("position", message, subject, "dv:position")
                break


def _counts(facts: Facts) -> Iterator[Finding]:
    """Each framework holds as many of each class as it says."""
    for framework in facts.frameworks:
        present: Counter[tuple[str, bool]] = Counter(
            (facts.kind(s), facts.is_part(s)) for s in facts.subjects() if facts.framework_of(s) == framework
        )
        stated: set[str] = set()
        for node in facts.iris(framework.iri, facts.dv("expectedCount")):
            counted = next(iter(facts.iris(node, facts.dv("countedClass"))), "")
            stated.add(counted)
            yield from _count(facts, framework, node, present)
        for kind in sorted({kind for kind, _ in present} & facts.item_classes - stated):
            here = present[kind, False] + present[kind, True]
            message = f"It does not say how many {facts.curie(kind)} it has; {here} are here."
            yield facts.finding("no-count", message, framework.iri, "dv:expectedCount", severity="warning")


def _count(facts: Facts, framework: FrameworkFacts, node: str, present: Counter[tuple[str, bool]]) -> Iterator[Finding]:
    counted = next(iter(facts.iris(node, facts.dv("countedClass"))), "")
    parts = facts.text(node, facts.dv("countedParts")) == "true"
    expected = facts.number(node, facts.dv("count"))
    found = present[counted, parts]
    if found != expected:
        what = f"{facts.curie(counted)}{' that are parts' if parts else ''}"
        message = f"It says that it has {expected} {what}; {found} are here."
        yield facts.finding("count", message, framework.iri, facts.curie(counted))


def _topics(facts: Facts) -> Iterator[Finding]:
    """Topics stand in few levels, and each is used, itself or by one below it."""
    topics = facts.with_classes("Topic")
    used = {topic for s in facts.subjects() for p in (SUBJECT, facts.dv("defines")) for topic in facts.iris(s, p)}
    for topic in topics:
        above = _chain(facts, topic)
        if topic in used:
            used.update(above)
        if len(above) >= TOPIC_LEVELS:
            names = ", ".join(facts.curie(t) for t in above)
            message = f"It stands on level {len(above) + 1}, below {names}; {TOPIC_LEVELS} are allowed."
            yield facts.finding("topic-level", message, topic, "skos:broader")
    for topic in topics:
        if topic not in used:
            yield facts.finding("topic-unused", "No item is about it or defines it.", topic, severity="warning")


def _chain(facts: Facts, topic: str) -> list[str]:
    """Return the topics above one, nearest first; a circle is walked once."""
    chain: list[str] = []
    above = facts.iris(topic, BROADER)
    while above and above[0] not in chain and above[0] != topic:
        chain.append(above[0])
        above = facts.iris(above[0], BROADER)
    return chain


HIERARCHY_CHECKS = (_parents, _cycles, _positions, _counts, _topics)
