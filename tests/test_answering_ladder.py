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
        "india salaries right from fresher to the top, each step",
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
def test_what_is_asked_of_a_ladder_asks_for_no_list_of_it(question: str) -> None:
    asked = reader(LIGHTHOUSE)
    assert not asked.ladder.is_listed(asked.read(question))


@pytest.mark.parametrize("question", ["list the skills of all ranks", "What are the ranks paid?"])
def test_a_ladder_with_something_asked_of_it_is_no_list(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    anchors = {citation.url.split("#")[-1] for citation in answer.citations}
    assert anchors != {f"level-{level.number}-years" for level in roadmap(LIGHTHOUSE).levels}


def test_a_ladder_that_the_page_does_not_count_is_shown(quoting: Assistant) -> None:
    answer = quoting.ask("How many ranks are there?", roadmap=LIGHTHOUSE)
    assert len(answer.text.split("\n")) == len(roadmap(LIGHTHOUSE).levels)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("What comes after Lens Warden?", 4),
        ("which rank is directly below a Lens Warden?", 2),
        ("the next rank after lamplighter", 3),
    ],
)
def test_the_level_next_to_one_that_is_named(
    quoting: Assistant, question: str, number: int
) -> None:
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    assert [c.url.split("#")[-1] for c in answer.citations] == [f"level-{number}-years"]


@pytest.mark.parametrize(
    "question", ["What comes after the Beacon Marshal?", "the rank below a Wick Hand"]
)
def test_beyond_the_ladder_there_is_no_level(quoting: Assistant, question: str) -> None:
    assert quoting.ask(question, roadmap=LIGHTHOUSE).abstained


@pytest.mark.parametrize("question", ["Tell me everything about level 3", "lens warden"])
def test_a_level_as_such_is_told_whole(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    kinds = {c.url.split("#level-3-")[-1].split("-")[0] for c in answer.citations}
    assert kinds == {"years", "salary", "skills", "responsibilities"}


def test_how_long_it_takes_to_become_one_is_its_years(quoting: Assistant) -> None:
    answer = quoting.ask("How long does it take to become a senior?", roadmap=ML)
    assert [c.url.split("#")[-1] for c in answer.citations] == ["level-3-years"]


@pytest.mark.parametrize("question", ["Tell me about the role", "What is a lighthouse keeper?"])
def test_the_role_as_such_is_the_overview(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    assert {c.url.split("#")[-1] for c in answer.citations} == {"overview"}


@pytest.mark.parametrize(
    "text", ["what are you all about", "tell me about yourself", "do you like your job?"]
)
def test_the_assistant_as_such_is_not_the_role(quoting: Assistant, text: str) -> None:
    assert not quoting.ask(text, roadmap=LIGHTHOUSE).citations


def test_the_way_in_is_what_the_first_level_knows_and_the_moves_into_the_role(
    quoting: Assistant,
) -> None:
    answer = quoting.ask("How do I become an ML engineer?", roadmap=ML)
    anchors = {c.url.split("#")[-1] for c in answer.citations}
    assert anchors == {"level-1-skills", "transition-data-scientist-to-ml-engineer"}


@pytest.mark.parametrize(
    "question", ["how to become an ml engineer", "How do I become an ML engineer?"]
)
def test_a_move_out_of_the_role_is_no_way_into_it(quoting: Assistant, question: str) -> None:
    answer = quoting.ask(question, roadmap=ML)
    assert not any("to-ai-research-engineer" in c.url for c in answer.citations)


@pytest.mark.parametrize(
    "before", ["What does an ML engineer earn in India?", "What does a senior earn?"]
)
def test_the_way_in_is_asked_anew_in_a_conversation(quoting: Assistant, before: str) -> None:
    first = quoting.ask(before, roadmap=ML)
    answer = quoting.ask("How do I become an ML engineer?", roadmap=ML, state=first.state)
    assert not any("salary" in c.url for c in answer.citations)
    assert any("transition-data-scientist" in c.url for c in answer.citations)
