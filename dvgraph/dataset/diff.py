"""Two built versions compared: what is stated otherwise, and which answers of the named questions that changes."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from dvgraph.dataset.cases import Case, cases
from dvgraph.dataset.dataset import Dataset
from dvgraph.dataset.versions import DATASET_FILE
from dvgraph.errors import AmbiguousNotation, BadParameter, UnknownName
from dvgraph.items.cells import describe_iris
from dvgraph.namespaces import EXTERNAL
from dvgraph.questions.answer import Cell, ItemCell
from dvgraph.questions.run import ask
from dvgraph.store.base import Term

__all__ = ["AnswerChange", "Changed", "Changes", "Difference", "PropertyChange", "Subject", "compare"]

_TYPE = NamedNode(EXTERNAL["rdf"] + "type")
_AXIOM = NamedNode(EXTERNAL["owl"] + "Axiom")

_Facts = dict[NamedNode, set[Term]]


@dataclass(frozen=True)
class Subject:
    """Something that a version describes.

    :param curie: its compact IRI.
    :param label: its name or wording, None where it has none.
    :param kind: the local name of its class, None where it has none.
    """

    curie: str
    label: str | None
    kind: str | None


@dataclass(frozen=True)
class PropertyChange:
    """The values of a property that went and came, as curies and plain values, sorted."""

    property: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """A subject of both versions that is described otherwise; the properties are sorted."""

    subject: Subject
    properties: tuple[PropertyChange, ...]


@dataclass(frozen=True)
class Changes:
    """What was added, removed and changed among subjects of one sort; each sorted by curie."""

    added: tuple[Subject, ...] = ()
    removed: tuple[Subject, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class AnswerChange:
    """A question whose answer changes.

    :param question: its name.
    :param parameters: what it was asked with.
    :param removed: the rows that only the old version answers, as curies and plain values.
    :param added: the rows that only the new version answers.
    :param only_in: "old" or "new" where just that version can be asked this at all; None where both can.
    """

    question: str
    parameters: Mapping[str, str]
    removed: tuple[tuple[str, ...], ...]
    added: tuple[tuple[str, ...], ...]
    only_in: str | None = None


@dataclass(frozen=True)
class Difference:
    """What distinguishes two versions.

    :param old: the digest of the old version.
    :param new: that of the new.
    :param items: items of the frameworks.
    :param links: printed links (dv:Link).
    :param mappings: rows of the crosswalks.
    :param others: all else that is stated: subjects, corrections, facts of frameworks, the ontology's terms.
    :param inferred: how many inferred triples (removed, added).
    :param asked: how many questions, with how many values in all, were asked of both.
    :param answers: the answers that change.
    """

    old: str
    new: str
    items: Changes
    links: Changes
    mappings: Changes
    others: Changes
    inferred: tuple[int, int]
    asked: tuple[int, int]
    answers: tuple[AnswerChange, ...]

    @property
    def sorts(self) -> Mapping[str, Changes]:
        """The changes of what is stated, by the sort of subject."""
        return {"items": self.items, "links": self.links, "mappings": self.mappings, "others": self.others}

    def __bool__(self) -> bool:
        return any(self.sorts.values()) or any(self.inferred) or bool(self.answers)


def compare(old: Dataset, new: Dataset) -> Difference:
    """Return what distinguishes two versions.

    Both are asked the questions of this software: each question's example, and each value of those parameters that
    are items of a class with few items.

    :param old: the one version, open.
    :param new: the other.
    :raises BadParameter: they have different base IRIs, so that all would differ.
    """
    if old.namespaces.base != new.namespaces.base:
        raise BadParameter("new", f"its base IRI is {new.namespaces.base}, that of the old {old.namespaces.base}.")
    before, after = _Version(old), _Version(new)
    asked = list(cases(old, new)) if old.version != new.version else []
    changes = (_answer_change(case, old, new) for case in asked)
    return Difference(
        old=old.version,
        new=new.version,
        items=_changes(before, after, "items"),
        links=_changes(before, after, "links"),
        mappings=_changes(before, after, "mappings"),
        others=_changes(before, after, "others"),
        inferred=(len(before.inferred - after.inferred), len(after.inferred - before.inferred)),
        asked=(len({case.question for case in asked}), len(asked)),
        answers=tuple(change for change in changes if change),
    )


class _Version:
    """What one version states, by subject, and what is inferred in it."""

    def __init__(self, dataset: Dataset) -> None:
        self.names = dataset.namespaces
        self.inferred: set[Quad] = set()
        self.stated: dict[NamedNode, _Facts] = defaultdict(lambda: defaultdict(set))
        self._dataset = dataset
        item, link = (NamedNode(self.names.dv(name)) for name in ("Item", "Link"))
        inferred = NamedNode(self.names.graph("inferred"))
        self._sorts: dict[NamedNode, str] = {}
        text = gzip.decompress((dataset.path / DATASET_FILE).read_bytes())
        for quad in parse(input=text, format=RdfFormat.N_QUADS):
            if not isinstance(quad.subject, NamedNode):
                continue
            if quad.predicate == _TYPE and quad.object in (item, link, _AXIOM):
                self._sorts[quad.subject] = {item: "items", link: "links"}.get(quad.object, "mappings")
            if quad.graph_name == inferred:
                self.inferred.add(quad)
            else:
                self.stated[quad.subject][quad.predicate].add(quad.object)

    def of_sort(self, sort: str) -> set[NamedNode]:
        """Return the subjects of a sort."""
        return {subject for subject in self.stated if self._sorts.get(subject, "others") == sort}

    def described(self, subjects: Iterable[NamedNode]) -> Iterator[Subject]:
        """Yield the subjects with label and kind, sorted by curie."""
        iris = [subject.value for subject in subjects]
        known = describe_iris(self._dataset, iris)
        for curie, iri in sorted((self.names.curie(iri), iri) for iri in iris):
            cell = known.get(iri)
            yield Subject(curie, cell.label if cell else None, cell.kind if cell else None)

    def text(self, term: Term) -> str:
        """Return a value as people read it: an IRI as a curie, a literal as its text."""
        if isinstance(term, NamedNode):
            return self.names.curie(term.value)
        return term.value if isinstance(term, Literal) else str(term)


def _changes(before: _Version, after: _Version, sort: str) -> Changes:
    """Return what differs among the subjects of one sort; one whose sort changes goes and comes."""
    old, new = before.of_sort(sort), after.of_sort(sort)
    changed = [subject for subject in old & new if before.stated[subject] != after.stated[subject]]
    subjects = list(after.described(changed))
    terms = {after.names.curie(subject.value): subject for subject in changed}
    return Changes(
        tuple(after.described(new - old)),
        tuple(before.described(old - new)),
        tuple(Changed(one, _property_changes(before, after, terms[one.curie])) for one in subjects),
    )


def _property_changes(before: _Version, after: _Version, subject: NamedNode) -> tuple[PropertyChange, ...]:
    was, is_ = before.stated[subject], after.stated[subject]
    found = []
    for predicate in {*was, *is_}:
        old, new = was.get(predicate, set()), is_.get(predicate, set())
        if old != new:
            removed, added = (sorted(before.text(term) for term in terms) for terms in (old - new, new - old))
            found.append(PropertyChange(after.names.curie(predicate.value), tuple(removed), tuple(added)))
    return tuple(sorted(found, key=lambda change: change.property))


def _answer_change(case: Case, old: Dataset, new: Dataset) -> AnswerChange | None:
    """Return how the answers to a question differ, None where no row does."""
    before, after = _rows(old, case), _rows(new, case)
    was, is_ = before or Counter(), after or Counter()
    if was == is_:
        return None
    only = "new" if before is None else "old" if after is None else None
    removed, added = (tuple(sorted((one - other).elements())) for one, other in ((was, is_), (is_, was)))
    return AnswerChange(case.question, case.parameters, removed, added, only)


def _rows(dataset: Dataset, case: Case) -> Counter[tuple[str, ...]] | None:
    """Return the rows that a version answers; None where it can't be asked this, since it has no such item."""
    try:
        answer = ask(dataset, case.question, case.parameters)
    except (BadParameter, UnknownName, AmbiguousNotation):
        return None
    return Counter(tuple(_shown(row[column]) for column in answer.columns) for row in answer.rows)


def _shown(cell: Cell) -> str:
    if isinstance(cell, ItemCell):
        return cell.curie
    return "" if cell is None else str(cell)
