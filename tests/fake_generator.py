"""A deterministic stand-in for a model: says what it was told to, one word a piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.answering.generation.base import DraftRequest


class FakeGenerator:
    """Answers each request with the next of `drafts` (the last one again when they run out).

    `requests` remembers what it was asked.
    """

    name = "fake"

    def __init__(self, drafts: Sequence[str] | str) -> None:
        self.drafts = [drafts] if isinstance(drafts, str) else list(drafts)
        self.requests: list[DraftRequest] = []

    def stream(self, request: DraftRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the draft word by word until it is cancelled."""
        draft = self.drafts[min(len(self.requests), len(self.drafts) - 1)]
        self.requests.append(request)
        for piece in re.findall(r"\S+\s*", draft):
            if cancelled():
                return
            yield piece
