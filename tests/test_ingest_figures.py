"""Ranges as authors write them: what is accepted, what is refused and with which words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.figures import find_pay, parse_pay, parse_years
from assistant.records import Range

CURRENCIES = ["₹", "$", "kr", "shells", "¤", "tm"]
UNITS = ["", "LPA", "K", "a month", "per season"]
SEPARATORS = ["-", "–", "—", " – ", " to ", "−"]


@pytest.mark.parametrize(
    ("text", "currency", "unit", "expected"),
    [
        ("₹10–22 LPA", "₹", "LPA", Range(10, 22, "₹10–22 LPA")),
        ("$100K–$145K", "$", "K", Range(100, 145, "$100K–$145K")),
        ("$100K-145K", "$", "K", Range(100, 145, "$100K–145K")),
        ("$100-145K", "$", "K", Range(100, 145, "$100–145K")),
        ("$100K to $145K", "$", "K", Range(100, 145, "$100K–$145K")),
        ("1,200–1,900 kr a day", "kr", "a day", Range(1200, 1900, "1,200–1,900 kr a day")),
        ("kr 4.5–6k", "kr", "k", Range(4.5, 6, "kr 4.5–6k")),
        ("₹250+ LPA", "₹", "LPA", Range(250, None, "₹250+ LPA")),
        ("$250K+", "$", "K", Range(250, None, "$250K+")),
        ("₹30 LPA", "₹", "LPA", Range(30, 30, "₹30 LPA")),
        ("₹10,00,000 — 12,50,000", "₹", "", Range(1e6, 1.25e6, "₹10,00,000–12,50,000")),
        ("50\u202f000–60\u202f000 €", "€", "", Range(50_000, 60_000, "50\u202f000–60\u202f000 €")),
        ("  ₹10  –  22   LPA ", "₹", "LPA", Range(10, 22, "₹10–22 LPA")),
        ("¤18Q–¤26Q", "¤", "Q", Range(18, 26, "¤18Q–¤26Q")),
        ("tm 2.5–4.0 per season", "tm", "per season", Range(2.5, 4, "tm 2.5–4.0 per season")),
    ],
)  # fmt: skip
def test_pay_is_read_as_written(text: str, currency: str, unit: str, expected: Range) -> None:
    assert parse_pay(text, currency, unit) == expected


@pytest.mark.parametrize(
    ("text", "currency", "unit", "problem"),
    [
        ("", "₹", "LPA", "is not an amount"),
        ("negotiable", "₹", "LPA", "is not an amount"),
        ("£10–22 LPA", "₹", "LPA", "is not an amount"),
        ("250+", "₹", "LPA", "the currency '₹'"),
        ("10–22 LPA", "₹", "LPA", "the currency '₹'"),
        ("100–$145K", "$", "K", "the currency '$'"),
        ("₹10–22", "₹", "LPA", "the unit 'LPA'"),
        ("$100K–$145", "$", "K", "the unit 'K'"),
        ("₹22–10 LPA", "₹", "LPA", "runs backwards"),
        ("₹10–22+ LPA", "₹", "LPA", "cannot be open"),
        ("₹10–22 LPA plus stock", "₹", "LPA", "'plus stock' is left over"),
        ("₹10–22–30 LPA", "₹", "LPA", "left over"),
        ("₹10–22 LPAs", "₹", "LPA", "left over"),
        ("₹-10 LPA", "₹", "LPA", "is not an amount"),
        ("₹" + "9" * 400 + " LPA", "₹", "LPA", "too large"),
    ],
)
def test_pay_that_does_not_fit_is_refused_by_name(
    text: str, currency: str, unit: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        parse_pay(text, currency, unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0–2", Range(0, 2, "0–2 years")),
        ("5-9 years", Range(5, 9, "5–9 years")),
        ("15+", Range(15, None, "15+ years")),
        ("15+ years", Range(15, None, "15+ years")),
        ("3 years", Range(3, 3, "3 years")),
        ("1", Range(1, 1, "1 year")),
        ("5 to 9 yrs", Range(5, 9, "5–9 years")),
        ("1.5 – 3", Range(1.5, 3, "1.5–3 years")),
    ],
)
def test_years_are_read_as_written(text: str, expected: Range) -> None:
    assert parse_years(text) == expected


@pytest.mark.parametrize("text", ["", "years", "two", "9–5", "5–", "+5", "5–9+", "-5", "5 months"])
def test_years_that_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="years"):
        parse_years(text)


def test_amounts_in_running_text_are_found_verbatim() -> None:
    text = "In 2025 - $100K, then $5K to $9K or $250K+. Not US$7K, 15–25% or $30K-$20K; $1.5K."
    found = [amount.text for amount in find_pay(text, "$", "K")]
    assert found == ["$100K", "$5K to $9K", "$250K+", "$1.5K"]


def test_an_amount_needs_both_currency_and_unit_and_whole_words() -> None:
    assert find_pay("₹50 crore, 30 LPA, ₹5 LPAX", "₹", "LPA") == ()
    assert find_pay("80 shells a monthly 12 shells", "shells", "a month") == ()


def test_a_sum_of_two_amounts_is_not_an_open_range() -> None:
    assert [a.high for a in find_pay("$5K+$2K and $5K + $2K", "$", "K")] == [5, 2, 5, 2]


@given(
    low=st.integers(0, 10**9),
    more=st.none() | st.integers(0, 10**9),
    currency=st.sampled_from(CURRENCIES),
    unit=st.sampled_from(UNITS),
    separator=st.sampled_from(SEPARATORS),
    is_open=st.booleans(),
    grouped=st.booleans(),
    sign_first=st.booleans(),
)
def test_every_way_of_writing_pay_comes_back(
    low: int,
    more: int | None,
    currency: str,
    unit: str,
    separator: str,
    is_open: bool,
    grouped: bool,
    sign_first: bool,
) -> None:
    spell = "{:,}".format if grouped else str
    high = None if more is None else low + more
    numbers = spell(low) if high is None else spell(low) + separator + spell(high)
    plus = "+" if is_open and high is None else ""
    written = [currency, numbers + plus, unit] if sign_first else [numbers + plus, currency, unit]
    text = " ".join(part for part in written if part)
    result = parse_pay(text, currency, unit)
    assert (result.low, result.high) == (low, None if plus else low if high is None else high)
    assert parse_pay(result.text, currency, unit) == result
    assert [(a.low, a.high) for a in find_pay(f"She earns {text}, or so.", currency, unit)] == [
        (result.low, result.high)
    ]


@given(st.text(), st.sampled_from(CURRENCIES), st.sampled_from(UNITS))
def test_no_text_breaks_the_parsers(text: str, currency: str, unit: str) -> None:
    for amount in find_pay(text, currency, unit):
        assert amount.text in text
    try:
        result = parse_pay(text, currency, unit)
    except ValueError:
        return
    assert result.high is None or result.low <= result.high
