"""Sentences: where they end and where they only seem to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.units import split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Hives hum.", "Bees fly!", "Why?", "Nobody knows…", "So be it."],
        ["Use Node.js or v2.0.1 at 3.5 percent.", "Then rest."],
        ["Ask a Sr. Beekeeper, e.g. Dr. Smith vs. Mr. J. Jones.", "Do."],
        ["See No. 5 and lvl. 3.", "No.", "That is all."],
        ["Bring tools (veils, etc.) and gloves.", "Smokers, etc.", "The order matters."],
        ['Is "Why? How?" a question?', "Yes."],
        ['"Does it hurt?" she asked.', 'He said "Go."', "Then he left."],
        ["It pays ₹50–100 LPA.", "₹80 is more.", "217 steps follow."],
        ["It was 2025.", "In 3.", "Then 4."],
        ["1. Spray water.", "Wait."],
        ["日本語です。", "次です。"],
        ["हिन्दी है।", "दूसरा।"],
        ["U.S. Beekeepers and i.e. This."],
        ["no end"],
    ],
)
def test_sentences_are_parted_where_they_end(sentences: list[str]) -> None:
    joined = " ".join(sentences)
    assert split_sentences(joined) == tuple(sentences)


def test_a_line_end_parts_and_blank_lines_vanish() -> None:
    assert split_sentences("One\n\n two. Three \n") == ("One", "two.", "Three")


@given(st.text(alphabet="aB1 .!?\"()\n'“”。e.g.Sr", max_size=80))
def test_sentences_are_substrings_in_order_and_lose_no_sign(text: str) -> None:
    position = 0
    for sentence in split_sentences(text):
        assert sentence
        position = text.index(sentence, position) + len(sentence)
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
