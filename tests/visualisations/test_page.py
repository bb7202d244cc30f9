from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from dvgraph_visualisations import (
    SCRIPTS,
    STYLES,
    asset_files,
    figure_fragment,
    figure_page,
    figure_svg,
    network_of,
    page,
)
from dvgraph_visualisations.palette import COLOURS, DARK, OUTLINES, STRUCTURE, TINTS, TONES
from dvgraph_visualisations.paths import outline_inset, outline_path

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import SmallDataset

HOSTILE = "</script><!--<img src=x onerror=alert(1)>&\"'{{7*7}}]]>"


class Elements(HTMLParser):
    """Collects the elements of a page with their attributes, and the text of its data block."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self._in_data = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._in_data = tag == "script" and dict(attrs).get("type") == "application/json"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.found}


@pytest.fixture
def hostile(make_small: Callable[[str], SmallDataset]) -> SmallDataset:
    """A framework whose texts are made to break a page."""
    text = json.dumps(HOSTILE)
    return make_small(
        f"graph:map {{ map:H a dv:Unit ; skos:prefLabel {text}@en ; skos:notation {json.dumps('H' + HOSTILE)} ; "
        f"skos:inScheme framework:map ; dv:mentions map:A . "
        f"framework:map dcterms:title {json.dumps('A' + HOSTILE)}@en . "
        f"dv:mentions rdfs:label {json.dumps('a' + HOSTILE)}@en . }}"
    )


def test_page_requests_nothing_and_names_no_other_host(small: SmallDataset) -> None:
    html = figure_page(network_of(small, small.iri("map:A")))
    elements = Elements(html)
    assert not [attrs for _, attrs in elements.found if "src" in attrs]
    assert not [attrs for tag, attrs in elements.found if tag in {"link", "iframe", "img", "object", "embed", "base"}]
    styles = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    assert "@import" not in styles
    assert all(target.startswith("data:") for target in re.findall(r"url\(\s*['\"]?([^'\")]*)", styles))
    assert "sourceMappingURL" not in html
    policy = next(
        attrs["content"] for _, attrs in elements.found if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_page_has_an_equal_table(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("map:A"))
    elements = Elements(figure_fragment(figure))
    rows = [attrs for tag, attrs in elements.found if tag == "tr" and "data-edge" in attrs]
    assert len(rows) == len(figure.table()) == len(figure.edges)
    html = figure_fragment(figure)
    for node in figure.nodes:
        assert node.label in html


def test_data_of_a_page_is_the_figure(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("plan:1"))
    data = json.loads(Elements(figure_fragment(figure)).data)
    assert [node["id"] for node in data["nodes"]] == [node.iri for node in figure.nodes]
    assert [(e["from"], e["to"], e["status"]) for e in data["edges"]] == [
        (e.source, e.target, e.status) for e in figure.edges
    ]


@pytest.mark.parametrize("write", [figure_page, figure_fragment])
def test_hostile_texts_are_escaped_in_html(hostile: SmallDataset, write: Callable[..., str]) -> None:
    figure = network_of(hostile, hostile.iri("map:H"))
    html = write(figure)
    elements = Elements(html)
    assert "img" not in elements.tags()
    assert "alert(1)>" not in html
    assert "49" not in Elements(html).data
    data = json.loads(elements.data)
    assert HOSTILE in {node["label"] for node in data["nodes"]}
    assert not set("<>&") & set(elements.data)


def test_hostile_texts_are_escaped_in_svg(hostile: SmallDataset) -> None:
    root = ET.fromstring(figure_svg(network_of(hostile, hostile.iri("map:H"))))
    assert {one.tag.rpartition("}")[2] for one in root.iter()} == {
        "svg",
        "title",
        "desc",
        "style",
        "rect",
        "path",
        "g",
        "text",
        "tspan",
    }
    assert HOSTILE in "".join(root.itertext())


def test_characters_that_xml_lacks_are_replaced_in_svg(make_small: Callable[[str], SmallDataset]) -> None:
    dataset = make_small(
        'graph:map { map:H a dv:Unit ; skos:prefLabel "a\\u0001b"@en ; skos:inScheme framework:map . }'
    )
    assert "a\ufffdb" in "".join(ET.fromstring(figure_svg(network_of(dataset, dataset.iri("map:H")))).itertext())


def test_svg_is_well_formed_with_title_description_and_legend(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("plan:1"))
    root = ET.fromstring(figure_svg(figure))
    space = "{http://www.w3.org/2000/svg}"
    assert [one.text for one in root.findall(f"{space}title")] == [figure.title]
    assert [one.text for one in root.findall(f"{space}desc")] == [figure.description]
    text = "".join(root.itertext())
    assert all(
        words in text for words in ("contributes to (stated)", "supports (inferred)", "area of work", "Map of Work")
    )
    assert figure_svg(figure) == figure_svg(network_of(small, small.iri("plan:1")))


def test_inferred_links_are_dashed_and_stated_ones_are_not(small: SmallDataset) -> None:
    svg = figure_svg(network_of(small, small.iri("plan:1")))
    dashed = re.findall(r'<path class="dv-tone-\d"[^>]*stroke-dasharray', svg)
    assert len(dashed) == 2 + 1  # two links, and their sign in the legend


def test_items_are_links_only_where_a_service_has_their_pages(small: SmallDataset) -> None:
    figure = network_of(small, small.iri("plan:1"))
    assert "<a " not in figure_fragment(figure)
    assert 'href="/map/A2"' in figure_fragment(figure, root="")
    assert 'href="https://example.org/map/A2"' in figure_page(figure, root="https://example.org")
    assert json.loads(Elements(figure_fragment(figure, root="", expand="/plan/1")).data)["expand"] == "/plan/1"


def test_assets_are_files_in_the_packages(small: SmallDataset) -> None:
    assets = asset_files()
    assert set(assets) == {*SCRIPTS, *STYLES}
    assert "pyvis" in str(assets["vis-network.min.js"])
    assert b"vis-network" in assets["vis-network.min.js"].read_bytes()[:200]
    assert "style=" not in figure_fragment(network_of(small, small.iri("plan:1")))


def test_script_that_would_end_its_element_is_refused(
    small: SmallDataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.js"
    bad.write_text("x = '</SCRIPT>'", encoding="utf-8")
    monkeypatch.setattr(page, "asset_files", lambda: dict.fromkeys((*SCRIPTS, *STYLES), bad))
    with pytest.raises(ValueError, match="can't stand in a page"):
        figure_page(network_of(small, small.iri("plan:1")))


def test_style_sheet_has_the_colours_of_the_palette() -> None:
    css = asset_files()["network.css"].read_text(encoding="utf-8")
    blocks = re.findall(r":root \{\n(.*?)\}", css, re.DOTALL)
    stated = [dict(re.findall(r"--dv-([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    assert stated == [dict(COLOURS), dict(DARK), dict(COLOURS)]
    for name in (*TINTS, STRUCTURE, *TONES):
        assert f".dv-{name} {{" in css


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [COLOURS, DARK], ids=["light", "dark"])
def test_colours_have_contrast_enough(colours: dict[str, str]) -> None:
    for tint in TINTS:
        assert contrast(colours[f"{tint}-fill"], colours["ink"]) >= 7
        assert contrast(colours[f"{tint}-line"], colours["ground"]) >= 3
    for tone in (STRUCTURE, *TONES):
        assert contrast(colours[tone], colours["ground"]) >= 4.5
    assert contrast(colours["ink"], colours["ground"]) >= 7


def test_outline_of_every_kind_is_a_path_within_its_box() -> None:
    for outline in OUTLINES:
        assert outline_path(outline, 0, 0, 220, 44).startswith("M")
        for side in (-1, 1):
            assert all(0 <= outline_inset(outline, side, dy, 44) <= 22 for dy in range(-22, 23, 4))
