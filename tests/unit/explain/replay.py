"""A proof checked step by step by rdflib alone: what each rule of OWL 2 RL allows, written from its tables.

Nothing of our engine is used: each rule is a query over the ontology for its axiom, and a comparison of triples.
Source: OWL 2 Web Ontology Language Profiles (second edition), section 4.3, tables 5 and 7.
"""

from __future__ import annotations

from itertools import pairwise

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.collection import Collection


def follows(rule, axiom, premises, conclusion, ontology):
    """Whether the conclusion follows from the premises by the rule of that name and that stated axiom."""
    return axiom in ontology and conclusion in set(RULES[rule](axiom, premises, ontology))


def _type(premise, cls):
    return (premise[0], RDF.type, cls)


def _spo1(axiom, premises, _):
    [(s, p, o)] = premises
    if axiom == (p, RDFS.subPropertyOf, axiom[2]):
        yield s, axiom[2], o


def _spo2(axiom, premises, ontology):
    head, kind, chain = axiom
    links = list(Collection(ontology, chain))
    joined = all(one[2] == other[0] for one, other in pairwise(premises))
    if kind == OWL.propertyChainAxiom and joined and [p for _, p, _ in premises] == links:
        yield premises[0][0], head, premises[-1][2]


def _trp(axiom, premises, _):
    (x, p, y), (y2, p2, z) = premises
    if axiom == (p, RDF.type, OWL.TransitiveProperty) and p == p2 and y == y2:
        yield x, p, z


def _symp(axiom, premises, _):
    [(s, p, o)] = premises
    if axiom == (p, RDF.type, OWL.SymmetricProperty):
        yield o, p, s


def _inv1(axiom, premises, _):
    [(s, p, o)] = premises
    if axiom[:2] == (p, OWL.inverseOf):
        yield o, axiom[2], s


def _inv2(axiom, premises, _):
    [(s, p, o)] = premises
    if axiom[1:] == (OWL.inverseOf, p):
        yield o, axiom[0], s


def _dom(axiom, premises, _):
    [(s, p, _o)] = premises
    if axiom[:2] == (p, RDFS.domain):
        yield s, RDF.type, axiom[2]


def _rng(axiom, premises, _):
    [(_s, p, o)] = premises
    if axiom[:2] == (p, RDFS.range):
        yield o, RDF.type, axiom[2]


def _same(narrow, kind, wide):
    """The rules by which one class or property includes another."""

    def rule(axiom, premises, _):
        [(s, p, o)] = premises
        if axiom[1] != kind:
            return
        if p == RDF.type and o == axiom[narrow]:
            yield s, RDF.type, axiom[wide]
        if kind == OWL.equivalentProperty and p == axiom[narrow]:
            yield s, axiom[wide], o

    return rule


RULES = {
    "cax-eqc1": _same(0, OWL.equivalentClass, 2),
    "cax-eqc2": _same(2, OWL.equivalentClass, 0),
    "cax-sco": _same(0, RDFS.subClassOf, 2),
    "prp-dom": _dom,
    "prp-eqp1": _same(0, OWL.equivalentProperty, 2),
    "prp-eqp2": _same(2, OWL.equivalentProperty, 0),
    "prp-inv1": _inv1,
    "prp-inv2": _inv2,
    "prp-rng": _rng,
    "prp-spo1": _spo1,
    "prp-spo2": _spo2,
    "prp-symp": _symp,
    "prp-trp": _trp,
}


def read(triples):
    """An rdflib graph of some triples."""
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    return Graph(bind_namespaces="none").parse(data=text, format="nt")


class Replay:
    """Checks proofs against what is stated.

    :param stated: all stated triples, those of the ontology included.
    """

    def __init__(self, stated):
        self.graph = read(stated)
        self._terms = {}

    def triple(self, triple):
        """A triple in rdflib's terms."""
        if triple not in self._terms:
            [self._terms[triple]] = read([triple])
        return self._terms[triple]

    def faults(self, proof):
        """What is wrong with a proof, step by step; nothing where it holds."""
        conclusion = self.triple(proof.triple)
        if proof.rule is None:
            return [] if conclusion in self.graph else [f"not stated: {proof.triple}"]
        premises = [self.triple(premise.triple) for premise in proof.premises]
        found = [fault for premise in proof.premises for fault in self.faults(premise)]
        if not follows(proof.rule.name, self.triple(proof.rule.axiom), premises, conclusion, self.graph):
            found.append(f"{proof.rule} does not lead to {proof.triple}")
        return found
