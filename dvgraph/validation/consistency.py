"""Consistency of what is stated with what the ontology forbids, over all that follows."""

from __future__ import annotations

from pyoxigraph import NamedNode, Triple

from dvgraph.findings import Finding, in_order
from dvgraph.inference import Clash, Closure, clashes
from dvgraph.load import Loaded, Place
from dvgraph.namespaces import EXTERNAL

__all__ = ["validate_consistency"]

_TYPE = EXTERNAL["rdf"] + "type"


def validate_consistency(loaded: Loaded, closure: Closure) -> list[Finding]:
    """Check that nothing is of two disjoint classes and nothing has two parents, stated or inferred.

    :param loaded: the stated graph, for its names and places.
    :param closure: its closure.
    :returns: a finding for each clash, with the minimal set of stated triples that leads to it, each with its file and
        line; errors, by file and line.
    :raises InvalidInput: the ontology forbids in a way that is not known.
    """
    one_parent = [NamedNode(loaded.namespaces.dv("partOf"))]
    return in_order(_finding(loaded, clash) for clash in clashes(closure, loaded.triples(), one_parent))


def _finding(loaded: Loaded, clash: Clash) -> Finding:
    first, second = clash.pair
    curie = loaded.namespaces.curie
    subject = curie(first.subject.value) if isinstance(first.subject, NamedNode) else str(first.subject)
    one, other = (_term(loaded, triple.object) for triple in (first, second))
    if clash.axiom is None:
        what = f"It has two values of {curie(first.predicate.value)}, {one} and {other}; one is allowed."
    else:
        what = f"It is a {one} and a {other}, which {_term(loaded, clash.axiom.subject)} makes disjoint."
    told = "; ".join(_placed(loaded, triple) for triple in clash.triples)
    by = ", ".join(dict.fromkeys(_said(loaded, axiom) for axiom in clash.axioms))
    message = f"{what} This follows from: {told}." + (f" By: {by}." if by else "")
    place = _place(loaded, clash.triples[0])
    return Finding("error", clash.rule, message, subject, place.file if place else None, place.line if place else None)


def _term(loaded: Loaded, term: object) -> str:
    return loaded.namespaces.curie(term.value) if isinstance(term, NamedNode) else str(term)


def _said(loaded: Loaded, triple: Triple) -> str:
    """Return a triple in Turtle's manner."""
    predicate = "a" if triple.predicate.value == _TYPE else _term(loaded, triple.predicate)
    return f"{_term(loaded, triple.subject)} {predicate} {_term(loaded, triple.object)}"


def _placed(loaded: Loaded, triple: Triple) -> str:
    place = _place(loaded, triple)
    return f"{_said(loaded, triple)} ({place})" if place else _said(loaded, triple)


def _place(loaded: Loaded, triple: Triple) -> Place | None:
    """Return the line in which a triple is written, its subject's first line where that can't be told."""
    if not isinstance(triple.subject, NamedNode):
        return None
    iri = triple.subject.value
    start = loaded.place(iri)
    _, predicate, value = _said(loaded, triple).split(" ", 2)
    for mention in (f"{predicate} {value} ", f" {value} ", f" {predicate} "):
        place = loaded.place(iri, mention)
        if place != start:
            return place
    return start
