"""The legend of a picture: each sign with its meaning in words, for a page and for an SVG file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from dvgraph_visualisations import palette
from dvgraph_visualisations.figure import Figure
from dvgraph_visualisations.lettering import text_width
from dvgraph_visualisations.paths import head_path, outline_path

__all__ = ["SIGN_HEIGHT", "SIGN_WIDTH", "LegendLine", "legend_lines", "legend_svg"]

SIGN_WIDTH, SIGN_HEIGHT = 44.0, 20.0
_GAP, _ROW = 18.0, 26.0
_HEAD = 9.0


@dataclass(frozen=True)
class LegendLine:
    """A sign and its meaning.

    :param sign: the sign as SVG, within `SIGN_WIDTH` and `SIGN_HEIGHT`.
    :param words: its meaning.
    """

    sign: Markup
    words: str


def legend_lines(figure: Figure) -> list[LegendLine]:
    """Return what the signs of a figure mean: frameworks, kinds of item, kinds of link."""
    return [*_frameworks(figure), *_kinds(figure), *_links(figure)]


def _frameworks(figure: Figure) -> Iterator[LegendLine]:
    for entry in figure.legend:
        if entry.sort == "framework":
            yield LegendLine(_outline("rectangle", entry.sign), f"item of: {entry.words}")


def _kinds(figure: Figure) -> Iterator[LegendLine]:
    for entry in figure.legend:
        if entry.sort == "kind":
            yield LegendLine(_outline(entry.sign, ""), entry.words)


def _links(figure: Figure) -> Iterator[LegendLine]:
    present = {(edge.predicate, edge.status, edge.symmetric) for edge in figure.edges}
    for entry in figure.legend:
        for predicate, status, symmetric in sorted(present):
            if entry.sort == "link" and entry.name == predicate:
                yield LegendLine(
                    _link(entry.sign, dashed=status == "inferred", headless=symmetric), f"{entry.words} ({status})"
                )


def _outline(outline: str, tint: str) -> Markup:
    fill = palette.colour(f"{tint}-fill") if tint else "none"
    line = palette.colour(f"{tint}-line") if tint else palette.colour("ink")
    return Markup('<path class="dv-{}" d="{}" fill="{}" stroke="{}" stroke-width="1.5"/>').format(
        tint or "outline",
        outline_path(outline, SIGN_WIDTH / 2, SIGN_HEIGHT / 2, SIGN_WIDTH - 4, SIGN_HEIGHT - 4),
        fill,
        line,
    )


def _link(sign: str, *, dashed: bool, headless: bool) -> Markup:
    tone, style = palette.link_sign(sign)
    stroke, y = palette.colour(tone), SIGN_HEIGHT / 2
    end = SIGN_WIDTH - 2 - (0 if headless else _HEAD)
    dash = Markup(' stroke-dasharray="6 4"') if dashed else Markup("")
    line = Markup('<path class="dv-{}" d="M2 {:g}H{:g}" fill="none" stroke="{}" stroke-width="1.8"{}/>').format(
        tone, y, end, stroke, dash
    )
    if headless:
        return line
    filled = style in palette.FILLED
    return line + Markup('<path class="{}dv-{}" d="{}" fill="{}" stroke="{}" stroke-width="1.5"/>').format(
        "dv-filled " if filled else "",
        tone,
        head_path(style, (SIGN_WIDTH - 2, y), (1.0, 0.0), _HEAD),
        stroke if filled else "none",
        stroke,
    )


def legend_svg(figure: Figure, left: float, top: float, width: float) -> tuple[Markup, float]:
    """Return the legend as SVG, flowing within a width, and its height."""
    x, y = left + _GAP, top
    parts = []
    for line in legend_lines(figure):
        needed = SIGN_WIDTH + 6 + text_width(line.words, 12)
        if x + needed > left + width and x > left + _GAP:
            x, y = left + _GAP, y + _ROW
        parts.append(
            Markup(
                '<g transform="translate({:g} {:g})">{}<text x="{:g}" y="14" font-size="12" fill="{}">{}</text></g>'
            ).format(round(x, 1), y, line.sign, SIGN_WIDTH + 6, palette.colour("ink"), line.words)
        )
        x += needed + _GAP
    return Markup("").join(parts), y + _ROW - top
