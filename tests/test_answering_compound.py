"""Two questions in one: each is answered or declined by itself."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, reader

from assistant.answering.assistant import Assistant
from assistant.answering.compound import halves


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How long is the course and who pays for it?",
            ("How long is the course", "and who pays for it?"),
        ),
        ("What does it cost, and when is it held?", ("What does it cost", "and when is it held?")),
        (
            "What's on offer, and at what price?",
            ("What's on offer", "and at what price?"),
        ),
        ("Who cooks? How often?", ("Who cooks", "and How often?")),
    ],
)
def test_two_questions_are_told_apart(question: str, parts: tuple[str, str]) -> None:
    assert halves(reader(LIGHTHOUSE).read(question)) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What do a Wick Hand and a Lens Warden earn?",
        "I row and what I row is heavy",
        "When I row, who steers?",
        "What, and why?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert halves(reader(LIGHTHOUSE).read(question)) is None


def test_the_half_that_the_page_answers_is_answered(quoting: Assistant) -> None:
    answer = quoting.ask(
        "What do family quarters at a shore station cost, and who was the first to rent them?",
        roadmap=LIGHTHOUSE,
    )
    assert "80 shells a month" in answer.text
    assert "does not" in answer.sentences[-1].text
    assert not answer.sentences[-1].citations
