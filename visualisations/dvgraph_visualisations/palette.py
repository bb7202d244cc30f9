"""The signs of the pictures.

Colour is never the only one: kinds differ by outline, links by arrowhead, inferred links are dashed.
`static/network.css` holds the same colours as custom properties, for pages and for the dark scheme: a test compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "COLOURS",
    "DARK",
    "FILLED",
    "HEADS",
    "LINK_SIGNS",
    "OUTLINES",
    "STRUCTURE",
    "TINTS",
    "TONES",
    "colour",
    "link_sign",
    "signs",
]

#: The tints of frameworks.
TINTS: Sequence[str] = ("tint-1", "tint-2", "tint-3", "tint-4", "tint-5", "tint-6")
#: The outlines of kinds of item.
OUTLINES: Sequence[str] = ("rounded", "rectangle", "pill", "hexagon", "octagon", "slanted", "leaf", "house")
#: The tones of kinds of link.
TONES: Sequence[str] = ("tone-1", "tone-2", "tone-3", "tone-4", "tone-5", "tone-6")
#: The arrowheads of kinds of link.
HEADS: Sequence[str] = ("triangle", "diamond", "circle", "barb", "hollow", "bar")
#: The tone of the link from a part to its whole, whose arrowhead is "open".
STRUCTURE = "tone-0"
#: The signs of kinds of link, each a tone with an arrowhead; neighbours differ in both.
LINK_SIGNS: Sequence[str] = tuple(
    f"{tone} {HEADS[(n + turn) % len(HEADS)]}" for turn in range(len(HEADS)) for n, tone in enumerate(TONES)
)
#: The arrowheads that are filled; the others are drawn as lines.
FILLED = frozenset({"triangle", "diamond", "circle"})

#: Name -> colour on a light ground.
COLOURS: Mapping[str, str] = {
    "ground": "#ffffff",
    "ink": "#16191d",
    "tint-1-fill": "#e3eefb",
    "tint-1-line": "#1d5fa8",
    "tint-2-fill": "#fdeedd",
    "tint-2-line": "#9a5200",
    "tint-3-fill": "#e4f4e6",
    "tint-3-line": "#20713a",
    "tint-4-fill": "#f1e8fa",
    "tint-4-line": "#6b3fa0",
    "tint-5-fill": "#def3f3",
    "tint-5-line": "#11696e",
    "tint-6-fill": "#fce8ee",
    "tint-6-line": "#a3284f",
    "tone-0": "#656d78",
    "tone-1": "#1f4fbf",
    "tone-2": "#b3420b",
    "tone-3": "#1b7a3d",
    "tone-4": "#7a2fb0",
    "tone-5": "#0b7285",
    "tone-6": "#b0245a",
}

#: Name -> colour on a dark ground.
DARK: Mapping[str, str] = {
    "ground": "#14171b",
    "ink": "#f2f4f7",
    "tint-1-fill": "#16304d",
    "tint-1-line": "#86b8f2",
    "tint-2-fill": "#43290c",
    "tint-2-line": "#f0b06a",
    "tint-3-fill": "#153a20",
    "tint-3-line": "#86d39a",
    "tint-4-fill": "#33214a",
    "tint-4-line": "#c6a5f2",
    "tint-5-fill": "#0f3a3c",
    "tint-5-line": "#74d0d4",
    "tint-6-fill": "#481b2a",
    "tint-6-line": "#f5a0b8",
    "tone-0": "#9aa4b2",
    "tone-1": "#8fb1ff",
    "tone-2": "#ff9d66",
    "tone-3": "#7fd99a",
    "tone-4": "#d0a5ff",
    "tone-5": "#6fd3e3",
    "tone-6": "#ff9dbb",
}


def colour(name: str) -> str:
    """Return a colour on a light ground."""
    return COLOURS[name]


def link_sign(sign: str) -> tuple[str, str]:
    """Return the tone and the arrowhead of a kind of link.

    >>> link_sign("tone-2 diamond")
    ('tone-2', 'diamond')
    """
    tone, _, head = sign.partition(" ")
    return tone, head or "open"


def signs(wanted: Iterable[str], everything: Sequence[str], choices: Sequence[str]) -> dict[str, str]:
    """Give each name a sign: the one that it has in every picture, or the next free one where two would share it.

    :param wanted: the names that need a sign.
    :param everything: all names there are, in a lasting order.
    :param choices: the signs; used again once all are taken.

    >>> signs(["a", "c"], ["a", "b", "c"], ["x", "y"])
    {'a': 'x', 'c': 'y'}
    """
    order = {name: at for at, name in enumerate(everything)}
    given: dict[str, str] = {}
    for name in sorted(wanted, key=lambda n: (order.get(n, len(order)), n)):
        start = order.get(name, len(order)) % len(choices)
        turned = [*choices[start:], *choices[:start]]
        given[name] = next((sign for sign in turned if sign not in given.values()), turned[0])
    return given
