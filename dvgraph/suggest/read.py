"""Reading the material of suggestions from a dataset: what is stated of two frameworks, and what is filed already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dvgraph.facts import natural_key
from dvgraph.items.readable import Readable
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL
from dvgraph.questions.template import Template
from dvgraph.suggest.material import Known, Material, Subject, Target, Topic

__all__ = ["Reader"]

_ITEMS = Template.of("""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?item ?property ?value
WHERE {
  VALUES $framework { UNDEF }
  GRAPH ?graph { ?item skos:inScheme ?framework ; ?property ?value . }
}
ORDER BY ?item ?property ?value
""")
_FRAMEWORKS = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX vann: <http://purl.org/vocab/vann/>
SELECT ?framework ?prefix
WHERE { ?framework a dv:Framework ; vann:preferredNamespacePrefix ?prefix . }
ORDER BY ?prefix
""")
_FILINGS = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
SELECT ?filing ?class ?parts ?force
WHERE {
  VALUES $framework { UNDEF }
  ?framework dv:filing ?filing .
  ?filing dv:filedClass ?class .
  OPTIONAL { ?filing dv:countedParts ?parts . }
  OPTIONAL { ?filing dv:filedForce ?force . }
}
ORDER BY ?filing ?class ?force
""")
_TOPICS = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?topic ?said ?value
WHERE {
  ?topic a dv:Topic ; ?said ?value .
  FILTER(?said IN (skos:prefLabel, skos:altLabel, skos:definition, skos:broader))
}
ORDER BY ?topic ?said ?value
""")
_KNOWN = Template.of("""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sssom: <https://w3id.org/sssom/>
SELECT ?subject ?target ?predicate ?confidence
WHERE {
  VALUES $framework { UNDEF }
  GRAPH ?graph {
    ?row sssom:object_source ?framework ;
      owl:annotatedSource ?subject ;
      owl:annotatedTarget ?target ;
      owl:annotatedProperty ?predicate ;
      sssom:confidence ?confidence .
  }
}
ORDER BY ?subject ?target ?predicate
""")

_SKOS, _DCTERMS, _RDF = EXTERNAL["skos"], EXTERNAL["dcterms"], EXTERNAL["rdf"]
#: What a comment's role says where the comment tells nothing of what its unit is about.
_SILENT_ROLES = frozenset({"commentRole-standing", "commentRole-leavesOut"})
_TRAITS = ("beneficiary", "force", "proficiency")

Facts = dict[str, dict[str, list[NamedNode | Literal]]]


@dataclass(frozen=True)
class _Filing:
    """A kind of item that a framework says is to be filed."""

    kinds: frozenset[str]
    parts: bool
    forces: frozenset[str]


class Reader:
    """Reads items and mappings of a dataset, each framework once.

    :param dataset: the dataset.
    """

    def __init__(self, dataset: Readable) -> None:
        self._dataset = dataset
        self._names = dataset.namespaces
        self._facts: dict[str, Facts] = {}
        self._filed: dict[str, list[Known]] = {}
        rows = self._select(_FRAMEWORKS)
        #: Short name -> IRI of each framework.
        self.frameworks = {p.value: f.value for f, p in rows if isinstance(f, NamedNode) and isinstance(p, Literal)}

    def material(self, source: str, target: str, sources: Collection[str] | None = None) -> Material:
        """Return what suggestions from one framework to another rest on.

        :param source: the short name of the framework whose items are to be filed.
        :param target: the short name of that which they are filed to.
        :param sources: the frameworks whose mappings to the target are known; all but the source when None.
        """
        others = [name for name in self.frameworks if name not in {source, target}]
        others = [name for name in others if sources is None or name in sources]
        known = self._known(target)
        filed = {one.subject for one in known}
        mapped = [item for name in others for item in self.items(name, only=filed)]
        kept = {item.iri for item in mapped}
        return Material(
            tuple(self.items(source, only=set(self._to_file(source)))),
            tuple(self._targets(target)),
            tuple(mapped),
            tuple(one for one in known if one.subject in kept),
            tuple(item for name in (*others, target) for item in self.items(name) if item.topics),
            self._topics(),
        )

    def gold(self, source: str, target: str) -> tuple[list[Subject], list[Known]]:
        """Return the items of a framework that are filed to another, and their mappings."""
        known = self._known(target)
        items = self.items(source, only={one.subject for one in known})
        own = {item.iri for item in items}
        return items, [one for one in known if one.subject in own]

    def items(self, framework: str, only: Collection[str] | None = None) -> list[Subject]:
        """Return the items of a framework, in the order of their codes.

        :param only: the IRIs that are wanted; all when None.
        """
        facts = self._framework(framework)
        wanted = sorted((iri for iri in facts if only is None or iri in only), key=natural_key)
        return [self._item(facts, iri, framework) for iri in wanted]

    def _select(self, template: Template, **values: NamedNode) -> Iterator[tuple[NamedNode | Literal | None, ...]]:
        query = template.rebased(CANONICAL_BASE, self._names.base).fill(values)
        for row in self._dataset.store.select(query, self._dataset.stated_graphs).rows:
            yield tuple(term if isinstance(term, NamedNode | Literal) else None for term in row)

    def _framework(self, name: str) -> Facts:
        """Return what is stated of each item of a framework."""
        if name not in self._facts:
            facts: Facts = defaultdict(lambda: defaultdict(list))
            for item, prop, value in self._select(_ITEMS, framework=NamedNode(self.frameworks[name])):
                if item is not None and prop is not None and value is not None:
                    facts[item.value][prop.value].append(value)
            self._facts[name] = facts
        return self._facts[name]

    def _known(self, target: str) -> list[Known]:
        """Return the mappings to a framework, those that say nothing fits left out."""
        if target not in self._filed:
            self._filed[target] = self._read_known(target)
        return self._filed[target]

    def _read_known(self, target: str) -> list[Known]:
        rows = self._select(_KNOWN, framework=NamedNode(self.frameworks[target]))
        return [
            Known(subject.value, object_.value, predicate.value, float(confidence.value))
            for subject, object_, predicate, confidence in rows
            if subject is not None and object_ is not None and predicate is not None and confidence is not None
        ]

    def _topics(self) -> dict[str, Topic]:
        """Return IRI -> topic, sorted."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for topic, said, value in self._select(_TOPICS):
            if topic is not None and said is not None and value is not None:
                found[topic.value][said.value.removeprefix(_SKOS)].append(value.value)
        return {
            iri: Topic((*said["prefLabel"], *said["altLabel"]), " ".join(said["definition"]), tuple(said["broader"]))
            for iri, said in found.items()
        }

    def _item(self, facts: Facts, iri: str, framework: str) -> Subject:
        own = facts[iri]
        above = list(self._above(facts, iri))
        competencies = [c for one in (iri, *above) for c in _iris(facts[one], self._names.dv("forCompetency"))]
        words = {_label(facts[one]): None for one in (*above, *competencies) if one in facts}
        return Subject(
            iri,
            self._names.curie(iri),
            _label(own),
            self._kind(own),
            framework,
            _text(own),
            " . ".join(words),
            tuple(dict.fromkeys([*above[:1], *competencies])),
            frozenset(_iris(own, _DCTERMS + "subject")),
            frozenset(f"{p} {v}" for p in _TRAITS for v in _iris(own, self._names.dv(p))),
        )

    def _above(self, facts: Facts, iri: str) -> Iterator[str]:
        """Yield what an item stands in, the nearest first."""
        seen = {iri}
        while parents := _iris(facts[iri], self._names.dv("partOf")):
            iri = parents[0]
            if iri in seen or iri not in facts:
                return
            seen.add(iri)
            yield iri

    def _kind(self, own: dict[str, list[NamedNode | Literal]]) -> str:
        kinds = [k for k in _iris(own, _RDF + "type") if k.startswith(self._names.dv(""))]
        return kinds[0].removeprefix(self._names.dv("")) if kinds else ""

    def _is_part(self, facts: Facts, iri: str) -> bool:
        """Return whether an item is a bullet or part: what it stands in is of the same kind."""
        parent = next(self._above(facts, iri), None)
        return parent is not None and self._kind(facts[parent]) == self._kind(facts[iri])

    def _to_file(self, framework: str) -> Iterator[str]:
        """Yield the items of a framework that are to be filed: as it says itself, else those at the bottom."""
        facts = self._framework(framework)
        filings = self._filings(framework)
        if not filings:
            yield from self._bottom(framework)
        for iri in facts if filings else ():
            kind, part = self._kind(facts[iri]), self._is_part(facts, iri)
            forces = set(_iris(facts[iri], self._names.dv("force")))
            if any(kind in f.kinds and f.parts == part and (not f.forces or f.forces & forces) for f in filings):
                yield iri

    def _filings(self, framework: str) -> list[_Filing]:
        kinds: dict[str, set[str]] = defaultdict(set)
        forces: dict[str, set[str]] = defaultdict(set)
        parts: dict[str, bool] = {}
        for filing, kind, part, force in self._select(_FILINGS, framework=NamedNode(self.frameworks[framework])):
            if filing is None or kind is None:
                continue
            kinds[filing.value].add(kind.value.removeprefix(self._names.dv("")))
            parts[filing.value] = part is not None and part.value == "true"
            if force is not None:
                forces[filing.value].add(force.value)
        return [_Filing(frozenset(kinds[f]), parts[f], frozenset(forces[f])) for f in kinds]

    def _bottom(self, framework: str) -> list[str]:
        """Return the functions that hold no other; in a framework without functions its items that are no parts."""
        facts = self._framework(framework)
        within = self._names.dv("functionWithin")
        holding = {top for own in facts.values() for top in _iris(own, within)}
        bottom = [iri for iri, own in facts.items() if within in own and iri not in holding]
        return bottom or [iri for iri in facts if not self._is_part(facts, iri)]

    def _targets(self, framework: str) -> Iterator[Target]:
        """Yield what can be filed to: functions that hold no other, else what the framework itself files."""
        facts = self._framework(framework)
        within = self._names.dv("functionWithin")
        functions = any(within in own for own in facts.values())
        chosen = self._bottom(framework) if functions else list(self._to_file(framework))
        chosen = [iri for iri in chosen if functions or not self._is_part(facts, iri)]
        parts: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(facts, key=natural_key):
            for parent in _iris(facts[iri], self._names.dv("partOf")):
                parts[parent].append(iri)
        for iri in sorted(chosen, key=natural_key):
            yield self._target(facts, iri, framework, parts[iri])

    def _target(self, facts: Facts, iri: str, framework: str, parts: Iterable[str]) -> Target:
        silent = {self._names.prefixes["value"] + role for role in _SILENT_ROLES}
        telling = [p for p in parts if silent.isdisjoint(_iris(facts[p], self._names.dv("commentRole")))]
        topics = frozenset(topic for part in telling for topic in _iris(facts[part], _DCTERMS + "subject"))
        words = " . ".join(_text(facts[part]) for part in telling)
        return Target(self._item(facts, iri, framework), words, topics)


def _iris(own: dict[str, list[NamedNode | Literal]], prop: str) -> list[str]:
    return [value.value for value in own.get(prop, ()) if isinstance(value, NamedNode)]


def _label(own: dict[str, list[NamedNode | Literal]]) -> str:
    return next((value.value for value in own.get(_SKOS + "prefLabel", ())), "")


def _text(own: dict[str, list[NamedNode | Literal]]) -> str:
    """Return an item's own words."""
    return " . ".join(v.value for name in ("prefLabel", "definition", "altLabel") for v in own.get(_SKOS + name, ()))
