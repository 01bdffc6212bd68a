"""What is said before rows: verdicts on claimed figures and ends of ranges."""

from __future__ import annotations

import pytest
from answering_support import ML, pay, roadmap, vocabulary

from assistant.answering.assistant import Assistant
from assistant.answering.phrasing import Phrasing
from assistant.records import Range


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("₹50–100 LPA", "At least ₹50 LPA.", "At most ₹100 LPA."),
        ("$200K–$290K", "At least $200K.", "At most $290K."),
        ("R$150–230K a year", "At least R$150K a year.", "At most R$230K a year."),
        ("tm 5.5–8.5 per season", "At least tm 5.5 per season.", "At most tm 8.5 per season."),
        ("€110,000+", "", ""),
    ],
)
def test_an_end_of_a_range_is_written_as_the_page_writes_it(
    text: str, least: str, most: str
) -> None:
    phrasing = Phrasing(roadmap(ML), vocabulary())
    assert phrasing.bound(Range(1, 2, text), upper=False) == least
    assert phrasing.bound(Range(1, 2, text), upper=True) == most


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("What is the maximum a staff ML engineer makes in the US?", "At most $500K."),
        ("lowest pay for a staff ML engineer in the US", "At least $280K."),
        ("What does a staff ML engineer make in the US?", "A Staff"),
    ],
)
def test_the_end_that_is_asked_for_comes_first(
    quoting: Assistant, question: str, opening: str
) -> None:
    answer = quoting.ask(question, roadmap=ML, draft=False)
    assert answer.text.startswith(opening)
    assert pay(ML, 4, "US") in answer.text
    assert all(sentence.citations for sentence in answer.sentences)
