"""The benchmark as an RDF Data Cube: its integrity constraints, and totals, averages and places computed anew.

Each file of `cube/` finds what breaks one constraint (RDF Data Cube, section 11.2); no row means that it holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from dvgraph.namespaces import EXTERNAL, Namespaces

CUBE = Path(__file__).parent / "cube"
CONSTRAINTS = sorted(file.stem for file in CUBE.glob("ic-*.rq"))
EX = "http://example.org/"
PREFIXES = f"@prefix : <{EX}> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in EXTERNAL.items())
#: How a correction says that nothing is printed.
BLANK = "(blank)"
#: A cube that holds, with all that the constraints speak of: slices, an attribute, a code list, a measure dimension.
GOOD = """
:place a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList :places .
:year a qb:DimensionProperty ; rdfs:range xsd:gYear .
qb:measureType a qb:DimensionProperty ; rdfs:range rdf:Property .
:score a qb:MeasureProperty . :length a qb:MeasureProperty . :weight a qb:MeasureProperty .
:unit a qb:AttributeProperty . :note a qb:AttributeProperty .
:places a skos:ConceptScheme .
:north a skos:Concept ; skos:inScheme :places . :south a skos:Concept ; skos:inScheme :places .
:plain-dsd a qb:DataStructureDefinition ; qb:sliceKey :by-year ;
  qb:component [ qb:dimension :place ], [ qb:dimension :year ], [ qb:measure :score ],
    [ qb:attribute :unit ; qb:componentRequired true ; qb:componentAttachment qb:DataSet ],
    [ qb:attribute :note ; qb:componentRequired false ] .
:by-year a qb:SliceKey ; qb:componentProperty :year .
:plain a qb:DataSet ; qb:structure :plain-dsd ; :unit "points" ; qb:slice :slice .
:slice qb:sliceStructure :by-year ; :year "2001"^^xsd:gYear ; qb:observation :p1, :p2 .
:p1 qb:dataSet :plain ; :place :north ; :score 1 .
:p2 qb:dataSet :plain ; :place :south ; :score 2 .
:typed-dsd a qb:DataStructureDefinition ;
  qb:component [ qb:dimension :place ], [ qb:dimension qb:measureType ],
    [ qb:measure :length ], [ qb:measure :weight ] .
:typed a qb:DataSet ; qb:structure :typed-dsd .
:t1 qb:dataSet :typed ; :place :north ; qb:measureType :length ; :length 3 .
:t2 qb:dataSet :typed ; :place :north ; qb:measureType :weight ; :weight 4 .
"""
#: Constraint -> the text of the good cube that is replaced (empty: added to), by what, and all that is found then.
BROKEN: dict[str, tuple[str, str, dict[str, set[str]]]] = {
    "ic-01": ("", ":p3 a qb:Observation .", {"ic-01": {"p3"}}),
    "ic-02": ("qb:structure :plain-dsd ;", "", {"ic-02": {"plain"}}),
    "ic-03": ("[ qb:measure :score ],", "", {"ic-03": {"plain-dsd"}}),
    "ic-04": ("rdfs:range xsd:gYear", "", {"ic-04": {"year"}}),
    "ic-05": ("; qb:codeList :places", "", {"ic-05": {"place"}}),
    "ic-06": ("[ qb:dimension :year ]", "[ qb:dimension :year ; qb:componentRequired false ]", {"ic-06": {"year"}}),
    "ic-07": ("; qb:sliceKey :by-year", "", {"ic-07": {"by-year"}}),
    "ic-08": (
        "qb:componentProperty :year .",
        "qb:componentProperty :year, :colour . :slice :colour :red .",
        {"ic-08": {"by-year"}},
    ),
    "ic-09": ("qb:sliceStructure :by-year ;", "", {"ic-09": {"slice"}}),
    "ic-10": (':year "2001"^^xsd:gYear ;', "", {"ic-10": {"slice"}, "ic-11": {"p1", "p2"}}),
    "ic-11": (
        ":p1 qb:dataSet :plain ; :place :north ;",
        ":p1 qb:dataSet :plain ;",
        {"ic-11": {"p1"}, "ic-12": {"p1", "p2"}},
    ),
    "ic-12": (
        ":p2 qb:dataSet :plain ; :place :south ;",
        ":p2 qb:dataSet :plain ; :place :north ;",
        {"ic-12": {"p1", "p2"}},
    ),
    "ic-13": (':unit "points" ;', "", {"ic-13": {"p1", "p2"}}),
    "ic-14": (":place :north ; :score 1", ":place :north", {"ic-14": {"p1"}}),
    "ic-15": ("qb:measureType :length ; :length 3", "qb:measureType :length", {"ic-15": {"t1"}}),
    "ic-16": (
        "qb:measureType :length ; :length 3",
        "qb:measureType :length ; :length 3 ; :weight 3",
        {"ic-16": {"t1"}},
    ),
    "ic-17": (
        ":t2 qb:dataSet :typed ; :place :north ;",
        ":t2 qb:dataSet :typed ; :place :south ;",
        {"ic-17": {"t1", "t2"}},
    ),
    "ic-18": ("qb:observation :p1, :p2 .", "qb:observation :p1, :p2, :t1 .", {"ic-18": {"t1"}}),
    "ic-19": (":south a skos:Concept ; skos:inScheme :places .", ":south a skos:Concept .", {"ic-19": {"p2"}}),
    "ic-20-21": ("", ":tree a qb:HierarchicalCodeList .", {"ic-20-21": {"tree"}}),
}


def cube(triples: Iterable[Triple]) -> Store:
    """Return a normalised cube."""
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    store.update((CUBE / "normalise.ru").read_text(encoding="utf-8"))
    return store


def small(text: str) -> Store:
    return cube(quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE))


def breaking(store: Store, constraint: str) -> set[str]:
    """Return what breaks a constraint."""
    found = store.query((CUBE / f"{constraint}.rq").read_text(encoding="utf-8"))
    assert isinstance(found, QuerySolutions)
    return {str(row["bad"].value) for row in found}


@pytest.fixture(scope="module")
def benchmark(data: list[Triple]) -> Store:
    """The real data as a normalised cube."""
    return cube(data)


def test_every_constraint_of_the_vocabulary_is_checked() -> None:
    assert set(CONSTRAINTS) == {f"ic-{n:02}" for n in range(1, 20)} | {"ic-20-21"}
    assert set(BROKEN) == set(CONSTRAINTS)


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_benchmark_keeps_the_integrity_constraint(benchmark: Store, constraint: str) -> None:
    assert breaking(benchmark, constraint) == set()


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_integrity_constraint_holds_for_a_good_cube(constraint: str) -> None:
    assert breaking(small(GOOD), constraint) == set()


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_integrity_constraint_finds_what_breaks_it(constraint: str) -> None:
    old, new, expected = BROKEN[constraint]
    assert GOOD.count(old) == 1 or not old
    store = small(GOOD.replace(old, new) if old else GOOD + new)
    found = {name: {iri.removeprefix(EX) for iri in breaking(store, name)} for name in CONSTRAINTS}
    assert constraint in expected
    assert {name: nodes for name, nodes in found.items() if nodes} == expected


class Benchmark:
    """The facts of the benchmark's rows, by subject and property.

    :param triples: the authored triples.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._dv = Namespaces().dv("")
        self._facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in triples:
            if isinstance(value, NamedNode | Literal):
                self._facts[subject.value][predicate.value].append(value.value)
        rows = [s for s in self._facts if self._dv + "Partnership" in self._facts[s][EXTERNAL["rdf"] + "type"]]
        self.rows = sorted(rows, key=lambda row: int(self.text(row, "position")))
        self.sets: dict[str, dict[str, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
        for one in list(self._facts):
            for name in self._facts[one][EXTERNAL["qb"] + "dataSet"]:
                component = self.text(one, "component")
                self.sets[name][self.text(one, "partnership")][component] = Decimal(self.text(one, "score"))

    def texts(self, subject: str, local: str) -> list[str]:
        return self._facts[subject][self._dv + local]

    def text(self, subject: str, local: str) -> str:
        return next(iter(self.texts(subject, local)), "")

    def number(self, subject: str, local: str) -> Decimal:
        return Decimal(self.text(subject, local))

    def corrections(self, row: str) -> list[tuple[str, str]]:
        """Return what is printed and what is meant in a row, pair by pair."""
        found = self.texts(row, "correction")
        return [(self.text(one, "printed"), self.text(one, "corrected")) for one in found]

    @property
    def scores(self) -> dict[str, dict[str, Decimal]]:
        """Partnership -> component -> score."""
        (found,) = (rows for rows in self.sets.values() if all("" not in scores for scores in rows.values()))
        return found

    @property
    def overall(self) -> dict[str, Decimal]:
        """Partnership -> overall score."""
        (found,) = (rows for rows in self.sets.values() if all(set(scores) == {""} for scores in rows.values()))
        return {row: scores[""] for row, scores in found.items()}

    def total(self, row: str) -> Decimal:
        return sum(self.scores[row].values(), self.overall[row])


def tenth(number: Decimal) -> Decimal:
    """Return a number rounded half up to one decimal place."""
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)


def places(totals: dict[str, Decimal]) -> dict[str, str]:
    """Return the place of each row: equal totals share one, marked =, and the next total takes the next number."""
    numbers = {total: place for place, total in enumerate(sorted(set(totals.values()), reverse=True), 1)}
    shared = Counter(totals.values())
    return {row: f"{numbers[total]}{'=' if shared[total] > 1 else ''}" for row, total in totals.items()}


@pytest.fixture(scope="module")
def rows(data: list[Triple]) -> Benchmark:
    return Benchmark(data)


def test_places_are_shared_and_without_gap() -> None:
    totals = {"a": Decimal(3), "b": Decimal(2), "c": Decimal(3), "d": Decimal(1)}
    assert places(totals) == {"a": "1=", "b": "2", "c": "1=", "d": "3"}


def test_averages_are_rounded_half_up() -> None:
    assert [tenth(Decimal(number)) for number in ("2.25", "2.24", "2.35")] == [
        Decimal(n) for n in ("2.3", "2.2", "2.4")
    ]


def test_benchmark_scores_39_partnerships_in_12_components_and_overall(rows: Benchmark) -> None:
    assert len(rows.rows) == 39
    assert set(rows.scores) == set(rows.overall) == set(rows.rows)
    assert {len(scores) for scores in rows.scores.values()} == {12}
    assert len({component for scores in rows.scores.values() for component in scores}) == 12


def test_scores_are_halves_from_1_to_4(rows: Benchmark) -> None:
    scores = [score for one in rows.scores.values() for score in one.values()] + list(rows.overall.values())
    assert set(scores) <= {Decimal(n) / 2 for n in range(2, 9)}


def test_totals_are_those_of_the_scores(rows: Benchmark) -> None:
    for row in rows.rows:
        assert rows.total(row) == rows.number(row, "recomputedTotal") == rows.number(row, "printedTotal"), row
        assert rows.total(row) - rows.overall[row] == rows.number(row, "componentTotal"), row


def test_averages_are_those_of_the_scores(rows: Benchmark) -> None:
    for row in rows.rows:
        average = tenth(rows.total(row) / 13)
        assert average == rows.number(row, "recomputedAverage") == rows.number(row, "printedAverage"), row
        assert tenth(rows.number(row, "componentTotal") / 12) == rows.number(row, "componentAverage"), row


def test_places_are_those_of_the_totals(rows: Benchmark) -> None:
    meant = places({row: rows.total(row) for row in rows.rows})
    assert {row: rows.text(row, "recomputedRank") for row in rows.rows} == meant


def test_every_disagreement_of_places_is_a_correction_and_nothing_else_is(rows: Benchmark) -> None:
    printed = {row: rows.text(row, "printedRank") for row in rows.rows}
    meant = places({row: rows.total(row) for row in rows.rows})
    differing = {row: [(printed[row] or BLANK, meant[row])] for row in rows.rows if printed[row] != meant[row]}
    assert {row: pairs for row in rows.rows if (pairs := rows.corrections(row))} == differing
    assert [row for row in rows.rows if not printed[row]] == [row for row in rows.rows if row.endswith("-AM")]
    assert len(differing) == 16


def test_averages_of_components_are_those_of_the_scores(rows: Benchmark, data: list[Triple]) -> None:
    kind = NamedNode(Namespaces().dv("BenchmarkAverages"))
    averages = [t.subject.value for t in data if t.predicate.value == EXTERNAL["rdf"] + "type" and t.object == kind]
    assert len(averages) == 13
    for one in averages:
        component = rows.text(one, "component")
        scores = [rows.scores[row][component] if component else rows.overall[row] for row in rows.rows]
        average = tenth(sum(scores, Decimal(0)) / len(scores))
        assert average == rows.number(one, "recomputedAverage") == rows.number(one, "printedAverage"), one
