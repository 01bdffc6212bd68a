"""Questions: answered at once, or streamed sentence by sentence."""

from __future__ import annotations

from collections.abc import AsyncIterable
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse

from assistant.errors import AssistantError
from assistant.records import Finished, SentenceReady, SourcesFound
from assistant.service.asking import TurnDep, finish_turn, stream_turn
from assistant.service.openapi import problems
from assistant.service.schemas import AnswerOut, CitationOut
from assistant.service.schemas_stream import (
    DoneEvent,
    ErrorEvent,
    SentenceEvent,
    SourcesEvent,
    StartEvent,
    StreamEvent,
)
from assistant.service.state import ServiceDep, admit, limit_rate, require_json
from assistant.service.store.store import StoreDownError
from assistant.service.turns import Kept, TurnEvent

log = structlog.get_logger()

ask_router = APIRouter(
    prefix="/api",
    tags=["questions"],
    dependencies=[Depends(require_json), Depends(limit_rate), Depends(admit)],
    responses=problems(400, 404, 413, 415, 422, 429, 503),
)


@ask_router.post("/ask")
async def ask(request: Request, service: ServiceDep, turn: TurnDep) -> AnswerOut:
    """Answer a question from the roadmaps, with citations; it is kept before it is sent."""
    kept = await finish_turn(service, turn, request)
    message = kept.message
    log.info(
        "answered",
        written_by=message.answer.written_by,
        abstained=message.answer.abstained,
        total_ms=message.answer.timings_ms.get("total"),
    )
    return AnswerOut.of(message.answer, message.conversation_id, message.id)


@ask_router.post("/ask/stream", response_class=EventSourceResponse)
async def ask_stream(service: ServiceDep, turn: TurnDep) -> AsyncIterable[StreamEvent]:
    """The same by server-sent events: start, sources, sentence*, then done or error."""
    yield StartEvent()
    try:
        async for event in stream_turn(service, turn):
            shown = event_out(event)
            if shown is not None:
                yield shown
    except AssistantError as error:
        log.error("stream_failed", reason=str(error))
        yield error_event(error)
    except Exception:  # the response has begun: a defect can only be told in the stream
        log.exception("stream_crashed")
        yield error_event(None)


def event_out(event: TurnEvent) -> StreamEvent | None:
    """The event as a client sees it; `Finished` waits until the answer is kept."""
    match event:
        case SourcesFound(citations):
            return SourcesEvent(citations=[CitationOut.of(citation) for citation in citations])
        case SentenceReady(sentence):
            return SentenceEvent(text=sentence.text, citations=list(sentence.citations))
        case Kept(message):
            answer = AnswerOut.of(message.answer, message.conversation_id, message.id)
            return DoneEvent(**answer.model_dump())
        case Finished():
            return None


def error_event(error: AssistantError | None) -> ErrorEvent:
    """What a client is told when an answer that has begun cannot be finished."""
    away = isinstance(error, StoreDownError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR
    detail = str(error) if error else "Something went wrong here; ask again."
    return ErrorEvent(title=status.phrase, status=status.value, detail=detail)
