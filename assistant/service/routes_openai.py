"""OpenAI-compatible chat completions, so that existing clients can ask without new code.

Stateless, as those clients are: the conversation is rebuilt from the user messages sent along. An
answer is kept as a conversation of its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from assistant.errors import AssistantError, BadQuestionError
from assistant.records import SentenceReady
from assistant.service.asking import finish_turn, stream_turn
from assistant.service.openai_text import Composer
from assistant.service.openapi import problems
from assistant.service.problems import ProblemError
from assistant.service.schemas import MAX_QUESTION, Question
from assistant.service.schemas_openai import (
    MODEL,
    ChatChunk,
    ChatIn,
    ChatMessageOut,
    ChatOut,
    Choice,
    Delta,
    ModelOut,
    ModelsOut,
)
from assistant.service.state import Service, ServiceDep, admit, limit_rate, require_json
from assistant.service.turns import Kept, Stop, Turn

log = structlog.get_logger()
QUESTION: TypeAdapter[str] = TypeAdapter(Question)
# Earlier questions beyond this many say nothing about the last one.
MOST_EARLIER = 20
SSE_BODY = {"text/event-stream": {"schema": {"type": "string"}}}

openai_router = APIRouter(
    prefix="/v1",
    tags=["OpenAI-compatible"],
    dependencies=[Depends(limit_rate)],
)


@openai_router.get("/models", responses=problems(429, 503))
async def list_models(service: ServiceDep) -> ModelsOut:
    """`roadmap-assistant` over all roadmaps, and one model for each roadmap alone."""
    slugs = [roadmap.slug for roadmap in service.snapshot().index.roadmaps]
    names = [MODEL, *(f"{MODEL}/{slug}" for slug in slugs)]
    return ModelsOut(data=[ModelOut(id=name, created=0) for name in names])


async def open_chat_turn(body: ChatIn, service: ServiceDep) -> Turn:
    """A turn for the last question of the chat. Raises a 404 or 422 problem."""
    stop = Stop(service.settings.deadline_s)
    snapshot = service.snapshot()
    roadmap = roadmap_of(body.model)
    if roadmap is not None:
        snapshot.require_roadmap(roadmap)
    *earlier, question = body.questions or [""]
    earlier = [text[:MAX_QUESTION] for text in earlier if text][-MOST_EARLIER:]
    state = ""
    if earlier:
        state = await run_in_threadpool(snapshot.assistant.state_after, tuple(earlier), roadmap)
    return Turn(snapshot, checked(question), roadmap, state, None, stop)


def roadmap_of(model: str) -> str | None:
    """The roadmap that a model's name asks about; None for all. Raises a 404 problem."""
    name, _, slug = model.partition("/")
    if name != MODEL or model == f"{MODEL}/":
        raise ProblemError(404, "unknown-model", f"There is no model {model!r}; see /v1/models.")
    return slug or None


def checked(question: str) -> str:
    """The last question within its bounds. Raises BadQuestionError."""
    try:
        return QUESTION.validate_python(question)
    except ValidationError as error:
        raise BadQuestionError(
            f"the last user message must be a question of 1–{MAX_QUESTION} characters"
        ) from error


ChatTurn = Annotated[Turn, Depends(open_chat_turn)]


@openai_router.post(
    "/chat/completions",
    dependencies=[Depends(require_json), Depends(admit)],
    response_model=ChatOut,
    responses={200: {"content": SSE_BODY}, **problems(400, 404, 413, 415, 422, 429, 503)},
)
async def chat(
    request: Request, body: ChatIn, service: ServiceDep, turn: ChatTurn
) -> ChatOut | Response:
    """Answer the last user message; earlier ones say what a follow-up is about."""
    if body.stream:
        chunks = stream_chat(service, turn, body.model, str(request.base_url))
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return StreamingResponse(chunks, media_type="text/event-stream", headers=headers)
    kept = await finish_turn(service, turn, request)
    answer = kept.message.answer
    composer = Composer(str(request.base_url))
    content = "".join(composer.sentence(sentence) for sentence in answer.sentences)
    content += composer.sources(answer.citations)
    message = ChatMessageOut(content=content, annotations=composer.annotations(answer.citations))
    return ChatOut(
        id=completion_id(turn),
        created=kept.message.asked_at_ms // 1000,
        model=body.model,
        choices=[Choice(message=message)],
    )


async def stream_chat(
    service: Service, turn: Turn, model: str, base_url: str
) -> AsyncIterator[bytes]:
    """The completion as server-sent events, ended by [DONE] or by an error."""
    chunk = ChatChunk(id=completion_id(turn), created=int(time.time()), model=model)
    composer = Composer(base_url)
    yield sse(chunk.saying(Delta(role="assistant", content="")))
    try:
        async for event in stream_turn(service, turn):
            if isinstance(event, SentenceReady):
                yield sse(chunk.saying(Delta(content=composer.sentence(event.sentence))))
            elif isinstance(event, Kept):
                citations = event.message.answer.citations
                yield sse(chunk.saying(Delta(content=composer.sources(citations))))
                last = Delta(annotations=composer.annotations(citations))
                yield sse(chunk.saying(last, finish_reason="stop"))
        yield format_sse_event(data_str="[DONE]")
    except AssistantError as error:
        log.error("stream_failed", reason=str(error))
        yield stream_error(str(error))
    except Exception:  # the response has begun: a defect can only be told in the stream
        log.exception("stream_crashed")
        yield stream_error("Something went wrong here; ask again.")


def completion_id(turn: Turn) -> str:
    """The message's id in OpenAI's dress."""
    return f"chatcmpl-{turn.message_id}"


def sse(chunk: ChatChunk) -> bytes:
    """One event."""
    return format_sse_event(data_str=chunk.model_dump_json(exclude_none=True))


def stream_error(text: str) -> bytes:
    """An error as OpenAI's clients find it in a stream."""
    error = {"message": text, "type": "server_error", "param": None, "code": None}
    return format_sse_event(data_str=json.dumps({"error": error}))
