"""A figure on a page: a fragment for a service, or a whole file that works without any other.

The canvas is vis-network's, from the copy that pyvis ships; the template is our own, since pyvis's loads a style sheet
from another host and takes titles as HTML. Without scripts the picture is SVG. All texts are escaped, and nothing is
requested elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dvgraph.errors import InvalidInput
from dvgraph_visualisations.drawing import Drawing, draw
from dvgraph_visualisations.figure import Figure, Row
from dvgraph_visualisations.legend import SIGN_HEIGHT, SIGN_WIDTH, legend_lines
from dvgraph_visualisations.svg import inline_svg

__all__ = ["SCRIPTS", "STYLES", "asset_files", "figure_fragment", "figure_page"]

#: The scripts that a page with a fragment loads, in this order.
SCRIPTS = ("vis-network.min.js", "network.js")
#: The styles that it links to.
STYLES = ("vis-network.css", "network.css")

_STATIC = Path(__file__).resolve().parent / "static"
#: What would end or change an inline script early.
_UNSAFE_INLINE = ("</script", "</style", "<!--")
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def asset_files() -> Mapping[str, Path]:
    """Return the scripts and styles that fragments need, by name: vis-network's from pyvis, and our own.

    :raises InvalidInput: pyvis ships no vis-network.
    """
    own = {name: _STATIC / name for name in ("network.js", "network.css")}
    return {**{name: _vis_folder() / name for name in ("vis-network.min.js", "vis-network.css")}, **own}


@cache
def _vis_folder() -> Path:
    """Return the folder of the newest vis-network that pyvis ships."""
    lib = Path(str(files("pyvis"))) / "lib"
    folders = [one for one in lib.glob("vis-*") if (one / "vis-network.min.js").is_file()]
    if not folders:
        raise InvalidInput("pyvis ships no vis-network; another version of pyvis is needed.", str(lib))
    return max(folders, key=lambda one: [int(part) for part in one.name[4:].split(".") if part.isdigit()])


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dvgraph_visualisations"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def figure_fragment(figure: Figure, *, root: str | None = None, expand: str | None = None) -> Markup:
    """Return the figure as a part of a page that loads `SCRIPTS` and links to `STYLES`.

    It holds the picture (SVG, which a canvas takes the place of where scripts run), controls, the legend, the
    description, and the equal table.

    :param root: the address of the service that has a page for each item ("" for the page's own host); no item is a
        link when None.
    :param expand: the address of this page, which takes further items whose links to show as `expand=CURIE`; no item
        can be expanded when None.
    """
    drawing = draw(figure)
    names = {entry.name: entry.words for entry in figure.legend if entry.sort == "framework"}
    html = (
        _environment()
        .get_template("figure.html")
        .render(
            figure=figure,
            rows=_rows(figure),
            svg=inline_svg(figure, drawing, "dv-figure"),
            legend=legend_lines(figure),
            sign={"width": SIGN_WIDTH, "height": SIGN_HEIGHT},
            frameworks=names,
            statuses=sorted({edge.status for edge in figure.edges}, reverse=True),
            root=root,
            data=_data(figure, drawing, root, expand),
        )
    )
    return Markup(html)  # noqa: S704 - made by an autoescaped template


@dataclass(frozen=True)
class _TableRow:
    """A row of the equal table: each item's text stands in full where it first comes, then short."""

    row: Row
    source_text: str
    target_text: str


def _rows(figure: Figure) -> list[_TableRow]:
    rows: list[_TableRow] = []
    told: set[str] = set()
    for row in figure.table():
        texts = []
        for node in (row.source, row.target):
            texts.append(node.short if node.iri in told else node.label)
            told.add(node.iri)
        rows.append(_TableRow(row, *texts))
    return rows


def figure_page(figure: Figure, *, root: str | None = None) -> str:
    """Return the figure as one HTML file that needs no other file and requests nothing from any host.

    :param root: the address of a service that the items shall link to; they are no links when None.
    :raises InvalidInput: a script can't be put into a page.
    """
    texts = {name: _inlined(path) for name, path in asset_files().items()}
    styles, scripts = ([texts[name] for name in names] for names in (STYLES, SCRIPTS))
    policy = (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template("page.html")
        .render(
            figure=figure,
            fragment=figure_fragment(figure, root=root),
            styles=[Markup(text) for text in styles],  # noqa: S704 - our own files and those of pyvis
            scripts=[Markup(text) for text in scripts],  # noqa: S704
            policy=policy,
        )
    )


def _inlined(path: Path) -> str:
    """Return a script or style for use within a page, without the address of its source map."""
    text = path.read_text(encoding="utf-8")
    text = "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL="))
    found = [unsafe for unsafe in _UNSAFE_INLINE if unsafe in text.lower()]
    if found:
        raise InvalidInput(f"The text {found[0]!r} can't stand in a page.", str(path))
    return text


def _hashes(texts: list[str]) -> str:
    """Return what a content security policy allows, so that these texts run and no others."""
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _data(figure: Figure, drawing: Drawing, root: str | None, expand: str | None) -> Markup:
    """Return what the script needs, as JSON that can stand in a page."""
    nodes = [
        {
            "id": node.iri,
            "curie": node.curie,
            "name": node.name,
            "heading": node.heading,
            "label": node.label,
            "framework": node.framework,
            "href": f"{root}{node.path}" if root is not None and node.path else None,
            "under": node.under,
            "box": [node.x, node.y, node.width, node.height],
            "path": shape.path,
            "tint": shape.tint,
            "code": shape.code,
            "lines": shape.lines,
            "focus": shape.focus,
        }
        for node, shape in zip(figure.nodes, drawing.shapes, strict=True)
    ]
    edges = [
        {
            "from": edge.source,
            "to": edge.target,
            "words": edge.words,
            "status": edge.status,
            "path": line.path,
            "head": line.head,
            "filled": line.filled,
            "tone": line.tone,
            "shown": line.words,
            "at": line.at,
            "anchor": line.anchor,
        }
        for edge, line in zip(figure.edges, drawing.lines, strict=True)
    ]
    values = {
        "focus": figure.focus,
        "frame": [drawing.left, drawing.top, drawing.width, drawing.height],
        "expand": expand,
        "expanded": [figure.node(iri).curie for iri in figure.expanded],
        "nodes": nodes,
        "edges": edges,
    }
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return Markup("".join(_ESCAPES.get(character, character) for character in text))  # noqa: S704 - escaped here
