"""One item -> words: its place, its parts, its links, its topics, where it stands in its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.errors import UnknownItem
from dvgraph.items import describe_queries as queries
from dvgraph.items.cells import describe_iris, in_words, is_unnamed, literal_value, plain_word
from dvgraph.items.description import Correction, Derived, Description, Fact, Link
from dvgraph.items.durations import duration_words
from dvgraph.items.force import Caution, cautions, claiming
from dvgraph.items.mappings import DERIVED, MAPPING_PROPERTIES, STATED, Mapped, mapped_rows
from dvgraph.items.readable import Readable
from dvgraph.items.words import Vocabulary, vocabulary
from dvgraph.namespaces import EXTERNAL
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.template import Template
from dvgraph.store.base import Term

__all__ = ["describe", "natural", "statements"]

_SKOS, _DCTERMS = EXTERNAL["skos"], EXTERNAL["dcterms"]
_SUBJECT = _DCTERMS + "subject"
_SHOWN_BY_NAME = {_SKOS + name for name in ("prefLabel", "altLabel", "notation", "definition")}
_STRUCTURE = {
    EXTERNAL["rdf"] + "type",
    _SUBJECT,
    *(_SKOS + name for name in ("broader", "narrower", "inScheme", "topConceptOf", "hasTopConcept")),
}
_OWN_STRUCTURE = ("partOf", "hasPart", "within", "functionWithin", "correction", "doubt", "sameWordingAs")
_OWN_SOURCE = ("position", "sourceSpan", "sourceDigest")


@dataclass(frozen=True)
class _Statement:
    """A triple with the item at one end."""

    property: str
    value: Term
    direction: str
    status: str


def statements(dataset: Readable, iri: str) -> list[Triple]:
    """Return all triples with a resource as subject, entailed ones included, sorted.

    :raises UnknownItem: there are none.
    """
    found = dataset.store.construct(queries.ALL.fill({"item": NamedNode(iri)}))
    if not found:
        raise UnknownItem("resource", iri)
    return sorted(found, key=str)


def describe(dataset: Readable, iri: str) -> Description:
    """Return one resource in words.

    :param dataset: the dataset.
    :param iri: the absolute IRI of any resource of the dataset; an item, a topic, a framework.
    :raises UnknownItem: the dataset states nothing of it.
    """
    return _Describer(dataset, iri).description()


class _Describer:
    """Gathers all that is said of one resource; labels of everything met are looked up at once, at the end."""

    def __init__(self, dataset: Readable, iri: str) -> None:
        self.dataset = dataset
        self.iri = iri
        self.node = NamedNode(iri)
        self.names = dataset.namespaces
        self.own = {self.names.dv(name) for name in _OWN_STRUCTURE}
        self.hidden = _SHOWN_BY_NAME | _STRUCTURE | self.own | {self.names.dv(name) for name in _OWN_SOURCE}
        self.mapping = MAPPING_PROPERTIES | {self.names.dv(name) for name in STATED}
        self.derived = {self.names.dv(name) for name in DERIVED}
        self.claiming = claiming(self.names)
        self.link_ends = {self.names.dv(name) for name in ("linkSubject", "linkObject", "linkPredicate")} | {
            EXTERNAL["owl"] + name for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")
        }
        self.statements = [*self._statements(queries.OUTGOING, "out"), *self._statements(queries.INCOMING, "in")]
        if not any(one.direction == "out" for one in self.statements):
            raise UnknownItem("resource", self.names.curie(iri))
        self.vocabulary: Vocabulary = vocabulary(dataset)
        self.references = list(self._references())
        self.rows = mapped_rows(dataset, iri)
        self.chain = self._chain()
        self.cells = describe_iris(dataset, self._met())
        self.cautions: dict[str, Caution] = cautions(dataset, self._mapped_iris())

    def description(self) -> Description:
        """Return the whole."""
        me = self.cells[self.iri]
        definitions = self._texts(_SKOS + "definition")
        corrections, doubts = self._notes()
        return Description(
            iri=self.iri,
            curie=me.curie,
            notation=me.notation,
            label=me.label,
            kind=me.kind,
            kind_words=in_words(me.kind) if me.kind else "",
            definition=definitions[0] if definitions else None,
            also_called=tuple(self._texts(_SKOS + "altLabel")),
            framework=next(iter(self._sorted(self._others("out", _SKOS + "inScheme"))), None),
            place=tuple(self.cells[iri] for iri in self.chain),
            parts=self._parts(),
            links=tuple(sorted(self._links(), key=_link_order)),
            mappings=tuple(sorted(self._mapped(), key=_mapped_order)),
            derived=tuple(self._derived()),
            caution=self.cautions[self.iri].of_item if self.iri in self.cautions else None,
            topics=self._sorted(self._others("out", _SUBJECT)),
            facts=tuple(sorted(self._facts(), key=lambda fact: (fact.words, str(fact.value)))),
            same_wording=self._sorted(
                self._others("out", self.names.dv("sameWordingAs")) | self._others("in", self.names.dv("sameWordingAs"))
            ),
            source_span=next(iter(self._texts(self.names.dv("sourceSpan"))), None),
            source_digest=next(iter(self._texts(self.names.dv("sourceDigest"))), None),
            corrections=corrections,
            doubts=doubts,
        )

    def _select(self, template: Template) -> list[tuple[Term | None, ...]]:
        query = template.rebased(queries.BASE, self.names.base).fill({"item": self.node})
        return list(self.dataset.store.select(query).rows)

    def _statements(self, template: Template, direction: str) -> Iterator[_Statement]:
        """Yield the triples of one direction, each once; what is both stated and inferred is stated."""
        inferred = self.names.graph("inferred")
        found: dict[tuple[str, Term], str] = {}
        for prop, value, graph in self._select(template):
            if isinstance(prop, NamedNode) and isinstance(graph, NamedNode) and value is not None:
                status = "inferred" if graph.value == inferred else "stated"
                key = (prop.value, value)
                found[key] = "stated" if found.get(key) == "stated" else status
        for (iri, term), status in found.items():
            yield _Statement(iri, term, direction, status)

    def _references(self) -> Iterator[tuple[str, str, str, str, str | None]]:
        """Yield (item or part, property, other, direction, printed) of each printed reference."""
        for at, prop, other, direction, printed in self._select(queries.REFERENCES):
            text = printed.value if isinstance(printed, Literal) else None
            way = direction.value if isinstance(direction, Literal) else "out"
            if isinstance(at, NamedNode) and isinstance(prop, NamedNode) and isinstance(other, NamedNode):
                yield at.value, prop.value, other.value, way, text

    def _chain(self) -> list[str]:
        """Return the IRIs of the ancestors, the top first."""
        parents = {
            child.value: parent.value
            for child, parent in self._select(queries.ANCESTORS)
            if isinstance(child, NamedNode) and isinstance(parent, NamedNode)
        }
        chain: list[str] = []
        at = parents.get(self.iri)
        while at and at not in chain:
            chain.insert(0, at)
            at = parents.get(at)
        return chain

    def _met(self) -> set[str]:
        """Return the IRIs of all that is shown."""
        met = {self.iri, *self.chain}
        met |= {one.value.value for one in self.statements if isinstance(one.value, NamedNode)}
        met |= {row.other for row in self.rows}
        return met | {iri for at, _, other, _, _ in self.references for iri in (at, other)}

    def _mapped_iris(self) -> set[str]:
        """Return the IRIs of the item and of those that are mapped with it, by a row or by what follows from others."""
        return {self.iri, *(row.other for row in self.rows), *(other for _, other in self._serving())}

    def _serving(self) -> Iterator[tuple[str, str]]:
        """Yield (property, other) of what serves the item by what follows from mappings."""
        for one in self.statements:
            if one.direction == "in" and one.property in self.derived and isinstance(one.value, NamedNode):
                yield one.property, one.value.value

    def _others(self, direction: str, prop: str) -> set[str]:
        return {
            one.value.value
            for one in self.statements
            if one.direction == direction and one.property == prop and isinstance(one.value, NamedNode)
        } - {self.iri}

    def _texts(self, prop: str) -> list[str]:
        found = [one.value for one in self.statements if one.direction == "out" and one.property == prop]
        return sorted(term.value for term in found if isinstance(term, Literal))

    def _sorted(self, iris: Iterable[str]) -> tuple[ItemCell, ...]:
        return tuple(sorted((self.cells[iri] for iri in iris), key=lambda cell: natural(cell.curie)))

    def _parts(self) -> tuple[ItemCell, ...]:
        """Return the direct parts, by kind and then in printed order, which their notations follow."""
        cells = (self.cells[iri] for iri in self._others("in", self.names.dv("partOf")))
        return tuple(sorted(cells, key=lambda cell: (cell.kind or "", natural(cell.curie))))

    def _facts(self) -> Iterator[Fact]:
        for one in self.statements:
            if one.direction == "in" or one.property in self.hidden:
                continue
            value: str | float | None = None
            if isinstance(one.value, Literal):
                value = literal_value(one.value)
                value = (duration_words(value) or value) if isinstance(value, str) else value
            if isinstance(one.value, NamedNode):
                value = plain_word(self.dataset, one.value.value)
            if value is not None:
                yield Fact(self.vocabulary.words(one.property, "out"), self.names.curie(one.property), value)

    def _links(self) -> Iterator[Link]:
        """Yield the links: printed references first, then what is stated or inferred beside them."""
        printed = {(p, other, way): text for at, p, other, way, text in self.references if at == self.iri}
        for at, prop, other, way, text in self.references:
            if at != self.iri:
                yield self._link(prop, way, at, other, "stated", text)
        said = {(one.property, one.value, one.direction) for one in self.statements}
        for one in self.statements:
            other = one.value.value if isinstance(one.value, NamedNode) else ""
            if other and self._is_link(one, other, said):
                text = printed.get((one.property, other, one.direction))
                yield self._link(one.property, one.direction, self.iri, other, one.status, text)

    def _is_link(self, one: _Statement, other: str, said: set[tuple[str, Term, str]]) -> bool:
        """Return whether a statement is shown as a link: no structure, no value, and nothing more exact says it."""
        out = one.direction == "out"
        shown_elsewhere = (
            one.property in (self.hidden if out else self.hidden - {_SUBJECT})
            or one.property in self.link_ends
            or one.property in self.mapping
            or (one.property in self.derived and not out)
            or other == self.iri
            or is_unnamed(self.dataset, other)
            or (out and plain_word(self.dataset, other) is not None)
            or (not out and one.property in self.vocabulary.symmetric)
        )
        if shown_elsewhere:
            return False
        exact = (p for p, above in self.vocabulary.above.items() if one.property in above and p != one.property)
        return one.status == "stated" or not any((p, one.value, one.direction) in said for p in exact)

    def _mapped(self) -> Iterator[Mapped]:
        """Yield the rows of crosswalks that the item stands in."""
        for row in self.rows:
            caution = self.cautions.get(row.other)
            yield Mapped.of(row, self.cells[row.other], self.names, caution.mark if caution else "")

    def _derived(self) -> Iterator[Derived]:
        """Yield how many items of each framework serve this one, where that only follows from mappings to others."""
        mapped = {row.other for row in self.rows}
        found: Counter[tuple[str, str, bool]] = Counter()
        for prop, other in self._serving():
            if other not in mapped:
                found[prop, self.names.curie(other).partition(":")[0], other in self.cautions] += 1
        for prop, framework in sorted({(prop, framework) for prop, framework, _ in found}):
            count, others = (found[prop, framework, cautioned] for cautioned in (False, True))
            yield Derived(self.vocabulary.words(prop, "in"), framework, count, others)

    def _link(self, prop: str, way: str, at: str, other: str, status: str, printed: str | None) -> Link:
        words = self.vocabulary.words(prop, way)
        caution = self.cautions.get(at if way == "out" else other)
        if caution and prop in self.claiming:
            words = f"{words}, {caution.only}"
        return Link(words, self.names.curie(prop), way, self.cells[at], self.cells[other], status, printed)

    def _notes(self) -> tuple[tuple[Correction, ...], tuple[str, ...]]:
        """Return the corrections and the doubts."""
        corrections, doubts = [], []
        for note, *terms in self._select(queries.NOTES):
            printed, corrected, reason, line = (literal_value(t) if isinstance(t, Literal) else None for t in terms)
            if printed is None:
                doubts.append(str(reason or ""))
            elif isinstance(note, NamedNode):
                at = line if isinstance(line, int) else None
                curie = self.names.curie(note.value)
                corrections.append(Correction(curie, str(printed), str(corrected or ""), str(reason or ""), at))
        return tuple(corrections), tuple(doubts)


def _mapped_order(row: Mapped) -> tuple[bool, str, float, tuple[tuple[int, str], ...]]:
    return row.direction == "in", row.framework, -(row.confidence or 0.0), natural(row.other.curie)


def _link_order(link: Link) -> tuple[bool, str, tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]:
    return link.direction == "in", link.words, natural(link.item.curie), natural(link.other.curie)


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts numbers within texts by their value.

    >>> sorted(["S10", "S2"], key=natural)
    ['S2', 'S10']
    """
    return tuple((int(p), "") if p.isdecimal() else (-1, p) for p in re.split(r"(\d+)", text) if p)
