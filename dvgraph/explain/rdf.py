"""An explanation as RDF, in the terms of PROV-O.

Each triple of a proof is a node, an `rdf:Statement` and `prov:Entity`: `rdf:subject`, `rdf:predicate` and `rdf:object`
give the triple, `rdfs:label` says it in words. An inferred one is `prov:wasDerivedFrom` its premises and
`prov:wasGeneratedBy` a step, a `prov:Activity` whose `rdfs:label` is the rule's name in the tables of OWL 2 RL and
which `prov:used` the premises and the ontology's axiom, a statement likewise. A stated one has a
`prov:hadPrimarySource`: the link or item that gives its place (the printed line stands in the `rdfs:comment`), the
term of the ontology, or the named graph. Nodes are named `proof/` + 16 hex digits of SHA-256 over the triple (of a
step, over rule and triples), so equal ones have one name. A triple that is not entailed is an `rdf:Statement` whose
`rdfs:comment` says so. The node of the triple in question has an `rdfs:comment` for each note on it, and where
a link of its proof is a matter of judgement an `sssom:confidence`, that of the weakest.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from dvgraph.explain.explanation import Explanation, Step
from dvgraph.namespaces import EXTERNAL, Namespaces

__all__ = ["proof_triples", "write"]

_RDF, _RDFS, _PROV, _XSD = (EXTERNAL[prefix] for prefix in ("rdf", "rdfs", "prov", "xsd"))
_TYPE = NamedNode(_RDF + "type")
_LABEL, _COMMENT = NamedNode(_RDFS + "label"), NamedNode(_RDFS + "comment")
_ENTITY, _ACTIVITY = NamedNode(_PROV + "Entity"), NamedNode(_PROV + "Activity")
_DERIVED, _GENERATED = NamedNode(_PROV + "wasDerivedFrom"), NamedNode(_PROV + "wasGeneratedBy")
_CONFIDENCE, _DOUBLE = NamedNode(EXTERNAL["sssom"] + "confidence"), NamedNode(_XSD + "double")
_USED, _SOURCE = NamedNode(_PROV + "used"), NamedNode(_PROV + "hadPrimarySource")


def write(explanation: Explanation, namespaces: Namespaces) -> str:
    """Return an explanation as Turtle, with the prefixes that it uses, sorted."""
    triples = proof_triples(explanation, namespaces)
    used = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    prefixes = {p: ns for p, ns in namespaces.prefixes.items() if any(iri.startswith(ns) for iri in used)}
    sink = io.BytesIO()
    serialize(triples, sink, format=RdfFormat.TURTLE, prefixes=prefixes)
    lines = sink.getvalue().decode().splitlines()
    head = [line for line in lines if line.startswith("@prefix")]
    return "\n".join([*sorted(head), "", *(line for line in lines if line not in head)]) + "\n"


def proof_triples(explanation: Explanation, namespaces: Namespaces) -> list[Triple]:
    """Return an explanation as triples, without repeats, sorted by subject with the type first."""
    base = f"{namespaces.base}proof/"
    node = _node(base, explanation.statement.triple)
    found: dict[Triple, None] = dict.fromkeys(_beside(node, explanation))
    if explanation.proof is None:
        found.update(dict.fromkeys(_statement(node, explanation.statement.triple, explanation.statement.words)))
        found[Triple(node, _COMMENT, Literal("not entailed", language="en"))] = None
    else:
        for step in explanation.proof.walk():
            found.update(dict.fromkeys(_of_step(base, step)))
    return sorted(found, key=lambda t: (str(t.subject), t.predicate != _TYPE, str(t.predicate), str(t.object)))


def _beside(node: NamedNode, explanation: Explanation) -> Iterator[Triple]:
    for note in explanation.notes:
        yield Triple(node, _COMMENT, Literal(note, language="en"))
    if explanation.certainty:
        yield Triple(node, _CONFIDENCE, Literal(str(explanation.certainty.confidence), datatype=_DOUBLE))


def _node(base: str, *parts: object) -> NamedNode:
    text = " ".join(str(term) for part in parts for term in (part if isinstance(part, Triple) else (part,)))
    return NamedNode(base + hashlib.sha256(text.encode()).hexdigest()[:16])


def _statement(node: NamedNode, triple: Triple, words: str = "") -> Iterator[Triple]:
    yield Triple(node, _TYPE, NamedNode(_RDF + "Statement"))
    for name, term in zip(("subject", "predicate", "object"), triple, strict=True):
        yield Triple(node, NamedNode(_RDF + name), term)
    if words:
        yield Triple(node, _LABEL, Literal(words, language="en"))


def _of_step(base: str, step: Step) -> Iterator[Triple]:
    triple = step.statement.triple
    node = _node(base, triple)
    yield from _statement(node, triple, step.statement.words)
    yield Triple(node, _TYPE, _ENTITY)
    if step.source:
        yield Triple(node, _SOURCE, NamedNode(step.source.iri))
        yield Triple(node, _COMMENT, Literal(step.sentence, language="en"))
    if step.rule and step.axiom:
        yield from _derivation(base, node, step, step.rule, step.axiom)


def _derivation(base: str, node: NamedNode, step: Step, rule: str, axiom: Triple) -> Iterator[Triple]:
    premises = [premise.statement.triple for premise in step.premises]
    activity, law = _node(base, rule, axiom, step.statement.triple, *premises), _node(base, axiom)
    yield Triple(node, _GENERATED, activity)
    yield Triple(activity, _TYPE, _ACTIVITY)
    yield Triple(activity, _LABEL, Literal(rule))
    yield Triple(activity, _COMMENT, Literal(step.axiom_words, language="en"))
    yield from _statement(law, axiom)
    yield Triple(law, _TYPE, _ENTITY)
    yield Triple(activity, _USED, law)
    for premise in premises:
        yield Triple(activity, _USED, _node(base, premise))
        yield Triple(node, _DERIVED, _node(base, premise))
