"""The SHACL shapes over stated and inferred triples, each result with its file and line.

Only core constraints are meant: no shape runs a query, so a check takes seconds. What it stands on is imported
when used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from dvgraph.errors import InvalidInput
from dvgraph.findings import Finding, Severity, in_order
from dvgraph.load import Loaded
from dvgraph.namespaces import CANONICAL_BASE, EXTERNAL

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["ShapeResult", "run_shapes", "validate_shapes"]

SH = EXTERNAL["sh"]
RDF_TYPE = EXTERNAL["rdf"] + "type"
_ALWAYS_LOADED = frozenset({RDF_TYPE, EXTERNAL["rdfs"] + "subClassOf"})


@dataclass(frozen=True)
class ShapeResult:
    """One result of a validation (SHACL, section 3.6.2), its terms as IRIs or in Turtle's form.

    :param focus: the node that fails.
    :param path: the property whose values fail; empty for the node itself and for a longer path.
    :param value: the value that fails; empty where there is none.
    :param component: the local name of the constraint component ("MinCountConstraintComponent").
    :param shape: the shape that it fails.
    :param message: what the shape says that it wants.
    """

    focus: str
    path: str
    value: str
    component: str
    shape: str
    message: str
    severity: Severity


def validate_shapes(loaded: Loaded, quads: Iterable[ox.Quad], shapes: Path) -> list[Finding]:
    """Check stated and inferred triples against the shapes of a folder.

    :param loaded: the stated graph, for its names and places.
    :param quads: all triples, stated and inferred; their graphs do not matter.
    :param shapes: the folder with the shapes (`ontology/shapes`).
    :returns: the findings, errors first, by file and line; none where all shapes hold.
    :raises InvalidInput: the folder has no shapes, or a file of it is no Turtle.
    """
    results = run_shapes((quad.triple for quad in quads), shapes, loaded.base)
    return in_order(_finding(loaded, result) for result in results)


def run_shapes(triples: Iterable[ox.Triple], shapes: Path, base: str = CANONICAL_BASE) -> list[ShapeResult]:
    """Run the shapes of a folder over a graph.

    :param base: the base IRI of the triples; the shapes' canonical one is replaced by it.
    :returns: the results, in no order.
    :raises InvalidInput: the folder has no shapes, a file of it is no Turtle, or a shape is not well-formed.
    """
    import pyshacl

    wanted = _read_shapes(shapes, base)
    data = _graph(_relevant(triples, wanted))
    try:
        _, report, text = pyshacl.validate(
            data, shacl_graph=_graph(wanted), inference="none", advanced=False, inplace=True, js=False
        )
    except (RuntimeError, re.error) as error:
        raise InvalidInput(f"The shapes can't be run: {error}", str(shapes)) from error
    if isinstance(report, Exception):  # pyshacl returns some failures instead of raising them
        raise InvalidInput(f"The shapes can't be run: {text}", str(shapes))
    return list(_results(report))


def _read_shapes(folder: Path, base: str) -> list[ox.Triple]:
    """Return the triples of all shapes files."""
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise InvalidInput("There are no shapes here.", str(folder))
    found: list[ox.Triple] = []
    for file in files:
        name = f"{folder.parent.name}/{folder.name}/{file.name}"
        try:
            text = file.read_text(encoding="utf-8").replace(CANONICAL_BASE, base)
            found += [quad.triple for quad in ox.parse(input=text.encode(), format=ox.RdfFormat.TURTLE)]
        except UnicodeDecodeError:
            raise InvalidInput("This is not UTF-8 text.", name) from None
        except SyntaxError as error:
            raise InvalidInput(f"This is not Turtle: {error.msg}", name, error.lineno) from None
    return found


def _relevant(triples: Iterable[ox.Triple], shapes: list[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the triples that a core constraint can look at: those of a property that the shapes name.

    A closed shape looks at all; else the rest is left out, since filling rdflib is a good part of the cost.
    """
    named = {o.value for _, _, o in shapes if isinstance(o, ox.NamedNode)} | _ALWAYS_LOADED
    everything = any(p.value == SH + "closed" for _, p, _ in shapes)
    return (triple for triple in triples if everything or triple.predicate.value in named)


def _graph(triples: Iterable[ox.Triple]) -> Graph:
    """Return an rdflib graph of the triples."""
    import rdflib

    known: dict[object, Node] = {}

    def term(one: object) -> Node:
        if one not in known:
            known[one] = _rdflib_term(one)
        return known[one]

    graph = rdflib.Graph(bind_namespaces="none")
    for s, p, o in triples:
        graph.add((term(s), term(p), term(o)))
    return graph


def _rdflib_term(one: object) -> Node:
    from rdflib import BNode, Literal, URIRef

    if isinstance(one, ox.NamedNode):
        return URIRef(one.value)
    if isinstance(one, ox.BlankNode):
        return BNode(one.value)
    literal = cast("ox.Literal", one)
    if literal.language:
        return Literal(literal.value, lang=literal.language)
    return Literal(literal.value, datatype=URIRef(literal.datatype.value), normalize=False)


def _results(report: Graph) -> Iterator[ShapeResult]:
    """Yield the results of a report."""
    from rdflib import RDF, BNode, URIRef

    def value(node: Node, name: str) -> Node | None:
        return report.value(node, URIRef(SH + name))

    for node in report.subjects(RDF.type, URIRef(SH + "ValidationResult")):
        path, wrong = value(node, "resultPath"), value(node, "value")
        severity = str(value(node, "resultSeverity"))
        yield ShapeResult(
            focus=str(value(node, "focusNode")),
            path="" if path is None or isinstance(path, BNode) else str(path),
            value="" if wrong is None else str(wrong) if isinstance(wrong, URIRef) else wrong.n3(),
            component=str(value(node, "sourceConstraintComponent")).removeprefix(SH),
            shape=str(value(node, "sourceShape")),
            message=" ".join(sorted(str(m) for m in report.objects(node, URIRef(SH + "resultMessage")))),
            severity="error" if severity == SH + "Violation" else "warning",
        )


def _finding(loaded: Loaded, result: ShapeResult) -> Finding:
    """Return the finding that tells a result, at the line of the failing node that names the property."""
    curie = loaded.namespaces.curie
    shown = curie(result.value) if "://" in result.value and not result.value.startswith('"') else result.value
    path = curie(result.path)
    place = loaded.place(result.focus, path) if path else loaded.place(result.focus)
    about = f"{path}: " if path else ""
    given = f" Given: {shown}." if shown and result.value != result.focus else ""
    return Finding(
        severity=result.severity,
        rule=result.component.removesuffix("ConstraintComponent"),
        message=f"{about}{result.message}{given}",
        subject=curie(result.focus),
        file=place.file if place else None,
        line=place.line if place else None,
    )
