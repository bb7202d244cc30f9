"""RDF of resources in every syntax that is offered, from one list of triples."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from dvgraph.namespaces import EXTERNAL, Namespaces
from dvgraph.places import ontology_dir
from dvgraph_server.negotiation import Offer

__all__ = ["JSON_LD", "N_TRIPLES", "RDF_OFFERS", "RDF_XML", "TURTLE", "Context", "write_rdf"]

TURTLE = Offer("text/turtle", ".ttl", "Turtle", ("application/x-turtle",))
JSON_LD = Offer("application/ld+json", ".jsonld", "JSON-LD", ("application/json",))
RDF_XML = Offer("application/rdf+xml", ".rdf", "RDF/XML", ("application/xml", "text/xml"))
N_TRIPLES = Offer("application/n-triples", ".nt", "N-Triples", ("text/plain",))
#: In the order in which equally welcome ones are given; `.json` is JSON-LD too.
RDF_OFFERS = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)

_RDF_TYPE = NamedNode(EXTERNAL["rdf"] + "type")
_XSD_STRING = EXTERNAL["xsd"] + "string"
_NATIVE = {EXTERNAL["xsd"] + "integer": int}
_SYNTAX = {TURTLE: RdfFormat.TURTLE, RDF_XML: RdfFormat.RDF_XML, N_TRIPLES: RdfFormat.N_TRIPLES}


class Context:
    """A JSON-LD context with prefixes and typed terms, as `ontology/context.jsonld` states it.

    :param entries: term -> IRI, or the object that defines it.
    :param namespaces: the prefixes of the dataset; they win over those of the file.
    """

    def __init__(self, entries: Mapping[str, object], namespaces: Namespaces) -> None:
        self._namespaces = namespaces
        self._terms: dict[str, tuple[str, Mapping[str, str]]] = {}
        for term, value in entries.items():
            if isinstance(value, Mapping) and "@id" in value:
                iri = namespaces.iri(str(value["@id"]))
                if iri:
                    self._terms[iri] = (term, value)

    @classmethod
    def read(cls, namespaces: Namespaces) -> Context:
        """Return the project's own context; prefixes alone where its file is not there."""
        file = ontology_dir() / "context.jsonld"
        entries = json.loads(file.read_text(encoding="utf-8"))["@context"] if file.is_file() else {}
        return cls(entries, namespaces)

    def document(self) -> bytes:
        """Return the whole context as JSON-LD."""
        terms = {term: dict(definition) for term, definition in self._terms.values()}
        content = {**self._namespaces.prefixes, **dict(sorted(terms.items()))}
        return json.dumps({"@context": content}, ensure_ascii=False, indent=2).encode() + b"\n"

    def compact(self, triples: Iterable[Triple]) -> dict[str, object]:
        """Return triples as a JSON-LD document whose context holds what the document uses."""
        used: dict[str, object] = {}
        nodes: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
        for s, p, o in triples:
            subject = self._name(s, used) if isinstance(s, NamedNode | BlankNode) else str(s)
            if p == _RDF_TYPE and isinstance(o, NamedNode):
                nodes[subject]["@type"].append(self._name(o, used))
                continue
            key, definition = self._terms.get(p.value, ("", {}))
            if key:
                used[key] = dict(definition)
                for curie in (definition["@id"], definition.get("@type", "")):
                    self._prefix_of(curie, used)
            nodes[subject][key or self._name(p, used)].append(self._value(o, definition, used))
        graph = [{"@id": s, **{k: v[0] if len(v) == 1 else v for k, v in n.items()}} for s, n in nodes.items()]
        context = dict(sorted(used.items()))
        return {"@context": context, **graph[0]} if len(graph) == 1 else {"@context": context, "@graph": graph}

    def _prefix_of(self, curie: str, used: dict[str, object]) -> None:
        prefix = curie.partition(":")[0]
        if prefix in self._namespaces.prefixes:
            used[prefix] = self._namespaces.prefixes[prefix]

    def _name(self, node: NamedNode | BlankNode, used: dict[str, object]) -> str:
        if isinstance(node, BlankNode):
            return str(node)
        curie = self._namespaces.curie(node.value)
        if curie != node.value:
            self._prefix_of(curie, used)
        return curie

    def _value(self, term: object, definition: Mapping[str, str], used: dict[str, object]) -> object:
        """Return a term as JSON-LD, shortened where the term's definition says what it is."""
        kind = definition.get("@type")
        if isinstance(term, NamedNode | BlankNode):
            name = self._name(term, used)
            return name if kind == "@id" else {"@id": name}
        if not isinstance(term, Literal):
            raise TypeError(f"{term!r} can't be written as JSON-LD 1.1.")
        if term.language:
            short = definition.get("@language") == term.language
            return term.value if short else {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if kind and self._namespaces.iri(kind) == datatype:
            native = _NATIVE.get(datatype)
            return native(term.value) if native and str(int(term.value)) == term.value else term.value
        if datatype == _XSD_STRING and "@language" not in definition and not kind:
            return term.value
        if datatype == _XSD_STRING:
            return {"@value": term.value}
        return {"@value": term.value, "@type": self._name(term.datatype, used)}


def write_rdf(triples: Sequence[Triple], offer: Offer, namespaces: Namespaces, context: Context) -> bytes:
    """Return triples in one syntax, sorted by subject, then predicate, then object.

    :param triples: the triples.
    :param offer: one of `RDF_OFFERS`.
    :param namespaces: the prefixes; only those that are used are written.
    :param context: the context of JSON-LD.
    """
    ordered = sorted(
        triples, key=lambda t: (str(t.subject), t.predicate != _RDF_TYPE, t.predicate.value, str(t.object))
    )
    if offer is JSON_LD:
        return json.dumps(context.compact(ordered), ensure_ascii=False, indent=2).encode() + b"\n"
    if offer is N_TRIPLES:
        return _serialised(ordered, RdfFormat.N_TRIPLES)
    iris = [t.value for triple in ordered for t in _terms(triple) if isinstance(t, NamedNode)]
    used = {p: n for p, n in namespaces.prefixes.items() if any(i.startswith(n) for i in iris)}
    return _serialised(ordered, _SYNTAX[offer], used)


def _serialised(triples: Sequence[Triple], syntax: RdfFormat, prefixes: dict[str, str] | None = None) -> bytes:
    sink = io.BytesIO()
    serialize(triples, sink, format=syntax, prefixes=prefixes)
    return sink.getvalue()


def _terms(triple: Triple) -> tuple[object, ...]:
    types = (triple.object.datatype,) if isinstance(triple.object, Literal) else ()
    return (triple.subject, triple.predicate, triple.object, *types)
