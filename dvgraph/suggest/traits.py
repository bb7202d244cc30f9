"""Evidence of controlled values: for whom both ends are, how binding, how far the proficiency goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dvgraph.suggest.material import Target

__all__ = ["shared_traits"]

#: From which weight a suggested value counts as the item's.
_LEAST = 0.3


def shared_traits(weights: Mapping[str, float], targets: Sequence[Target]) -> list[float]:
    """Return the share of common values among those of either end, for each candidate.

    Only properties count that the candidate has: a map that names no proficiency says nothing about it.

    :param weights: "property value" -> weight, beside topics, which do not count.
    """
    own = {trait for trait, weight in weights.items() if " " in trait and weight >= _LEAST}
    found = []
    for target in targets:
        properties = {trait.partition(" ")[0] for trait in target.item.traits}
        mine = {trait for trait in own if trait.partition(" ")[0] in properties}
        both = mine | target.item.traits
        found.append(len(mine & target.item.traits) / len(both) if both else 0.0)
    return found
