"""What to ask next: the page's own questions, each with an answer."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML, PAGES, roadmap

from assistant.answering.assistant import Assistant


def own_questions(slug: str) -> set[str]:
    return {faq.question for faq in roadmap(slug).faqs}


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.parametrize("question", ["hello", "plumber in Spain", "what does level 2 earn?"])
def test_suggestions_are_questions_of_the_page(
    quoting: Assistant, slug: str, question: str
) -> None:
    suggestions = quoting.ask(question, roadmap=slug).suggestions
    assert suggestions
    assert set(suggestions) <= own_questions(slug)
    assert len(set(suggestions)) == len(suggestions)


@pytest.mark.parametrize("slug", PAGES)
def test_every_suggestion_has_an_answer_and_does_not_suggest_itself(
    quoting: Assistant, slug: str
) -> None:
    for question in sorted(own_questions(slug)):
        answer = quoting.ask(question, roadmap=slug)
        assert not answer.abstained, question
        assert question not in answer.suggestions


def test_the_nearest_question_is_suggested_when_there_is_no_answer(quoting: Assistant) -> None:
    answer = quoting.ask("May my dog swim at the office in Spain?", roadmap=LIGHTHOUSE)
    assert answer.abstained
    assert "Must a lighthouse keeper be able to swim?" in answer.suggestions


def test_small_talk_suggests_where_to_begin(quoting: Assistant) -> None:
    first = roadmap(ML).faqs[0].question
    assert quoting.ask("hello", roadmap=ML).suggestions[0] == first


@pytest.mark.parametrize(
    ("slug", "question"),
    [
        (LIGHTHOUSE, "Do keepers have to know how to swim?"),
        (LIGHTHOUSE, "How many days of leave do keepers get?"),
        (ML, "In which order should I learn the MLOps tools?"),
    ],
)
def test_what_was_just_answered_is_not_suggested(
    quoting: Assistant, slug: str, question: str
) -> None:
    answer = quoting.ask(question, roadmap=slug)
    cited = {citation.url.split("#")[1] for citation in answer.citations}
    answered = {faq.question for faq in roadmap(slug).faqs if faq.anchor in cited}
    assert answered
    assert not answered & set(answer.suggestions)
