"""Axioms, as triples, compiled into rules.

Each rule is a row of the OWL 2 RL tables with the row's axiom filled in, so what is left of its premises
speaks of data alone. The rows about the schema itself (scm-*) are not needed: what follows for data from a
schema that they would complete, the rules reach in one or more steps of their own. A range that is a datatype
says what literals are and adds no triple that can be written, so it makes no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from dvgraph.errors import InvalidInput
from dvgraph.inference.rules import Pattern, Rule, Variable
from dvgraph.namespaces import EXTERNAL

__all__ = ["compile_rules", "refuse_axioms"]

OWL, RDF, RDFS, XSD = (EXTERNAL[prefix] for prefix in ("owl", "rdf", "rdfs", "xsd"))
TYPE = NamedNode(RDF + "type")
FIRST, REST, NIL = NamedNode(RDF + "first"), NamedNode(RDF + "rest"), NamedNode(RDF + "nil")
X, Y = Variable("x"), Variable("y")

#: What adds nothing: annotations, declarations, lists, and axioms that only forbid (validation checks those).
_INERT_PREDICATES = {
    *(RDF + name for name in ("first", "rest", "subject", "predicate", "object", "value", "language", "direction")),
    *(RDFS + name for name in ("comment", "isDefinedBy", "label", "member", "seeAlso")),
    *(OWL + name for name in ("annotatedProperty", "annotatedSource", "annotatedTarget", "assertionProperty")),
    *(OWL + name for name in ("backwardCompatibleWith", "complementOf", "deprecated", "differentFrom", "disjointWith")),
    *(
        OWL + name
        for name in ("distinctMembers", "incompatibleWith", "members", "priorVersion", "propertyDisjointWith")
    ),
    *(OWL + name for name in ("sourceIndividual", "targetIndividual", "targetValue", "versionIRI", "versionInfo")),
}
_INERT_TYPES = {
    *(RDF + name for name in ("Alt", "Bag", "List", "Property", "Seq", "Statement")),
    *(RDFS + name for name in ("Class", "Datatype", "Resource")),
    *(OWL + name for name in ("AllDifferent", "AllDisjointClasses", "AllDisjointProperties", "Annotation")),
    *(OWL + name for name in ("AnnotationProperty", "AsymmetricProperty", "Axiom", "Class", "DatatypeProperty")),
    *(OWL + name for name in ("DeprecatedClass", "DeprecatedProperty", "IrreflexiveProperty", "NamedIndividual")),
    *(OWL + name for name in ("NegativePropertyAssertion", "ObjectProperty", "Ontology", "Thing")),
}

Statement: TypeAlias = Triple | Quad
_Lists: TypeAlias = Mapping[tuple[object, NamedNode], Triple]


def _named(term: object, axiom: Statement) -> NamedNode:
    if isinstance(term, NamedNode):
        return term
    raise InvalidInput(f"The axiom {_text(axiom)} needs an IRI where it has {term}.")


def _text(statement: Statement) -> str:
    return f"{statement.subject} {statement.predicate} {statement.object}"


def _domain(axiom: Triple) -> Iterator[Rule]:
    used, cls = _named(axiom.subject, axiom), _named(axiom.object, axiom)
    yield Rule("prp-dom", axiom, (Pattern(X, used, Y),), Pattern(X, TYPE, cls))


def _range(axiom: Triple) -> Iterator[Rule]:
    used, cls = _named(axiom.subject, axiom), _named(axiom.object, axiom)
    if not _is_datatype(cls):
        yield Rule("prp-rng", axiom, (Pattern(X, used, Y),), Pattern(Y, TYPE, cls))


def _is_datatype(cls: NamedNode) -> bool:
    return cls.value.startswith(XSD) or cls.value in {
        RDFS + "Literal",
        RDF + "langString",
        RDF + "PlainLiteral",
    }


def _sub_property(axiom: Triple) -> Iterator[Rule]:
    yield from _implies("prp-spo1", axiom, axiom.subject, axiom.object)


def _equivalent_property(axiom: Triple) -> Iterator[Rule]:
    yield from _implies("prp-eqp1", axiom, axiom.subject, axiom.object)
    yield from _implies("prp-eqp2", axiom, axiom.object, axiom.subject)


def _implies(name: str, axiom: Triple, narrow: object, wide: object) -> Iterator[Rule]:
    if narrow != wide:
        premise = Pattern(X, _named(narrow, axiom), Y)
        yield Rule(name, axiom, (premise,), Pattern(X, _named(wide, axiom), Y))


def _sub_class(axiom: Triple) -> Iterator[Rule]:
    yield from _includes("cax-sco", axiom, axiom.subject, axiom.object)


def _equivalent_class(axiom: Triple) -> Iterator[Rule]:
    yield from _includes("cax-eqc1", axiom, axiom.subject, axiom.object)
    yield from _includes("cax-eqc2", axiom, axiom.object, axiom.subject)


def _includes(name: str, axiom: Triple, narrow: object, wide: object) -> Iterator[Rule]:
    if narrow != wide:
        premise = Pattern(X, TYPE, _named(narrow, axiom))
        yield Rule(name, axiom, (premise,), Pattern(X, TYPE, _named(wide, axiom)))


def _inverse(axiom: Triple) -> Iterator[Rule]:
    one, other = _named(axiom.subject, axiom), _named(axiom.object, axiom)
    yield Rule("prp-inv1", axiom, (Pattern(X, one, Y),), Pattern(Y, other, X))
    yield Rule("prp-inv2", axiom, (Pattern(X, other, Y),), Pattern(Y, one, X))


def _symmetric(axiom: Triple) -> Iterator[Rule]:
    used = _named(axiom.subject, axiom)
    yield Rule("prp-symp", axiom, (Pattern(X, used, Y),), Pattern(Y, used, X))


def _transitive(axiom: Triple) -> Iterator[Rule]:
    used = _named(axiom.subject, axiom)
    z = Variable("z")
    yield Rule("prp-trp", axiom, (Pattern(X, used, Y), Pattern(Y, used, z)), Pattern(X, used, z))


def _chain(axiom: Triple, lists: _Lists) -> Iterator[Rule]:
    links = [_named(term, axiom) for term in _members(axiom, lists)]
    if not links:
        raise InvalidInput(f"The property chain of {axiom.subject} is empty.")
    steps = [Variable(f"u{n}") for n in range(1, len(links) + 2)]
    premises = tuple(Pattern(steps[n], link, steps[n + 1]) for n, link in enumerate(links))
    yield Rule("prp-spo2", axiom, premises, Pattern(steps[0], _named(axiom.subject, axiom), steps[-1]))


def _members(axiom: Triple, lists: _Lists) -> Iterator[object]:
    node: object = axiom.object
    seen: set[object] = set()
    while node != NIL:
        cell = (lists.get((node, FIRST)), lists.get((node, REST)))
        if node in seen or cell[0] is None or cell[1] is None:
            raise InvalidInput(f"The list of {_text(axiom)} is broken at {node}.")
        seen.add(node)
        yield cell[0].object
        node = cell[1].object


_BY_PREDICATE: Mapping[str, Callable[[Triple], Iterator[Rule]]] = {
    OWL + "equivalentClass": _equivalent_class,
    OWL + "equivalentProperty": _equivalent_property,
    OWL + "inverseOf": _inverse,
    RDFS + "domain": _domain,
    RDFS + "range": _range,
    RDFS + "subClassOf": _sub_class,
    RDFS + "subPropertyOf": _sub_property,
}
_BY_TYPE: Mapping[str, Callable[[Triple], Iterator[Rule]]] = {
    OWL + "SymmetricProperty": _symmetric,
    OWL + "TransitiveProperty": _transitive,
}
_CHAIN = OWL + "propertyChainAxiom"
_KNOWN = ", ".join(sorted(iri.rpartition("#")[2] for iri in (*_BY_PREDICATE, *_BY_TYPE, _CHAIN)))


def _reserved(iri: str, inert: Collection[str]) -> bool:
    """Whether an IRI belongs to RDF, RDFS or OWL and is not known to add nothing."""
    return iri.startswith((OWL, RDF, RDFS)) and iri not in inert and not iri.startswith(RDF + "_")


def _is_axiom(statement: Statement) -> bool:
    """Whether a statement is an axiom that could add triples, known to us or not."""
    if statement.predicate == TYPE:
        return isinstance(statement.object, NamedNode) and _reserved(statement.object.value, _INERT_TYPES)
    return _reserved(statement.predicate.value, _INERT_PREDICATES)


def _rules_of(axiom: Triple, lists: _Lists) -> Iterator[Rule]:
    kind = axiom.predicate.value
    if kind == _CHAIN:
        yield from _chain(axiom, lists)
    elif kind in _BY_PREDICATE:
        yield from _BY_PREDICATE[kind](axiom)
    elif kind == TYPE.value and isinstance(axiom.object, NamedNode) and axiom.object.value in _BY_TYPE:
        yield from _BY_TYPE[axiom.object.value](axiom)
    else:
        raise InvalidInput(f"No rule is known for the axiom {_text(axiom)}. Known kinds: {_KNOWN}.")


def _concludes_an_axiom(rule: Rule) -> bool:
    concluded = rule.conclusion
    if concluded.predicate == TYPE:
        return isinstance(concluded.object, NamedNode) and _reserved(concluded.object.value, _INERT_TYPES)
    return _reserved(concluded.predicate.value, _INERT_PREDICATES)


def compile_rules(axioms: Iterable[Triple]) -> tuple[Rule, ...]:
    """Return the rules that the axioms among some triples state, sorted by name and axiom.

    :param axioms: the triples of the ontology, its lists included (skolemised or not); annotations and
        declarations may be among them.
    :returns: one rule for each row of the OWL 2 RL tables that an axiom fills.
    :raises InvalidInput: an axiom that could add triples is of no known kind, is malformed, or would make
        axioms of data.
    """
    triples = list(dict.fromkeys(axioms))
    lists: _Lists = {(t.subject, t.predicate): t for t in triples if t.predicate in (FIRST, REST)}
    rules = [rule for triple in triples if _is_axiom(triple) for rule in _rules_of(triple, lists)]
    for rule in rules:
        if _concludes_an_axiom(rule):
            raise InvalidInput(f"The axiom {_text(rule.axiom)} would make axioms of data, which is not supported.")
    return tuple(sorted(rules, key=lambda rule: (rule.name, _sortable(rule.axiom), str(rule))))


def _sortable(axiom: Triple) -> str:
    # A blank node's label differs from run to run; the rule's own text tells chains of one property apart.
    return _text(axiom) if not isinstance(axiom.object, BlankNode) else f"{axiom.subject} {axiom.predicate}"


def refuse_axioms(statements: Iterable[Statement], known: Collection[Triple]) -> None:
    """Do nothing where no statement is an axiom beyond those known.

    :raises InvalidInput: the first that is: it would otherwise be left out in silence.
    """
    # Asked of every statement, so each property and class is judged once.
    harmless: set[object] = set()
    for statement in statements:
        kind: object = statement.predicate
        if kind == TYPE:
            kind = (TYPE, statement.object)
        if kind in harmless:
            continue
        if not _is_axiom(statement):
            harmless.add(kind)
        elif (statement.triple if isinstance(statement, Quad) else statement) not in known:
            raise InvalidInput(f"The axiom {_text(statement)} stands outside the ontology and would not be heeded.")
