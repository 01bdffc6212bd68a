"""A deterministic stand-in for the assistant and its index: quick, no model, every path reachable.

A question with "weather" in it is abstained from; one with "draft" waits for `release` while it
drafts, until it is cancelled; `drafting` and `stopped` tell how far it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from fakes import FakeEmbedder
from numpy.typing import NDArray

from assistant.errors import BadQuestionError
from assistant.records import (
    Answer,
    AnswerEvent,
    Block,
    Chunk,
    ChunkKind,
    Citation,
    Finished,
    Hit,
    Level,
    Range,
    Region,
    Roadmap,
    Salary,
    Section,
    Sentence,
    SentenceReady,
    SourcesFound,
)
from assistant.service.live_index import Snapshot

ROADMAP = Roadmap(
    slug="lamp-tender",
    title="Lamp Tender Career Path",
    role="Lamp Tender",
    field="Lights",
    updated="2025-01-01",
    description="Keeping lamps lit.",
    regions=(Region("North", "shells", "a month"),),
    overview=Section("Overview", "overview", (Block("Lamps need tending."),)),
    levels=(
        Level(
            number=1,
            label="Rank 1",
            title="Wick Trimmer",
            anchor="level-1",
            years=Range(0, 2, "0–2 years"),
            salaries=(Salary("North", Range(10, 20, "10–20 shells a month")),),
            skills=("Trimming",),
            responsibilities=("Trim wicks",),
        ),
    ),
    certifications=(),
    transitions=(),
    mistakes=(),
    faqs=(),
)
CHUNK = Chunk(
    id="lamp-tender/level-1-salary-north",
    roadmap="lamp-tender",
    kind=ChunkKind.SALARY,
    heading_path=("Lamp Tender", "Wick Trimmer", "Salary"),
    anchor="level-1-salary-north",
    text="North: 10–20 shells a month",
    units=("North: 10–20 shells a month",),
    level=1,
    region="North",
)


@dataclass(frozen=True)
class FakeIndex:
    """One roadmap, one chunk."""

    version: str = "v1"
    roadmaps: tuple[Roadmap, ...] = (ROADMAP,)

    def search(self, question: str, k: int = 8, roadmap: str | None = None) -> tuple[Hit, ...]:
        """Always the one chunk."""
        assert question
        assert roadmap in (None, "lamp-tender")
        return (Hit(CHUNK, 1.0, 0.9, 3.5, 1),)[:k]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts that share words are near."""
        return FakeEmbedder().encode(texts)


@dataclass
class FakeAssistant:
    """Answers at once, but for "draft" questions. `asked` remembers (question, state, draft)."""

    version: str = "v1"
    asked: list[tuple[str, str, bool]] = field(default_factory=list)
    drafting: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    def ask(
        self,
        question: str,
        *,
        roadmap: str | None = None,
        state: str = "",
        draft: bool = True,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """The last event's answer."""
        events = self.stream(
            question, roadmap=roadmap, state=state, draft=draft, cancelled=cancelled
        )
        *_, last = events
        assert isinstance(last, Finished)
        return last.answer

    def stream(
        self,
        question: str,
        *,
        roadmap: str | None = None,
        state: str = "",
        draft: bool = True,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[AnswerEvent]:
        """Sources, one sentence, the answer."""
        assert roadmap in (None, "lamp-tender")
        self.asked.append((question, state, draft))
        if "refuse" in question:
            raise BadQuestionError("this question is refused")
        if "crash" in question:
            raise ZeroDivisionError("a defect")
        answer = self._answer(question, state)
        yield SourcesFound(answer.citations)
        if "draft" in question and draft:
            self.drafting.set()
            while not self.release.wait(0.01) and not cancelled():
                pass
            if cancelled():
                self.stopped.set()
            else:
                answer = replace(answer, written_by="model")
        for sentence in answer.sentences:
            yield SentenceReady(sentence)
        yield Finished(answer)

    def state_after(self, questions: Sequence[str], roadmap: str | None = None) -> str:
        """The questions so far, joined."""
        assert roadmap in (None, "lamp-tender")
        return "|".join(questions)

    def _answer(self, question: str, state: str) -> Answer:
        abstained = "weather" in question
        text = "The page does not cover that." if abstained else "In North: 10–20 shells a month."
        url = f"/roadmaps/{CHUNK.roadmap}#{CHUNK.anchor}"
        citation = Citation(1, CHUNK.id, CHUNK.roadmap, "Salary", CHUNK.text, url)
        return Answer(
            text=text,
            abstained=abstained,
            written_by="rule" if abstained else "quote",
            sentences=(Sentence(text, () if abstained else (1,)),),
            citations=() if abstained else (citation,),
            suggestions=("How long does it take?",),
            interpreted_as=f"{question} (after {state})" if state else None,
            model="fake",
            index_version=self.version,
            timings_ms={"total": 1.0},
            state=f"{state}|{question}" if state else question,
        )


def fake_snapshot(version: str = "v1") -> Snapshot:
    """An assistant and its index, both of `version`."""
    return Snapshot(FakeAssistant(version), FakeIndex(version), "fake")
