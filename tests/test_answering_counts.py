"""A number that a question takes for granted is set right where the page gives another."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, page, vocabulary

from assistant.answering.assistant import Assistant
from assistant.answering.counts import Counts
from assistant.answering.text import tokenise

RINGS = "The great burner of the Merrow Isles has four rings of wick"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which of the six rings burns hottest?", RINGS),
        ("Why has the burner just two rings?", RINGS),
        ("With five keepers on a rock, who cooks?", "A rock station is home to three keepers"),
    ],
)
def test_another_count_is_contradicted(question: str, said: str) -> None:
    found = Counts(page(LIGHTHOUSE), vocabulary()).against(tokenise(question))
    assert found is not None
    assert found.quote.startswith(said)


@pytest.mark.parametrize(
    "question",
    [
        "Which of the four rings burns hottest?",  # as the page says
        "How do the two rings differ?",  # two of four
        "I bought six rings.",  # the asker's own
        "Who looks after the six towers?",  # not counted on the page
        "Do the six weeks ashore count?",  # a measure
    ],
)
def test_no_count_is_contradicted_without_reason(question: str) -> None:
    assert Counts(page(LIGHTHOUSE), vocabulary()).against(tokenise(question)) is None


def test_an_answer_starts_with_the_right_number(quoting: Assistant) -> None:
    answer = quoting.ask("How do the five keepers share the chores?", roadmap=LIGHTHOUSE)
    assert answer.sentences[0].text.startswith("A rock station is home to three keepers")
