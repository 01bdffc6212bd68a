"""The pages and the widget on the real service: questions to rows, end to end."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.chat import Chat
from browser.conftest import open_roadmap
from browser.site import Site


@pytest.fixture(scope="module")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The service with a database of its own."""
    folder: Path = tmp_path_factory.mktemp("site")
    site = Site("browser.real_site", str(folder))
    # Models and index load before the first answer, which may take a while on a busy machine.
    with urllib.request.urlopen(f"{site.url}/readyz", timeout=120):
        yield site
    site.kill()


@pytest.fixture
def real_chat(page: Page, real_site: Site) -> Chat:
    """The widget on the real roadmap page."""
    open_roadmap(page, real_site)
    return Chat(page)


def test_a_salary_question_lands_on_its_row(real_chat: Chat) -> None:
    real_chat.answer("what salary should a senior ML engineer in India expect?")
    expect(real_chat.sentences.first).to_contain_text("₹50–100 LPA")
    real_chat.chips.first.focus()
    quote = real_chat.card.locator("blockquote").inner_text()
    real_chat.page.keyboard.press("Enter")
    expect(real_chat.focused()).to_have_id(re.compile("^(level-3-salary-india|faq-.*salary.*)$"))
    assert "₹50–100 LPA" in real_chat.marked()
    assert "".join(real_chat.marked().split()) == "".join(quote.split())


def test_an_uncovered_question_is_declined(real_chat: Chat) -> None:
    real_chat.answer("What does a plumber earn in Spain?")
    expect(real_chat.panel).to_contain_text("Not on this page")
    assert not any(sign in real_chat.sentences.all_inner_texts()[0] for sign in "0123456789₹$")


def test_a_follow_up_history_and_feedback_are_kept(real_chat: Chat, page: Page) -> None:
    real_chat.answer("what salary should a senior ML engineer in India expect?")
    real_chat.answer("and in the US?")
    expect(page.locator(".understood")).to_be_visible()
    expect(page.locator(".turn").last).to_contain_text("$200K–$290K")
    page.get_by_role("button", name="Good answer").last.click()
    page.wait_for_load_state("networkidle")
    page.reload()
    real_chat.open()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.get_by_role("button", name="Good answer").last).to_have_attribute(
        "aria-pressed", "true"
    )


def test_what_is_missing_has_a_page_for_people(page: Page, real_site: Site) -> None:
    for path in ("/roadmaps/plumber", "/nowhere"):
        page.goto(real_site.url + path)
        expect(page.get_by_role("heading", level=1)).to_have_text("This page does not exist")
        expect(page.get_by_role("link", name="See all roadmaps")).to_be_visible()
