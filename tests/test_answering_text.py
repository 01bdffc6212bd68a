"""Words of a text: folding, tokens, stems and phrases."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.text import Phrasebook, fold, stem, stems, tokenise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organise", "organize"),
        ("organisation", "organizations"),
        ("labour", "labor"),
        ("behaviour", "behavior"),
        ("salary", "salaries"),
        ("keeper's", "keepers"),
        ("responsible", "responsibilities"),
        ("flexible", "flexibility"),
    ],
)
def test_forms_and_spellings_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("response", "responsibility"), ("responses", "responsible"), ("hour", "our"), ("us", "use")],
)
def test_words_that_only_look_alike_keep_stems_of_their_own(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("4yoe", ["4", "yoe"]),
        ("lvl2", ["lvl", "2"]),
        ("k8s and B2B", ["k8s", "and", "b2b"]),
        ("₹50–100 LPA", ["₹", "50", "-", "100", "lpa"]),
        ("1,250.5 shells", ["1,250.5", "shells"]),
        ("don’t", ["don't"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_numbers_and_signs(text: str, words: list[str]) -> None:
    assert [token.norm for token in tokenise(text)] == words


def test_folding_levels_case_width_dashes_and_quotes() -> None:
    assert fold("Ｓenior – “Straße”\u00a0") == 'senior - "strasse" '


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_tokens_stand_in_order_and_none_is_empty(text: str) -> None:
    tokens = tokenise(text)
    assert all(token.norm and token.start < token.end for token in tokens)
    assert all(one.end <= two.start for one, two in pairwise(tokens))


def test_stems_leave_signs_out() -> None:
    assert stems("Pay: ₹50!") == (stem("pay"), "50")


def test_the_longest_phrase_wins() -> None:
    book = Phrasebook([("staff", 1), ("staff engineer", 2)])
    assert [match.value for match in book.find(tokenise("a staff engineer"))] == [2]


def test_the_first_meaning_of_a_phrase_is_kept() -> None:
    book = Phrasebook([("lead", 1), ("leads", 2)])
    assert [match.value for match in book.find(tokenise("lead"))] == [1]


def test_a_phrase_is_found_in_other_forms_and_across_signs() -> None:
    book = Phrasebook([("co founder", "yes")])
    (found,) = book.find(tokenise("two Co-Founders met"))
    assert (found.start, found.end, found.value) == (1, 4, "yes")


def test_a_phrase_without_words_is_never_found() -> None:
    assert Phrasebook([("?!", 1)]).find(tokenise("what?!")) == ()
