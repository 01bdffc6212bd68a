"""Numbers, quotes and joining; and that every real answer's citations hold."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML, vocabulary

from assistant.answering.assistant import Assistant
from assistant.answering.composing import Citations, joined, quoted
from assistant.answering.generation.none import NoGenerator
from assistant.records import Answer, Chunk, ChunkKind, Evidence, Sentence
from assistant.search.index import Index

QUESTIONS = [
    (ML, "What does a senior earn in India?"),
    (ML, "What does a senior earn in India and Germany?"),
    (ML, "What skills does a junior need?"),
    (ML, "What are the skills at every level?"),
    (ML, "Which MLOps tools should I learn first?"),
    (ML, "Which certifications are worth it?"),
    (ML, "What mistakes should I avoid?"),
    (ML, "How do I move from data scientist to ML engineer?"),
    (ML, "compare junior and senior pay"),
    (ML, "seniors earn ₹900 LPA in India, right?"),
    (ML, "What does a plumber earn in Spain?"),
    (ML, "hello"),
    (LIGHTHOUSE, "Must a lighthouse keeper be able to swim?"),
    (LIGHTHOUSE, "What is the pay at each rank?"),
    (LIGHTHOUSE, "What does a Lens Warden do?"),
    (LIGHTHOUSE, "How does the fog horn work?"),
    (LIGHTHOUSE, "Which careers are related?"),
    (LIGHTHOUSE, "What happens before sunrise at Old Thrumcap?"),
]


def evidence(*quotes: str, kind: ChunkKind = ChunkKind.FAQ) -> list[Evidence]:
    """One piece of evidence a quote, all of one chunk."""
    chunk = Chunk("p/a", "p", kind, ("Part", "Row"), "a", "\n".join(quotes), quotes)
    return [Evidence(chunk, quote, quote) for quote in quotes]


@pytest.fixture(scope="module")
def answers(quoting: Assistant) -> list[Answer]:
    return [quoting.ask(question, roadmap=slug) for slug, question in QUESTIONS]


def test_every_quote_is_verbatim_and_every_address_leads_to_its_anchor(
    answers: list[Answer], real_index: Index
) -> None:
    chunks = {chunk.id: chunk for chunk in real_index.chunks}
    for citation in (citation for answer in answers for citation in answer.citations):
        chunk = chunks[citation.chunk_id]
        assert citation.quote
        assert citation.quote in chunk.text
        assert citation.url == f"/roadmaps/{chunk.roadmap}#{chunk.anchor}"
        assert citation.section.endswith(chunk.heading_path[-1])
        assert citation.roadmap == chunk.roadmap


def test_numbers_run_from_one_and_only_used_ones_are_listed(answers: list[Answer]) -> None:
    for answer in answers:
        used = {n for sentence in answer.sentences for n in sentence.citations}
        assert [citation.n for citation in answer.citations] == list(range(1, len(used) + 1))
        assert used == {citation.n for citation in answer.citations}


def test_the_text_is_the_sentences_as_shown(answers: list[Answer]) -> None:
    for answer in answers:
        assert answer.text == joined(answer.sentences)
        assert answer.text.split() == [w for s in answer.sentences for w in s.text.split()]


def test_an_answer_has_sources_and_an_abstention_has_none(answers: list[Answer]) -> None:
    for answer, (_, question) in zip(answers, QUESTIONS, strict=True):
        silent = answer.abstained or question == "hello"
        assert bool(answer.citations) is not silent, question


def test_a_prefix_stands_before_every_address(real_index: Index) -> None:
    assistant = Assistant(real_index, vocabulary(), NoGenerator(), "https://example.org")
    (citation,) = assistant.ask("What does a senior earn in India?", roadmap=ML).citations
    assert citation.url.startswith("https://example.org/roadmaps/ml-engineer#")


def test_numbers_are_given_out_in_order_of_first_use() -> None:
    citations = Citations(evidence("one", "two", "three"), "")
    assert [citations.number(position) for position in (2, 0, 2)] == [1, 2, 1]
    assert [(c.n, c.quote) for c in citations.used()] == [(1, "three"), (2, "one")]


def test_one_quote_has_one_number() -> None:
    citations = Citations(evidence("same", "same"), "")
    assert citations.number(0) == citations.number(1) == 1
    assert len(citations.used()) == 1


def test_quoted_sentences_carry_the_number_of_their_evidence() -> None:
    items = evidence("One.", "Two.")
    citations = Citations(items, "")
    assert quoted(items, citations, [1, 0]) == (Sentence("Two.", (1,)), Sentence("One.", (2,)))


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        ([], ""),
        (["One.", "Two."], "One. Two."),
        (["Skills:", "- a", "- b"], "Skills:\n- a\n- b"),
        (["- a", "- b", "After."], "- a\n- b\nAfter."),
        (["Before.", "Skills:", "- a"], "Before.\nSkills:\n- a"),
    ],
)
def test_list_lines_stand_on_lines_of_their_own(sentences: list[str], text: str) -> None:
    assert joined(map(Sentence, sentences)) == text
