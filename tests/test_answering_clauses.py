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
            "Sail repairs take 45 minutes, rope changes take 15 minutes, and a new mast is free.",
            [
                "Sail repairs take 45 minutes.",
                "Rope changes take 15 minutes.",
                "A new mast is free.",
            ],
        ),
        (
            "A funnel costs 45 shells and lasts eleven years; a lined crate costs 12 shells.",
            [
                "A funnel costs 45 shells.",
                "A funnel lasts eleven years.",
                "A lined crate costs 12 shells.",
            ],
        ),
        (
            "A keeper should lift 25 kg and stand in the cold for three hours.",
            ["A keeper should lift 25 kg.", "A keeper should stand in the cold for three hours."],
        ),
    ],
)
def test_each_clause_has_its_own_figure(text: str, clauses: list[str]) -> None:
    assert alone(text) == clauses


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (  # all but the figure and what follows it
            "The school takes 5 years in Velsund, 5 to 6 years in Gannet and 7–8 in Hallow, "
            "which includes a winter at sea.",
            [
                "The school takes 5 years in Velsund.",
                "The school takes 5 to 6 years in Gannet.",
                "The school takes 7–8 years in Hallow, which includes a winter at sea.",
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
            "Designs are protected for 15 years in Peru and for up to 25 years in Chile.",
            [
                "Designs are protected for 15 years in Peru.",
                "Designs are protected for up to 25 years in Chile.",
            ],
        ),
        (  # its verb
            "Marble costs about €18 a kilo, river sand about €4.",
            ["Marble costs about €18 a kilo.", "River sand costs about €4 a kilo."],
        ),
        (
            "A bell must be answered within 10 minutes, a horn within 45 minutes.",
            [
                "A bell must be answered within 10 minutes.",
                "A horn must be answered within 45 minutes.",
            ],
        ),
        (  # its verb and what is counted
            "In a normal week 45% of the hours go on nets, 30% on charts and 25% on mending sails.",
            [
                "In a normal week 45% of the hours go on nets.",
                "In a normal week 30% of the hours go on charts.",
                "In a normal week 25% of the hours go on mending sails.",
            ],
        ),
        (
            "A typical week is 40% checking nets, 35% writing and 25% arguing politely.",
            [
                "A typical week is 40% checking nets.",
                "A typical week is 35% writing.",
                "A typical week is 25% arguing politely.",
            ],
        ),
        (
            "About 60% of berths in Peru are tidal and 22% are private.",
            ["About 60% of berths in Peru are tidal.", "22% of berths in Peru are private."],
        ),
        (  # all but the place
            "In Peru 90 shells an hour is usual, in Chile 110 shells.",
            ["In Peru 90 shells an hour is usual.", "In Chile 110 shells an hour is usual."],
        ),
        (
            "About 28% of keepers in Peru hold one, and 41% in Chile.",
            ["About 28% of keepers in Peru hold one.", "41% of keepers in Chile hold one."],
        ),
        (  # what only the last one says
            "About 35% of Peruvian posts and 20% of Chilean posts are fully remote.",
            [
                "About 35% of Peruvian posts are fully remote.",
                "20% of Chilean posts are fully remote.",
            ],
        ),
        (
            "Keel work takes 18 months and costs 35 shells in Peru, 60 in Chile.",
            [
                "Keel work takes 18 months.",
                "Keel work costs 35 shells in Peru.",
                "Keel work costs 60 shells in Chile.",
            ],
        ),
    ],
)
def test_a_clause_says_what_it_shares_with_another(text: str, clauses: list[str]) -> None:
    assert alone(text) == clauses


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (  # of all posts, or of those in Chile?
            "Of Peruvian posts 34% are fully remote, against 22% in Chile.",
            ["Of Peruvian posts 34% are fully remote.", ""],
        ),
        (
            "Skiffs come second with 48%, and cutters third with 45%.",
            ["Skiffs come second with 48%.", ""],
        ),
        (
            "Some 55% of the week is spent outdoors, 45% at a desk.",
            ["Some 55% of the week is spent outdoors.", ""],
        ),
    ],
)
def test_what_is_not_sure_cannot_stand_alone(text: str, clauses: list[str]) -> None:
    assert alone(text) == clauses


@pytest.mark.parametrize(
    "text",
    [
        "The exam takes three hours.",
        "The exam takes 3 to 4 hours.",
        "The exam takes between 3 and 4 hours.",
        "About 70% of keepers in Peru and 45% in Chile work at night.",
        "It costs $90, and it takes 3 weeks.",
        "The goal is 2 knots at the 9th buoy for skiffs and 6 knots for cutters.",  # 6 for which?
        "Rank 1 and Rank 2 sleep ashore.",
        "",
    ],
)
def test_what_says_one_thing_stays_whole(text: str) -> None:
    assert alone(text) == []
