"""Figures in a text: what they count, how much, and in which region one writes them so."""

from __future__ import annotations

import math

import pytest
from answering_support import LIGHTHOUSE, ML, lexicon
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.quantities import Quantity
from assistant.answering.text import tokenise


def found(text: str, page: str) -> tuple[Quantity, ...]:
    return lexicon(page).quantities.find(tokenise(text))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5 years", 5, 5),
        ("5-9 years", 5, 9),
        ("5–9 yrs", 5, 9),
        ("5 to 9 years", 5, 9),
        ("between 5 and 9 years", 5, 9),
        ("10+ years", 10, None),
        ("4yoe", 4, 4),
        ("four years", 4, 4),
        ("a decade", 10, 10),
        ("18 months", 1.5, 1.5),
    ],
)
def test_lengths_of_service_are_read_in_years(text: str, low: float, high: float | None) -> None:
    (quantity,) = found(f"I have {text} behind me", ML)
    assert quantity.kind == "years"
    assert math.isclose(quantity.low, low, rel_tol=1e-3)
    if high is None or quantity.high is None:
        assert quantity.high is high
    else:
        assert math.isclose(quantity.high, high, rel_tol=1e-3)


@pytest.mark.parametrize(
    ("text", "low", "high", "region"),
    [
        ("₹50 LPA", 5_000_000, 5_000_000, "India"),
        ("₹50–100 LPA", 5_000_000, 10_000_000, "India"),
        ("₹22 lpa to ₹50 lpa", 2_200_000, 5_000_000, "India"),
        ("60 lakhs", 6_000_000, 6_000_000, "India"),
        ("twenty lakhs", 2_000_000, 2_000_000, "India"),
        ("1.2 cr", 12_000_000, 12_000_000, "India"),
        ("1,50,000 rupees", 150_000, 150_000, "India"),
        ("$200K", 200_000, 200_000, "US"),
        ("$200k-$290k", 200_000, 290_000, "US"),
        ("200 grand", 200_000, 200_000, "US"),
        ("$1.5 million", 1_500_000, 1_500_000, "US"),
        ("$250,000", 250_000, 250_000, "US"),
        ("a hundred thousand dollars", 100_000, 100_000, "US"),
    ],
)
def test_pay_is_read_in_whole_currency(text: str, low: float, high: float, region: str) -> None:
    (quantity,) = found(text, ML)
    assert quantity.kind == "pay"
    assert (quantity.low, quantity.high) == (low, high)
    assert quantity.regions == (region,)


@pytest.mark.parametrize(
    ("text", "low", "high", "region"),
    [
        ("1,220 shells", 1220, 1220, "Skerrivane"),
        ("700–1,250 shells a month", 700, 1250, "Skerrivane"),
        ("¤36Q–¤52Q", 36, 52, "Ostermar"),
        ("tm 5.5–8.5 per season", 5.5, 8.5, "Low Fingers"),
    ],
)
def test_pay_is_read_in_the_coin_of_any_page(
    text: str, low: float, high: float, region: str
) -> None:
    (quantity,) = found(text, LIGHTHOUSE)
    assert (quantity.kind, quantity.low, quantity.high) == ("pay", low, high)
    assert quantity.regions == (region,)


def test_every_range_of_a_page_is_read_as_the_page_types_it() -> None:
    for page in (ML, LIGHTHOUSE):
        for level in lexicon(page).roadmap.levels:
            for salary in level.salaries:
                scale = lexicon(page).quantities.scale_of(salary.region)
                (quantity,) = found(salary.range.text, page)
                assert quantity.regions == (salary.region,)
                assert quantity.low == salary.range.low * scale
                assert quantity.high == (salary.range.high or math.nan) * scale


def test_a_currency_of_no_region_belongs_to_none() -> None:
    (quantity,) = found("€50k", ML)
    assert (quantity.kind, quantity.regions) == ("pay", ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [("15%", "percent"), ("15 percent", "percent"), ("level 3", "number"), ("in 2025", "number")],
)
def test_other_figures_are_neither_pay_nor_years(text: str, kind: str) -> None:
    assert [quantity.kind for quantity in found(text, ML)] == [kind]


def test_a_text_without_figures_has_none() -> None:
    assert found("what do keepers eat?", LIGHTHOUSE) == ()


@pytest.mark.parametrize(
    ("low", "high", "shared"),
    [(1, 4.9, False), (1, 5, True), (9, 15, True), (9.1, None, False), (6, None, True)],
)
def test_intervals_share_their_ends(low: float, high: float | None, shared: bool) -> None:
    assert Quantity("years", 5, 9, 0, 1).overlaps(low, high) is shared


def test_an_open_interval_reaches_any_height() -> None:
    assert Quantity("years", 18, None, 0, 1).overlaps(400, 500)


@given(st.text(alphabet="0123456789,.-–+₹$¤% kKLPAmonthyearst", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_figures_are_read_without_failing(text: str) -> None:
    for quantity in (*found(text, ML), *found(text, LIGHTHOUSE)):
        assert quantity.start < quantity.end
