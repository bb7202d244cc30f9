"""axe on every kind of page, light and dark: no violation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Watch

pytestmark = pytest.mark.browser

PAGES = {
    "home": "",
    "questions": "questions",
    "question": "questions/units-for-objective?objective=1",
    "question-form": "questions/units-for-objective",
    "item": "functional-map/BA3",
    "framework": "functional-map",
    "objective": "delivery-plan/1",
    "record": "set/G3-C5",
    "explanation": "explain?s=fm:BA3&p=dv:supports&o=ndp:1",
    "explanation-form": "explain",
    "no-explanation": "explain?s=fm:BA3&p=dv:supports&o=ndp:7",
    "ontology": "ontology",
    "sparql": "sparql",
    "search": "search?q=C1",
    "search-words": "search?q=saftey%20planning&framework=set",
    "search-question": "search?q=what%20supports%20objective%203%3F",
    "search-doubt": "search?q=how%20is%20AA1%20connected%20to%20C9",
    "search-nothing": "search?q=xyzzyx",
    "connection": "questions/connection?source=fm:AA1&target=set:C9",
    "api": "api",
    "crosswalks": "crosswalks",
    "crosswalk": "crosswalks/set/fm",
    "crosswalk-list": "crosswalks/set/fm?show=list&page=2",
    "crosswalk-gaps": "crosswalks/nos/fm?show=gaps",
    "downloads": "downloads",
    "list": "search?framework=fm&kind=Unit",
    "not-found": "functional-map/ZZ9",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_violation(service: str, open_page: Callable[..., Watch], axe: str, name: str, scheme: str) -> None:
    page = open_page(service + PAGES[name], color_scheme=scheme).page
    page.evaluate(axe)
    violations = page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    assert [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]][:3]) for one in violations] == []


def test_picture_has_no_violation_once_an_item_is_chosen(
    service: str, open_page: Callable[..., Watch], axe: str
) -> None:
    page = open_page(f"{service}delivery-plan/1").page
    page.locator(".dv-stage").press("Home")
    page.evaluate(axe)
    violations = page.evaluate("async () => (await axe.run('.dv-figure', { resultTypes: ['violations'] })).violations")
    assert [one["id"] for one in violations] == []
