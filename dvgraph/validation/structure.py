"""The structure of what is stated: what is named exists, once, in its place. Fast enough for every build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from dvgraph.facts import IN_SCHEME, NOTATION, RDF_TYPE, Facts
from dvgraph.findings import Finding, in_order
from dvgraph.load import Loaded
from dvgraph.namespaces import EXTERNAL
from dvgraph.validation.crosswalks import crosswalk_findings
from dvgraph.validation.hierarchy import HIERARCHY_CHECKS
from dvgraph.validation.links import LINK_CHECKS
from dvgraph.validation.terms import TERM_CHECKS

__all__ = ["validate_structure"]

PREF_LABEL = EXTERNAL["skos"] + "prefLabel"
TOP_CONCEPT_OF = EXTERNAL["skos"] + "topConceptOf"


def validate_structure(loaded: Loaded) -> list[Finding]:
    """Check the structure of what is stated.

    :returns: the findings, errors first, by file and line; none where all is sound.
    """
    facts = Facts(loaded)
    return in_order(finding for check in _CHECKS for finding in check(facts))


def _repeated_blocks(facts: Facts) -> Iterator[Finding]:
    """Each subject is written in one block."""
    index = facts.loaded.index
    for iri in index.subjects():
        first, *others = index.places(iri)
        for place in others:
            message = f"It is written a second time; its block begins at {first}."
            yield Finding("error", "two-blocks", message, facts.curie(iri), place.file, place.line)


def _classes(facts: Facts) -> Iterator[Finding]:
    """Each subject has a class, each item one kind only."""
    for subject in facts.subjects():
        kinds = [c for c in facts.iris(subject, RDF_TYPE) if c in facts.item_classes]
        if not facts.iris(subject, RDF_TYPE) and not facts.is_nameless(subject):
            yield facts.finding("no-class", "It has no class (rdf:type).", subject)
        elif len(kinds) > 1:
            message = f"An item is of one kind; it is stated to be {' and '.join(facts.curie(k) for k in kinds)}."
            yield facts.finding("two-classes", message, subject, facts.curie(kinds[1]))


def _labels(facts: Facts) -> Iterator[Finding]:
    """Each concept, item or not, has a preferred label."""
    labelled = facts.concept_classes
    for subject in facts.subjects():
        if not labelled.isdisjoint(facts.iris(subject, RDF_TYPE)) and not facts.texts(subject, PREF_LABEL):
            yield facts.finding("no-label", "It has no skos:prefLabel.", subject)


def _notations(facts: Facts) -> Iterator[Finding]:
    """Each notation names one resource of its scheme and repeats the local name of its IRI."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for subject in facts.subjects():
        for notation in facts.texts(subject, NOTATION):
            for scheme in facts.iris(subject, IN_SCHEME):
                holders[scheme, notation].append(subject)
            local = _local_name(facts, subject)
            if local is not None and local != notation:
                message = f"The notation {notation!r} is not the local name of the IRI, {local!r}."
                yield facts.finding("notation-differs", message, subject, "skos:notation")
    for (scheme, notation), subjects in holders.items():
        first, *others = subjects
        for other in others:
            message = f"The notation {notation!r} is that of {facts.curie(first)} too, in {facts.curie(scheme)}."
            yield facts.finding("duplicate-notation", message, other, "skos:notation")


def _local_name(facts: Facts, subject: str) -> str | None:
    """Return what follows the namespace in an IRI whose notation repeats it (items and topics), else None."""
    framework = facts.framework_of(subject)
    if framework and facts.kind(subject) in facts.item_classes:
        return subject.removeprefix(framework.namespace)
    if facts.kind(subject) == facts.dv("Topic"):
        return subject.removeprefix(facts.namespaces.prefixes["topic"])
    return None


def _homes(facts: Facts) -> Iterator[Finding]:
    """Each item is in the scheme of its namespace, and a top concept of it just where it has no parent."""
    for subject in facts.subjects():
        if facts.kind(subject) not in facts.item_classes:
            continue
        framework = facts.framework_of(subject)
        if not framework:
            yield facts.finding("no-framework", "Its IRI stands in no framework's namespace.", subject)
            continue
        home = facts.curie(framework.iri)
        if facts.iris(subject, IN_SCHEME) != [framework.iri]:
            yield facts.finding(
                "wrong-scheme", f"Its skos:inScheme must be {home} and no other.", subject, "skos:inScheme"
            )
        tops = facts.iris(subject, TOP_CONCEPT_OF)
        if facts.parent(subject) and tops:
            message = "It has a parent, so it is no top concept of its framework."
            yield facts.finding("top-concept", message, subject, "skos:topConceptOf")
        if not facts.parent(subject) and tops != [framework.iri]:
            message = f"It has no parent, so it must be skos:topConceptOf {home}."
            yield facts.finding("top-concept", message, subject, "skos:topConceptOf")


Check = Callable[[Facts], Iterator[Finding]]

_CHECKS: tuple[Check, ...] = (
    _repeated_blocks,
    _classes,
    _labels,
    _notations,
    _homes,
    *TERM_CHECKS,
    *HIERARCHY_CHECKS,
    *LINK_CHECKS,
    crosswalk_findings,
)
