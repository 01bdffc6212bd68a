"""Small talk: a short friendly reply, and only where nothing is asked."""

from __future__ import annotations

import re

import pytest
from answering_support import LIGHTHOUSE, ML, pay, pay_shown, reader, vocabulary

from assistant.answering.assistant import Assistant
from assistant.answering.smalltalk import SmallTalker
from assistant.answering.vocabulary import SmallTalk

TALKS = vocabulary().main.small_talk


@pytest.mark.parametrize("talk", TALKS, ids=[talk.name for talk in TALKS])
def test_each_kind_of_small_talk_is_known_by_its_phrases(talk: SmallTalk) -> None:
    small_talker = SmallTalker(vocabulary())
    for phrase in talk.phrases:
        assert small_talker.reply(reader(ML).read(phrase), "Baker"), phrase


@pytest.mark.parametrize(
    "text", ["hello", "Thanks a lot!", "bye", "who are you?", "what can you do?"]
)
def test_a_reply_has_no_source_and_no_figure(quoting: Assistant, text: str) -> None:
    answer = quoting.ask(text, roadmap=ML)
    assert (answer.abstained, answer.written_by, answer.citations) == (False, "rule", ())
    assert not re.search(r"\d", answer.text)
    assert answer.suggestions


def test_a_reply_names_the_role_of_the_page(quoting: Assistant) -> None:
    assert "Lighthouse Keeper" in quoting.ask("hello", roadmap=LIGHTHOUSE).text


@pytest.mark.parametrize(
    "question",
    ["hello, what does a senior earn in India?", "thanks, and the senior salary in India?"],
)
def test_a_question_with_a_greeting_is_answered(quoting: Assistant, question: str) -> None:
    assert pay_shown(quoting.ask(question, roadmap=ML), ML) == {pay(ML, 3, "India")}


def test_a_greeting_does_not_hide_a_question_that_cannot_be_answered(quoting: Assistant) -> None:
    assert quoting.ask("hi there, plumber salary in Spain", roadmap=ML).abstained


@pytest.mark.parametrize("text", ["senior", "India", "hello Spain", "help with MLflow", "???", ""])
def test_what_names_something_is_no_small_talk(text: str) -> None:
    assert SmallTalker(vocabulary()).reply(reader(ML).read(text), "Baker") is None


@pytest.mark.parametrize(
    "text",
    [
        "hello keeper",
        "Good morning, lighthouse keeper!",
        "Hello, I am a Wick Hand.",
        "I'm a Lens Warden, nice to meet you",
        "are you a lighthouse keeper?",
    ],
)
def test_who_speaks_or_is_spoken_to_is_small_talk_too(text: str) -> None:
    assert SmallTalker(vocabulary()).reply(reader(LIGHTHOUSE).read(text), "Baker")


@pytest.mark.parametrize(
    "text",
    [
        "hello, what does a Wick Hand do?",
        "what can you tell me about Lens Wardens?",
        "how long are you a Wick Hand",
        "no sorry, rank 4",
        "sorry, Lens Warden",
    ],
)
def test_what_asks_about_a_level_is_no_small_talk(text: str) -> None:
    assert SmallTalker(vocabulary()).reply(reader(LIGHTHOUSE).read(text), "Baker") is None
