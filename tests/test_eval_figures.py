"""Figures are found with sign and unit, and must be stated by the text behind them."""

from __future__ import annotations

import pytest

from eval.metrics.figures import COMMON_UNITS, Names, find_figures, unstated

NAMES = Names(
    numbered=("career path 2025",),
    labels=frozenset({"level", "rank"}),
    units=COMMON_UNITS | {"lpa", "q", "shell", "tm", "season"},
)
SOURCES = ("₹50–100 LPA", "Years: 5–9", "A model that takes 2 seconds", "tm 2.5–4.0 per season")


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("₹50–100 LPA", [("50", "100", "₹", "lpa")]),
        ("$200K–$290K", [("200", "290", "$", "k")]),
        ("¤18Q–¤26Q", [("18", "26", "¤", "q")]),
        ("tm 2.5–4.0 per season", [("2.5", "4", "tm", "")]),
        ("700–1,250 shells a month", [("700", "1250", "", "shell")]),
        ("15–25% more", [("15", "25", "", "%")]),
        ("18+ years", [("18", "", "", "year")]),
        ("within two days", [("2", "", "", "day")]),
    ],
)
def test_a_figure_has_bounds_a_sign_and_a_unit(
    text: str, figures: list[tuple[str, str, str, str]]
) -> None:
    assert [(f.low, f.high, f.sign, f.unit) for f in find_figures(text, NAMES)] == figures


@pytest.mark.parametrize(
    "text",
    [
        "Level 3",
        "ranks 1 and 2",
        "levels 2–4",
        "L5",
        "Career Path 2025",
        "as said [1].",
        "1. Learn",
    ],
)
def test_numbers_that_only_name_are_no_figures(text: str) -> None:
    assert find_figures(text, NAMES) == ()


def test_number_words_can_be_left_out() -> None:
    assert find_figures("either of the two pages", NAMES, spelled=False) == ()


@pytest.mark.parametrize(
    "text",
    [
        "₹50 to ₹100 LPA",
        "50–100 LPA",
        "up to ₹100 LPA",
        "5–9 years",
        "two seconds",
        "from tm 2.5 to tm 4.0 per season",
    ],
)
def test_a_figure_that_a_source_states(text: str) -> None:
    assert unstated(text, SOURCES, NAMES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "₹500–600 LPA",
        "$50–100 LPA",
        "₹50–100 crore",
        "₹50K",
        "5–8 years",
        "2 minutes",
        "₹100–150 LPA",
        "nine months",
    ],
)
def test_a_figure_with_another_bound_sign_or_unit_is_unstated(text: str) -> None:
    assert len(unstated(text, SOURCES, NAMES)) == 1


def test_a_bare_range_may_be_held_to_its_bounds_alone() -> None:
    assert unstated("Senior (5–9)", ("₹5–9 LPA",), NAMES)
    assert unstated("Senior (5–9)", ("₹5–9 LPA",), NAMES, bare_ranges=True) == ()
    assert unstated("Senior (5–8)", ("₹5–9 LPA",), NAMES, bare_ranges=True)


def test_figures_of_the_question_may_be_allowed() -> None:
    assert unstated("₹60 LPA is within ₹50–100 LPA", SOURCES, NAMES, allowed="I get ₹60 LPA") == ()
