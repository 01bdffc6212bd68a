"""What the API says of kept conversations, of feedback and of its own state."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

from assistant.service.schemas import AnswerOut
from assistant.service.store.store import KeptConversation, KeptMessage


class MessageOut(BaseModel):
    """A kept question, its answer and the reader's verdict on it."""

    asked_at: datetime
    question: str
    rating: Literal["up", "down"] | None
    answer: AnswerOut

    @classmethod
    def of(cls, message: KeptMessage) -> MessageOut:
        """The record as JSON."""
        return cls(
            asked_at=datetime.fromtimestamp(message.asked_at_ms / 1000, UTC),
            question=message.question,
            rating=message.rating,
            answer=AnswerOut.of(message.answer, message.conversation_id, message.id),
        )


class ConversationOut(BaseModel):
    """A kept conversation, oldest message first."""

    conversation_id: str
    messages: list[MessageOut]

    @classmethod
    def of(cls, conversation: KeptConversation) -> ConversationOut:
        """The record as JSON."""
        messages = [MessageOut.of(message) for message in conversation.messages]
        return cls(conversation_id=conversation.id, messages=messages)


class FeedbackOut(BaseModel):
    """The feedback as it is now kept."""

    message_id: str
    rating: Literal["up", "down"] | None


class HealthOut(BaseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"
    version: str


class ReadyOut(BaseModel):
    """Whether questions are answered, and what they are answered with.

    `refused` names a newer index that could not be loaded; the older one stays in use.
    """

    ready: bool
    index_version: str | None
    model: str | None
    roadmaps: int
    store: Literal["ok", "down"]
    refused: str | None = None
