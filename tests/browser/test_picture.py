"""The picture of an objective, as a reader meets it: by mouse, by keyboard, on a phone, without scripts, as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dvgraph.dataset import Dataset
from dvgraph_visualisations import figure_page, network_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Watch

pytestmark = pytest.mark.browser

UNITS = [
    *(f"BA{n}" for n in range(1, 7)),
    *(f"BB{n}" for n in range(1, 3)),
    *(f"CA{n}" for n in range(1, 5)),
    *(f"CB{n}" for n in range(1, 8)),
    *(f"CC{n}" for n in range(1, 5)),
]
#: How many points of the canvas are not clear, and how many colours they have.
PAINTED = """
  const canvas = document.querySelector(".dv-canvas canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  let points = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 0) continue;
    points += 1;
    if (data[at + 3] === 255) colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  }
  return [points, colours.size];
"""


@pytest.fixture
def file(dataset: Dataset, tmp_path: Path) -> Path:
    """The picture of objective 1 as a file."""
    path = tmp_path / "objective.html"
    path.write_text(figure_page(network_of(dataset, dataset.namespaces.iri("ndp:1") or "")), encoding="utf-8")
    return path


def painted(page: Page) -> tuple[int, int]:
    """Return how many points of the canvas are painted, and in how many colours."""
    points, colours = page.evaluate(f"() => {{ {PAINTED} }}")
    return points, colours


def test_objective_page_draws_its_picture(
    service: str, open_page: Callable[..., Watch], tmp_path_factory: pytest.TempPathFactory
) -> None:
    watch = open_page(f"{service}delivery-plan/1")
    page = watch.page
    assert page.locator(".dv-figure").get_attribute("data-items") == "29"
    points, colours = painted(page)
    assert points > 100_000
    assert colours > 10
    assert not page.locator(".dv-svg-holder").is_visible()
    shots = tmp_path_factory.mktemp("screenshots")
    page.screenshot(path=shots / "objective.png", full_page=True)
    page.locator(".dv-stage").screenshot(path=shots / "picture.png")
    assert watch.errors == []
    assert watch.hosts == {service.removeprefix("http://").rstrip("/")}


def test_objective_page_has_all_units_in_the_table(service: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(f"{service}delivery-plan/1").page
    supports = page.locator('.dv-equal tr:has(td:nth-child(2):text-is("supports"))')
    assert supports.locator("td:first-child a").all_text_contents() == UNITS
    assert set(supports.locator("td:last-child").all_text_contents()) == {"inferred"}
    assert page.locator('.dv-equal tr:has(td:nth-child(2):text-is("contributes to"))').count() == 5


def test_picture_is_reached_and_walked_by_keyboard(service: str, open_page: Callable[..., Watch]) -> None:
    watch = open_page(f"{service}delivery-plan/1")
    page = watch.page
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.classList.contains('dv-stage')"):
            break
    status = page.locator("[data-dv-status]")
    page.keyboard.press("ArrowDown")
    assert (status.text_content() or "").startswith("Objective 1:")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert (status.text_content() or "").startswith("BB1 unit:")
    assert "BB1 supports Objective 1 (inferred)" in (page.locator(".dv-details").text_content() or "")
    page.keyboard.press("Escape")
    assert page.locator(".dv-details").is_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/delivery-plan/1")
    assert watch.errors == []


def test_click_shows_an_item_and_the_way_to_its_page(service: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(f"{service}delivery-plan/1").page
    page.locator(".dv-canvas canvas").click()
    # vis-network waits for a second click before it reports the first.
    page.locator(".dv-details").get_by_text("Objective 1").first.wait_for()
    page.locator(".dv-stage").press("ArrowLeft")
    page.get_by_role("link", name="Show all links of BB here").click()
    page.wait_for_url("**/delivery-plan/1?expand=fm%3ABB*")
    assert (
        page.locator(".dv-equal").get_by_role("link", name="BB-CM1").count() >= 1
        or page.locator(".dv-equal tr[data-edge]").count() > 51
    )
    page.locator(".dv-stage").press("ArrowDown")
    page.locator(".dv-stage").press("ArrowLeft")
    page.get_by_role("link", name="Open the page of").click()
    page.wait_for_url("**/functional-map/*")


def test_filters_hide_links_in_picture_and_table(service: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(f"{service}delivery-plan/1").page
    before = painted(page)[0]
    page.get_by_label("inferred", exact=True).uncheck()
    assert page.locator("[data-dv-status]").text_content() == "Shown: 29 items and 28 links."
    assert page.locator(".dv-equal tr[data-edge]:visible").count() == 28
    assert painted(page)[0] < before
    page.locator("[data-framework=fm]").uncheck()
    assert page.locator("[data-dv-status]").text_content() == "Shown: 1 item and 0 links."
    page.get_by_label("inferred", exact=True).check()
    page.locator("[data-framework=fm]").check()
    assert page.locator("[data-dv-status]").text_content() == "Shown: 29 items and 51 links."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_picture_fits_a_phone_in_both_schemes(
    service: str, open_page: Callable[..., Watch], scheme: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    watch = open_page(f"{service}delivery-plan/1", viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page = watch.page
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert painted(page)[0] > 50_000
    page.locator(".dv-stage").screenshot(path=tmp_path_factory.mktemp("screenshots") / f"phone-{scheme}.png")
    page.get_by_role("button", name="Fit the width").click()
    assert page.evaluate(
        "() => { const s = document.querySelector('.dv-stage'); return s.scrollWidth <= s.clientWidth; }"
    )
    assert watch.errors == []


def test_picture_is_seen_without_scripts(service: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(f"{service}delivery-plan/1", java_script_enabled=False).page
    assert page.locator(".dv-svg").is_visible()
    assert page.locator(".dv-controls").is_hidden()
    assert page.locator(".dv-svg text").filter(has_text="BA3").is_visible()


def test_file_is_drawn_and_requests_nothing(file: Path, open_page: Callable[..., Watch]) -> None:
    watch = open_page(file.as_uri())
    assert watch.page.locator(".dv-figure").get_attribute("data-items") == "29"
    assert painted(watch.page)[0] > 100_000
    assert watch.errors == []
    assert watch.hosts == {""}
