"""Every question: a complete header, and equal answers on two engines that equal the stored, reviewed ones.

`DVGRAPH_WRITE_EXPECTED=1 pytest tests/queries` writes the stored answers anew, to be read against the sources.
"""

from __future__ import annotations

import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode

from dvgraph.cli.questions import example
from dvgraph.dataset import Dataset
from dvgraph.places import queries_dir
from dvgraph.questions.answer import Answer, Cell, ItemCell
from dvgraph.questions.binding import bind
from dvgraph.questions.registry import Registry
from dvgraph.store.base import Term

EXPECTED = Path(__file__).parent / "expected"
REGISTRY = Registry.open(queries_dir())
#: The questions that a query answers; a computed one has tests of its own.
NAMES = [question.name for question in REGISTRY if not question.computed]
#: Question -> another value for each parameter than its example's.
OTHER_VALUES: dict[str, dict[str, str]] = {
    "audit-evidence-for-objective": {"objective": "1"},
    "audit-evidence-for-unit": {"unit": "fm:AC"},
    "competencies-for-objective": {"objective": "1"},
    "competencies-for-unit": {"unit": "CB2"},
    "components-for-objective": {"objective": "1"},
    "components-for-unit": {"unit": "fm:AE"},
    "corrections-of-framework": {"framework": "set"},
    "counts": {"framework": "ndp"},
    "coverage-matrix": {"source": "guide", "target": "audit"},
    "definitions-of-term": {"topic": "domestic violence"},
    "equivalents-of-item": {"item": "nos:GK102-P1"},
    "evidence-checklist": {"standard": "B2"},
    "functions-missing-from-map": {},
    "items-about-topic": {"topic": "risk-assessment"},
    "items-with-dated-name": {"framework": "guide"},
    "mappings-between": {"source": "audit", "target": "guide"},
    "nos-for-competency": {"competency": "set:C6", "staff_group": "G3"},
    "nos-for-unit": {"unit": "DA2"},
    "objective-report": {"objective": "1"},
    "objectives-for-unit": {"unit": "AD1"},
    "objectives-without-evidence": {},
    "partnership-scores": {"component": "guide:C12"},
    "progression-of-competency": {"competency": "C1"},
    "references-of-item": {"item": "ndp:3"},
    "role-profile": {"role": "Caseworkers"},
    "same-wording": {"item": "set:G2-C2-S2"},
    "staff-groups-for-objective": {"objective": "1"},
    "statements-for-competency": {"competency": "C9", "staff_group": "G6"},
    "statements-for-staff-group": {"staff_group": "G1"},
    "units-for-audit-standard": {"standard": "B2"},
    "units-for-competency": {"competency": "set:C6", "staff_group": "G3"},
    "units-for-component": {"component": "guide:C2"},
    "units-for-nos": {"item": "GK102-K1"},
    "units-for-objective": {"objective": "3"},
    "units-without-objective": {},
    "units-without-training": {"staff_group": "G6"},
    "training-of-units": {"staff_group": "G6"},
    "unmapped-items": {"source": "guide", "target": "audit"},
}

Key = tuple[str, str, str] | None


def examples(name: str) -> dict[str, str | None]:
    return {p.name: example(p) for p in REGISTRY.get(name).parameters}


def without_optional(name: str) -> dict[str, str | None]:
    return {p.name: None if p.optional else example(p) for p in REGISTRY.get(name).parameters}


def key(term: Term | None) -> Key:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return ("iri", term.value, "")
    assert isinstance(term, Literal)
    return (term.datatype.value, by_value(term.datatype.value, term.value), term.language or "")


def rdflib_key(term: rdflib.term.Node | None) -> Key:
    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return ("iri", str(term), "")
    assert isinstance(term, rdflib.Literal)
    kind = rdflib.RDF.langString if term.language else term.datatype or rdflib.XSD.string
    return (str(kind), by_value(str(kind), str(term)), term.language or "")


def by_value(kind: str, text: str) -> str:
    """Return a decimal number in one form, since engines write 4.0 in different ways; any other text as it is."""
    return str(Decimal(text).normalize()) if kind == str(rdflib.XSD.decimal) else text


def shown(cell: Cell) -> object:
    return cell.curie if isinstance(cell, ItemCell) else cell


def shown_rows(answer: Answer) -> list[list[object]]:
    return [[shown(row[name]) for name in answer.columns] for row in answer.rows]


CASES = [(name, values) for name in NAMES for values in ("example", "other", "without optional")]


def values_of(name: str, values: str) -> dict[str, str | None]:
    if values == "other":
        return {**OTHER_VALUES[name]}
    return examples(name) if values == "example" else without_optional(name)


@pytest.mark.parametrize("name", NAMES)
def test_query_has_a_complete_header(name: str) -> None:
    question = REGISTRY.get(name)
    assert question.tags
    assert question.asks
    assert all(question.columns.values())
    assert all(parameter.description for parameter in question.parameters)
    assert question.subject
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)


@pytest.mark.parametrize("name", NAMES)
def test_query_keeps_the_house_style(name: str) -> None:
    body = REGISTRY.get(name).body
    assert "SELECT *" not in body
    assert "\nORDER BY " in body
    assert not re.search(r"\b(select|where|values|optional|filter|union|bind|order by)\b", body)
    used = set(re.findall(r"\b([a-z]+):", re.sub(r"<[^>]*>|PREFIX \w+:", "", body)))
    assert set(re.findall(r"PREFIX (\w+):", body)) == used


@pytest.mark.parametrize("name", NAMES)
def test_query_names_all_its_parameters_in_the_other_values(name: str) -> None:
    assert set(OTHER_VALUES[name]) == {p.name for p in REGISTRY.get(name).parameters}


@pytest.mark.parametrize("name", NAMES)
def test_query_runs_as_it_stands_as_its_example_bound(dataset: Dataset, name: str) -> None:
    question = REGISTRY.get(name)
    bound = bind(dataset, question, examples(name))
    as_it_stands = dataset.store.select(question.body)
    assert as_it_stands.variables == tuple(question.columns)
    assert as_it_stands == dataset.store.select(bound.query)


@pytest.mark.parametrize(("name", "values"), CASES)
def test_query_answers_equally_on_two_engines(dataset: Dataset, union: rdflib.Graph, name: str, values: str) -> None:
    query = bind(dataset, REGISTRY.get(name), values_of(name, values)).query
    ours = [tuple(key(term) for term in row) for row in dataset.store.select(query).rows]
    theirs = [tuple(rdflib_key(term) for term in row) for row in union.query(query)]
    assert ours == theirs
    assert ours


@pytest.mark.parametrize("name", NAMES)
def test_query_answers_equally_on_two_engines_over_stated_facts(
    dataset: Dataset, stated: rdflib.Graph, name: str
) -> None:
    query = bind(dataset, REGISTRY.get(name), without_optional(name)).query
    ours = [tuple(key(term) for term in row) for row in dataset.store.select(query, dataset.stated_graphs).rows]
    assert ours == [tuple(rdflib_key(term) for term in row) for row in stated.query(query)]


@pytest.mark.parametrize(("name", "values"), CASES)
def test_query_orders_its_rows_totally(dataset: Dataset, name: str, values: str) -> None:
    rows = dataset.store.select(bind(dataset, REGISTRY.get(name), values_of(name, values)).query).rows
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("name", NAMES)
def test_query_names_the_columns_that_hold_items(dataset: Dataset, name: str) -> None:
    answer = dataset.ask(name, **examples(name))
    found = {column for row in answer.rows for column, cell in row.items() if isinstance(cell, ItemCell)}
    assert found == set(answer.items)


@pytest.mark.parametrize("name", NAMES)
def test_query_answers_as_reviewed(dataset: Dataset, name: str) -> None:
    answer = dataset.ask(name, **examples(name))
    got = {"sentence": answer.sentence, "rows": shown_rows(answer)}
    file = EXPECTED / f"{name}.json"
    if os.environ.get("DVGRAPH_WRITE_EXPECTED"):
        rows = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in shown_rows(answer))
        sentence = json.dumps(answer.sentence, ensure_ascii=False)
        file.write_text(f'{{\n  "sentence": {sentence},\n  "rows": [\n    {rows}\n  ]\n}}\n', encoding="utf-8")
    assert got == json.loads(file.read_text(encoding="utf-8"))
    assert got["rows"]
