"""Items that forbid, ask or name a weakness: they are about what they are mapped to, no evidence that it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from dvgraph.items.mappings import DERIVED, MAPPING_PROPERTIES, STATED
from dvgraph.items.readable import Readable
from dvgraph.namespaces import CANONICAL_BASE, Namespaces
from dvgraph.questions.template import Template

__all__ = ["NO_EVIDENCE", "Caution", "cautions", "claiming"]

_FORCES = Template.of("""
PREFIX dv: <https://w3id.org/dvgraph/ontology#>
SELECT DISTINCT ?item ?force
WHERE {
  VALUES $item { UNDEF }
  ?item dv:force ?force .
}
ORDER BY ?item ?force
""")


@dataclass(frozen=True)
class Caution:
    """What a reader must be told of an item that is no evidence of what it is mapped to.

    :param does: what the item does, after its name ("says what must not be done").
    :param mark: the same in short, to stand beside the item.
    :param only: as what alone it is linked ("only as a ban").
    """

    does: str
    mark: str
    only: str

    def of_link(self, name: str) -> str:
        """Return the note beside a link of the item.

        >>> NO_EVIDENCE["mustNot"].of_link("A1")
        'A1 says what must not be done: it is about this, and no evidence that it is done.'
        """
        return f"{name} {self.does}: it is about this, and no evidence that it is done."

    @property
    def of_item(self) -> str:
        """The note beside the item itself."""
        return f"It {self.does}: it is about what it is mapped to, and no evidence that this is done."


def _caution(does: str, in_short: str, only: str) -> Caution:
    return Caution(does, f"{in_short}: no evidence that it is done", only)


#: Word of a force -> what it warns of; items of any other force can be evidence.
NO_EVIDENCE: Mapping[str, Caution] = {
    "mustNot": _caution("says what must not be done", "forbids", "only as a ban"),
    "asks": _caution("asks whether something is done", "asks", "only as a question"),
    "weakness": _caution("names a weakness", "names a weakness", "only as a weakness"),
}


def cautions(dataset: Readable, iris: Iterable[str]) -> dict[str, Caution]:
    """Return what must be told of those of some items that are no evidence of what they are mapped to.

    :param dataset: the dataset.
    :param iris: any absolute IRIs.
    """
    wanted = [NamedNode(iri) for iri in sorted(set(iris))]
    if not wanted:
        return {}
    known = {dataset.namespaces.prefixes["value"] + f"force-{word}": one for word, one in NO_EVIDENCE.items()}
    query = _FORCES.rebased(CANONICAL_BASE, dataset.namespaces.base).fill({"item": wanted})
    return {
        item.value: known[force.value]
        for item, force in dataset.store.select(query, dataset.stated_graphs).rows
        if isinstance(item, NamedNode) and isinstance(force, NamedNode) and force.value in known
    }


def claiming(names: Namespaces) -> frozenset[str]:
    """Return the properties by which an item could be taken for evidence: mappings and what follows from them."""
    return MAPPING_PROPERTIES | {names.dv(name) for name in (*STATED, *DERIVED)}
