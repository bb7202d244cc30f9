"""Names that are used and exist nowhere: our resources, our terms, the terms of others' vocabularies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from functools import cache
from typing import cast

from pyoxigraph import NamedNode

from dvgraph.errors import nearest
from dvgraph.facts import RDF_TYPE, SUBCLASS, SUBPROPERTY, Facts
from dvgraph.findings import Finding
from dvgraph.namespaces import EXTERNAL

__all__ = ["TERM_CHECKS"]

#: Links to something above, of which a wrong one is called an unknown parent.
_UPWARD = frozenset({"dv:partOf", "dv:functionWithin", "dv:within", "skos:broader"})


def _unknown_resources(facts: Facts) -> Iterator[Finding]:
    """Each resource of our base that is linked to is written somewhere."""
    base, terms = facts.loaded.base, facts.dv("")
    for subject, predicate, value in facts.triples():
        iri = value.value
        if not isinstance(value, NamedNode) or not iri.startswith(base) or iri in facts:
            continue
        if predicate == RDF_TYPE and iri.startswith(terms):
            continue  # an unknown class; see `_unknown_terms`
        link, curie = facts.curie(predicate), facts.curie(iri)
        what = "parent" if link in _UPWARD else "resource"
        message = f"{link} leads to {curie}, which is written nowhere.{_hint(facts, curie)}"
        yield facts.finding(f"unknown-{what}", message, subject, curie)


def _hint(facts: Facts, curie: str) -> str:
    """Return a question that names the resources that look most like one, if any."""
    prefix = curie.partition(":")[0] + ":"
    found = nearest(curie, [c for s in facts.subjects() if (c := facts.curie(s)).startswith(prefix)], most=3)
    return f" Did you mean {' or '.join(found)}?" if found else ""


def _unknown_terms(facts: Facts) -> Iterator[Finding]:
    """Each class and property of our ontology that is used is declared in it."""
    own = facts.dv("")
    classes, properties = _declared(facts, "Class"), _declared(facts, "Property")
    for subject, predicate, value in facts.triples():
        for iri, declared, what in ((predicate, properties, "property"), (value.value, classes, "class")):
            if what == "class" and not (predicate == RDF_TYPE and isinstance(value, NamedNode)):
                continue
            if iri.startswith(own) and iri not in declared:
                curie = facts.curie(iri)
                message = f"The ontology declares no {what} {curie}.{_hint(facts, curie)}"
                yield facts.finding("unknown-term", message, subject, curie)


def _declared(facts: Facts, ending: str) -> set[str]:
    """Return the terms of our ontology that are stated to be classes, or properties, of some sort."""
    own = facts.dv("")
    return {
        s for s in facts.subjects() if s.startswith(own) and any(c.endswith(ending) for c in facts.iris(s, RDF_TYPE))
    }


def _mistyped_terms(facts: Facts) -> Iterator[Finding]:
    """Each term of a vocabulary of others exists in it."""
    seen: dict[str, bool] = {}
    for subject, predicate, value in facts.triples():
        for iri in (subject, predicate, *([value.value] if isinstance(value, NamedNode) else [])):
            if iri not in seen:
                seen[iri] = _exists(iri)
            if not seen[iri]:
                message = f"The vocabulary has no term {facts.curie(iri)}."
                yield facts.finding("mistyped-term", message, subject, facts.curie(iri))


def _exists(iri: str) -> bool:
    """Return whether a term is in its vocabulary; True for IRIs of all that is not known here."""
    return all(
        iri in terms for namespace, terms in _vocabularies().items() if iri.startswith(namespace) and iri != namespace
    )


@cache
def _vocabularies() -> dict[str, Container[str]]:
    """Return namespace -> terms of the vocabularies that rdflib lists in full."""
    from rdflib import namespace as known

    listed = (known.DCTERMS, known.OWL, known.PROV, known.QB, known.RDF, known.RDFS, known.SKOS, known.VANN, known.XSD)
    return {str(terms): cast("Container[str]", terms) for terms in listed}


def _wrong_ends(facts: Facts) -> Iterator[Finding]:
    """Each link and text stands between the classes that the ontology states as domain and range of its property.

    Inference would make an item out of whatever stands there; so what is stated is checked.
    """
    allowed = {end: _end_classes(facts, end) for end in ("domain", "range")}
    for subject, predicate, value in facts.triples():
        ends = [("domain", subject)]
        if isinstance(value, NamedNode) and value.value in facts:
            ends.append(("range", value.value))
        for end, node in ends:
            for wanted, classes in allowed[end].get(predicate, ()):
                kinds = facts.iris(node, RDF_TYPE)
                if kinds and classes.isdisjoint(kinds):
                    which = "subject" if end == "domain" else "value"
                    is_ = " and ".join(facts.curie(kind) for kind in kinds)
                    rule = f"The {which} of {facts.curie(predicate)} is a {facts.curie(wanted)}"
                    message = f"{rule}; {facts.curie(node)} is a {is_}."
                    yield facts.finding(f"wrong-{end}", message, subject, facts.curie(predicate))


def _end_classes(facts: Facts, end: str) -> dict[str, list[tuple[str, set[str]]]]:
    """Return property -> (class of its domain or range, that class with those below it), those above it counted."""
    found: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    own = facts.dv("")
    for above in [s for s in facts.subjects() if s.startswith(own)]:
        for wanted in facts.iris(above, EXTERNAL["rdfs"] + end):
            if wanted.startswith(own):
                for property_ in facts.below(above, SUBPROPERTY):
                    found[property_].append((wanted, facts.below(wanted, SUBCLASS)))
    return found


TERM_CHECKS = (_unknown_resources, _unknown_terms, _mistyped_terms, _wrong_ends)
