"""Codes, curies and IRIs -> items.

A curie or an IRI is exact. A bare code (notation) is accepted where one item alone can be meant: an item carries its
notation and the code that was printed as its number by mistake. A code that no item carries, but that a correction
repairs, leads on to what is meant. A text that is no code is read as a name: the preferred label, or another one, of
one item alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, TypeVar

from pyoxigraph import Literal, NamedNode

from dvgraph.errors import AmbiguousNotation, UnknownItem, UnknownName
from dvgraph.items import resolve_queries as queries
from dvgraph.items.cells import canonical, describe_iris, in_words
from dvgraph.items.readable import Readable
from dvgraph.namespaces import EXTERNAL
from dvgraph.questions.answer import ItemCell
from dvgraph.questions.template import Bound, Template

__all__ = ["Found", "Resolver"]

#: What was asked: a text, and the classes that are allowed.
_Asked: TypeAlias = tuple[str, tuple[str, ...]]
_Kept = TypeVar("_Kept")
#: Anyone may ask, so what is kept of their questions is bounded.
_MOST_KEPT = 2048

#: The properties that hold names, the preferred ones first.
_NAMES = tuple(NamedNode(EXTERNAL["skos"] + name) for name in ("prefLabel", "altLabel"))


@dataclass(frozen=True)
class Found:
    """The item that a text names.

    :param iri: its IRI.
    :param note: what the reader must be told of the way that led there, None where there is nothing to tell.
    """

    iri: str
    note: str | None = None


class Resolver:
    """Finds the items that texts name.

    Classes are IRIs, curies or local names of the ontology's classes; items of subclasses count; none means any.

    What was found is kept, since a dataset never changes.

    :param dataset: the dataset to look in.
    """

    def __init__(self, dataset: Readable) -> None:
        self._dataset = dataset
        self._names = dataset.namespaces
        self._found: dict[_Asked, Found] = {}
        self._readings: dict[_Asked, tuple[ItemCell, ...]] = {}

    def resolve(self, text: str, classes: Collection[str] = ()) -> str:
        """Return the IRI of the item that a text names; raises as `find`.

        :param text: a curie, an IRI, a bare notation or a name.
        :param classes: the classes that the item may have.
        """
        return self.find(text, classes).iri

    def find(self, text: str, classes: Collection[str] = ()) -> Found:
        """Return the item that a text names, with what is to be told about it.

        :raises UnknownItem: no such item, or none of the classes; the error carries the nearest right names.
        :raises AmbiguousNotation: a bare code or a name with several readings.
        """
        asked = (text.strip(), tuple(classes))
        return self._found.get(asked) or _keep(self._found, asked, self._sought(*asked))

    def _sought(self, text: str, classes: Collection[str]) -> Found:
        """Return the item that a text names; raises as `find`."""
        wanted = self._classes(classes)
        exact = self._exact_iri(text)
        if exact is not None:
            if self._of_iri(exact, wanted):
                return Found(exact)
            raise self._unknown(text, wanted)
        found = self._by_notation(text, wanted)
        if found:
            return Found(self._only(text, found))
        corrected = self._by_correction(text, wanted)
        if corrected:
            iri = self._only(text, corrected)
            return Found(iri, corrected[iri])
        named = self._by_name(text, wanted)
        if named:
            return Found(self._only(text, named))
        raise self._unknown(text, wanted)

    def readings(self, text: str, classes: Collection[str] = ()) -> list[ItemCell]:
        """Return all that a text can mean, sorted by curie; none where it means nothing."""
        asked = (text.strip(), tuple(classes))
        return list(self._readings.get(asked) or _keep(self._readings, asked, tuple(self._read(*asked))))

    def _read(self, text: str, classes: Collection[str]) -> list[ItemCell]:
        """Return all that a text can mean, sorted by curie."""
        wanted = self._classes(classes)
        exact = self._exact_iri(text)
        if exact is not None:
            found: Iterable[str] = self._of_iri(exact, wanted)
        else:
            found = self._by_notation(text, wanted) or self._by_correction(text, wanted)
        return sorted(describe_iris(self._dataset, found).values(), key=lambda cell: cell.curie)

    def framework(self, text: str) -> str:
        """Return the IRI of the framework that a short name, an alias, a curie or an IRI names.

        :raises UnknownName: there is no such framework; the error carries the nearest short names.
        """
        frameworks = self._frameworks
        text = text.strip()
        iri = self._names.iri(text) or (canonical(self._dataset, text.strip("<>")) if "://" in text else None)
        if iri in frameworks.values():
            return str(iri)
        if text in frameworks:
            return frameworks[text]
        raise UnknownName("framework", text, frameworks)

    def _classes(self, classes: Collection[str]) -> list[NamedNode]:
        """Return classes as terms."""
        iris = (c if "://" in c else self._names.iri(c) or self._names.dv(c) for c in classes)
        return [NamedNode(iri) for iri in iris]

    def _exact_iri(self, text: str) -> str | None:
        """Return the IRI that a text is or stands for; None for a bare code."""
        if "://" in text:
            return canonical(self._dataset, text.removeprefix("<").removesuffix(">"))
        prefix, colon, local = text.partition(":")
        if not colon or not local:
            return None
        iri = self._names.iri(text)
        if iri is None and (framework := self._frameworks.get(prefix)):
            short = framework.removeprefix(self._names.prefixes["framework"])
            iri = self._names.iri(f"{short}:{local}")
        return iri

    @cached_property
    def _frameworks(self) -> dict[str, str]:
        """Short name or alias -> IRI of each framework; short names first."""
        rows = self._dataset.store.select(self._own(queries.FRAMEWORKS).fill({}), self._dataset.stated_graphs).rows
        short = {p.value: f.value for f, p, _ in rows if isinstance(f, NamedNode) and isinstance(p, Literal)}
        alias = {a.value: f.value for f, _, a in rows if isinstance(f, NamedNode) and isinstance(a, Literal)}
        return {**short, **{name: iri for name, iri in alias.items() if name not in short}}

    def _own(self, template: Template) -> Template:
        """Return a query in the dataset's own base."""
        return template.rebased(queries.BASE, self._names.base)

    def _items(self, template: Template, classes: list[NamedNode], **values: Bound) -> list[str]:
        """Return the items that a query finds, sorted; each of one of the classes."""
        filled = self._own(template).fill({**values, "class": classes or None})
        rows = self._dataset.store.select(filled).rows
        return sorted({row[0].value for row in rows if isinstance(row[0], NamedNode)})

    def _of_iri(self, iri: str, classes: list[NamedNode]) -> list[str]:
        """Return the IRI itself where the dataset describes it as one of the classes, else nothing."""
        node = _node(iri)
        return self._items(queries.OF_IRI, classes, item=node) if node else []

    def _by_notation(self, text: str, classes: list[NamedNode]) -> list[str]:
        """Return the items that carry a code; in the case given, else in any."""
        code = _literal(text)
        if code is None:
            return []
        return self._items(queries.OF_CODE, classes, code=code) or self._items(
            queries.OF_FOLDED_CODE, classes, code=Literal(text.lower())
        )

    def _by_name(self, text: str, classes: list[NamedNode]) -> list[str]:
        """Return the items of a name, in any case; by their preferred names, else by their other ones."""
        name = _literal(text.lower())
        if name is None:
            return []
        for property_ in _NAMES:
            found = self._items(queries.OF_NAME, classes, name=name, property=property_)
            if found:
                return found
        return []

    def _by_correction(self, text: str, classes: list[NamedNode]) -> dict[str, str]:
        """Return the items that a wrong code was printed for -> what to tell of it."""
        code = _literal(text)
        if code is None:
            return {}
        query = self._own(queries.OF_CORRECTION).fill({"code": code, "class": classes or None})
        told: dict[str, str] = {}
        for item, right, reason, line in self._dataset.store.select(query).rows:
            if isinstance(item, NamedNode) and isinstance(right, Literal):
                why = f": {reason.value}" if isinstance(reason, Literal) else ""
                where = f" (line {line.value} of its source)" if isinstance(line, Literal) else ""
                told.setdefault(item.value, f"{text} is printed for {right.value}{where}{why}.")
        return told

    def _only(self, text: str, found: Collection[str]) -> str:
        if len(found) > 1:
            raise AmbiguousNotation(text, sorted(self._names.curie(iri) for iri in found))
        return next(iter(found))

    def _unknown(self, text: str, classes: list[NamedNode]) -> UnknownItem:
        """Return the error for a text that names nothing, with the nearest right names in the manner of the text."""
        query = self._own(queries.ALL_CODES).fill({"class": classes or None})
        rows = self._dataset.store.select(query).rows
        if ":" in text:
            code = text.rpartition(":")[2]
            meant = self._by_notation(code, classes) or self._by_correction(code, classes)
            names = [self._names.curie(iri) for iri in meant]
            names = names or [self._names.curie(item.value) for item, _ in rows if isinstance(item, NamedNode)]
        else:
            names = [code.value for _, code in rows if isinstance(code, Literal)]
        kinds = [in_words(self._names.curie(c.value).rpartition(":")[2]) for c in classes]
        return UnknownItem(" or ".join(kinds) or "item", text, dict.fromkeys(names))


def _keep(kept: dict[_Asked, _Kept], asked: _Asked, found: _Kept) -> _Kept:
    """Keep what was found, among a bounded number of others, and return it."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[asked] = found
    return found


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _literal(text: str) -> Literal | None:
    try:
        return Literal(text)
    except ValueError:
        return None
