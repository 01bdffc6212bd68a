"""What the widget says and does when the server or the network fails it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.chat import QUESTION, Chat
from browser.conftest import open_roadmap
from browser.site import Site


def test_a_server_killed_in_mid_answer_and_recovered(page: Page, mortal_site: Site) -> None:
    open_roadmap(page, mortal_site)
    chat = Chat(page)
    chat.ask(f"die {QUESTION}")
    mortal_site.wait()
    expect(chat.problem).to_contain_text("broke before the answer was complete")
    expect(chat.sentences).to_have_count(1)
    chat.again.click()
    expect(chat.problem).to_contain_text("cannot be reached right now")
    expect(page.locator(".question")).to_have_text(f"die {QUESTION}")
    mortal_site.start()
    chat.answer(QUESTION)
    expect(chat.sentences.last).to_contain_text("₹80–150 LPA")


def test_a_server_that_is_down_when_the_chat_opens(page: Page, mortal_site: Site) -> None:
    open_roadmap(page, mortal_site)
    mortal_site.kill()
    chat = Chat(page)
    chat.open()
    expect(chat.problem).to_contain_text("The page itself works as always")
    expect(chat.suggestions.first).to_be_visible()
    mortal_site.start()
    chat.answer()
    expect(chat.problem.filter(visible=True)).to_have_count(0)


def test_offline_keeps_the_question_and_asks_it_when_back(chat: Chat, page: Page) -> None:
    chat.open()
    page.context.set_offline(True)
    chat.ask(QUESTION)
    expect(chat.problem).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(chat.tools).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("busy now", "Try again in 7 seconds."),
        ("refuse this", "The question is not text."),
        ("break off", "It broke; ask again."),
    ],
)
def test_a_refusal_says_why_and_can_be_repeated(chat: Chat, question: str, words: str) -> None:
    chat.ask(question)
    expect(chat.problem).to_contain_text(words)
    expect(chat.status).to_contain_text(words)
    expect(chat.again).to_be_enabled()
    expect(chat.send).to_be_visible()


def test_an_answer_that_is_no_event_stream_is_a_problem(chat: Chat, page: Page) -> None:
    page.route("**/api/ask/stream", lambda route: route.fulfill(body="data: {oops\n\n"))
    chat.ask(QUESTION)
    expect(chat.problem).to_contain_text("broke before the answer was complete")


def test_without_storage_it_still_answers(page: Page, site: Site) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } });"
    )
    open_roadmap(page, site)
    chat = Chat(page)
    chat.answer()
    expect(chat.sentences).to_have_count(2)
