"""The tables as SQLAlchemy knows them. Migrations make them; this file only describes them.

Times are whole milliseconds since 1970 (UTC): both databases keep integers exactly. Nothing about
a reader is kept but what was asked: no address, no user agent.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Root of the tables' metadata."""


class ConversationRow(Base):
    """A conversation; `updated_ms` is what the retention period counts from."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    updated_ms: Mapped[int] = mapped_column(BigInteger, index=True)


class MessageRow(Base):
    """A question and its answer. `answer` is the whole record; the columns beside it are for
    counting and finding."""

    __tablename__ = "messages"

    # A rising number orders messages of one millisecond; SQLite wants plain INTEGER for that.
    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    id: Mapped[str] = mapped_column(String(32), unique=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    asked_ms: Mapped[int] = mapped_column(BigInteger, index=True)
    question: Mapped[str] = mapped_column(Text)
    roadmap: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(Text)
    abstained: Mapped[bool] = mapped_column(Boolean)
    written_by: Mapped[str] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(Text)
    index_version: Mapped[str] = mapped_column(Text)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)


class FeedbackRow(Base):
    """A reader's verdict on one message; a second one replaces it."""

    __tablename__ = "feedback"

    message_id: Mapped[str] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    rating: Mapped[str] = mapped_column(String(8))
    comment: Mapped[str | None] = mapped_column(Text)
    given_ms: Mapped[int] = mapped_column(BigInteger)
