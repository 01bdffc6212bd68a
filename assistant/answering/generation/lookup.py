"""Prompt-lookup decoding (Saxena 2023, github.com/apoorvumang/prompt-lookup-decoding).

An answer copies much of its prompt, so what followed the last few tokens there is a good guess of
what follows them now. The guess costs no model; the model checks all of it in one forward pass.
"""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_MATCH = 3


def guess_next(tokens: Sequence[int], length: int) -> list[int]:
    """Up to `length` tokens that followed the latest earlier place ending as `tokens` does.

    The longest match wins; empty when not even the last token occurs before.
    """
    for size in range(min(LONGEST_MATCH, len(tokens) - 1), 0, -1):
        ending = list(tokens[-size:])
        for start in range(len(tokens) - size - 1, -1, -1):
            if list(tokens[start : start + size]) == ending:
                return list(tokens[start + size : start + size + length])
    return []
