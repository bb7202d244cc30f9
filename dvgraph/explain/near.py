"""What is entailed and most like a triple that is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from dvgraph.items.describe import natural
from dvgraph.items.readable import Readable
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL
from dvgraph.questions.template import Template

__all__ = ["MOST", "nearest_triples"]

#: So many are named.
MOST = 5

_PROPERTIES = Template.of("""
SELECT DISTINCT ?subject ?property ?object
WHERE {
  VALUES $subject { UNDEF }
  VALUES $object { UNDEF }
  ?subject ?property ?object .
}
""")
_OBJECTS = Template.of("""
SELECT DISTINCT ?subject ?property ?object
WHERE {
  VALUES $subject { UNDEF }
  VALUES $property { UNDEF }
  ?subject ?property ?object .
}
""")
_SUBJECTS = Template.of("""
SELECT DISTINCT ?subject ?property ?object
WHERE {
  VALUES $property { UNDEF }
  VALUES $object { UNDEF }
  ?subject ?property ?object .
}
""")
_KIN = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
SELECT DISTINCT ?kin ?how
WHERE {
  VALUES $item { UNDEF }
  {
    { ?item dv:within|dv:partOf ?kin . } UNION { ?kin dv:within|dv:partOf ?item . }
    BIND(0 AS ?how)
  }
  UNION
  {
    ?item dv:partOf ?parent .
    ?kin dv:partOf ?parent .
    BIND(1 AS ?how)
  }
}
""")
#: Says of a resource nothing that makes it like another.
_TRIVIAL = frozenset({EXTERNAL["rdfs"] + "isDefinedBy", EXTERNAL["skos"] + "inScheme"})


def nearest_triples(dataset: Readable, triple: Triple) -> list[tuple[Triple, str]]:
    """Return the entailed triples that are most like one that is not, with what they share.

    First those of the same two ends (either way round) with another property; then those of the same subject and
    property; then those of the same property and object. Within each, those come first whose differing end is an
    ancestor or descendant of what was given, then its siblings, then others of its namespace; then by curie, in
    natural order.

    :returns: at most five.
    """
    near = _Near(dataset, triple)
    found = [
        *near.ordered(near.same_ends(), "subject and object", None),
        *near.ordered(near.rows(_OBJECTS, "subject", "property"), "subject and property", 2),
        *near.ordered(near.rows(_SUBJECTS, "property", "object"), "property and object", 0),
    ]
    return list({other: (other, shares) for other, shares in found if other != triple}.values())[:MOST]


class _Near:
    def __init__(self, dataset: Readable, triple: Triple) -> None:
        self._dataset = dataset
        self._triple = triple
        self._ends = dict(zip(("subject", "property", "object"), triple, strict=True))

    def rows(self, template: Template, *kept: str) -> Iterator[Triple]:
        """Yield the entailed triples that keep two terms of the triple."""
        values = {name: term for name, term in self._ends.items() if name in kept}
        yield from self._select(template, values)

    def same_ends(self) -> Iterator[Triple]:
        """Yield the entailed triples between the triple's ends, those read backwards last."""
        subject, obj = self._ends["subject"], self._ends["object"]
        yield from self._select(_PROPERTIES, {"subject": subject, "object": obj})
        if isinstance(obj, NamedNode):
            yield from self._select(_PROPERTIES, {"subject": obj, "object": subject})

    def _select(self, template: Template, values: dict[str, object]) -> Iterator[Triple]:
        query = template.fill(values)  # type: ignore[arg-type]  # terms of a triple
        for row in self._dataset.store.select(query).rows:
            if isinstance(row[0], NamedNode) and isinstance(row[1], NamedNode) and row[1].value not in _TRIVIAL:
                yield Triple(row[0], row[1], row[2])  # type: ignore[arg-type]  # a term of a triple

    def ordered(self, triples: Iterable[Triple], shares: str, differs: int | None) -> list[tuple[Triple, str]]:
        """Return triples with what they share, nearest first.

        :param differs: which term differs (0 the subject, 2 the object); None where it is the property.
        """
        found = list(triples)
        if differs is None:
            backwards = self._ends["object"]
            found.sort(key=lambda t: (t.subject == backwards, self._curie(t.predicate)))
        else:
            given = tuple(self._triple)[differs]
            kin = self._kin(given) if found else {}
            found.sort(key=lambda t: self._distance(tuple(t)[differs], given, kin))
        return [(triple, shares) for triple in found]

    def _kin(self, term: object) -> dict[object, int]:
        """Return the relatives of an item -> how far they are."""
        if not isinstance(term, NamedNode):
            return {}
        query = _KIN.rebased(CANONICAL_BASE, self._dataset.namespaces.base).fill({"item": term})
        kin: dict[object, int] = {}
        for other, how in self._dataset.store.select(query).rows:
            kin[other] = min(kin.get(other, 9), int(getattr(how, "value", 9)))
        return kin

    def _distance(
        self, term: object, given: object, kin: dict[object, int]
    ) -> tuple[int, bool, tuple[tuple[int, str], ...]]:
        curie, own = self._curie(term), self._curie(given)
        return kin.get(term, 9), curie.partition(":")[0] != own.partition(":")[0], natural(curie)

    def _curie(self, term: object) -> str:
        return self._dataset.namespaces.curie(term.value) if isinstance(term, NamedNode) else str(term)
