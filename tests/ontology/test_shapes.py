"""The shapes: each has cases that pass and cases that fail, and what fails is just what is said to fail."""

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from rdflib import RDFS, SH

from dvgraph.dataset.build import closed_quads
from dvgraph.errors import InvalidInput
from dvgraph.inference import close
from dvgraph.load import Loaded
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.places import ontology_dir
from dvgraph.validation.shapes import ShapeResult, run_shapes, validate_shapes

SHAPES = ontology_dir() / "shapes"
CASES = Path(__file__).parent / "shapes"
NAMES = sorted(file.stem for file in SHAPES.glob("*.ttl"))
SHAPE = f"{CANONICAL_BASE}shape/"
#: Terms of SHACL that describe a shape rather than constrain.
DESCRIBING = {
    str(SH) + name for name in ("message", "path", "property", "targetClass", "targetSubjectsOf", "targetObjectsOf")
}


def turtle(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


def subjects(path: Path) -> set[str]:
    return {triple.subject.value for triple in turtle(path)}


def expected(path: Path) -> set[tuple[str, str]]:
    """The (node, "Shape Constraint") pairs that the comments of a file name."""
    return {(t.subject.value, t.object.value) for t in turtle(path) if t.predicate.value == str(RDFS.comment)}


def mistyped(triples: list[Triple]) -> list[str]:
    """The IRIs in SHACL's namespace that SHACL does not define."""
    used = {node.value for t in triples for node in (t.predicate, t.object) if isinstance(node, NamedNode)}
    return sorted(iri for iri in used if iri.startswith(str(SH)) and iri not in SH)


@pytest.fixture(scope="module")
def results(axioms: list[Triple]) -> list[ShapeResult]:
    """What the shapes find in the ontology and all cases at once."""
    stated = [*axioms, *(t for kind in ("pass", "fail") for file in CASES.glob(f"*/{kind}.ttl") for t in turtle(file))]
    inferred = [one.triple for one in close(stated, axioms).inferred]
    return run_shapes([*stated, *inferred], SHAPES)


@pytest.fixture(scope="module")
def failures(results: list[ShapeResult]) -> dict[str, set[tuple[str, str]]]:
    """File of shapes -> the (node, "Shape Constraint") pairs that fail."""
    files = {subject: name for name in NAMES for subject in subjects(SHAPES / f"{name}.ttl")}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for result in results:
        component = result.component.removesuffix("ConstraintComponent")
        found[files[result.shape]].add((result.focus, f"{result.shape.removeprefix(SHAPE)} {component}"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_shapes_have_cases(name: str) -> None:
    assert (CASES / name / "pass.ttl").is_file()
    assert (CASES / name / "fail.ttl").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_passing_cases_fail_no_shape(name: str, failures: dict[str, set[tuple[str, str]]]) -> None:
    passing = subjects(CASES / name / "pass.ttl")
    assert [pair for pairs in failures.values() for pair in pairs if pair[0] in passing] == []


@pytest.mark.parametrize("name", NAMES)
def test_failing_cases_fail_as_they_say(name: str, failures: dict[str, set[tuple[str, str]]]) -> None:
    cases = subjects(CASES / name / "fail.ttl")
    assert {pair for pair in failures[name] if pair[0] in cases} == expected(CASES / name / "fail.ttl")


def test_ontology_fails_no_shape(axioms: list[Triple], failures: dict[str, set[tuple[str, str]]]) -> None:
    terms = {triple.subject.value for triple in axioms}
    assert [pair for pairs in failures.values() for pair in pairs if pair[0] in terms] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_shape_is_failed_by_a_case(name: str, failures: dict[str, set[tuple[str, str]]]) -> None:
    constraining = {
        t.subject.value.removeprefix(SHAPE)
        for t in turtle(SHAPES / f"{name}.ttl")
        if isinstance(t.subject, NamedNode)
        and t.predicate.value.startswith(str(SH))
        and t.predicate.value not in DESCRIBING
    }
    failed = {pair[1].partition(" ")[0] for pair in failures[name]}
    assert constraining - failed == set()


def test_each_shape_says_what_it_wants() -> None:
    for name in NAMES:
        triples = turtle(SHAPES / f"{name}.ttl")
        said = {t.subject for t in triples if t.predicate.value == str(SH.message)}
        shapes = {t.subject for t in triples if t.object == NamedNode(str(SH.PropertyShape))}
        assert shapes - said == set()


@pytest.mark.parametrize("name", NAMES)
def test_shapes_use_only_terms_that_shacl_has(name: str) -> None:
    assert mistyped(turtle(SHAPES / f"{name}.ttl")) == []


def test_mistyped_term_of_shacl_is_found() -> None:
    triple = Triple(NamedNode(f"{SHAPE}x"), NamedNode(f"{SH}mincount"), NamedNode(f"{SH}IRI"))
    assert mistyped([triple]) == [f"{SH}mincount"]


def test_shapes_follow_the_base_of_the_data() -> None:
    base = "https://example.org/dv/"
    unit = Triple(
        NamedNode(f"{base}x"),
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        NamedNode(f"{base}ontology#Doubt"),
    )
    assert [(r.focus, r.shape) for r in run_shapes([unit], SHAPES, base)] == [(f"{base}x", f"{base}shape/Note-reason")]


def test_missing_shapes_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no shapes here"):
        run_shapes([], tmp_path)


def test_broken_shapes_are_an_error_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("@prefix sh: <http://www.w3.org/ns/shacl#> .\n\nsh:x a ;\n")
    with pytest.raises(InvalidInput, match=r"broken\.ttl:3: This is not Turtle"):
        run_shapes([], tmp_path)


def test_shapes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_bytes(b"# \xff")
    with pytest.raises(InvalidInput, match=r"broken\.ttl: This is not UTF-8"):
        run_shapes([], tmp_path)


@pytest.mark.parametrize("wrong", ["sh:property [ sh:minCount 1 ]", 'sh:pattern "("'])
def test_shapes_that_are_no_shacl_are_an_error(tmp_path: Path, wrong: str) -> None:
    shape = f"<urn:x> a sh:NodeShape ; sh:targetNode <urn:y> ; {wrong} .\n"
    (tmp_path / "odd.ttl").write_text(f"@prefix sh: <{SH}> .\n\n{shape}", encoding="utf-8")
    with pytest.raises(InvalidInput, match="The shapes can't be run"):
        run_shapes([], tmp_path)


@pytest.mark.slow
def test_shapes_hold_for_the_whole_data(loaded: Loaded) -> None:
    assert [str(f) for f in validate_shapes(loaded, closed_quads(loaded), SHAPES)] == []
