"""Leaving in a hurry: the button, and Shift three times; with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from dvgraph.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Watch

pytestmark = pytest.mark.browser

EXIT = Settings().exit_url


def _opened(open_page: Callable[..., Watch], address: str, **options: object) -> Page:
    """Open a page whose way out is answered here, so that nothing is asked of another host."""
    page = open_page(address, **options).page
    page.route(re.compile("^https://"), lambda route: route.fulfill(body="out", content_type="text/plain"))
    return page


def test_button_leaves_and_takes_the_place_of_the_page_in_the_history(
    service: str, open_page: Callable[..., Watch]
) -> None:
    page = _opened(open_page, f"{service}functional-map/AA1")
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(EXIT)
    assert page.evaluate("history.length") == before


def test_shift_three_times_is_announced_and_leaves(service: str, open_page: Callable[..., Watch]) -> None:
    page = _opened(open_page, f"{service}functional-map/AA1")
    page.keyboard.press("Shift")
    assert "2 more times" in page.inner_text("#exit-status")
    page.keyboard.press("Shift")
    assert "once more" in page.inner_text("#exit-status")
    page.keyboard.press("Shift")
    page.wait_for_url(EXIT)


def test_capital_letters_do_not_leave(service: str, open_page: Callable[..., Watch]) -> None:
    page = _opened(open_page, service)
    page.locator("#q").focus()
    for _ in range(4):
        page.keyboard.press("Shift+A")
    assert page.input_value("#q") == "AAAA"
    assert page.inner_text("#exit-status") == ""


def test_button_works_without_scripts(service: str, open_page: Callable[..., Watch]) -> None:
    page = _opened(open_page, service, java_script_enabled=False)
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(EXIT)
