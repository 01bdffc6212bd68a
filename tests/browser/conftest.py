"""The system's Chromium and the fake site, for the tests in a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.chat import Chat
from browser.site import Site

# Background services would reach for hosts that a test machine does not reach.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def base_url() -> str:
    """None: each test names its site. Stands in for pytest-base-url's, which warns on pytest 9."""
    return ""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium; without one these tests are skipped, but never in CI."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = "no Chromium on this machine: install the package `chromium` (apt-get install)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium: str
) -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    return {**browser_type_launch_args, "executable_path": chromium, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def shared_site() -> Iterator[Site]:
    """One fake site for all tests that leave it running."""
    site = Site("browser.fake_site")
    yield site
    site.kill()


@pytest.fixture
def site(shared_site: Site) -> Site:
    """The fake site with nothing asked and nothing held."""
    shared_site.control("reset")
    return shared_site


@pytest.fixture
def mortal_site() -> Iterator[Site]:
    """A fake site of the test's own, which it may kill."""
    site = Site("browser.fake_site")
    yield site
    site.kill()


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desktop window; still, so that nothing is looked at while it moves."""
    size = {"width": 1280, "height": 800}
    return {**browser_context_args, "viewport": size, "reduced_motion": "reduce"}


@pytest.fixture
def roadmap_page(page: Page, site: Site) -> Page:
    """The roadmap page with the widget ready and nothing asked yet."""
    expect.set_options(timeout=5_000)
    open_roadmap(page, site)
    return page


@pytest.fixture
def chat(roadmap_page: Page) -> Chat:
    """The widget on the roadmap page."""
    return Chat(roadmap_page)


def open_roadmap(page: Page, site: Site, fragment: str = "") -> None:
    """Load the roadmap page and wait for the widget."""
    page.goto(f"{site.url}/roadmaps/ml-engineer{fragment}")
    page.locator("html.has-widget").wait_for()
