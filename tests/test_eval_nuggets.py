"""Nugget recall: small cases to check by hand."""

from __future__ import annotations

import pytest

from eval.metrics.nuggets import missing_nuggets, nugget_recall, states


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("A senior earns ₹50 to ₹100 LPA.", "₹50–100 LPA"),
        ("$100K - $145K", "$100K–$145K"),
        ("Model monitoring matters", "monitor"),
        ("Watches last 4 hours.", "four hours"),
        ("A Lens Warden, 7–12 years", "7-12"),
        ("It needs Docker and Kubernetes", "docker"),
        ("18+ years", "18"),
        ("The range is $280K–$500K.", "$500K"),
        ("From $100K–$145K to $145K–$210K.", "$145K–$210K"),
        ("builds model-serving APIs", "API"),
    ],
)
def test_a_wording_is_found(text: str, wording: str) -> None:
    assert states(text, wording)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("12–50 years", "2–5"),
        ("5–9 years", "5"),
        ("5–9 years", "9"),
        ("₹50–100 LPA", "₹50–1"),
        ("how to use it", "us"),
        ("they know it", "no"),
        ("3.5 hours", "3"),
        ("remodelling", "model"),
    ],
)
def test_a_part_of_another_word_or_number_is_not(text: str, wording: str) -> None:
    assert not states(text, wording)


def test_one_wording_of_a_nugget_is_enough() -> None:
    nuggets = [["MLflow"], ["Docker", "containers"], ["Kubernetes"]]
    text = "Start with MLflow, then containers."
    assert missing_nuggets(text, nuggets) == (("Kubernetes",),)
    assert nugget_recall(text, nuggets) == pytest.approx(2 / 3)


def test_nothing_asked_for_is_all_found() -> None:
    assert nugget_recall("Hello.", []) == 1.0
