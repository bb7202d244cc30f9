"""The words of properties, as the ontology gives them: a label to read from subject to object, one to read back."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dvgraph.items.cells import in_words
from dvgraph.items.readable import Readable
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL
from dvgraph.questions.template import Template

__all__ = ["Vocabulary", "vocabulary"]

_QUERY = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?property ?said ?value
WHERE {
  GRAPH <https://w3id.org/dvgraph/graph/ontology> {
    { ?property rdfs:label ?value . BIND("label" AS ?said) }
    UNION { ?property dv:inverseLabel ?value . BIND("back" AS ?said) }
    UNION { ?property owl:inverseOf/rdfs:label ?value . BIND("back" AS ?said) }
    UNION { ?inverse owl:inverseOf ?property ; rdfs:label ?value . BIND("back" AS ?said) }
    UNION { ?property rdfs:subPropertyOf+ ?value . BIND("above" AS ?said) }
    UNION { ?property a ?value . FILTER(?value = owl:SymmetricProperty) BIND("symmetric" AS ?said) }
  }
}
ORDER BY ?property ?said ?value
""")


@dataclass(frozen=True)
class Vocabulary:
    """What the ontology says of properties.

    :param labels: property -> its words.
    :param back: property -> its words, read from object to subject.
    :param above: property -> the properties that follow from it.
    :param symmetric: the properties that read the same both ways.
    """

    labels: dict[str, str]
    back: dict[str, str]
    above: dict[str, frozenset[str]]
    symmetric: frozenset[str]

    def words(self, prop: str, direction: str) -> str:
        """Return the words of a property, read from its subject (`out`) or from its object (`in`)."""
        label = self.labels.get(prop) or in_words(prop.replace("#", "/").rpartition("/")[2])
        if direction == "out" or prop in self.symmetric:
            return label
        return self.back.get(prop) or f"{label} (read backwards)"


def vocabulary(dataset: Readable) -> Vocabulary:
    """Return what the dataset's ontology says of properties."""
    query = _QUERY.rebased(CANONICAL_BASE, dataset.namespaces.base).fill({})
    found = Vocabulary({}, {}, {}, frozenset())
    symmetric: set[str] = set()
    for prop, said, value in dataset.store.select(query).rows:
        if not isinstance(prop, NamedNode) or not isinstance(said, Literal):
            continue
        if isinstance(value, Literal):
            (found.labels if said.value == "label" else found.back).setdefault(prop.value, value.value)
        elif isinstance(value, NamedNode) and said.value == "above":
            found.above[prop.value] = found.above.get(prop.value, frozenset()) | {value.value}
        elif isinstance(value, NamedNode) and value.value == EXTERNAL["owl"] + "SymmetricProperty":
            symmetric.add(prop.value)
    return Vocabulary(found.labels, found.back, found.above, frozenset(symmetric))
