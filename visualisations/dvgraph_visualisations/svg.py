"""A figure as SVG: a file that stands alone, or the picture within a page, seen without scripts and in print."""

from __future__ import annotations

import re

from markupsafe import Markup

from dvgraph_visualisations import palette
from dvgraph_visualisations.drawing import Drawing, Line, Shape, draw
from dvgraph_visualisations.figure import Figure
from dvgraph_visualisations.legend import legend_svg
from dvgraph_visualisations.lettering import FONT, FONT_SIZE, LINE_HEIGHT

__all__ = ["figure_svg", "inline_svg"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def figure_svg(figure: Figure) -> str:
    """Return the figure as an SVG file: with its title, its description, its legend, and colours for light and dark."""
    drawing = draw(figure)
    legend, more = legend_svg(figure, drawing.left, drawing.top + drawing.height, drawing.width)
    height = drawing.height + more
    body = Markup("").join([_style(), _ground(drawing, height), *_parts(figure, drawing), legend])
    return str(Markup('<?xml version="1.0" encoding="UTF-8"?>\n') + _svg(figure, drawing, height, body, "figure"))


def inline_svg(figure: Figure, drawing: Drawing, prefix: str) -> Markup:
    """Return the picture for use within HTML, without legend and style.

    :param prefix: what the ids in it begin with.
    """
    return _svg(figure, drawing, drawing.height, Markup("").join(_parts(figure, drawing)), prefix)


def _svg(figure: Figure, drawing: Drawing, height: float, body: Markup, prefix: str) -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="dv-svg" role="img" aria-labelledby="{p}-title {p}-desc" '
        'viewBox="{box}" width="{width:.0f}" height="{height:.0f}" font-family="{font}" font-size="{size:g}">'
        '<title id="{p}-title">{title}</title><desc id="{p}-desc">{description}</desc>{body}</svg>'
    ).format(
        p=prefix,
        box=f"{drawing.left:g} {drawing.top:g} {drawing.width:g} {height:g}",
        width=drawing.width,
        height=height,
        font=FONT,
        size=FONT_SIZE,
        title=_clean(figure.title),
        description=_clean(figure.description),
        body=body,
    )


def _parts(figure: Figure, drawing: Drawing) -> list[Markup]:
    lines = [_line(line) for line in drawing.lines]
    boxes = [_box(shape, figure) for shape in drawing.shapes]
    return [*lines, *boxes]


def _line(line: Line) -> Markup:
    """Return a link: its line, its arrowhead, its words."""
    stroke = palette.colour(line.tone)
    width = "1.5" if line.tone == palette.STRUCTURE else "1.8"
    dash = Markup(' stroke-dasharray="6 4"') if line.dashed else Markup("")
    text = Markup(
        '<path class="dv-{tone}" d="{d}" fill="none" stroke="{stroke}" stroke-width="{width}"{dash}/>'
    ).format(tone=line.tone, d=line.path, stroke=stroke, width=width, dash=dash)
    if line.head:
        fill, sort = (stroke, "dv-filled ") if line.filled else ("none", "")
        text += Markup(
            '<path class="{sort}dv-{tone}" d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>'
        ).format(sort=sort, tone=line.tone, d=line.head, fill=fill, stroke=stroke)
    if line.words:
        text += Markup(
            '<text class="dv-words" x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="11.5" '
            'fill="{ink}" stroke="{ground}" stroke-width="3" '
            'stroke-linejoin="round" paint-order="stroke">{words}</text>'
        ).format(
            x=line.at[0],
            y=line.at[1],
            anchor=line.anchor,
            ink=palette.colour("ink"),
            ground=palette.colour("ground"),
            words=_clean(line.words),
        )
    return text


def _box(shape: Shape, figure: Figure) -> Markup:
    """Return an item: its outline with its text, and the full text as its title."""
    node = figure.node(shape.iri)
    first, *others = shape.lines
    top = node.y - LINE_HEIGHT * (len(shape.lines) - 1) / 2 + FONT_SIZE * 0.35
    spans = [
        Markup('<tspan font-weight="bold">{}</tspan>{}').format(_clean(shape.code), _clean(first[len(shape.code) :]))
    ]
    spans += [
        Markup('<tspan x="{:g}" dy="{:g}">{}</tspan>').format(node.x, LINE_HEIGHT, _clean(line)) for line in others
    ]
    return Markup(
        '<g class="dv-node"><title>{name}, {kind}: {label}</title>'
        '<path class="dv-{tint}" d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'
        '<text x="{x:g}" y="{y:g}" text-anchor="middle" fill="{ink}">{spans}</text></g>'
    ).format(
        name=_clean(node.name),
        kind=_clean(node.kind_words),
        label=_clean(node.label),
        tint=shape.tint,
        d=shape.path,
        fill=palette.colour(f"{shape.tint}-fill"),
        stroke=palette.colour(f"{shape.tint}-line"),
        width="3.5" if shape.focus else "1.5",
        x=node.x,
        y=top,
        ink=palette.colour("ink"),
        spans=Markup("").join(spans),
    )


def _clean(text: str) -> str:
    """Return a text without the characters that XML can't hold."""
    return _NOT_XML.sub("\ufffd", text)


def _ground(drawing: Drawing, height: float) -> Markup:
    return Markup('<rect class="dv-ground" x="{:g}" y="{:g}" width="{:g}" height="{:g}" fill="{}"/>').format(
        drawing.left, drawing.top, drawing.width, height, palette.colour("ground")
    )


def _style() -> Markup:
    """Return the style that gives the file its colours on a dark ground."""
    rules = [
        f".dv-ground{{fill:{palette.DARK['ground']}}}",
        f"text{{fill:{palette.DARK['ink']}}}.dv-outline{{stroke:{palette.DARK['ink']}}}",
        f".dv-words{{stroke:{palette.DARK['ground']}}}",
        *(
            f".dv-{tint}{{fill:{palette.DARK[tint + '-fill']};stroke:{palette.DARK[tint + '-line']}}}"
            for tint in palette.TINTS
        ),
        *(
            f".dv-{tone}{{stroke:{palette.DARK[tone]}}}.dv-filled.dv-{tone}{{fill:{palette.DARK[tone]}}}"
            for tone in (palette.STRUCTURE, *palette.TONES)
        ),
    ]
    return Markup("<style>@media (prefers-color-scheme:dark){{{}}}</style>").format(Markup("").join(map(Markup, rules)))
