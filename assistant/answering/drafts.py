"""The model's part of an answer: ask for a draft, and let through what holds.

A sentence passes when the verifier supports it, its figures stand in the evidence letter for
letter, and it names the level and region that its row is about. Writes nothing itself.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence

from assistant.answering.drafting import build_request, split_sentences
from assistant.answering.generation.base import Generator
from assistant.answering.page import Page
from assistant.answering.text import stems
from assistant.answering.verification import Verifier
from assistant.errors import ModelUnavailableError
from assistant.records import Evidence, Verdict

# A draft that has not come by then is not waited for: quoting takes milliseconds.
_SECONDS = 1.2
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

    def drafted(
        self, question: str, evidence: Sequence[Evidence], cancelled: Callable[[], bool]
    ) -> Iterator[Verdict]:
        """A verdict for each drafted sentence; the first unsupported one is the last.

        A generator that fails or is too slow ends the draft and raises nothing.
        """
        deadline = time.monotonic() + _SECONDS

        def over() -> bool:
            return cancelled() or time.monotonic() > deadline

        try:
            for text in split_sentences(
                self._generator.stream(build_request(question, evidence), over)
            ):
                verdict = self._judge(text, evidence)
                yield verdict
                if not verdict.supported:
                    return
        except ModelUnavailableError as error:
            yield Verdict("", False, reason=str(error))

    def is_copy(self, text: str, evidence: Sequence[Evidence]) -> bool:
        """Whether the model only repeated the evidence: then it is a quotation."""
        return self._verifier.is_copy(text, evidence)

    def uncovered(self, sentences: Sequence[str], evidence: Sequence[Evidence]) -> tuple[int, ...]:
        """Positions of the evidence that the sentences do not say."""
        return self._verifier.uncovered(sentences, evidence)

    def _judge(self, text: str, evidence: Sequence[Evidence]) -> Verdict:
        verdict = self._verifier.verify(text, evidence)
        if not verdict.supported:
            return verdict
        resting = [evidence[i] for i in verdict.support]
        if not _figures(text) <= {
            f for item in resting for f in _figures(f"{item.statement} {item.quote}")
        }:
            return Verdict(text, False, reason="a figure is not written as on the page")
        if not all(self._names(text, item) for item in resting):
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


def _figures(text: str) -> set[str]:
    return {figure.strip(_AROUND) for figure in _FIGURE.findall(text)}
