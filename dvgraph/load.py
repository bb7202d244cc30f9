"""Authored Turtle -> stated quads, each in its named graph, with the place where each subject is written.

`ontology/dv.ttl` goes to `graph/ontology`, any other file beside it to the graph of its name, the files of a
framework's folder to the graph of the prefix that its facts state, and links (`dv:Link`) to `graph/provenance`. No
blank node survives: one that is led to by subject, predicate and position becomes `ontology#bn-` + 16 hex digits of
SHA-256 over these.

A crosswalk, `ontology/crosswalks/<a>-<b>.sssom.tsv`, goes to `graph/crosswalk-<a>-<b>`.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from dvgraph import crosswalks
from dvgraph.crosswalks import MappingSet
from dvgraph.crosswalks.statements import statements
from dvgraph.errors import InvalidInput
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL, Namespaces

__all__ = ["Loaded", "Place", "SourceIndex", "crosswalk_files", "load", "ontology_files"]

RDF_TYPE = NamedNode(EXTERNAL["rdf"] + "type")
VANN_PREFIX = NamedNode(EXTERNAL["vann"] + "preferredNamespacePrefix")
VANN_URI = NamedNode(EXTERNAL["vann"] + "preferredNamespaceUri")
DV = CANONICAL_BASE + "ontology#"

_PREFIX_LINE = re.compile(r"@prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_BLOCK_START = re.compile(r"(?:<([^>]*)>|([\w-]*):([\w.-]*[\w-]))(?=\s|$)")


@dataclass(frozen=True)
class Place:
    """A line of an authored file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class _Block:
    place: Place
    lines: tuple[str, ...]


@dataclass
class SourceIndex:
    """Where each subject is written: authored Turtle holds one block a subject, beginning at a line's first column."""

    _blocks: dict[str, list[_Block]] = field(default_factory=lambda: defaultdict(list))

    def read(self, file: str, text: str) -> None:
        """Take in the blocks of one Turtle file."""
        prefixes = dict(_PREFIX_LINE.findall(text))
        lines = text.split("\n")
        starts = [(n, iri) for n, line in enumerate(lines) if (iri := _subject(line, prefixes))]
        for (first, iri), (after, _) in pairwise([*starts, (len(lines), "")]):
            self._blocks[iri].append(_Block(Place(file, first + 1), tuple(lines[first:after])))

    def add(self, iri: str, place: Place) -> None:
        """Take in a subject that is written elsewhere than in Turtle."""
        self._blocks[iri].append(_Block(place, ()))

    def places(self, iri: str) -> list[Place]:
        """Return where the subject's blocks begin, in the order of reading; more than one is a repeat."""
        return [block.place for block in self._blocks.get(iri, [])]

    def place(self, iri: str, mention: str = "") -> Place | None:
        """Return the line of the subject's blocks that mentions a text, else where it begins; None if unknown."""
        blocks = self._blocks.get(iri, [])
        for block in blocks:
            for offset, line in enumerate(block.lines):
                if mention and mention in line:
                    return Place(block.place.file, block.place.line + offset)
        return blocks[0].place if blocks else None

    def subjects(self) -> Iterator[str]:
        """Yield the IRIs of all subjects that are written."""
        return iter(self._blocks)


@dataclass(frozen=True)
class Loaded:
    """What the authored files state.

    :param quads: every stated triple in its named graph, without repeats, in the order of reading.
    :param namespaces: the base and the prefixes, those of the frameworks included.
    :param index: where each subject is written; its IRIs are the canonical ones.
    :param base: the base IRI of the quads.
    :param mapping_sets: the crosswalks, as their files hold them.
    """

    quads: list[Quad]
    namespaces: Namespaces
    index: SourceIndex
    base: str = CANONICAL_BASE
    mapping_sets: tuple[MappingSet, ...] = ()

    def triples(self, graph: str | None = None) -> list[Triple]:
        """Return the stated triples of one graph (by its short name), or of all, without repeats."""
        name = NamedNode(self.namespaces.graph(graph)) if graph else None
        return list(dict.fromkeys(q.triple for q in self.quads if name is None or q.graph_name == name))

    def place(self, iri: str, mention: str = "") -> Place | None:
        """Return where a subject (an IRI of the dataset's base) is written; see `SourceIndex.place`."""
        if iri.startswith(self.base):
            iri = CANONICAL_BASE + iri[len(self.base) :]
        return self.index.place(iri, mention)


def ontology_files(ontology: Path) -> list[Path]:
    """Return the Turtle files that state facts: the ontology, the topics, the frameworks; sorted.

    :raises InvalidInput: there is no `dv.ttl`.
    """
    if not (ontology / "dv.ttl").is_file():
        raise InvalidInput("There is no ontology here: dv.ttl is missing.", str(ontology))
    return sorted([*ontology.glob("*.ttl"), *ontology.glob("frameworks/*/*.ttl")])


def crosswalk_files(ontology: Path) -> list[Path]:
    """Return the crosswalk files of an ontology folder, sorted."""
    return sorted(ontology.glob("crosswalks/*.sssom.tsv"))


def load(ontology: Path, base: str = CANONICAL_BASE) -> Loaded:
    """Read the authored files of an ontology folder.

    :param ontology: the folder with dv.ttl, topics.ttl and frameworks/.
    :param base: the base IRI that the quads shall hold instead of the canonical one.
    :returns: the stated quads, without blank nodes, with the place of each subject.
    :raises InvalidInput: a file is no Turtle, a blank node is shared, a framework's folder states not just one
        framework; with file and line.
    """
    index = SourceIndex()
    stated: dict[Path, list[Triple]] = {}
    for file in ontology_files(ontology):
        name = file.relative_to(ontology.parent).as_posix()
        text = _read_text(file, name)
        stated[file] = list(_skolemised(_parse(text, name), name))
        index.read(name, text)
    frameworks = _frameworks(stated, ontology)
    quads: dict[Quad, None] = {}
    for file, triples in stated.items():
        folder = file.parent
        own = "ontology" if file.stem == "dv" else file.stem
        graph = frameworks[folder][0] if folder in frameworks else own
        quads.update(dict.fromkeys(_placed(triples, graph)))
    files = crosswalk_files(ontology)
    mapping_sets = tuple(crosswalks.read(file, file.relative_to(ontology.parent).as_posix()) for file in files)
    canonical = Namespaces(frameworks=dict(frameworks.values()))
    for mapping_set in mapping_sets:
        quads.update(dict.fromkeys(_crosswalked(mapping_set, canonical, index)))
    prefixes = {prefix: _rebased_text(uri, base) for prefix, uri in frameworks.values()}
    rebased = [_rebased(quad, base) for quad in quads] if base != CANONICAL_BASE else list(quads)
    return Loaded(rebased, Namespaces(base, prefixes), index, base, mapping_sets)


def _subject(line: str, prefixes: dict[str, str]) -> str | None:
    """Return the IRI of the subject that a line begins, None for any other line."""
    match = _BLOCK_START.match(line)
    if not match:
        return None
    iri, prefix, local = match.groups()
    if iri is not None:
        return iri
    return prefixes[prefix] + local if prefix in prefixes else None


def _read_text(file: Path, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise InvalidInput("This is not UTF-8 text.", name, line) from None


def _parse(text: str, name: str) -> list[Triple]:
    try:
        return [quad.triple for quad in parse(input=text.encode(), format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise InvalidInput(f"This is not Turtle: {error.msg}", name, error.lineno) from None


def _skolemised(triples: list[Triple], name: str) -> Iterator[Triple]:
    """Yield the triples with an IRI for each blank node, made from the path that leads to it."""
    leads: dict[BlankNode, tuple[NamedNode | BlankNode, NamedNode, int]] = {}
    seen: dict[tuple[object, NamedNode], int] = defaultdict(int)
    for s, p, o in triples:
        if isinstance(o, BlankNode):
            if o in leads:
                raise InvalidInput(f"A blank node is used twice (by {p.value}); give it an IRI.", name)
            seen[s, p] += 1
            leads[o] = (s, p, seen[s, p])
    names: dict[BlankNode, NamedNode] = {}

    def named(node: BlankNode) -> NamedNode:
        if node not in names:
            if node not in leads:
                raise InvalidInput("A blank node stands by itself; give it an IRI.", name)
            subject, predicate, position = leads[node]
            start = named(subject) if isinstance(subject, BlankNode) else subject
            path = f"{start.value} {predicate.value} {position}"
            names[node] = NamedNode(f"{DV}bn-{hashlib.sha256(path.encode()).hexdigest()[:16]}")
        return names[node]

    for s, p, o in triples:
        yield Triple(named(s) if isinstance(s, BlankNode) else s, p, named(o) if isinstance(o, BlankNode) else o)


def _frameworks(stated: dict[Path, list[Triple]], ontology: Path) -> dict[Path, tuple[str, str]]:
    """Return (prefix, namespace IRI) of the framework that each folder states."""
    found: dict[Path, tuple[str, str]] = {}
    for folder in sorted({file.parent for file in stated if file.parent != ontology}):
        triples = [t for file, ts in stated.items() if file.parent == folder for t in ts]
        nodes = [s for s, p, o in triples if p == RDF_TYPE and o == NamedNode(DV + "Framework")]
        place = folder.relative_to(ontology.parent).as_posix()
        if len(set(nodes)) != 1:
            raise InvalidInput(
                f"A framework's folder states one dv:Framework; this one states {len(set(nodes))}.", place
            )
        facts = {p: o.value for s, p, o in triples if s == nodes[0] and isinstance(o, Literal)}
        missing = [p.value for p in (VANN_PREFIX, VANN_URI) if p not in facts]
        if missing:
            raise InvalidInput(f"The framework does not state its {missing[0]}.", place)
        found[folder] = (facts[VANN_PREFIX], facts[VANN_URI])
    return found


def _placed(triples: Iterable[Triple], graph: str) -> Iterator[Quad]:
    """Yield quads: links (dv:Link) in graph/provenance, all else in the named graph."""
    triples = list(triples)
    links = {s for s, p, o in triples if p == RDF_TYPE and o == NamedNode(DV + "Link")}
    home, provenance = (NamedNode(f"{CANONICAL_BASE}graph/{name}") for name in (graph, "provenance"))
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, provenance if triple.subject in links else home)


def _crosswalked(mapping_set: MappingSet, namespaces: Namespaces, index: SourceIndex) -> Iterator[Quad]:
    """Yield what a crosswalk states, in its graph (graph/crosswalk-<a>-<b>); notes where each row is written."""
    graph = NamedNode(namespaces.graph(f"crosswalk-{mapping_set.name}"))
    for triple, row in statements(mapping_set, namespaces):
        if row and triple.predicate == RDF_TYPE:
            index.add(str(triple.subject)[1:-1], Place(mapping_set.file, row.line))
        yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _rebased_text(text: str, base: str) -> str:
    return base + text[len(CANONICAL_BASE) :] if text.startswith(CANONICAL_BASE) else text


def _rebased(quad: Quad, base: str) -> Quad:
    """Return the quad with the canonical base replaced, in IRIs and in literals that begin with it."""

    def moved(term: object) -> object:
        if isinstance(term, NamedNode):
            return NamedNode(_rebased_text(term.value, base))
        if isinstance(term, Literal) and term.value.startswith(CANONICAL_BASE):
            return Literal(_rebased_text(term.value, base), datatype=term.datatype)
        return term

    return Quad(*(moved(term) for term in quad))  # type: ignore[arg-type]
