"""Which numbers and words a draft may write, and guessing by prompt look-up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.generation.lookup import guess_next
from assistant.answering.generation.numbers import AllowedNumbers
from assistant.answering.generation.words import AllowedWords

NUMBERS = AllowedNumbers("Pay is ₹50–100 LPA, or 1,200 shells after 3.5 years.")
WORDS = AllowedWords("carry the oil; requires training of keepers", glue="a the is of to")


def writes(guard: AllowedNumbers | AllowedWords, text: str) -> bool:
    """Whether `text` can be written one character at a time and then end."""
    steps = all(guard.allow(text[:i], text[i]) for i in range(len(text)))
    return steps and guard.may_end(text)


@pytest.mark.parametrize("text", ["₹50–100", "50-100 LPA", "50 to 100.", "1,200, or", "3.5"])
def test_numbers_of_the_text_may_be_written(text: str) -> None:
    assert writes(NUMBERS, text)


@pytest.mark.parametrize("text", ["51", "5", "500", "50–200", "100–50", "1,20", "3.5–50", "1200"])
def test_no_other_number_may_be_written(text: str) -> None:
    assert not writes(NUMBERS, text)


def test_a_token_of_several_digits_is_judged_whole() -> None:
    assert NUMBERS.allow("₹", "50")
    assert not NUMBERS.allow("₹5", "00")
    assert not NUMBERS.allow("₹", "5 ")


def test_no_text_allows_every_number_and_word() -> None:
    assert writes(AllowedNumbers(""), "42")
    assert writes(AllowedWords(""), "anything goes")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_only_the_given_number_passes(given_number: int, written: int) -> None:
    assert writes(AllowedNumbers(f"is {given_number}."), str(written)) == (given_number == written)


@pytest.mark.parametrize("text", ["Carrying oil", "the keeper is trained", "requiring the oil"])
def test_words_may_be_inflected(text: str) -> None:
    assert writes(WORDS, text)


@pytest.mark.parametrize("text", ["carry water", "best", "keepers never train", "to the sea"])
def test_no_other_word_may_be_written(text: str) -> None:
    assert not writes(WORDS, text)


def test_a_word_may_be_written_as_often_as_it_stands_there() -> None:
    assert not writes(WORDS, "oil of oil")
    assert writes(WORDS, "the oil of the keepers")


def test_the_longest_and_latest_match_is_continued() -> None:
    tokens = [1, 2, 3, 9, 9, 2, 3, 7, 8, 5, 2, 3]
    assert guess_next(tokens, 2) == [7, 8]
    assert guess_next([1, 2, 3, 9, 7, 3, 8, 2, 3], 2) == [9, 7]


def test_nothing_is_guessed_after_a_new_token() -> None:
    assert guess_next([1, 2, 3], 4) == []
    assert guess_next([], 4) == []
