"""The widget and the pages for everybody: screen readers, keyboards, phones, zoom."""

from __future__ import annotations

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.chat import QUESTION, Chat
from browser.conftest import open_roadmap
from browser.site import Site

PHONE = {"width": 375, "height": 667}
THEMES = ["light", "dark"]


def violations(page: Page) -> list[Any]:
    """What axe-core finds, the widget's Shadow DOM included."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], json.dumps([node["target"] for node in one["nodes"]])) for one in found]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", ["/", "/?q=zebra", "/roadmaps/lighthouse-keeper", "/roadmaps/x"])
def test_axe_finds_nothing_on_the_pages(page: Page, site: Site, path: str, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    page.goto(site.url + path)
    page.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true; })")
    assert violations(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_the_open_widget(chat: Chat, theme: Any) -> None:
    chat.page.emulate_media(color_scheme=theme)
    chat.open()
    expect(chat.suggestions).to_have_count(4)
    assert violations(chat.page) == []
    chat.answer()
    chat.page.get_by_role("button", name="Bad answer").click()
    chat.answer("and another country, follow up?")
    chat.ask("break off")
    expect(chat.problem).to_be_visible()
    assert violations(chat.page) == []
    chat.page.get_by_role("button", name="Ask about Senior ML Engineer").click()
    chat.chips.first.focus()
    expect(chat.card).to_be_visible()
    assert violations(chat.page) == []


@pytest.mark.parametrize("accent", ["#ffd400", "#0b1f9e", "hotpink", "#777777"])
def test_any_accent_is_readable(page: Page, site: Site, accent: str) -> None:
    open_roadmap(page, site)
    page.evaluate(
        """(accent) => { document.querySelector("roadmap-assistant").remove();
          const chat = document.createElement("roadmap-assistant");
          chat.setAttribute("accent", accent); document.body.append(chat); }""",
        accent,
    )
    Chat(page).answer()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert violations(page) == []


def test_the_whole_way_by_keyboard(chat: Chat, page: Page) -> None:
    chat.launcher.focus()
    page.keyboard.press("Enter")
    expect(chat.input).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(chat.tools).to_be_visible()
    steps = []
    for _ in range(16):
        page.keyboard.press("Shift+Tab")
        steps.append(
            page.evaluate(
                """() => { const chat = document.querySelector("roadmap-assistant");
                  const node = chat.shadowRoot.activeElement;
                  return node?.getAttribute("aria-label") ?? node?.textContent; }"""
            )
        )
    assert "Source 1: Levels › Level 3: Senior ML Engineer › Salary in India" in steps
    assert {"Good answer", "Bad answer", "Copy the answer", "New conversation", "Close"} <= {*steps}
    # Round once: the panel keeps the focus.
    assert None not in steps
    page.keyboard.press("Escape")
    expect(chat.card).to_be_hidden()
    page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_closing_returns_the_focus_to_where_it_was(chat: Chat, page: Page) -> None:
    button = page.get_by_role("button", name="Ask about Certifications")
    button.press("Enter")
    expect(chat.input).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_it_is_a_dialog_with_a_name(chat: Chat) -> None:
    expect(chat.launcher).to_have_attribute("aria-haspopup", "dialog")
    chat.open()
    dialog = chat.page.get_by_role("dialog", name="ML Engineer Career Path 2025")
    expect(dialog).to_be_visible()
    expect(dialog).to_have_attribute("aria-modal", "false")


def test_a_phone_shows_it_full_screen(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_roadmap(page, site)
    chat = Chat(page)
    chat.answer()
    assert chat.panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    expect(chat.panel).to_have_attribute("aria-modal", "true")
    # What a keyboard leaves: the field stays in sight.
    page.set_viewport_size({"width": 375, "height": 320})
    expect(chat.input).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_a_tap_shows_the_card_and_then_the_row(browser: Browser, site: Site) -> None:
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_roadmap(page, site)
        chat = Chat(page)
        chat.answer()
        chat.chips.first.tap()
        expect(chat.card).to_be_visible()
        page.get_by_role("button", name="Show on the page").tap()
        expect(chat.panel).to_be_hidden()
        expect(page.locator("#level-3-salary-india")).to_be_in_viewport()
        page.get_by_role("button", name="Back to the answer").tap()
        expect(chat.panel).to_be_visible()
        expect(chat.chips.first).to_be_focused()


def test_touch_targets_are_large(browser: Browser, site: Site) -> None:
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_roadmap(page, site)
        chat = Chat(page)
        chat.answer()
        page.get_by_role("button", name="Bad answer").tap()
        small = page.evaluate(
            """() => [...document.querySelector("roadmap-assistant").shadowRoot
              .querySelectorAll("button, a, textarea")].filter((node) => node.checkVisibility())
              .map((node) => { const box = node.getBoundingClientRect();
                // A chip's pseudo-element reaches beyond its box.
                const edge = getComputedStyle(node, "::after").top;
                const more = node.matches(".chip") ? -2 * parseFloat(edge) : 0;
                return [node.className, box.width + more, box.height + more]; })
              .filter(([, width, height]) => width < 44 || height < 44)"""
        )
        assert small == []


def test_at_double_zoom_everything_is_still_there(browser: Browser, site: Site) -> None:
    half = {"width": 640, "height": 400}
    with browser.new_context(viewport=half, device_scale_factor=2) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_roadmap(page, site)
        assert page.evaluate("document.documentElement.scrollWidth") == 640
        chat = Chat(page)
        chat.answer()
        expect(chat.input).to_be_in_viewport()
        expect(page.get_by_role("button", name="Close")).to_be_in_viewport()


def test_reduced_motion_is_respected(chat: Chat) -> None:
    chat.ask(f"hold {QUESTION}")
    expect(chat.sentences).to_have_count(1)
    moving = "(node) => node.getAnimations({ subtree: true }).length"
    assert chat.panel.evaluate(moving) == 0
