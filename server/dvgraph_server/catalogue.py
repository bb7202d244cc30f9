"""Names, kinds and places of all resources, read once: what trees, breadcrumbs and links need on every page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from pyoxigraph import Literal, NamedNode

from dvgraph.dataset import Dataset
from dvgraph.items.cells import describe_iris, in_words
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.template import Template

__all__ = ["Catalogue", "FrameworkEntry", "Group"]

_PLACES = """
SELECT ?item ?property ?value
WHERE {
  VALUES ?property {
    <http://www.w3.org/2004/02/skos/core#inScheme>
    <http://www.w3.org/2004/02/skos/core#broader>
    <https://w3id.org/dvgraph/ontology#partOf>
    <https://w3id.org/dvgraph/ontology#position>
    <https://w3id.org/dvgraph/ontology#sourceSpan>
  }
  ?item ?property ?value .
}
ORDER BY ?item ?property ?value
"""
_FRAMEWORKS = """
SELECT ?framework ?uri ?prefix ?name
WHERE {
  ?framework a <https://w3id.org/dvgraph/ontology#Framework> ;
    <http://purl.org/vocab/vann/preferredNamespaceUri> ?uri ;
    <http://purl.org/vocab/vann/preferredNamespacePrefix> ?prefix .
  OPTIONAL { ?framework <https://w3id.org/dvgraph/ontology#alias> ?name }
}
ORDER BY ?framework ?uri ?prefix ?name
"""
_WORDS = """
SELECT DISTINCT ?term ?label
WHERE { ?term <http://www.w3.org/2000/01/rdf-schema#label> ?label }
ORDER BY ?term ?label
"""
_LINKED = """
SELECT ?item (COUNT(DISTINCT ?other) AS ?links)
WHERE {
  ?item <http://www.w3.org/2004/02/skos/core#inScheme> ?scheme .
  ?other ?property ?item ;
    <http://www.w3.org/2004/02/skos/core#inScheme> ?any .
}
GROUP BY ?item
ORDER BY ?item
"""
_SUBJECTS = "SELECT DISTINCT ?item WHERE { ?item a ?class } ORDER BY ?item"
_FIRST_PLACE = re.compile(r"(\d+):(\d+)")
#: A code of letters, then digits: it can be told from a word and from a number.
_TELLING_CODE = re.compile(r"[A-Z]{2,}\d+|[A-Z]\d+-[A-Z]\d+")
_LAST = (1 << 30, 0)


@dataclass(frozen=True)
class FrameworkEntry:
    """A framework and its addresses.

    :param cell: the framework itself.
    :param path: the path of its page and the beginning of its items' paths ("/functional-map/").
    :param aliases: first parts of a path that lead there too.
    """

    cell: ItemCell
    path: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Items of one kind, in printed order.

    :param kind: the kind in words, None where it is not known.
    :param items: the items.
    :param weight: how many items are below or linked to them.
    """

    kind: str | None
    items: tuple[ItemCell, ...]
    weight: int


@dataclass(frozen=True)
class Catalogue:
    """All resources of a dataset.

    :param cells: IRI -> what a reader is shown of it.
    :param parents: IRI -> the IRI of its parent.
    :param schemes: IRI -> the scheme (framework, vocabulary) that it is in.
    :param children: IRI of a parent, or of a scheme for what has no parent -> what is below it, in printed order.
    :param frameworks: the frameworks, by title.
    :param words: term of a vocabulary -> its label.
    :param weights: IRI -> how many items are below it or linked to it, by which the kinds of a framework are ranked.
    """

    cells: Mapping[str, ItemCell]
    parents: Mapping[str, str]
    schemes: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]]
    frameworks: tuple[FrameworkEntry, ...]
    words: Mapping[str, str]
    weights: Mapping[str, int]

    @classmethod
    def read(cls, dataset: Dataset) -> Self:
        """Return the catalogue of a dataset, by what is stated."""
        names = dataset.namespaces

        def rows(query: str) -> Iterable[tuple[object, ...]]:
            own = Template.of(query).rebased(CANONICAL_BASE, names.base).fill({})
            return dataset.store.select(own, dataset.stated_graphs).rows

        subjects = [row[0].value for row in rows(_SUBJECTS) if isinstance(row[0], NamedNode)]
        cells = describe_iris(dataset, subjects)
        facts: dict[str, dict[str, str]] = defaultdict(dict)
        for item, prop, value in rows(_PLACES):
            if isinstance(item, NamedNode) and isinstance(prop, NamedNode) and isinstance(value, NamedNode | Literal):
                facts[prop.value].setdefault(item.value, value.value)
        schemes = facts[EXTERNAL["skos"] + "inScheme"]
        parents = {**facts[EXTERNAL["skos"] + "broader"], **facts[names.dv("partOf")]}
        order = _order(facts[names.dv("sourceSpan")], facts[names.dv("position")])
        children = _children(subjects, parents, schemes, order)
        linked = {
            i.value: int(n.value) for i, n in rows(_LINKED) if isinstance(i, NamedNode) and isinstance(n, Literal)
        }
        words = {t.value: w.value for t, w in rows(_WORDS) if isinstance(t, NamedNode) and isinstance(w, Literal)}
        return cls(
            cells,
            parents,
            schemes,
            children,
            _frameworks(dataset, rows(_FRAMEWORKS), cells),
            words,
            {iri: linked.get(iri, 0) + _below(iri, children) for iri in subjects},
        )

    def ancestors(self, iri: str) -> list[ItemCell]:
        """Return the parents above a resource, the outermost first; without its scheme."""
        found: list[str] = []
        while (parent := self.parents.get(iri)) and parent not in found:
            found.insert(0, parent)
            iri = parent
        return [self.cells[one] for one in found if one in self.cells]

    def groups(self, iri: str) -> list[Group]:
        """Return what stands directly below a resource or a scheme, by kind, each in printed order.

        Kinds come in the order of how many items are below or linked to them: structure before notes.
        """
        groups: dict[str | None, list[ItemCell]] = defaultdict(list)
        for child in self.children.get(iri, ()):
            cell = self.cells[child]
            groups[cell.kind].append(cell)
        found = [
            Group(in_words(kind) if kind else None, tuple(cells), sum(self.weights.get(cell.iri, 0) for cell in cells))
            for kind, cells in groups.items()
        ]
        return sorted(found, key=lambda group: -group.weight)

    def of_class(self, names: Iterable[str]) -> list[ItemCell]:
        """Return the resources whose most specific class is one of those (local names), in printed order."""
        wanted = set(names)
        return [cell for cell in self.cells.values() if cell.kind in wanted]

    def kinds_of(self, scheme: str) -> Mapping[str, int]:
        """Return kind -> how many resources of a scheme have it, the most frequent first."""
        inside = (self.cells[iri].kind for iri, one in self.schemes.items() if one == scheme)
        return dict(Counter(kind for kind in inside if kind).most_common())

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what has a name, sorted."""
        return tuple(sorted({cell.kind for cell in self.cells.values() if cell.kind and cell.label}))

    @cached_property
    def examples(self) -> tuple[ItemCell, ...]:
        """An item of each framework whose code shows what codes look like there, if it has any such."""
        found: list[ItemCell] = []
        for framework in self.frameworks:
            inside = (iri for iri, scheme in self.schemes.items() if scheme == framework.cell.iri)
            cells = [self.cells[iri] for iri in inside if _TELLING_CODE.fullmatch(self.cells[iri].notation or "")]
            found += sorted(cells, key=lambda cell: -self.weights[cell.iri])[:1]
        return tuple(found)

    def framework_of(self, iri: str) -> FrameworkEntry | None:
        """Return the framework that a resource is in, or is; None where it is in none."""
        scheme = self.schemes.get(iri, iri)
        return next((one for one in self.frameworks if one.cell.iri == scheme), None)

    def word(self, iri: str) -> str:
        """Return a property or class in words: its label, else its local name."""
        return self.words.get(iri) or in_words(re.split(r"[#/]", iri)[-1])


def _order(spans: Mapping[str, str], positions: Mapping[str, str]) -> Mapping[str, tuple[int, int]]:
    """Return where each item comes among others: its first place in its source, else its position."""
    order = {}
    for iri, position in positions.items():
        order[iri] = (int(position) if position.isdigit() else 0, 0)
    for iri, span in spans.items():
        match = _FIRST_PLACE.match(span)
        if match:
            order[iri] = (int(match[1]), int(match[2]))
    return order


def _below(iri: str, children: Mapping[str, tuple[str, ...]]) -> int:
    """Return how many resources are below one, at any depth."""
    seen: set[str] = set()
    waiting = [iri]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    return len(seen)


def _children(
    subjects: Iterable[str],
    parents: Mapping[str, str],
    schemes: Mapping[str, str],
    order: Mapping[str, tuple[int, int]],
) -> dict[str, tuple[str, ...]]:
    below: dict[str, list[str]] = defaultdict(list)
    for iri in subjects:
        above = parents.get(iri) or schemes.get(iri)
        if above:
            below[above].append(iri)
    return {above: tuple(sorted(iris, key=lambda iri: (order.get(iri, _LAST), iri))) for above, iris in below.items()}


def _frameworks(
    dataset: Dataset, rows: Iterable[tuple[object, ...]], cells: Mapping[str, ItemCell]
) -> tuple[FrameworkEntry, ...]:
    found: dict[str, tuple[str, set[str]]] = {}
    for framework, uri, *names in rows:
        path = dataset.namespaces.path(uri.value) if isinstance(uri, Literal) else None
        if isinstance(framework, NamedNode) and path:
            aliases = found.setdefault(framework.value, (path, set()))[1]
            aliases.update(name.value for name in names if isinstance(name, Literal))
    entries = [
        FrameworkEntry(cells[iri], path, tuple(sorted(aliases - {path.strip("/")})))
        for iri, (path, aliases) in found.items()
    ]
    return tuple(sorted(entries, key=lambda entry: entry.cell.label or entry.cell.iri))
