"""BM25 on words as people type them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.search.lexical import LexicalIndex

TEXTS = ("Keepers polish lenses daily", "Pay in the north: 900 shells", "The R language, level 2")


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex(TEXTS)


def best(index: LexicalIndex, question: str) -> int:
    return int(index.scores(question).argmax())


@pytest.mark.parametrize(
    ("question", "expected"),
    [("who polishes the lens", 0), ("NORTH pay?", 1), ("r", 2), ("level 2", 2), ("900", 1)],
)
def test_the_text_with_the_words_wins(index: LexicalIndex, question: str, expected: int) -> None:
    assert best(index, question) == expected


@pytest.mark.parametrize("question", ["", "  ?! ", "the of and", "zyxgh qqq", "₹–"])
def test_a_question_without_known_words_scores_nothing(index: LexicalIndex, question: str) -> None:
    assert index.scores(question).tolist() == [0.0, 0.0, 0.0]


def test_unknown_words_beside_known_ones_change_nothing(index: LexicalIndex) -> None:
    assert (index.scores("zyxgh lens") == index.scores("lens")).all()


@pytest.mark.parametrize("texts", [[], ["", "the"]])
def test_texts_without_words_are_fine(texts: list[str]) -> None:
    assert LexicalIndex(texts).scores("lens").tolist() == [0.0] * len(texts)


def test_threads_get_the_same_scores(index: LexicalIndex) -> None:
    questions = [f"polishing keeper{n}s lenses" for n in range(200)]
    alone = [index.scores(question).tolist() for question in questions]
    fresh = LexicalIndex(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        together = [scores.tolist() for scores in pool.map(fresh.scores, questions)]
    assert together == alone
