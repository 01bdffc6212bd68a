"""Follow-ups: what they take over, what they override, and how that travels."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML, pay, pay_shown, reader, roadmap
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.assistant import Assistant
from assistant.answering.conversation import Frame, dump, load, resolve
from assistant.records import Answer

JUNIOR = "What does a junior earn in India?"
SENIOR = "What does a senior earn in India?"
TALKED = Frame(ML, ("salary",), (3,), ("India",), (), SENIOR, SENIOR, ("ml-engineer/x",))


def talk(assistant: Assistant, slug: str, *questions: str) -> Answer:
    """The last answer of a conversation."""
    state = ""
    for question in questions:
        answer = assistant.ask(question, roadmap=slug, state=state)
        state = answer.state
    return answer


@pytest.mark.parametrize(
    ("questions", "number", "region"),
    [
        ((JUNIOR, "and in the US?"), 1, "US"),
        ((JUNIOR, "what about seniors?"), 3, "India"),
        ((JUNIOR, "and the level above that?"), 2, "India"),
        ((SENIOR, "and the level below?"), 2, "India"),
        ((SENIOR, "sorry, I meant the other country"), 3, "US"),
        ((SENIOR, "no, I meant junior"), 1, "India"),
        ((SENIOR, "and an ML engineer?"), 2, "India"),
        ((JUNIOR, "ML engineer in the US?"), 2, "US"),
        ((JUNIOR, "and in the US?", "what about seniors?"), 3, "US"),
        ((JUNIOR, "and in the US?", "what about seniors?", "and the level above that?"), 4, "US"),
        ((JUNIOR, "and in the US?", "sorry, I meant the other country"), 1, "India"),
        (("What does a senior earn in Germany?", "and in India?"), 3, "India"),
    ],
)
def test_a_follow_up_takes_over_what_it_leaves_out(
    quoting: Assistant, questions: tuple[str, ...], number: int, region: str
) -> None:
    answer = talk(quoting, ML, *questions)
    assert pay_shown(answer, ML) == {pay(ML, number, region)}
    assert answer.interpreted_as


@pytest.mark.parametrize(
    ("follow_up", "number", "region"),
    [
        ("and in Skerrivane?", 2, "Skerrivane"),
        ("what about Lens Wardens?", 3, "Ostermar"),
        ("and the rank above that?", 3, "Ostermar"),
        ("and the rank below?", 1, "Ostermar"),
        ("sorry, wrong title, I meant the Glass Warden", 3, "Ostermar"),
    ],
)
def test_follow_ups_work_on_any_page(
    quoting: Assistant, follow_up: str, number: int, region: str
) -> None:
    answer = talk(quoting, LIGHTHOUSE, "What does a Lamplighter earn in Ostermar?", follow_up)
    assert pay_shown(answer, LIGHTHOUSE) == {pay(LIGHTHOUSE, number, region)}
    assert answer.interpreted_as


def test_what_was_taken_over_is_said(quoting: Assistant) -> None:
    said = talk(quoting, ML, JUNIOR, "and in the US?").interpreted_as
    assert said is not None
    assert "Junior ML Engineer" in said


def test_a_question_that_stands_alone_takes_nothing_over(quoting: Assistant) -> None:
    answer = talk(quoting, ML, JUNIOR, "What does a senior ML engineer earn in the US?")
    assert pay_shown(answer, ML) == {pay(ML, 3, "US")}
    assert answer.interpreted_as is None


def test_above_the_last_level_there_is_none(quoting: Assistant) -> None:
    answer = talk(quoting, ML, "What does a staff engineer earn in India?", "and the level above?")
    assert answer.abstained
    assert pay_shown(answer, ML) == set()


def test_a_follow_up_to_a_row_that_is_missing_is_refused(quoting: Assistant) -> None:
    first = "What does a Station Keeper earn in Low Fingers?"
    assert talk(quoting, LIGHTHOUSE, first, "and the rank above that?").abstained


def test_the_part_of_the_page_is_taken_over_too(quoting: Assistant) -> None:
    answer = talk(quoting, ML, "What skills does a junior need?", "and a senior?")
    assert all(skill in answer.text for skill in roadmap(ML).levels[2].skills)


def test_small_talk_in_between_is_forgotten(quoting: Assistant) -> None:
    answer = talk(quoting, ML, JUNIOR, "thanks!", "and in the US?")
    assert pay_shown(answer, ML) == {pay(ML, 1, "US")}


def test_a_follow_up_without_a_conversation_takes_nothing_over(quoting: Assistant) -> None:
    assert quoting.ask("and in the US?", roadmap=ML).interpreted_as is None


@pytest.mark.parametrize(
    "questions", [(JUNIOR,), (JUNIOR, "and in the US?"), (JUNIOR, "thanks!"), (JUNIOR, "  ")]
)
def test_the_state_is_rebuilt_from_the_questions_alone(
    quoting: Assistant, questions: tuple[str, ...]
) -> None:
    asked = [question for question in questions if question.strip()]
    kept = talk(quoting, ML, *asked).state
    rebuilt = quoting.state_after(questions, ML)
    follow_up = "what about seniors?"
    one = quoting.ask(follow_up, roadmap=ML, state=kept)
    other = quoting.ask(follow_up, roadmap=ML, state=rebuilt)
    assert (one.text, one.interpreted_as) == (other.text, other.interpreted_as)


def test_no_questions_leave_no_state(quoting: Assistant) -> None:
    assert quoting.state_after([], ML) == ""


@pytest.mark.parametrize(
    "state",
    [
        "garbage",
        "{",
        "[]",
        "null",
        "7",
        '"x"',
        "\x00",
        "🙂" * 500,
        '{"unknown": 1}',
        '{"roadmap": 3}',
    ],
)
def test_a_foreign_state_is_no_state(quoting: Assistant, state: str) -> None:
    fresh = quoting.ask("and in the US?", roadmap=ML)
    answer = quoting.ask("and in the US?", roadmap=ML, state=state)
    assert (answer.text, answer.interpreted_as) == (fresh.text, None)


def test_a_cut_state_is_no_state(quoting: Assistant) -> None:
    state = quoting.ask(JUNIOR, roadmap=ML).state
    assert quoting.ask("and in the US?", roadmap=ML, state=state[:-5]).interpreted_as is None


def test_the_conversation_of_another_page_is_not_taken_over(quoting: Assistant) -> None:
    state = quoting.ask("What does a Lamplighter earn in Ostermar?", roadmap=LIGHTHOUSE).state
    answer = quoting.ask("What does level 2 earn?", roadmap=ML, state=state)
    assert pay_shown(answer, ML) == {pay(ML, 2, "India"), pay(ML, 2, "US")}
    assert answer.interpreted_as is None


@given(
    st.builds(
        Frame,
        roadmap=st.text(max_size=20),
        levels=st.lists(st.integers(1, 9), max_size=3).map(tuple),
        regions=st.lists(st.text(max_size=9), max_size=3).map(tuple),
        years=st.sampled_from([(), (5.0, 9.0)]),
        question=st.text(max_size=50),
    )
)
@settings(max_examples=60, deadline=None)
def test_a_frame_comes_back_from_its_state_as_it_was(frame: Frame) -> None:
    assert load(dump(frame)) == frame


def test_a_reading_is_completed_with_the_turn_before() -> None:
    understood = resolve(reader(ML).read("and in the US?"), TALKED, roadmap(ML))
    assert (understood.aspects, understood.levels, understood.regions) == (
        ("salary",),
        (3,),
        ("US",),
    )


def test_without_a_turn_before_a_reading_stays_as_it_is() -> None:
    understood = resolve(reader(ML).read("and in the US?"), None, roadmap(ML))
    assert (understood.levels, understood.regions, understood.inherited) == ((), ("US",), ())


@pytest.mark.parametrize(
    ("question", "abstained"),
    [("What do family quarters cost?", True), ("What is the Oil and Flame Ticket for?", False)],
)
def test_a_follow_up_that_only_names_a_thing_wants_of_it_what_was_wanted_before(
    quoting: Assistant, question: str, abstained: bool
) -> None:
    answer = talk(quoting, LIGHTHOUSE, question, "And the Great Lens Diploma?")
    assert answer.abstained is abstained
