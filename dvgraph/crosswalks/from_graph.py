"""Crosswalks read back from a graph: the mapping sets that their files hold, by SPARQL over any store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from dvgraph.crosswalks.sssom import COLUMNS, Mapping, MappingSet
from dvgraph.errors import UnknownName
from dvgraph.namespaces import EXTERNAL, Namespaces
from dvgraph.store.base import Store, Term

__all__ = ["mapping_set_from", "mapping_sets_from"]

#: The facts of a set, in the order in which a file gives them; any others follow by name, `curie_map` is last.
SET_FACTS = (
    "mapping_set_id",
    "mapping_set_version",
    "mapping_set_title",
    "mapping_set_description",
    "license",
    "subject_source",
    "object_source",
    "comment",
)

#: Property of a row's node -> the column that it fills.
_SSSOM = EXTERNAL["sssom"]
_COLUMN_OF = {
    EXTERNAL["owl"] + "annotatedSource": "subject_id",
    EXTERNAL["owl"] + "annotatedProperty": "predicate_id",
    EXTERNAL["owl"] + "annotatedTarget": "object_id",
    **{_SSSOM + name: name for name in COLUMNS if name not in {"subject_id", "predicate_id", "object_id"}},
}

_PREFIXES = f"""\
PREFIX rdf: <{EXTERNAL["rdf"]}>
PREFIX sh: <{EXTERNAL["sh"]}>
PREFIX sssom: <{_SSSOM}>
"""

_SETS = f"""{_PREFIXES}
SELECT ?set ?property ?value WHERE {{
  ?set a sssom:MappingSet ; ?property ?value .
  FILTER(?property != sssom:mappings && ?property != sh:declare && ?property != rdf:type)
}}
ORDER BY ?set ?property ?value
"""

_DECLARED = f"""{_PREFIXES}
SELECT ?set ?prefix ?namespace WHERE {{
  ?set a sssom:MappingSet ; sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] .
}}
ORDER BY ?set ?prefix ?namespace
"""

_ROWS = f"""{_PREFIXES}
SELECT ?set ?mapping ?property ?value WHERE {{
  ?set a sssom:MappingSet ; sssom:mappings ?mapping .
  ?mapping ?property ?value .
}}
ORDER BY ?set ?mapping ?property ?value
"""


def mapping_sets_from(store: Store, namespaces: Namespaces, graphs: Sequence[str] | None = None) -> list[MappingSet]:
    """Return the crosswalks that a store holds.

    :param store: where the graph is.
    :param namespaces: the prefixes of the dataset; those that a set declares are used before them.
    :param graphs: the graphs to read; all when None.
    :returns: the sets by name, rows sorted as a file has them, each with line 0; only what is asserted of a row is
        read, so nothing inferred comes back as a mapping.
    """
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for home, prop, value in store.select(_SETS, graphs).rows:
        if (name := _text(prop)).startswith(_SSSOM):
            facts[_text(home)][name.removeprefix(_SSSOM)] = _text(value)
    declared: dict[str, dict[str, str]] = defaultdict(dict)
    for home, prefix, namespace in store.select(_DECLARED, graphs).rows:
        declared[_text(home)][_text(prefix)] = _text(namespace)
    cells: dict[str, dict[str, dict[str, Term | None]]] = defaultdict(lambda: defaultdict(dict))
    for home, node, prop, value in store.select(_ROWS, graphs).rows:
        if column := _COLUMN_OF.get(_text(prop)):
            cells[_text(home)][_text(node)][column] = value
    return [_mapping_set(home, facts[home], declared[home], cells[home], namespaces) for home in sorted(facts)]


def mapping_set_from(
    store: Store, namespaces: Namespaces, name: str, graphs: Sequence[str] | None = None
) -> MappingSet:
    """Return one crosswalk that a store holds ("set-fm").

    :raises UnknownName: it holds none of that name.
    """
    found = {one.name: one for one in mapping_sets_from(store, namespaces, graphs)}
    if name not in found:
        raise UnknownName("crosswalk", name, found)
    return found[name]


def _mapping_set(
    home: str,
    facts: Dictionary[str, str],
    declared: Dictionary[str, str],
    cells: Dictionary[str, Dictionary[str, Term | None]],
    namespaces: Namespaces,
) -> MappingSet:
    own = Namespaces(namespaces.base, {**namespaces.frameworks, **declared})
    order = [*(key for key in SET_FACTS if key in facts), *sorted(facts.keys() - set(SET_FACTS))]
    metadata: dict[str, object] = {key: facts[key] for key in order}
    metadata["curie_map"] = dict(sorted(declared.items()))
    rows = sorted((_row(row, own) for row in cells.values()), key=lambda row: row.order)
    name = home.rsplit("/", 1)[-1]
    return MappingSet(name, metadata, tuple(rows), f"{name}.sssom.tsv")


def _row(cells: Dictionary[str, Term | None], namespaces: Namespaces) -> Mapping:
    values = {
        name: namespaces.curie(term.value) if isinstance(term, NamedNode) else _text(term)
        for name, term in ((name, cells.get(name)) for name in COLUMNS)
    }
    confidence = values.pop("confidence")
    return Mapping(**values, confidence=float(confidence) if confidence else None, line=0)


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
