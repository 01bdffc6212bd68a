"""Takes the screenshots of docs/screenshots from the real service.

Run from the repository's root: `PYTHONPATH=tests python -m browser.screenshots`.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from browser.chat import QUESTION, Chat
from browser.conftest import ARGUMENTS, open_roadmap
from browser.site import Site

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 760}


def new_page(
    browser: Browser, site: Site, size: ViewportSize, scheme: Literal["light", "dark"] = "light"
) -> Page:
    """The roadmap page in a window of its own."""
    context = browser.new_context(
        viewport=size, color_scheme=scheme, reduced_motion="reduce", has_touch=size is PHONE
    )
    page = context.new_page()
    open_roadmap(page, site)
    return page


def take(page: Page, name: str) -> None:
    """Write one screenshot and close its window."""
    page.screenshot(path=FOLDER / f"{name}.png")
    page.context.close()


def cited(page: Page) -> None:
    """Ask about pay and follow the citation to its row."""
    chat = Chat(page)
    chat.answer("Compare senior pay in India and the US")
    page.locator(".source").first.click()
    expect(page.locator("article :focus")).to_be_visible()


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site("browser.real_site", folder)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        take(new_page(browser, site, DESKTOP), "page")
        for scheme in ("light", "dark"):
            page = new_page(browser, site, DESKTOP, scheme)
            cited(page)
            take(page, f"citation-{scheme}")
        take(new_page(browser, site, PHONE), "phone-page")
        for name, question in (("answer", QUESTION), ("abstention", "Pay of a plumber in Spain?")):
            page = new_page(browser, site, PHONE)
            Chat(page).answer(question)
            take(page, f"phone-{name}")
        browser.close()
        site.kill()


if __name__ == "__main__":
    main()
