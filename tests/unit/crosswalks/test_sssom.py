"""SSSOM files: read, written, and as RDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from dvgraph.crosswalks import COLUMNS, Mapping, MappingSet, read, write
from dvgraph.crosswalks.confidence import confidence_word
from dvgraph.crosswalks.sssom import natural
from dvgraph.crosswalks.statements import RELATIONS, mapping_iri, mapping_set_iri, statements
from dvgraph.errors import InvalidInput
from dvgraph.namespaces import EXTERNAL, Namespaces
from dvgraph.places import ontology_dir

NAMES = Namespaces(frameworks={"x": "https://w3id.org/dvgraph/x/", "y": "https://w3id.org/dvgraph/y/"})
HEAD = "#mapping_set_id: https://w3id.org/dvgraph/mapping/x-y\n#curie_map:\n#  z: http://example.org/z/\n"
HEADER = "\t".join(COLUMNS)
REST = "semapv:UnspecifiedMatching\ta reading\t\tframework:y\t2026-01-02"
ROWS = (
    f"x:A2\tSecond\tskos:broadMatch\ty:1\tOne\t{REST}\t0.8\tIt is.",
    f"x:A10\tTenth\tskos:mappingRelation\tsssom:NoTermFound\t\t{REST}\t\tNot.",
)
FILES = sorted(ontology_dir().glob("crosswalks/*.sssom.tsv"))


def file(folder: Path, text: str) -> Path:
    path = folder / "x-y.sssom.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def whole(*rows: str) -> str:
    return HEAD + "\n".join([HEADER, *rows]) + "\n"


def test_file_that_is_read_and_written_is_the_same(tmp_path: Path) -> None:
    found = read(file(tmp_path, whole(*ROWS)))
    assert (found.name, [row.line for row in found.rows]) == ("x-y", [5, 6])
    assert (found.rows[0].confidence, found.rows[1].confidence) == (0.8, None)
    assert (found.rows[0].is_gap, found.rows[1].is_gap) == (False, True)
    assert write(found) == whole(*ROWS)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_authored_file_is_as_it_would_be_written(path: Path, tmp_path: Path) -> None:
    found = read(path)
    again = tmp_path / path.name
    again.write_text(write(found), encoding="utf-8")
    assert read(again, found.file) == found


def test_rows_are_written_sorted(tmp_path: Path) -> None:
    assert write(read(file(tmp_path, whole(*reversed(ROWS))))) == whole(*ROWS)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (whole("x:A\tonly two"), "2 cells", 5),
        (whole(ROWS[0].replace("0.8", "high")), "'high' is no number", 5),
        (HEAD + "subject_id\n", "header line must name", 4),
        (HEADER + "\n", "no metadata", 1),
        ("#a: [\n" + HEADER + "\n", "no YAML", None),
        (whole("#late: 1"), "before the header", None),
    ],
)
def test_broken_file_is_refused_with_its_line(tmp_path: Path, text: str, message: str, line: int | None) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        read(file(tmp_path, text))
    assert line is None or caught.value.line == line


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x-y.sssom.tsv"
    path.write_bytes(b"\xff")
    with pytest.raises(InvalidInput, match="UTF-8"):
        read(path)


def rows_of(triples: list[Triple]) -> set[tuple[str, ...]]:
    """Read rows back from RDF: subject, predicate, object, source, confidence, comment."""
    about: dict[str, dict[str, str]] = {}
    for subject, predicate, term in triples:
        assert isinstance(subject, NamedNode)
        assert isinstance(predicate, NamedNode)
        assert isinstance(term, NamedNode | Literal)
        about.setdefault(subject.value, {})[predicate.value] = term.value
    owl, sssom = EXTERNAL["owl"], EXTERNAL["sssom"]
    return {
        (
            facts[owl + "annotatedSource"],
            facts[owl + "annotatedProperty"],
            facts[owl + "annotatedTarget"],
            facts[sssom + "object_source"],
            facts[sssom + "mapping_justification"],
            facts.get(sssom + "confidence", ""),
            facts[sssom + "comment"],
            facts[sssom + "mapping_date"],
        )
        for facts in about.values()
        if owl + "annotatedSource" in facts
    }


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_rdf_holds_the_rows_of_the_file(path: Path, loaded: object) -> None:
    names = loaded.namespaces  # type: ignore[attr-defined]
    found = read(path)

    def iri(curie: str) -> str:
        prefix, _, local = curie.partition(":")
        return names.iri(curie) or found.prefixes[prefix] + local

    expected = {
        (
            *(iri(c) for c in (row.subject_id, row.predicate_id, row.object_id, row.object_source)),
            iri(row.mapping_justification),
            "" if row.confidence is None else repr(row.confidence),
            row.comment,
            row.mapping_date,
        )
        for row in found.rows
    }
    assert rows_of([triple for triple, _ in statements(found, names)]) == expected


@pytest.mark.parametrize(("predicate", "relation"), RELATIONS.items())
def test_row_states_its_property_and_its_relation_one_way_only(tmp_path: Path, predicate: str, relation: str) -> None:
    found = read(file(tmp_path, whole(ROWS[0].replace("skos:broadMatch", predicate))))
    pairs = {
        str(triple.predicate)[1:-1]
        for triple, _ in statements(found, NAMES)
        if triple.subject == NamedNode("https://w3id.org/dvgraph/x/A2")
    }
    assert pairs == {NAMES.iri(predicate), NAMES.dv(relation)}
    assert not any(t.subject == NamedNode("https://w3id.org/dvgraph/y/1") for t, _ in statements(found, NAMES))


def test_row_without_an_equivalent_makes_no_skos_statement(tmp_path: Path) -> None:
    found = read(file(tmp_path, whole(ROWS[1])))
    subjects = {str(triple.subject)[1:-1] for triple, _ in statements(found, NAMES)}
    row = mapping_iri(
        "https://w3id.org/dvgraph/x/A10", EXTERNAL["sssom"] + "NoTermFound", "https://w3id.org/dvgraph/framework/y"
    )
    assert {mapping_set_iri("x-y"), row} <= subjects
    assert "https://w3id.org/dvgraph/x/A10" not in subjects


def test_row_of_an_unknown_prefix_is_refused_with_its_line(tmp_path: Path) -> None:
    found = read(file(tmp_path, whole(ROWS[0].replace("y:1", "q:1"))))
    with pytest.raises(InvalidInput, match="'q:1'") as caught:
        list(statements(found, NAMES))
    assert caught.value.line == 5


@given(st.lists(st.integers(0, 10**6), unique=True))
def test_curies_sort_by_their_numbers(numbers: list[int]) -> None:
    assert sorted((f"x:A{n}" for n in numbers), key=natural) == [f"x:A{n}" for n in sorted(numbers)]


@given(st.floats(0, 1), st.floats(0, 1))
def test_word_of_a_confidence_never_falls_as_it_rises(one: float, other: float) -> None:
    order = ["doubtful", "arguable", "likely", "hardly arguable"]
    low, high = sorted((one, other))
    assert order.index(confidence_word(low)) <= order.index(confidence_word(high))


_TEXT = st.text(st.characters(exclude_categories=("C", "Z"))).map(lambda text: text.lstrip("#"))


@given(st.lists(st.tuples(_TEXT, st.none() | st.integers(0, 100)), max_size=5))
def test_written_rows_are_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int | None]]
) -> None:
    made = tuple(
        Mapping(f"x:A{n}", text, "skos:broadMatch", "y:1", text, "j", "a", "", "framework:y", "2026-01-01",
                None if c is None else c / 100, text, n + 3)
        for n, (text, c) in enumerate(rows)
    )  # fmt: skip
    found = MappingSet("x-y", {"mapping_set_id": "m"}, made, "f")
    path = tmp_path_factory.mktemp("sssom") / "x-y.sssom.tsv"
    path.write_text(write(found), encoding="utf-8", newline="\n")
    assert read(path, "f") == found
