"""Citations land on the row that they came from."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.chat import Chat
from browser.conftest import open_roadmap
from browser.site import Site

FAQ = "At MNCs such as Google, Meta and LinkedIn India, senior ML engineers earn ₹80–150 LPA in total compensation, stock included."  # noqa: E501


def in_view(page: Page, selector: str) -> bool:
    """Whether the element is inside the window and not under the panel."""
    script = """(node) => {
      const box = node.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + 8, (box.top + box.bottom) / 2);
      return node.contains(top);
    }"""
    return bool(page.locator(selector).evaluate(script))


def test_a_citation_lands_on_its_row_with_its_words_marked(chat: Chat, page: Page) -> None:
    chat.answer()
    chat.chips.first.click()
    expect(chat.focused()).to_have_id("level-3-salary-india")
    assert chat.marked() == "India: ₹50–100 LPA"
    assert in_view(page, "#level-3-salary-india")
    expect(chat.panel).to_be_visible()


def test_a_citation_in_a_closed_disclosure_opens_it(chat: Chat, page: Page) -> None:
    faq = page.locator("#faq details").last
    assert faq.get_attribute("open") is None
    chat.answer()
    chat.chips.nth(1).click()
    expect(faq).to_have_attribute("open", "")
    expect(faq).to_be_focused()
    assert chat.marked() == FAQ
    assert in_view(page, "#faq details:last-child .prose p")


def test_a_quote_over_several_rows_is_marked_in_each(chat: Chat) -> None:
    chat.answer("Which skills?")
    chat.page.locator(".source").click()
    expect(chat.focused()).to_have_id("level-1-skills")
    assert chat.marked() == (
        "Python and ML frameworks (PyTorch / TensorFlow) "
        "ML fundamentals (regression, classification, clustering) API development"
    )


def test_sources_of_one_place_are_listed_once_and_marked_together(chat: Chat) -> None:
    chat.answer("in detail")
    source = chat.page.locator(".source")
    expect(source.locator(".n")).to_have_text(["1", "2"])
    source.click()
    assert chat.marked().startswith("Senior ML engineers with 5–8 years")
    assert "At MNCs" not in chat.marked()
    assert chat.marked().endswith("traditional ML engineering roles.")


def test_focus_goes_to_the_row_and_back_to_the_chip(chat: Chat, page: Page) -> None:
    chat.answer()
    chat.chips.nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#faq details").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(chat.chips.nth(1)).to_be_focused()
    expect(chat.panel).to_be_visible()


def test_a_panel_that_would_cover_the_words_makes_way(chat: Chat, page: Page) -> None:
    page.set_viewport_size({"width": 768, "height": 900})
    chat.answer()
    chat.chips.nth(1).click()
    expect(chat.panel).to_be_hidden()
    expect(page.locator("#faq details").last).to_be_focused()
    page.get_by_role("button", name="Back to the answer").click()
    expect(chat.panel).to_be_visible()
    expect(chat.chips.nth(1)).to_be_focused()


def test_the_next_citation_moves_the_mark_and_a_new_conversation_clears_it(chat: Chat) -> None:
    chat.answer()
    chat.chips.first.click()
    chat.chips.nth(1).click()
    assert chat.marked() == FAQ
    chat.page.get_by_role("button", name="New conversation").click()
    assert chat.marked() == ""


def test_words_are_marked_without_the_highlight_api(page: Page, site: Site) -> None:
    page.add_init_script("delete CSS.highlights")
    open_roadmap(page, site)
    chat = Chat(page)
    chat.answer()
    before = page.locator("#level-3-salary-india").inner_html()
    chat.chips.first.click()
    expect(page.locator("mark")).to_have_text(["India: ", "₹50–100 LPA"])
    chat.chips.nth(1).click()
    assert chat.marked() == FAQ
    assert page.locator("#level-3-salary-india").inner_html() == before


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_the_card_shows_the_quote(chat: Chat, way: str) -> None:
    chat.answer()
    if way == "hover":
        chat.chips.first.hover()
    else:
        chat.chips.first.focus()
    expect(chat.card).to_contain_text("Levels › Level 3: Senior ML Engineer › Salary in India")
    expect(chat.card.locator("blockquote")).to_have_text("India: ₹50–100 LPA")
    expect(chat.chips.first).to_have_accessible_description("India: ₹50–100 LPA")


def test_the_card_can_be_pointed_at_and_closed_with_escape(chat: Chat) -> None:
    chat.answer()
    chat.chips.first.hover()
    chat.card.hover()
    expect(chat.card).to_be_visible()
    chat.chips.first.focus()
    chat.page.keyboard.press("Escape")
    expect(chat.card).to_be_hidden()
    expect(chat.panel).to_be_visible()


def test_a_citation_of_another_roadmap_opens_that_page_at_the_words(chat: Chat, page: Page) -> None:
    chat.answer("elsewhere")
    with page.expect_navigation():
        chat.chips.first.click()
    assert "/roadmaps/lighthouse-keeper#mistake-overfilling-the-lamp:~:text=An%20over" in page.url
    expect(page.locator("#mistake-overfilling-the-lamp")).to_be_in_viewport()


def test_from_another_site_a_citation_opens_the_page_with_a_text_fragment(
    page: Page, site: Site
) -> None:
    page.add_init_script("window.open = (...values) => { window.opened = values; }")
    page.goto(f"{site.other_origin}/host/plain")
    chat = Chat(page)
    chat.answer()
    chat.chips.first.click()
    url, target, features = page.evaluate("window.opened")
    assert url == (
        f"{site.url}/roadmaps/ml-engineer#level-3-salary-india:~:text="
        "India%3A%20%E2%82%B950%E2%80%93100%20LPA"
    )
    assert (target, features) == ("_blank", "noopener")


@pytest.mark.parametrize(
    ("number", "selector"), [(0, "#level-3-salary-india"), (1, "#faq details:last-child .prose")]
)
def test_the_browser_finds_the_words_of_a_text_fragment(
    page: Page, site: Site, number: int, selector: str
) -> None:
    page.add_init_script("window.open = (url) => { window.opened = url; }")
    page.goto(f"{site.other_origin}/host/plain")
    chat = Chat(page)
    chat.answer()
    chat.chips.nth(number).click()
    with page.context.expect_page() as opened:
        # Without the anchor, so that only the words can lead there.
        page.evaluate(
            """() => { const link = document.createElement("a");
              const href = window.opened.replace(/#.*:~:/, "#:~:");
              Object.assign(link, { href, target: "_blank", rel: "noopener" });
              document.body.append(link); link.click(); }"""
        )
    expect(opened.value.locator(selector)).to_be_in_viewport()


def test_a_link_to_a_question_opens_it(page: Page, site: Site) -> None:
    open_roadmap(page, site, "#faq-which-mlops-tools-should-i-learn-first")
    expect(page.locator("#faq details[open]")).to_have_count(1)
