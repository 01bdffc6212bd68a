"""Answers in the widget: as they arrive, once they are there, and across reloads."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser.chat import QUESTION, Chat
from browser.conftest import open_roadmap
from browser.site import Site


def test_first_questions_come_from_the_page(chat: Chat, site: Site) -> None:
    chat.open()
    expect(chat.suggestions).to_have_count(4)
    chat.suggestions.first.click()
    expect(chat.tools).to_have_count(1)
    assert site.control("look")["asked"][0]["roadmap"] == "ml-engineer"


def test_an_answer_is_shown_sentence_by_sentence(chat: Chat, site: Site) -> None:
    chat.ask(f"hold {QUESTION}")
    expect(chat.sentences).to_have_count(1)
    expect(chat.page.locator(".progress")).to_have_text("Checking the wording against the page")
    expect(chat.page.locator(".source")).to_have_count(2)
    expect(chat.status).to_have_text("Answering…")
    site.control("release")
    expect(chat.sentences).to_have_count(2)
    expect(chat.tools).to_be_visible()
    expect(chat.page.locator(".progress")).to_have_count(0)


def test_only_the_finished_answer_is_announced(chat: Chat) -> None:
    chat.page.evaluate(
        """() => {
          const { shadowRoot } = document.querySelector("roadmap-assistant");
          const status = shadowRoot.querySelector(".panel [role=status]");
          window.said = [];
          new MutationObserver(() => window.said.push(status.textContent))
            .observe(status, { childList: true });
        }"""
    )
    chat.answer()
    said = chat.page.evaluate("window.said")
    assert said[0] == "Answering…"
    assert re.fullmatch(
        r"A Senior ML Engineer in India earns ₹50–100 LPA\. .* 2 sources\.", said[1]
    )
    assert len(said) == 2


def test_a_stopped_answer_keeps_what_was_shown_and_can_be_asked_again(
    chat: Chat, site: Site
) -> None:
    chat.ask(f"hold {QUESTION}")
    expect(chat.sentences).to_have_count(1)
    chat.stop.click()
    expect(chat.panel).to_contain_text("Stopped.")
    expect(chat.sentences).to_have_count(1)
    expect(chat.input).to_be_focused()
    site.control("release")
    chat.again.click()
    expect(chat.tools).to_be_visible()
    expect(chat.page.locator(".turn")).to_have_count(1)


def test_a_slow_answer_says_so_and_can_be_stopped(chat: Chat) -> None:
    chat.page.clock.install()
    chat.ask(f"silent {QUESTION}")
    expect(chat.page.locator(".progress")).to_have_text("Reading the page")
    chat.page.clock.fast_forward(9_000)
    expect(chat.page.locator(".progress")).to_contain_text("Still working")
    chat.page.clock.fast_forward(61_000)
    expect(chat.problem).to_contain_text("broke before the answer was complete")
    expect(chat.again).to_be_visible()


def test_lists_stay_lists(chat: Chat) -> None:
    chat.answer("Which skills?")
    expect(chat.page.locator(".said li")).to_have_count(3)
    expect(chat.page.locator(".said li").nth(2)).to_have_text(re.compile("API development"))


def test_a_follow_up_shows_what_it_was_understood_as(chat: Chat, site: Site) -> None:
    chat.answer()
    chat.answer("and follow up?")
    expect(chat.page.locator(".understood")).to_have_text(
        "Understood as: pay of the same level in the other region"
    )
    first, second = site.control("look")["asked"]
    assert "conversation_id" not in first
    assert len(second["conversation_id"]) == 32


def test_only_the_latest_answer_offers_follow_ups(chat: Chat) -> None:
    chat.answer()
    chat.suggestions.last.click()
    expect(chat.tools).to_have_count(2)
    expect(chat.suggestions).to_have_count(0)


def test_an_abstention_offers_the_nearest_sections_and_questions(chat: Chat) -> None:
    chat.answer("And in another country?")
    expect(chat.panel).to_contain_text("Not on this page")
    expect(chat.page.locator(".sources")).to_contain_text("Nearest on the page")
    expect(chat.suggestions).to_have_count(1)
    chat.page.locator(".source").click()
    expect(chat.focused()).to_have_id("level-1")


def test_an_answer_is_text_and_never_markup(chat: Chat) -> None:
    chat.answer("markup please")
    expect(chat.sentences).to_have_text('<img src="x" onerror="window.hit=1"> <b>bold</b>')
    assert chat.page.locator(".said img, .said b").count() == 0
    assert chat.page.evaluate("window.hit") is None


def test_a_right_to_left_answer_runs_right_to_left(chat: Chat) -> None:
    chat.answer("right to left")
    said = chat.page.locator(".said")
    assert said.evaluate("(node) => getComputedStyle(node).direction") == "rtl"


def test_shift_enter_makes_a_line_and_enter_sends(chat: Chat, site: Site) -> None:
    chat.open()
    one_line = chat.input.evaluate("(node) => node.clientHeight")
    chat.page.keyboard.type("One line")
    chat.page.keyboard.press("Shift+Enter")
    chat.page.keyboard.type("and another")
    assert chat.input.evaluate("(node) => node.clientHeight") > one_line
    chat.page.keyboard.press("Enter")
    expect(chat.tools).to_be_visible()
    assert site.control("look")["asked"][0]["question"] == "One line\nand another"


def test_a_question_is_at_most_a_thousand_characters(chat: Chat) -> None:
    chat.open()
    chat.input.fill("x" * 950)
    expect(chat.panel).to_contain_text("950 of 1000 characters")
    assert chat.input.get_attribute("maxlength") == "1000"


def test_nothing_is_sent_when_nothing_is_typed(chat: Chat, site: Site) -> None:
    chat.open()
    chat.input.fill("   ")
    chat.input.press("Enter")
    expect(chat.send).to_have_attribute("aria-disabled", "true")
    assert site.control("look")["asked"] == []


def test_an_answer_is_copied_with_its_sources(chat: Chat, site: Site) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.answer()
    chat.page.get_by_role("button", name="Copy the answer").click()
    expect(chat.status).to_have_text("Copied.")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("A Senior ML Engineer in India earns ₹50–100 LPA.")
    assert f"{site.url}/roadmaps/ml-engineer#level-3-salary-india" in copied


def test_thumbs_are_sent_changed_and_taken_back(chat: Chat, site: Site) -> None:
    chat.answer()
    good = chat.page.get_by_role("button", name="Good answer")
    bad = chat.page.get_by_role("button", name="Bad answer")
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    bad.click()
    expect(good).to_have_attribute("aria-pressed", "false")
    comment = chat.page.get_by_role("textbox", name="Comment")
    comment.fill("The bonus is missing.")
    comment.press("Enter")
    expect(chat.panel).to_contain_text("Thank you.")
    expect(bad).to_be_focused()
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "false")
    feedback = site.control("look")["feedback"]
    assert [one["rating"] for one in feedback] == ["up", "down", "down", None]
    assert feedback[2]["comment"] == "The bonus is missing."
    assert len({one["message_id"] for one in feedback}) == 1


def test_feedback_that_is_not_saved_is_not_claimed_to_be(chat: Chat) -> None:
    chat.answer()
    chat.page.route("**/api/feedback", lambda route: route.abort())
    chat.page.get_by_role("button", name="Good answer").click()
    expect(chat.problem).to_contain_text("was not saved")


def test_the_conversation_survives_reload_and_navigation(
    chat: Chat, page: Page, site: Site
) -> None:
    chat.answer()
    page.reload()
    chat.open()
    expect(page.locator(".question")).to_have_text(QUESTION)
    expect(chat.sentences).to_have_count(2)
    page.goto(f"{site.url}/roadmaps/lighthouse-keeper")
    chat.open()
    expect(page.locator(".question")).to_have_text(QUESTION)
    chat.answer("and follow up?")
    assert len(site.control("look")["asked"][1]["conversation_id"]) == 32


def test_only_the_conversation_id_is_stored(chat: Chat, page: Page) -> None:
    chat.answer()
    stored = page.evaluate("Object.values(localStorage)")
    assert len(stored) == 1
    assert re.fullmatch("[0-9a-f]{32}", stored[0])
    assert page.evaluate("sessionStorage.length") == 0
    assert page.context.cookies() == []


def test_a_new_conversation_forgets_the_old_one(chat: Chat, page: Page, site: Site) -> None:
    chat.answer()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(chat.suggestions.first).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    chat.answer()
    assert "conversation_id" not in site.control("look")["asked"][1]


def test_a_conversation_that_the_server_no_longer_has_begins_anew(
    chat: Chat, page: Page, site: Site
) -> None:
    chat.answer()
    page.evaluate("for (const key of Object.keys(localStorage)) localStorage[key] = '0'.repeat(32)")
    chat.answer("and follow up?")
    assert [one.get("conversation_id") for one in site.control("look")["asked"]][1:] == [
        "0" * 32,
        None,
    ]
    open_roadmap(page, site)
    chat.open()
    expect(page.locator(".question")).to_have_count(1)


def test_a_section_can_be_asked_about(chat: Chat, page: Page, site: Site) -> None:
    page.get_by_role("button", name="Ask about Senior ML Engineer").click()
    expect(chat.panel).to_contain_text("About Senior ML Engineer")
    expect(chat.suggestions).to_have_count(3)
    chat.page.get_by_role("button", name="Which skills are needed?").click()
    expect(chat.tools).to_be_visible()
    asked = site.control("look")["asked"][0]["question"]
    assert asked == "Senior ML Engineer: Which skills are needed?"
    expect(page.locator(".about")).to_be_hidden()


def test_the_box_at_the_top_of_the_page_asks(chat: Chat, page: Page) -> None:
    box = page.get_by_role("textbox", name="Ask about this career path")
    box.fill("Which skills?")
    box.press("Enter")
    expect(chat.tools).to_be_visible()
    expect(chat.input).to_be_focused()
