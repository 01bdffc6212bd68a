"""Sentences that give figures of several things come apart; others stay whole."""

from __future__ import annotations

import pytest
from answering_support import vocabulary

from assistant.answering.clauses import ClauseReader


def alone(text: str) -> list[str]:
    """The clauses of a sentence as they stand alone."""
    return [clause.alone for clause in ClauseReader(vocabulary(), {"rank"}).read(text)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "The badge costs $90, and the course takes three weeks.",
            ["The badge costs $90.", "The course takes three weeks."],
        ),
        (
            "The school takes 5 years in Velsund, 5 to 6 years in Gannet and 7–8 in Hallow, "
            "which includes a winter at sea.",
            [
                "The school takes 5 years in Velsund.",
                "The school takes 5 to 6 years in Gannet.",
                "The school takes 7–8 in Hallow, which includes a winter at sea.",
            ],
        ),
        (
            "Divers are paid about $90 an hour in the US and ₹2,500 an hour in India.",
            [
                "Divers are paid about $90 an hour in the US.",
                "Divers are paid ₹2,500 an hour in India.",
            ],
        ),
        (
            "Marble costs about €18 a kilo, river sand about €4.",
            ["Marble costs about €18 a kilo.", ""],  # the second has no verb of its own
        ),
        (
            "The goal is 2 knots at the 9th buoy for skiffs and 6 knots for cutters.",
            ["The goal is 2 knots at the 9th buoy for skiffs.", ""],  # 6 for the 2, or the 9th?
        ),
        (
            "A bell must be answered within 10 minutes, a horn within 45 minutes.",
            ["A bell must be answered within 10 minutes.", ""],
        ),
        (
            "A funnel costs 45 shells and lasts eleven years; a lined crate costs 12 shells.",
            ["A funnel costs 45 shells and lasts eleven years.", "A lined crate costs 12 shells."],
        ),
        (
            "Sail repairs take 45 minutes, rope changes take 15 minutes.",
            ["Sail repairs take 45 minutes.", "Rope changes take 15 minutes."],
        ),
        (
            "In Peru 90 shells an hour is usual, in Chile 110 shells.",
            ["In Peru 90 shells an hour is usual.", ""],
        ),
        (
            "Keel work takes 18 months and costs 35 shells in Peru, 60 in Chile.",
            ["Keel work takes 18 months and costs 35 shells in Peru.", ""],  # no "takes 60"
        ),
    ],
)
def test_each_clause_has_its_own_figure(text: str, clauses: list[str]) -> None:
    assert alone(text) == clauses


@pytest.mark.parametrize(
    "text",
    [
        "The exam takes three hours.",
        "The exam takes 3 to 4 hours.",
        "About 70% of keepers in Peru and 45% in Chile work at night.",  # one predicate for both
        "A keeper should lift 25 kg and stand in the cold for three hours.",
        "The course lasts 12 weeks, takes place twice a year and pays £900.",
        "It costs $90, and it takes 3 weeks.",
        "Rank 1 and Rank 2 sleep ashore.",
        "",
    ],
)
def test_what_says_more_of_one_thing_stays_whole(text: str) -> None:
    assert alone(text) == []
