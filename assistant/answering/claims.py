"""Which words of a question are spoken for, and by what. The finders share one of these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from assistant.answering.reading import TokenKind
from assistant.answering.text import Match, Token

T = TypeVar("T")


class Claims:
    """Tokens and what each stands for so far; a word is claimed once."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.kinds: list[TokenKind | None] = [None] * len(tokens)

    def claim(self, start: int, end: int, kind: TokenKind) -> bool:
        """Claim the tokens `start`..`end` (exclusive); False when one of them is taken."""
        if any(self.kinds[i] is not None for i in range(start, end)):
            return False
        for i in range(start, end):
            self.kinds[i] = kind
        return True

    def claim_all(self, matches: Iterable[Match[T]], kind: TokenKind) -> list[Match[T]]:
        """Claim what is free; the matches that could be claimed."""
        return [match for match in matches if self.claim(match.start, match.end, kind)]

    def norm(self, at: int) -> str:
        """The folded word at `at`, "" outside the question."""
        return self.tokens[at].norm if 0 <= at < len(self.tokens) else ""
