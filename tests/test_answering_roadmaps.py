"""Which page a question is about."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from answering_support import LIGHTHOUSE, ML, pay, pay_shown

from assistant.answering.assistant import Assistant
from assistant.answering.roadmaps import choose
from assistant.answering.text import Phrasebook
from assistant.records import Answer


def pages(answer: Answer) -> set[str]:
    """The roadmaps that an answer cites."""
    return {citation.roadmap for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("What does a senior ML engineer earn in India?", ML),
        ("What does a senior earn in the US?", ML),
        ("Which MLOps tools should I learn first?", ML),
        ("What skills does a junior machine learning engineer need?", ML),
        ("What does a Wick Hand do?", LIGHTHOUSE),
        ("What does a Lamplighter earn in Ostermar?", LIGHTHOUSE),
        ("Must a lighthouse keeper be able to swim?", LIGHTHOUSE),
        ("How does the fog horn work?", LIGHTHOUSE),
    ],
)
def test_a_clear_question_finds_its_page(quoting: Assistant, question: str, slug: str) -> None:
    assert pages(quoting.ask(question)) == {slug}


@pytest.mark.parametrize(
    ("asked_from", "question", "slug"),
    [
        (ML, "Must a lighthouse keeper be able to swim?", LIGHTHOUSE),
        (ML, "What does a Wick Hand earn in Ostermar?", LIGHTHOUSE),
        (LIGHTHOUSE, "What does a senior ML engineer earn in India?", ML),
    ],
)
def test_a_loaded_role_that_is_named_switches_the_page(
    quoting: Assistant, asked_from: str, question: str, slug: str
) -> None:
    assert pages(quoting.ask(question, roadmap=asked_from)) == {slug}


def test_a_word_of_a_loaded_role_names_it_not(quoting: Assistant) -> None:
    answer = quoting.ask("Does ML keep the lamps burning?", roadmap=LIGHTHOUSE)
    assert pages(answer) <= {LIGHTHOUSE}
    assert "ML Engineer" not in answer.text


class FakePlanner:
    """A planner that is as sure of every question as it is told, and mentions other roles."""

    def __init__(self, role: str, surety: float) -> None:
        names = Phrasebook([(role, role)])
        self.page = SimpleNamespace(
            roadmap=SimpleNamespace(slug=role),
            lexicon=SimpleNamespace(full_names=names, level_mentions=lambda _: ()),
            vocabulary_words={role},
        )
        reading = SimpleNamespace(flags=frozenset(), other_roles=("diver",))
        self.reader = SimpleNamespace(read=lambda _: reading)
        self._surety = surety

    def plan(self, *_: object) -> SimpleNamespace:
        """An answer, or none where the surety is 0."""
        return SimpleNamespace(candidate=self._surety or None, confidence=self._surety)


@pytest.mark.parametrize(
    ("keeper", "diver", "chosen"), [(0.9, 0.5, "keeper"), (0.4, 0.5, "diver"), (0, 0, "diver")]
)
def test_of_the_page_asked_from_and_the_role_named_the_surer_answers(
    keeper: float, diver: float, chosen: str
) -> None:
    planners: Any = (FakePlanner("keeper", keeper), FakePlanner("diver", diver))
    index: Any = None
    found: Any = choose("Does becoming a diver raise my pay?", planners, "keeper", None, index)
    assert found.page.roadmap.slug == chosen


def test_what_both_pages_have_comes_from_the_page_asked_from(quoting: Assistant) -> None:
    for slug in (ML, LIGHTHOUSE):
        assert pages(quoting.ask("What mistakes should I avoid?", roadmap=slug)) == {slug}


def test_a_conversation_stays_on_its_page(quoting: Assistant) -> None:
    first = quoting.ask("What does a Wick Hand earn in Ostermar?")
    second = quoting.ask("and in Skerrivane?", state=first.state)
    assert pay_shown(second, LIGHTHOUSE) == {pay(LIGHTHOUSE, 1, "Skerrivane")}


def test_a_conversation_changes_its_page_when_another_role_is_named(quoting: Assistant) -> None:
    first = quoting.ask("What does a Wick Hand earn in Ostermar?")
    second = quoting.ask("What does a senior ML engineer earn in India?", state=first.state)
    assert pay_shown(second, ML) == {pay(ML, 3, "India")}
