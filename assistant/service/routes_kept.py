"""What is kept: conversations and feedback."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from assistant.service.openapi import problems
from assistant.service.schemas import FeedbackIn, Id
from assistant.service.schemas_kept import ConversationOut, FeedbackOut
from assistant.service.state import ServiceDep, limit_rate, require_json

kept_router = APIRouter(
    prefix="/api",
    tags=["conversations"],
    dependencies=[Depends(limit_rate)],
    responses=problems(404, 422, 429, 503),
)

# Plain functions: FastAPI runs them in threads, as the store wants it.


@kept_router.post(
    "/feedback", dependencies=[Depends(require_json)], responses=problems(400, 413, 415)
)
def give_feedback(body: FeedbackIn, service: ServiceDep) -> FeedbackOut:
    """Rate an answer; a second rating replaces the first, null takes it back."""
    service.store.rate(body.message_id, body.rating, body.comment)
    service.metrics.feedback(body.rating or "withdrawn")
    return FeedbackOut(message_id=body.message_id, rating=body.rating)


@kept_router.get("/conversations/{conversation_id}")
def get_conversation(
    conversation_id: Annotated[Id, Path()], service: ServiceDep
) -> ConversationOut:
    """A kept conversation, oldest message first."""
    return ConversationOut.of(service.store.conversation(conversation_id))


@kept_router.delete("/conversations/{conversation_id}", status_code=204)
def delete_conversation(conversation_id: Annotated[Id, Path()], service: ServiceDep) -> None:
    """Delete a conversation with its messages and feedback, for good."""
    service.store.delete_conversation(conversation_id)
