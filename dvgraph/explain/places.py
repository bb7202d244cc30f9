"""Where stated triples stand in a source: the link that records one, the span of its subject, or who authored it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.crosswalks.confidence import UNCONFIRMED, confidence_text
from dvgraph.explain.explanation import Source
from dvgraph.items.cells import describe_iris
from dvgraph.items.readable import Readable
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.template import Template

__all__ = ["Places", "lines_of"]

_STATED = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
SELECT ?subject ?property ?value ?graph
WHERE {
  VALUES $subject { UNDEF }
  GRAPH ?graph { ?subject ?property ?value . }
}
ORDER BY ?subject ?property ?value ?graph
""")
_LINKS = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
SELECT ?link ?subject ?property ?object ?span ?printed
WHERE {
  VALUES $subject { UNDEF }
  ?link dv:linkSubject ?subject ;
    dv:linkPredicate ?property ;
    dv:linkObject ?object .
  OPTIONAL { ?link dv:sourceSpan ?span . }
  OPTIONAL { ?link dv:printed ?printed . }
}
ORDER BY ?link ?span ?printed
""")
_TEXTS = Template.of("""
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX vann: <http://purl.org/vocab/vann/>
SELECT ?framework ?prefix ?text
WHERE {
  ?framework a dv:Framework ;
    vann:preferredNamespacePrefix ?prefix .
  OPTIONAL { ?framework dcterms:source ?text . }
}
ORDER BY ?framework ?prefix ?text
""")
_MAPPINGS = Template.of("""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sssom: <https://w3id.org/sssom/>
SELECT ?row ?subject ?object ?comment ?confidence ?reviewer
WHERE {
  VALUES $subject { UNDEF }
  ?row a owl:Axiom ;
    owl:annotatedSource ?subject ;
    owl:annotatedTarget ?object ;
    sssom:comment ?comment ;
    sssom:confidence ?confidence .
  OPTIONAL { ?row sssom:reviewer_label ?reviewer . }
}
ORDER BY ?row ?comment ?confidence ?reviewer
""")
_PIECE = re.compile(r"(\d+):\d+-\d+")


def lines_of(span: str) -> str:
    """Return the lines of a span in words.

    >>> lines_of("412:1-97 413:1-40"), lines_of("831:2-129")
    ('lines 412 to 413', 'line 831')
    """
    numbers = sorted({int(text) for text in _PIECE.findall(span)})
    if not numbers:
        return f"span {span}"
    return f"line {numbers[0]}" if len(numbers) == 1 else f"lines {numbers[0]} to {numbers[-1]}"


class Places:
    """Finds where stated triples stand.

    :param dataset: the dataset that states them.
    """

    def __init__(self, dataset: Readable) -> None:
        self._dataset = dataset
        self._names = dataset.namespaces
        self._span = NamedNode(self._names.dv("sourceSpan"))
        self._ontology = self._names.graph("ontology")
        self._texts = self._read_texts()

    def find(self, triples: Iterable[Triple]) -> dict[Triple, Source]:
        """Return the place of each stated triple."""
        wanted = list(dict.fromkeys(triples))
        subjects = sorted({t.subject for t in wanted if isinstance(t.subject, NamedNode)}, key=str)
        if not subjects:
            return {}
        links = self._links(subjects)
        graphs, spans = self._stated(subjects)
        mapped = [s for s in subjects if any(self._is_mapping(graphs.get(t)) for t in wanted if t.subject == s)]
        rows = self._mappings(mapped) if mapped else {}
        return {
            triple: links.get(triple)
            or (rows.get((triple.subject, triple.object)) if self._is_mapping(graphs.get(triple)) else None)
            or self._place(triple, graphs.get(triple), spans)
            for triple in wanted
        }

    def of_items(self, iris: Iterable[str]) -> dict[str, Source]:
        """Return where items stand in their sources; those that stand in none are left out."""
        _, spans = self._stated([NamedNode(iri) for iri in iris])
        return {iri: self._in_text("item", iri, span, None) for iri, span in spans.items()}

    def _select(self, template: Template, **values: list[NamedNode]) -> Iterable[tuple[object, ...]]:
        query = template.rebased(CANONICAL_BASE, self._names.base).fill(values)
        return self._dataset.store.select(query, self._dataset.stated_graphs).rows

    def _read_texts(self) -> Mapping[str, tuple[ItemCell, str]]:
        """Return prefix of a framework -> the framework and the name of the text that its spans count in."""
        rows = list(self._select(_TEXTS))
        cells = describe_iris(self._dataset, [row[0].value for row in rows if isinstance(row[0], NamedNode)])
        found: dict[str, tuple[ItemCell, str]] = {}
        for framework, prefix, text in rows:
            if isinstance(framework, NamedNode) and isinstance(prefix, Literal):
                cell = cells[framework.value]
                name = text.value if isinstance(text, Literal) else cell.label or cell.curie
                found.setdefault(prefix.value, (cell, name))
        return found

    def _links(self, subjects: list[NamedNode]) -> dict[Triple, Source]:
        """Return the places that links record, by the triple that a link is about; the first of several."""
        found: dict[Triple, Source] = {}
        for link, subject, prop, obj, span, printed in self._select(_LINKS, subject=subjects):
            ends = (link, subject, prop, obj)
            if all(isinstance(end, NamedNode) for end in ends) and isinstance(link, NamedNode):
                triple = Triple(subject, prop, obj)  # type: ignore[arg-type]  # all are, as just tested
                source = self._in_text("printed", link.value, _text(span), _text(printed))
                found.setdefault(triple, source)
        return found

    def _is_mapping(self, graph: str | None) -> bool:
        return graph is not None and graph.startswith(self._names.graph("crosswalk-"))

    def _mappings(self, subjects: list[NamedNode]) -> dict[tuple[object, object], Source]:
        """Return the rows of crosswalks, by subject and object."""
        found: dict[tuple[object, object], Source] = {}
        for row, subject, obj, comment, confidence, reviewer in self._select(_MAPPINGS, subject=subjects):
            if isinstance(row, NamedNode):
                who = f"accepted by {_text(reviewer)}" if reviewer else UNCONFIRMED
                sure = float(_text(confidence) or 0)
                why = (_text(comment) or "").rstrip(".")
                words = f"judged by reading, confidence {confidence_text(sure)}, {who}: {why}"
                found[subject, obj] = Source("mapping", words, row.value, self._names.curie(row.value), confidence=sure)
        return found

    def _stated(self, subjects: list[NamedNode]) -> tuple[dict[Triple, str], dict[str, str]]:
        """Return the graph of each triple of the subjects, and the span of each subject that has one."""
        graphs: dict[Triple, str] = {}
        spans: dict[str, list[str]] = defaultdict(list)
        for subject, prop, value, graph in self._select(_STATED, subject=subjects):
            if isinstance(subject, NamedNode) and isinstance(prop, NamedNode) and isinstance(graph, NamedNode):
                graphs.setdefault(Triple(subject, prop, value), graph.value)  # type: ignore[arg-type]  # a term
                if prop == self._span and isinstance(value, Literal):
                    spans[subject.value].append(value.value)
        return graphs, {subject: found[0] for subject, found in spans.items()}

    def _place(self, triple: Triple, graph: str | None, spans: Mapping[str, str]) -> Source:
        iri = triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject)
        curie = self._names.curie(iri)
        if graph == self._ontology:
            return Source("ontology", "the ontology", iri, curie)
        if iri in spans:
            return self._in_text("item", iri, spans[iri], None)
        home = graph or iri
        return Source("authored", f"stated by dvgraph in {self._names.curie(home)}", home, self._names.curie(home))

    def _in_text(self, kind: str, iri: str, span: str | None, printed: str | None) -> Source:
        """Return a place in the text of the framework that an IRI belongs to."""
        curie = self._names.curie(iri)
        framework, text = self._texts.get(curie.partition(":")[0], (None, ""))
        of = f" of {text}" if text else ""
        words = f"{lines_of(span)}{of}" if span else text or "its source"
        return Source(kind, words, iri, curie, span, printed, framework)


def _text(term: object) -> str | None:
    return term.value if isinstance(term, Literal) else None
