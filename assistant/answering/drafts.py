"""The model's part of an answer: ask for a draft, and let through what holds.

A sentence passes when the verifier supports it, its figures stand in the evidence letter for
letter, and it names the level and region that its row is about. Writes nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answering.drafting import build_request, split_sentences
from assistant.answering.generation.base import Generator
from assistant.answering.page import Page
from assistant.answering.text import stems
from assistant.answering.verification import Verifier
from assistant.errors import ModelUnavailableError
from assistant.records import ChunkKind, Evidence, Verdict

# What stands on the page as a bare item is no sentence that could be put in other words.
_BARE = (ChunkKind.SKILLS, ChunkKind.RESPONSIBILITIES, ChunkKind.RELATED)
_LONGEST = 45  # words: of more, a small model leaves out what matters
_FIGURE = re.compile(r"\S*\d\S*")
_AROUND = "\"'()[].,;:!?“”‘’"


class Drafter:
    """Drafts with one generator and checks with one verifier. Thread-safe as they are."""

    def __init__(self, generator: Generator, verifier: Verifier, pages: dict[str, Page]) -> None:
        self._generator = generator
        self._verifier = verifier
        self._pages = pages

    @property
    def name(self) -> str:
        """The model's name, as shown to readers."""
        return self._generator.name

    def said(
        self,
        question: str,
        evidence: Sequence[Evidence],
        position: int,
        cancelled: Callable[[], bool],
    ) -> Iterator[Verdict]:
        """A verdict for each sentence in which the model says the item at `position`; the first
        unsupported one is the last.

        A generator that fails or is cancelled ends the draft and raises nothing.
        """
        item = evidence[position]
        request = build_request(question, [item])
        try:
            for text in split_sentences(self._generator.stream(request, cancelled)):
                verdict = self._judge(text, item)
                yield replace(verdict, support=(position,) if verdict.supported else ())
                if not verdict.supported:
                    return
        except ModelUnavailableError as error:
            yield Verdict("", False, reason=str(error))

    def says_all(self, sentences: Sequence[str], item: Evidence) -> bool:
        """Whether accepted sentences say the whole of `item`."""
        return bool(sentences) and not self._verifier.uncovered(sentences, [item])

    def is_copy(self, text: str, item: Evidence) -> bool:
        """Whether the model only repeated the evidence: then it is a quotation."""
        return self._verifier.is_copy(text, [item])

    def _judge(self, text: str, item: Evidence) -> Verdict:
        verdict = self._verifier.verify(text, [item])
        if not verdict.supported:
            return verdict
        if not _figures(text) <= _figures(f"{item.statement} {item.quote}"):
            return Verdict(text, False, reason="a figure is not written as on the page")
        if not self._names(text, item):
            return Verdict(text, False, reason="it does not say whose figure it is")
        return verdict

    def _names(self, text: str, item: Evidence) -> bool:
        """Whether a sentence about a row names the row's level and region."""
        chunk, said = item.chunk, set(stems(text))
        page = self._pages[chunk.roadmap]
        if (
            chunk.level is not None
            and not set(stems(page.lexicon.level(chunk.level).title)) <= said
        ):
            return False
        return chunk.region is None or set(stems(chunk.region)) <= said


def is_draftable(item: Evidence) -> bool:
    """Whether a small model can say it in other words: plain sentences. Lists stay lists."""
    text = item.statement
    plain = "\n" not in text and not text.startswith("- ") and text.endswith((".", "!", "?"))
    return plain and item.chunk.kind not in _BARE and len(text.split()) <= _LONGEST


def _figures(text: str) -> set[str]:
    return {figure.strip(_AROUND) for figure in _FIGURE.findall(text)}
