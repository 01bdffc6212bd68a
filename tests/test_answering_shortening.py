"""Of a passage with figures of several things, that of the thing asked for is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from answering_support import LIGHTHOUSE, PAGES, vocabulary

from assistant.answering.assistant import Assistant
from assistant.answering.generation.none import NoGenerator
from assistant.search.builder import build_index
from assistant.search.index import load_index
from assistant.search.sentence_transformers import SentenceTransformerEmbedder

PRICES = """

### What do a keeper's things cost?

A brass telescope costs 40 shells, and a pair of sea boots costs 9 shells. The uniform is free. \
A berth on the mail boat costs 3 shells in Skerrivane and 11 gleams in Ostermar. \
Whoever loses the station key pays a fine of 25 shells.

### How is a keeper's night divided?

In a calm night 55% of the hours go on watching, 25% on winding and oiling and 20% on sleep. \
Felt slippers cost 6 shells and hold two years, while wading stockings cost 14 shells and hold \
eight years.
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Answers from the lighthouse page and one more FAQ."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "roadmaps").mkdir()
    text = PAGES[LIGHTHOUSE].read_text(encoding="utf-8").rstrip() + PRICES
    Path(folder / "roadmaps" / f"{LIGHTHOUSE}.md").write_text(text, encoding="utf-8")
    embedder = SentenceTransformerEmbedder("all-MiniLM-L6-v2")
    build_index(folder / "roadmaps", folder / "index", embedder)
    index = load_index(folder / "index", embedder)
    return Assistant(index, vocabulary(), NoGenerator())


@pytest.mark.parametrize(
    ("question", "told", "others"),
    [
        ("How much does a brass telescope cost?", "40 shells", ("9 shells", "25 shells")),
        ("What do sea boots cost?", "9 shells", ("40 shells", "25 shells")),
        ("what is the fine for losing the station key?", "25 shells", ("40 shells", "9 shells")),
        ("price of a berth on the mail boat in Ostermar", "11 gleams", ("3 shells", "40 shells")),
    ],
)
def test_figures_of_other_things_are_left_out(
    shop: Assistant, question: str, told: str, others: tuple[str, ...]
) -> None:
    answer = shop.ask(question, roadmap=LIGHTHOUSE)
    assert told in answer.text
    assert not any(other in answer.text for other in others)


@pytest.mark.parametrize(
    ("turns", "told", "others"),
    [
        (("What do sea boots cost?", "and the telescope?"), "40 shells", ("9 shells", "25")),
        (("What does a brass telescope cost?", "and boots?"), "9 shells", ("40 shells", "25")),
    ],
)
def test_of_a_follow_up_only_its_own_figure_is_told(
    shop: Assistant, turns: tuple[str, ...], told: str, others: tuple[str, ...]
) -> None:
    state = ""
    for turn in turns:
        answer = shop.ask(turn, roadmap=LIGHTHOUSE, state=state)
        state = answer.state
    assert told in answer.text
    assert not any(other in answer.text for other in others)


def test_the_place_asked_of_is_told_alone_where_more_is_asked(shop: Assistant) -> None:
    question = "What does a berth on the mail boat cost in Ostermar, and is there a bunk?"
    answer = shop.ask(question, roadmap=LIGHTHOUSE)
    assert "11 gleams" in answer.text
    assert "3 shells" not in answer.text


def test_what_is_told_is_cited_by_the_page_s_own_sentence(shop: Assistant) -> None:
    answer = shop.ask("What do sea boots cost?", roadmap=LIGHTHOUSE)
    assert [citation.quote for citation in answer.citations] == [
        "A brass telescope costs 40 shells, and a pair of sea boots costs 9 shells."
    ]
    assert answer.sentences[0].text == "A pair of sea boots costs 9 shells."


def test_the_passage_s_own_question_gets_all_of_it(shop: Assistant) -> None:
    answer = shop.ask("What do a keeper's things cost?", roadmap=LIGHTHOUSE)
    assert all(figure in answer.text for figure in ("40 shells", "9 shells", "11 gleams"))


def test_two_things_get_two_figures(shop: Assistant) -> None:
    answer = shop.ask("What do a telescope and sea boots cost?", roadmap=LIGHTHOUSE)
    assert "40 shells" in answer.text
    assert "9 shells" in answer.text


@pytest.mark.parametrize(
    ("question", "told", "others"),
    [
        ("What share of the night goes on oiling?", ("25%",), ("55%", "20%")),
        ("What takes the largest share of a calm night?", ("55%", "watching"), ("25%", "20%")),
        ("How is a calm night split?", ("55%", "25%", "20%"), ()),
        ("What do felt slippers cost and how long do they hold?", ("6 shells", "two"), ("14",)),
    ],
)
def test_of_shares_those_asked_for_are_told(
    shop: Assistant, question: str, told: tuple[str, ...], others: tuple[str, ...]
) -> None:
    answer = shop.ask(question, roadmap=LIGHTHOUSE)
    assert all(figure in answer.text for figure in told)
    assert not any(other in answer.text for other in others)


def test_a_filled_clause_is_cited_by_the_page_s_own_sentence(shop: Assistant) -> None:
    answer = shop.ask("What share of the night goes on oiling?", roadmap=LIGHTHOUSE)
    assert answer.text == "In a calm night 25% of the hours go on winding and oiling."
    assert answer.citations[0].quote.startswith("In a calm night 55% of the hours")
