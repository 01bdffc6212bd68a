"""A ladder named as a whole is all of its levels; asked for by name, it is listed or counted."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML, pay, pay_shown, reader, roadmap

from assistant.answering.assistant import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "How does Indian pay climb from the bottom rung to the top one?",
        "india salaries, lowest to highest level",
        "How much is earned in India from the first level all the way up to the last?",
        "pay in India from top to bottom",
    ],
)
def test_from_one_end_to_the_other_is_every_level(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=ML)
    levels = [level.number for level in roadmap(ML).levels]
    assert pay_shown(answer, ML) == {pay(ML, number, "India") for number in levels}


@pytest.mark.parametrize(
    ("question", "levels"),
    [
        ("Does the top level in India pay more?", (4,)),
        ("How do I get from the lowest level to a raise?", (1,)),
        ("What must the lowest rank know before the top one notices?", (1,)),
    ],
)
def test_one_end_alone_is_a_level(question: str, levels: tuple[int, ...]) -> None:
    assert set(levels) <= set(reader(ML).read(question).levels)


@pytest.mark.parametrize(
    "question",
    [
        "list ranks",
        "name all the ranks, please",
        "What are the ranks?",
        "which ranks are there",
        "all ranks in order",
        "list the five steps",
    ],
)
def test_the_ladder_asked_for_by_name_is_listed(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    lines = answer.text.split("\n")
    titles = [level.title for level in roadmap(LIGHTHOUSE).levels]
    assert len(lines) == len(titles)
    assert all(title in line for title, line in zip(titles, lines, strict=True))


@pytest.mark.parametrize(
    "question",
    ["list the skills of all ranks", "What are the ranks paid?", "How do I rise in the ranks?"],
)
def test_a_ladder_with_something_asked_of_it_is_no_list(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    anchors = {citation.url.split("#")[-1] for citation in answer.citations}
    assert anchors != {f"level-{level.number}-years" for level in roadmap(LIGHTHOUSE).levels}


def test_a_ladder_that_the_page_does_not_count_is_shown(quoting: Assistant) -> None:
    answer = quoting.ask("How many ranks are there?", roadmap=LIGHTHOUSE)
    assert len(answer.text.split("\n")) == len(roadmap(LIGHTHOUSE).levels)
