"""Nugget recall: the share of the facts asked for that an answer states.

A nugget is a fact a right answer holds, given as alternative wordings (Voorhees, "Overview of the
TREC 2003 Question Answering Track"). It compares wordings; it knows no page and no citation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from eval.text import digits_for_words, normalise


def missing_nuggets(text: str, nuggets: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The nuggets of which `text` holds no wording."""
    return tuple(tuple(n) for n in nuggets if not any(states(text, wording) for wording in n))


def nugget_recall(text: str, nuggets: Sequence[Sequence[str]]) -> float:
    """Share of `nuggets` that `text` states, 0..1; 1 when none is asked for."""
    if not nuggets:
        return 1.0
    return 1 - len(missing_nuggets(text, nuggets)) / len(nuggets)


def states(text: str, wording: str) -> bool:
    """Whether `wording` stands in `text`, both normalised, number words as digits.

    It must start at the start of a word or number. It must also end at the end of one when its
    last word is short or a number, so that "2-5" is not found in "12-50" nor "us" in "use". Ranges
    are compared in one spelling and as they are written, where "$500K" stands in "$280K–$500K".
    """
    plain = digits_for_words(normalise(text))
    if _pattern(digits_for_words(normalise(wording))).search(plain):
        return True
    as_written = normalise(wording, ranges=False)
    return _pattern(as_written).search(normalise(text, ranges=False)) is not None


@lru_cache(maxsize=4096)
def _pattern(plain: str) -> re.Pattern[str]:
    start = r"(?<![\d.,-])" if plain[:1].isdigit() else r"(?<![a-z0-9])"
    if plain[:1] and not plain[0].isalnum():
        start = ""
    last = re.split(r"[^a-z0-9]+", plain)[-1]
    if plain[-1:].isdigit():
        end = r"(?!\d|[.,]\d|-\S?\d)"
    else:
        end = r"(?![a-z0-9])" if 0 < len(last) < 4 else ""
    return re.compile(start + re.escape(plain) + end)
