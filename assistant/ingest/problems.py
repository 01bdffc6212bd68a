"""What is wrong with one corpus file, collected while reading goes on.

Knows a file's path and how a problem is worded. Knows nothing about what a roadmap holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from assistant.errors import CorpusError


class Problems:
    """Collects CorpusErrors of the file `path`, so that `check` can show them all at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: list[CorpusError] = []

    def add(self, line: int, problem: str) -> None:
        """Note `problem` ("what is wrong; what was expected") at `line` (from 1)."""
        self._found.append(CorpusError(self._path, line, problem))

    @property
    def found(self) -> tuple[CorpusError, ...]:
        """All problems in the order of their lines."""
        return tuple(sorted(self._found, key=lambda error: error.line))


def nearest(name: str, known: Iterable[str]) -> str:
    """How to go on after an unknown `name`: the nearest of `known`, or all of them."""
    names = list(known)
    folded = {candidate.casefold(): candidate for candidate in names}
    near = get_close_matches(name.casefold(), folded, n=1)
    if near:
        return f"did you mean {folded[near[0]]!r}?"
    return f"expected {', '.join(map(repr, names))}" if names else "none is expected here"
