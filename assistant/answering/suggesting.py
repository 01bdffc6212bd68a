"""What to ask next: questions of the page that are near, and not the one just answered.

Suggestions are the page's own FAQ questions and ready questions about its parts, so that every
one of them has an answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.page import Page
from assistant.answering.text import fold
from assistant.records import ChunkKind, Evidence
from assistant.search.index import Index

_COUNT = 3


class Suggester:
    """Suggests questions on one page."""

    def __init__(self, page: Page, index: Index) -> None:
        self._page = page
        self._index = index

    def openers(self) -> tuple[str, ...]:
        """Questions to begin with: the page's first FAQs."""
        return self._questions()[:_COUNT]

    def near(self, question: str) -> tuple[str, ...]:
        """The page's questions nearest to one it cannot answer."""
        return self._ranked(question, exclude=())

    def after(self, question: str, evidence: Sequence[Evidence]) -> tuple[str, ...]:
        """The page's questions nearest to one just answered, that one left out."""
        return self._ranked(question, exclude=tuple(item.chunk.id for item in evidence))

    def _ranked(self, question: str, exclude: tuple[str, ...]) -> tuple[str, ...]:
        slug = self._page.roadmap.slug
        hits = self._index.search(question, k=len(self._page.passages), roadmap=slug)
        found = [
            text
            for hit in hits
            if hit.chunk.kind is ChunkKind.FAQ and hit.chunk.id not in exclude
            for text in hit.chunk.questions
            if fold(text) != fold(question)
        ]
        return tuple(dict.fromkeys([*found, *self._questions()]))[:_COUNT]

    def _questions(self) -> tuple[str, ...]:
        return tuple(faq.question for faq in self._page.roadmap.faqs)
