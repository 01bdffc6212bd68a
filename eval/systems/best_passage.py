"""Baseline: the 500-character passage nearest to the question, pasted as the answer."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from assistant.search.index import Index
from eval.systems.base import SystemAnswer
from eval.systems.passages import Passage, citations_for, cite_all


class BestPassage:
    """Never abstains; knows of a conversation only that its turns can be joined."""

    name = "best-passage"

    def __init__(self, passages: Sequence[Passage], index: Index) -> None:
        self._passages = tuple(passages)
        self._index = index
        self._vectors = index.encode([passage.text for passage in self._passages])

    def answer(self, turns: Sequence[str], roadmap: str | None) -> SystemAnswer:
        """The passage of the highest cosine with the turns, of `roadmap` where it is given."""
        started = time.perf_counter()
        scores = self._vectors @ self._index.encode([" ".join(turns)])[0]
        for number, passage in enumerate(self._passages):
            if roadmap is not None and passage.roadmap != roadmap:
                scores[number] = -1.0
        best = int(np.argmax(scores))
        total = 1000 * (time.perf_counter() - started)
        text = self._passages[best].text
        citations = citations_for([self._passages[best]], self._index.chunks)
        return SystemAnswer(
            text=text,
            sentences=cite_all(text, citations),
            citations=citations,
            confidence=float(scores[best]),
            first_ms=total,
            total_ms=total,
        )
