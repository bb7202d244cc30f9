"""Links and notes: each link has its printed place, same wordings are stated once, notes have owners."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from dvgraph.facts import NOTATION, SUBPROPERTY, Facts, natural_key
from dvgraph.findings import Finding

__all__ = ["LINK_CHECKS"]

#: Between which classes the same wording is stated; the design of the graph fixes them.
_SAME_WORDING = frozenset(
    {
        ("CompetencyStatement", "CompetencyStatement"),
        ("Outcome", "Outcome"),
        ("CommissioningQuestion", "TenderConsideration"),
    }
)


def _linked_properties(facts: Facts) -> set[str]:
    """Return the properties each of whose stated triples has a dv:Link."""
    return {facts.dv("contributesTo"), *facts.below(facts.dv("mentions"), SUBPROPERTY)}


def _links(facts: Facts) -> Iterator[Finding]:
    """Each dv:Link stands for a stated triple, and each such triple has a link."""
    ends = [facts.dv(f"link{end}") for end in ("Subject", "Predicate", "Object")]
    linked: set[tuple[str, str, str]] = set()
    properties = _linked_properties(facts)
    for link in facts.with_classes("Link"):
        subject, predicate, object_ = (next(iter(facts.iris(link, end)), "") for end in ends)
        linked.add((subject, predicate, object_))
        yield from _link_owner(facts, link, {subject, object_})
        if predicate and predicate not in properties:
            allowed = ", ".join(sorted(facts.curie(p) for p in properties))
            message = f"A link states {allowed}; not {facts.curie(predicate)}."
            yield facts.finding("link-predicate", message, link, "dv:linkPredicate")
        elif subject and predicate and object_ and object_ not in facts.iris(subject, predicate):
            words = " ".join(facts.curie(iri) for iri in (subject, predicate, object_))
            yield facts.finding("link-without-triple", f"It stands for {words}, which is not stated.", link)
    for subject, predicate, value in facts.triples():
        if predicate in properties and (subject, predicate, value.value) not in linked:
            words = f"{facts.curie(predicate)} {facts.curie(value.value)}"
            message = f"No dv:Link says where {words} is printed."
            yield facts.finding("triple-without-link", message, subject, facts.curie(value.value))


def _link_owner(facts: Facts, link: str, ends: set[str]) -> Iterator[Finding]:
    """Each link is named after the item in whose text it is printed, which is one of its ends."""
    owner = re.sub(r"-LNK[1-9]\d*$", "", link)
    if owner == link or owner not in ends:
        names = " or ".join(f"{facts.curie(end)}-LNK.." for end in sorted(ends) if end)
        yield facts.finding(
            "link-name", f"It is named after the item in whose text it is printed: {names} is meant.", link
        )


def _same_wordings(facts: Facts) -> Iterator[Finding]:
    """Of two items meant whose texts are equal the earlier by notation states it, and no others do."""
    same = facts.dv("sameWordingAs")
    meant = _pairs_meant(facts)
    stated = {(s, o) for s in facts.subjects() for o in facts.iris(s, same)}
    for subject, other in sorted(meant - stated):
        if (other, subject) in stated:
            message = f"dv:sameWordingAs is stated by {facts.curie(other)}; the earlier notation states it."
        else:
            message = f"Its text is that of {facts.curie(other)}; dv:sameWordingAs is missing."
        yield facts.finding("same-wording", message, subject, "dv:sameWordingAs")
    for subject, other in sorted(stated - meant):
        if (other, subject) in meant and (other, subject) not in stated:
            continue
        if (other, subject) in meant:
            message = f"dv:sameWordingAs {facts.curie(other)} is stated by that item already; once is meant."
        else:
            message = f"dv:sameWordingAs {facts.curie(other)} is too much: the texts or kinds differ."
        yield facts.finding("same-wording", message, subject, facts.curie(other))


def _pairs_meant(facts: Facts) -> set[tuple[str, str]]:
    """Return the pairs that must be stated, earlier notation first; bullets and parts are not compared."""
    groups: dict[str, list[str]] = defaultdict(list)
    for subject in facts.with_classes(*{name for pair in _SAME_WORDING for name in pair}):
        digest = facts.text(subject, facts.dv("sourceDigest"))
        if digest and not facts.is_part(subject):
            groups[digest].append(subject)
    pairs = set()
    for members in groups.values():
        ordered = sorted(members, key=lambda s: (natural_key(facts.text(s, NOTATION)), s))
        for first, second in combinations(ordered, 2):
            kinds = sorted(facts.kind(s).removeprefix(facts.dv("")) for s in (first, second))
            if tuple(kinds) in _SAME_WORDING:
                pairs.add((first, second))
    return pairs


def _notes(facts: Facts) -> Iterator[Finding]:
    """Each correction and doubt is told by one subject and named after it."""
    for local, property_, code in (("Correction", "correction", "COR"), ("Doubt", "doubt", "DBT")):
        owners: dict[str, list[str]] = defaultdict(list)
        for subject in facts.subjects():
            for note in facts.iris(subject, facts.dv(property_)):
                owners[note].append(subject)
        for note in facts.with_classes(local):
            names = [facts.curie(owner) for owner in owners[note]]
            if len(names) != 1:
                told = f"is told by {' and '.join(names)}" if names else "is told by no item"
                yield facts.finding("note-owner", f"It {told}; one dv:{property_} is meant.", note)
            elif not re.fullmatch(re.escape(owners[note][0]) + f"-{code}[1-9][0-9]*", note):
                yield facts.finding("note-name", f"It is named after its item: {names[0]}-{code}.. is meant.", note)


LINK_CHECKS = (_links, _same_wordings, _notes)
