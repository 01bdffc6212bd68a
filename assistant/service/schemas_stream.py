"""What a streamed answer consists of, in order: start, sources, sentence*, then done or error."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from assistant.service.schemas import AnswerOut, CitationOut


class StartEvent(BaseModel):
    """The first event: the question is accepted and is being looked up.

    The ids come with `done`, when the answer is kept: one that is stopped half-way leaves nothing.
    """

    type: Literal["start"] = "start"


class SourcesEvent(BaseModel):
    """The evidence is chosen."""

    type: Literal["sources"] = "sources"
    citations: list[CitationOut]


class SentenceEvent(BaseModel):
    """A verified sentence."""

    type: Literal["sentence"] = "sentence"
    text: str
    citations: list[int]


class DoneEvent(AnswerOut):
    """The whole answer, kept."""

    type: Literal["done"] = "done"


class ErrorEvent(BaseModel):
    """The answer ends here; the fields are those of problem JSON."""

    type: Literal["error"] = "error"
    title: str
    status: int
    detail: str


StreamEvent = StartEvent | SourcesEvent | SentenceEvent | DoneEvent | ErrorEvent
