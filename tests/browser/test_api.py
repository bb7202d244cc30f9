"""The page of the interface for programs: Swagger UI without a word in the console, a foreign host, or a barrier."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from .conftest import Watch

pytestmark = pytest.mark.browser

OPERATION = "#operations-delivery-plan-units-for-objective"
KEPT = "[localStorage.length, sessionStorage.length, document.cookie.length]"


def violations(watch: Watch, axe: str) -> list[tuple[str, list[str]]]:
    watch.page.evaluate(axe)
    found = watch.page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}],
    ids=["light", "dark", "phone"],
)
def test_a_question_is_asked_from_the_page(
    service: str, open_page: Callable[..., Watch], axe: str, options: dict[str, object]
) -> None:
    watch = open_page(f"{service}api", **options)
    page = watch.page
    page.locator("#operations-tag-delivery-plan button").first.click()
    page.locator(f"{OPERATION} .opblock-summary-control").click()
    page.locator(f"{OPERATION} tr[data-param-name=objective] select").select_option("ndp:1")
    assert violations(watch, axe) == []
    page.locator(f"{OPERATION} .execute").click()
    page.wait_for_selector(f"{OPERATION} .live-responses-table tbody .response-col_status")
    assert '"question": "units-for-objective"' in page.locator(f"{OPERATION} .live-responses-table").inner_text()
    assert violations(watch, axe) == []
    assert watch.errors == []
    assert watch.hosts == {urlsplit(service).netloc}
    assert page.evaluate(KEPT) == [0, 0, 0]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("tag", ["search", "reasons", "crosswalks", "downloads", "linked-data", "sparql", "service"])
def test_operations_open_without_a_word_in_the_console(service: str, open_page: Callable[..., Watch], tag: str) -> None:
    watch = open_page(f"{service}api")
    page = watch.page
    page.locator(f"#operations-tag-{tag} button").first.click()
    operations = page.locator(f"[id^='operations-{tag}-']")
    operations.first.wait_for()
    operations.evaluate_all("all => all.forEach(one => one.querySelector('.opblock-summary-control').click())")
    for operation in operations.all():
        operation.locator(".opblock-body").first.wait_for()
    assert watch.errors == []


def test_page_is_readable_without_scripts(service: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(f"{service}api", java_script_enabled=False).page
    assert page.locator("noscript a[href^='/questions/']").count() > 30
    page.locator("a[href='/questions/units-for-objective']").click()
    assert page.url.endswith("/questions/units-for-objective")
