"""What kind of value a question wants, and which kinds a text holds."""

from __future__ import annotations

import pytest
from answering_support import vocabulary

from assistant.answering.answertypes import AnswerTypes, Held
from assistant.answering.text import stem, tokenise

TYPES = AnswerTypes(vocabulary())


def wanted(question: str) -> frozenset[str]:
    return TYPES.wanted(tokenise(question))


def held(text: str) -> Held:
    return TYPES.held(tokenise(text))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How long does the course take?", "duration"),
        ("how many weeks is it?", "duration"),
        ("What percentage passes?", "share"),
        ("What is the fee?", "money"),
        ("how old must I be", "age"),
        ("How often is it renewed?", "frequency"),
        ("What's the pass mark?", "score"),
        ("in which month does it start?", "time"),
        ("Who signs it?", "person"),
    ],
)
def test_the_kind_of_value_is_read_from_the_question(question: str, kind: str) -> None:
    assert kind in wanted(question)


def test_a_question_without_a_kind_wants_none() -> None:
    assert wanted("Tell me about the skills") == frozenset()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The course runs nine weeks each winter.", "duration"),
        ("Four in ten came from another field.", "share"),
        ("About 20% leave.", "share"),
        ("It is renewed every year.", "frequency"),
        ("Apply in March.", "time"),
    ],
)
def test_the_kinds_that_a_text_holds(text: str, kind: str) -> None:
    assert kind in held(text).types


def test_a_text_without_a_figure_holds_no_duration() -> None:
    assert "duration" not in held("The course suits beginners.").types


def test_what_numbers_count_is_kept() -> None:
    assert stem("keepers") in held("Three lighthouse keepers live there.").counted
    assert TYPES.counting(tokenise("How many keepers live there?")) == {
        stem("keepers"),
        stem("live"),
    }
    assert stem("weeks") not in TYPES.counting(tokenise("How many weeks is it?"))
