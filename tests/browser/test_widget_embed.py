"""The widget on other sites: hostile ones, strict ones, and with every option."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from browser.chat import QUESTION, Chat
from browser.site import Site


def style(chat: Chat, selector: str, name: str) -> str:
    """A computed style of the first match."""
    script = "(node, name) => getComputedStyle(node)[name]"
    return str(chat.page.locator(selector).first.evaluate(script, name))


def host(page: Page, site: Site, name: str) -> Chat:
    """The widget on the host page `name` of another origin."""
    page.goto(f"{site.other_origin}/host/{name}")
    page.wait_for_function("window.RoadmapAssistant?.element")
    return Chat(page)


def test_hostile_css_and_a_strict_policy_change_nothing(page: Page, site: Site) -> None:
    chat = host(page, site, "hostile")
    chat.answer()
    assert style(chat, ".sentence", "fontStyle") == "normal"
    assert "Comic" not in style(chat, ".sentence", "fontFamily")
    assert style(chat, ".sentence", "fontSize") == "16px"
    assert style(chat, ".sentence", "letterSpacing") == "normal"
    assert style(chat, ".sentence", "textTransform") == "none"
    assert style(chat, ".sentence", "color") == "rgb(26, 31, 29)"
    box = chat.panel.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (420, 680)
    # The body is shifted by a transform; the panel is in the top layer and is not.
    assert box["x"] + box["width"] == 1280 - 20
    assert page.evaluate("window.violations") is None


def test_typing_does_not_reach_the_hosts_hotkeys(page: Page, site: Site) -> None:
    chat = host(page, site, "hostile")
    chat.open()
    page.evaluate("window.keys = []")
    page.keyboard.type("/ask? ")
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_text("/ask?")
    page.keyboard.press("Escape")
    assert page.evaluate("window.keys.filter((key) => key !== 'Escape')") == []


def test_the_hosts_own_fields_still_get_their_keys(page: Page, site: Site) -> None:
    host(page, site, "plain")
    page.get_by_label("Field").press("/")
    assert "/" in page.evaluate("window.keys")


def test_every_option_is_honoured(page: Page, site: Site) -> None:
    chat = host(page, site, "options")
    expect(chat.panel).to_be_visible()
    expect(chat.panel).to_contain_text("Hello there.")
    expect(page.get_by_role("dialog", name="Ask us")).to_be_visible()
    box = chat.panel.bounding_box()
    assert box is not None
    assert box["x"] == 20
    assert style(chat, ".panel", "backgroundColor") == "rgb(25, 29, 27)"
    assert style(chat, ".send", "backgroundColor") == "rgb(36, 42, 39)"
    chat.input.fill("x")
    assert style(chat, ".send", "backgroundColor") == "rgb(255, 212, 0)"
    assert style(chat, ".send", "color") == "rgb(12, 16, 15)"
    page.keyboard.press("Escape")
    expect(chat.launcher).to_have_text("Help")


def test_inline_it_stands_in_the_page(page: Page, site: Site) -> None:
    chat = host(page, site, "inline")
    chat.input.fill(QUESTION)
    chat.input.press("Enter")
    expect(chat.sentences).to_have_count(2)
    assert page.locator("#chat roadmap-assistant").count() == 1
    assert chat.launcher.count() == 0
    page.keyboard.press("Escape")
    expect(chat.panel).to_be_visible()
    expect(page.get_by_role("region", name="ML Engineer Career Path 2025")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Field")).to_be_focused()


def test_on_a_right_to_left_page_it_is_mirrored(page: Page, site: Site) -> None:
    chat = host(page, site, "rtl")
    chat.answer()
    close = page.get_by_role("button", name="Close").bounding_box()
    heading = page.locator(".heading").bounding_box()
    assert close is not None
    assert heading is not None
    assert close["x"] < heading["x"]


def test_a_site_can_place_the_element_itself(page: Page, site: Site) -> None:
    page.goto(f"{site.other_origin}/host/manual")
    page.wait_for_function("window.RoadmapAssistant")
    assert page.locator("roadmap-assistant").count() == 0
    page.evaluate(
        """() => { const chat = document.createElement("roadmap-assistant");
          chat.setAttribute("roadmap", "ml-engineer"); chat.setAttribute("mode", "inline");
          document.body.append(chat); }"""
    )
    expect(page.get_by_role("textbox", name="Ask a question")).to_be_visible()


def test_the_methods_and_events_of_the_api(page: Page, site: Site) -> None:
    chat = host(page, site, "plain")
    page.evaluate("window.RoadmapAssistant.open({ about: 'Skills' })")
    expect(chat.panel).to_contain_text("About Skills")
    page.evaluate("window.RoadmapAssistant.close()")
    expect(chat.panel).to_be_hidden()
    page.evaluate(f"window.RoadmapAssistant.ask('{QUESTION}')")
    expect(chat.tools).to_be_visible()
    page.evaluate("window.RoadmapAssistant.reset()")
    expect(page.locator(".turn")).to_have_count(0)
    page.evaluate("window.RoadmapAssistant.ask('busy')")
    expect(chat.problem).to_be_visible()
    events = page.evaluate("window.events")
    said = "ready open close open question answer reset question error"
    assert events == said.split()


def test_a_host_can_handle_citations_itself(page: Page, site: Site) -> None:
    chat = host(page, site, "plain")
    page.evaluate(
        """() => window.RoadmapAssistant.on("citation", (event) => {
          event.preventDefault(); window.cited = event.detail.url; })"""
    )
    page.evaluate("() => { window.open = () => { window.opened = true; }; }")
    chat.answer()
    chat.chips.first.click()
    assert page.evaluate("window.cited").endswith("#level-3-salary-india")
    assert page.evaluate("window.opened") is None
