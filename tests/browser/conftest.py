"""The real service in a process of its own, on real data, and Debian's Chromium to look at it."""

from __future__ import annotations

import os
import queue
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from dvgraph.dataset import Dataset
from dvgraph.places import PACKAGE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Seconds that a start may take on a busy machine; a service that ends is noticed at once.
PATIENCE = 180
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Watch:
    """What a page said and asked for.

    :param page: the page.
    :param errors: errors and warnings of its console, and uncaught exceptions.
    :param hosts: the hosts that it asked.
    """

    page: Page
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


def _chromium() -> str:
    """Return the browser to use; skips where there is none."""
    wanted = os.environ.get("DVGRAPH_CHROMIUM") or shutil.which("chromium")
    if not wanted or not Path(wanted).is_file():
        pytest.skip("there is no Chromium here: apt install chromium, or set DVGRAPH_CHROMIUM to one")
    return wanted


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    executable = _chromium()
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def service(dataset: Dataset) -> Iterator[str]:
    """The address of the service, run as a user runs it."""
    _chromium()
    folders = [PACKAGE.parent, *(PACKAGE.parent / name for name in ("server", "visualisations"))]
    paths = [str(folder) for folder in folders if folder.is_dir()] + [os.environ.get("PYTHONPATH", "")]
    environ = {
        **os.environ,
        "DVGRAPH_DATA_DIR": str(dataset.settings.data_dir),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    command = [sys.executable, "-m", "dvgraph", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    """Return the address that a starting service prints; what it prints later is read and dropped."""
    lines: queue.Queue[str | None] = queue.Queue()
    assert process.stdout is not None
    threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
    said = []
    while (line := lines.get(timeout=PATIENCE)) is not None:
        said.append(line)
        if found := re.search(r"http://[\w.:\[\]]+/", line):
            return found[0]
    pytest.fail("the service did not start:\n" + "".join(said))


def _read(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, from the package that ships it."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Watch]]:
    """Open an address in a page of its own, and watch what it says and asks for."""
    contexts = []

    def open_it(address: str, **options: object) -> Watch:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        watch = Watch(context.new_page())
        watch.page.on(
            "console", lambda said: watch.errors.append(said.text) if said.type in {"error", "warning"} else None
        )
        watch.page.on("pageerror", lambda error: watch.errors.append(str(error)))
        watch.page.on("request", lambda request: watch.hosts.add(urlsplit(request.url).netloc))
        watch.page.goto(address)
        return watch

    yield open_it
    for context in contexts:
        context.close()
