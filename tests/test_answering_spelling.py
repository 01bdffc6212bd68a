"""From words as typed to words as meant."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML, roadmap, vocabulary

from assistant.answering.spelling import Speller
from assistant.answering.text import tokenise

WORDS = {
    ML: ("python", "kubernetes", "latency", "kubeflow", "india", "america", "senior", "junior"),
    LIGHTHOUSE: ("lamplighter", "marshal", "skerrivane", "ostermar", "wick", "hand"),
}


def meant(text: str, page: str = ML) -> list[str]:
    tokens = Speller(vocabulary(), WORDS[page]).meant(tokenise(text))
    return [token.norm for token in tokens]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("saleries", "salaries"),
        ("resposibilities", "responsibilities"),
        ("expereince", "experience"),
        ("senoir", "senior"),
        ("kuberntes", "kubernetes"),
        ("latncy", "latency"),
        ("pyton", "python"),
        ("inida", "india"),
    ],
)
def test_a_slip_becomes_the_word_of_page_or_vocabulary(typed: str, right: str) -> None:
    assert meant(typed) == [right]


@pytest.mark.parametrize(
    ("typed", "right"),
    [("lamplightr", "lamplighter"), ("skerivane", "skerrivane"), ("ostemar", "ostermar")],
)
def test_invented_words_of_a_page_are_spelled_too(typed: str, right: str) -> None:
    assert meant(typed, LIGHTHOUSE) == [right]


@pytest.mark.parametrize(
    "word", ["weather", "gross", "response", "plumber", "stable", "gardening", "the", "qzxvwy", "4"]
)
def test_an_ordinary_or_wholly_strange_word_stays(word: str) -> None:
    assert meant(word) == [word]


def test_every_word_of_a_title_stays_as_it_is() -> None:
    titles = [level.title for level in roadmap(LIGHTHOUSE).levels]
    words = [token.norm for title in titles for token in tokenise(title)]
    speller = Speller(vocabulary(), words)
    assert [t.norm for t in speller.meant(tokenise(" ".join(titles)))] == words


@pytest.mark.parametrize(
    ("typed", "right"), [("k8s", ["kubernetes"]), ("engg", ["engineer"]), ("avg", ["average"])]
)
def test_abbreviations_are_written_out(typed: str, right: list[str]) -> None:
    assert meant(typed) == right


def test_a_mixed_in_language_is_read_in_english() -> None:
    assert {"how", "much", "senior"} <= set(meant("senior ko kitna milta hai"))


def test_a_single_foreign_word_is_no_mixed_in_language() -> None:
    assert meant("kitna gross") == ["kitna", "gross"]


def test_a_meant_word_keeps_its_place_in_the_typed_text() -> None:
    text = "the saleries here"
    token = Speller(vocabulary(), ()).meant(tokenise(text))[1]
    assert text[token.start : token.end] == token.text == "saleries"
