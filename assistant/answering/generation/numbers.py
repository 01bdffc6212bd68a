"""Which numbers a draft may write: those of the text it was given, and no others.

It works on text alone and knows no model. "50–100" is one number here, so its parts cannot be
swapped with those of another range; a dash of any width counts as the same dash.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d(?:[\d.,\-]*\d)?")
_OPEN_END = re.compile(r"\d[\d.,\-]*$")
_DASHES = str.maketrans("‐‑‒–—−", "------")


class AllowedNumbers:
    """The numbers that stand in a text; an empty text allows every number."""

    def __init__(self, text: str) -> None:
        whole = set(_NUMBER.findall(text.translate(_DASHES)))
        parts = {part for number in whole for part in number.split("-")}
        self._numbers = frozenset(whole | parts)
        self._prefixes = frozenset(
            number[:end] for number in self._numbers for end in range(1, len(number) + 1)
        )

    def allow(self, written: str, piece: str) -> bool:
        """Whether `piece` may follow `written`: no number it completes or begins is a new one."""
        if not self._numbers:
            return True
        text = _tail(written) + piece.translate(_DASHES)
        unfinished = _OPEN_END.search(text)
        complete = text[: unfinished.start()] if unfinished else text
        if not all(number in self._numbers for number in _NUMBER.findall(complete)):
            return False
        return unfinished is None or self._may_grow(unfinished.group())

    def _may_grow(self, number: str) -> bool:
        """Whether an unfinished number is one of ours, may become one, or just ended ("50,")."""
        return number in self._prefixes or number.rstrip(".,-") in self._numbers

    def may_end(self, written: str) -> bool:
        """Whether the text may end here, that is, not in the middle of a number."""
        return self.allow(written, " ")


def _tail(written: str) -> str:
    """The number that `written` ends in the middle of, or nothing."""
    unfinished = _OPEN_END.search(written[-40:].translate(_DASHES))
    return unfinished.group() if unfinished else ""
