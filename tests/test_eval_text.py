"""Text is put in one spelling before it is compared."""

from __future__ import annotations

import pytest

from eval.text import content_words, digits_for_words, normalise, words


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("₹50 – 100 LPA", "₹50-100 lpa"),
        ("₹50 to ₹100 LPA", "₹50-100 lpa"),
        ("₹50 LPA to ₹100 LPA", "₹50-100 lpa"),
        ("between $100K and $145K", "$100k-145k"),
        ("¤18Q — ¤26Q", "¤18q-26q"),
        ("tm 2.5 to tm 4.0 per season", "tm 2.5-4 per season"),
        ("5 years to 9 years", "5-9 year"),
        ("1,200–1,900 shells", "1200-1900 shell"),
        ("Rs 1,00,000", "rs 100000"),
        ("End-to-end  fine‑tuning", "end to end fine tuning"),
        ("a 21-day spell", "a 21 day spell"),
        ("“fancy” keeper’s", '"fancy" keeper\'s'),
    ],
)
def test_one_spelling_for_many(written: str, plain: str) -> None:
    assert normalise(written) == plain


def test_simple_plurals_become_singular() -> None:
    assert words("skills companies class status basis") == (
        "skill",
        "company",
        "class",
        "status",
        "basis",
    )


def test_number_words_from_two_up_become_digits() -> None:
    assert digits_for_words("one of four hours") == "one of 4 hour"


def test_content_words_leave_out_stop_words_and_plain_numbers() -> None:
    assert content_words("The lamp is lit for 30 minutes by a Lamplighter") == (
        "lamp",
        "lit",
        "minute",
        "lamplighter",
    )
