"""A value that one sentence gives in the question's words is told; one that none gives is not."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML

from assistant.answering.assistant import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "How much do family quarters at a shore station cost?",
        "What is the price of family quarters at a shore station?",
        "how much are family quarters",
    ],
)
def test_a_price_is_told_however_it_is_asked(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    assert "80 shells a month" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How much does the Great Lens Diploma cost?",
        "What do family quarters on a rock cost in Ostermar?",
        "What does the timetable cost?",
    ],
)
def test_a_price_that_no_sentence_gives_is_not_told(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    assert answer.abstained or "shells" not in answer.text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How long does the examination for the Oil and Flame Ticket last?", "three hours"),
        ("How many litres of fresh water does a rock station store?", "900 litres"),
    ],
)
def test_a_duration_or_count_is_told(quoting: Assistant, question: str, figure: str) -> None:
    assert figure in quoting.ask(question, roadmap=LIGHTHOUSE).text


@pytest.mark.parametrize("thing", ["pension", "number of sick days"])
def test_named_pay_is_told_and_what_is_asked_beside_it_said_to_be_missing(
    quoting: Assistant, thing: str
) -> None:
    answer = quoting.ask(f"senior salary in the US plus the {thing}?", roadmap=ML)
    assert "$200K–$290K" in answer.text
    assert thing.split()[-2 if " " in thing else 0] in answer.sentences[-1].text
    assert not answer.sentences[-1].citations
