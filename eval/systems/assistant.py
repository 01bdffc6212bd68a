"""The assistant itself, asked as its callers ask it: turn by turn, streaming, state handed back."""

from __future__ import annotations

import time
from collections.abc import Sequence

from assistant.errors import BadQuestionError
from assistant.records import Answer, Finished, SentenceReady
from assistant.service.live_index import Answerer
from eval.systems.base import SystemAnswer


class AssistantSystem:
    """`name` tells which generator `assistant` was built with."""

    def __init__(self, name: str, assistant: Answerer) -> None:
        self.name = name
        self._assistant = assistant

    def answer(self, turns: Sequence[str], roadmap: str | None) -> SystemAnswer:
        """Ask each turn in order with the state of the one before; time the last."""
        state = ""
        for turn in turns[:-1]:
            state = self._assistant.ask(turn, roadmap=roadmap, state=state, draft=False).state
        started = time.perf_counter()
        first: float | None = None
        answer: Answer | None = None
        try:
            for event in self._assistant.stream(turns[-1], roadmap=roadmap, state=state):
                if isinstance(event, SentenceReady) and first is None:
                    first = 1000 * (time.perf_counter() - started)
                if isinstance(event, Finished):
                    answer = event.answer
        except BadQuestionError as error:
            return SystemAnswer("", error=str(error))
        total = 1000 * (time.perf_counter() - started)
        if answer is None:
            return SystemAnswer("", error="the stream ended without an answer", total_ms=total)
        return _scored(answer, first, total)


def _scored(answer: Answer, first: float | None, total: float) -> SystemAnswer:
    return SystemAnswer(
        text=answer.text,
        abstained=answer.abstained,
        written_by=answer.written_by,
        sentences=answer.sentences,
        citations=answer.citations,
        verdicts=answer.verdicts,
        interpreted_as=answer.interpreted_as,
        confidence=None if answer.abstained else answer.confidence,
        first_ms=first if first is not None else total,
        total_ms=total,
        timings_ms=dict(answer.timings_ms),
    )
