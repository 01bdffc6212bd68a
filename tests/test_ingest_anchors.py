"""Anchors: made of the text alone, in the forms that docs/corpus.md promises."""

from __future__ import annotations

import pytest

from assistant.ingest import anchors
from assistant.records import Roadmap


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Does it hurt?", "does-it-hurt"),
        ("A/B testing & more", "a-b-testing-and-more"),
        ("Don't panic", "dont-panic"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("Café — Zürich", "café-zürich"),
        ("養蜂家", "養蜂家"),
        ("?!", ""),
    ],
)
def test_a_slug_keeps_letters_and_digits(text: str, slug: str) -> None:
    assert anchors.slugify(text) == slug


def test_anchors_have_the_promised_forms(beekeeper: Roadmap) -> None:
    hand = beekeeper.levels[0]
    assert anchors.level_part_anchor(hand, "years") == "level-1-years"
    assert anchors.level_part_anchor(hand, "skills") == "level-1-skills"
    assert anchors.level_part_anchor(hand, "responsibilities") == "level-1-responsibilities"
    assert anchors.salary_anchor(hand, "Low Fingers") == "level-1-salary-low-fingers"
    assert beekeeper.certifications[0].anchor == "certification-sting-badge"
    assert beekeeper.transitions[0].anchor == "transition-beekeeper-to-mead-maker"
    assert beekeeper.mistakes[0].anchor == "mistake-opening-in-rain"
    assert beekeeper.faqs[0].anchor == "faq-does-it-hurt"
    assert [section.anchor for section in beekeeper.sections] == ["swarms", "swarms--catching"]
