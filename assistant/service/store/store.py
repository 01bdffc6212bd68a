"""Keeps conversations, messages and feedback; what it acknowledges is committed.

Synchronous and thread-safe: callers run it in threads. Knows nothing of HTTP.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from sqlalchemy import CursorResult, delete, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from assistant.errors import AssistantError
from assistant.records import Answer
from assistant.service.store.database import connect
from assistant.service.store.migrate import migrate
from assistant.service.store.tables import ConversationRow, FeedbackRow, MessageRow

Rating = Literal["up", "down"]
ANSWERS: TypeAdapter[Answer] = TypeAdapter(Answer)
DAY_MS = 86_400_000


def new_id() -> str:
    """An id that cannot be guessed: 128 random bits as hexadecimal digits."""
    return secrets.token_hex(16)


class StoreDownError(AssistantError):
    """The database cannot be reached or does not answer; nothing was acknowledged."""


class UnknownConversationError(AssistantError):
    """No conversation with this id is kept."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(
            f"no conversation {conversation_id} is kept; leave the id out to start one"
        )


class UnknownMessageError(AssistantError):
    """No message with this id is kept."""

    def __init__(self, message_id: str) -> None:
        super().__init__(f"no message {message_id} is kept")


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A question with its answer as it was given; `asked_at_ms` since 1970, UTC."""

    id: str
    conversation_id: str
    asked_at_ms: int
    question: str
    answer: Answer
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation, oldest message first."""

    id: str
    messages: tuple[KeptMessage, ...]


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """What was asked and what became of it; `interpreted_as` and `rating` where there is one."""

    question: str
    roadmap: str | None
    interpreted_as: str | None
    abstained: bool
    rating: Rating | None
    comment: str | None


class Store:
    """The database behind the service. Every method raises StoreDownError when it is away."""

    def __init__(self, url: str, now: Callable[[], float] = time.time) -> None:
        self._engine = connect(url)
        self._now = now
        self._migrated = False
        self._migrating = threading.Lock()

    def last_state(self, conversation_id: str) -> str:
        """`Answer.state` of the latest message, "" before the first.

        Raises UnknownConversationError.
        """
        latest = (
            select(MessageRow.state)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.number.desc())
            .limit(1)
        )
        with self._session(reading=True) as session:
            if session.get(ConversationRow, conversation_id) is None:
                raise UnknownConversationError(conversation_id)
            return session.scalar(latest) or ""

    def keep(
        self,
        message_id: str,
        conversation_id: str | None,
        question: str,
        roadmap: str | None,
        answer: Answer,
    ) -> KeptMessage:
        """Keep an answered question; without `conversation_id` in a conversation of its own.

        Raises UnknownConversationError when the conversation is gone.
        """
        with self._session() as session:
            if conversation_id is None:
                parent = self._new_conversation()
                session.add(parent)
            else:
                parent = self._conversation(session, conversation_id)
            row = _message_row(answer, question, roadmap)
            row.id, row.conversation_id, row.asked_ms = message_id, parent.id, self._now_ms()
            parent.updated_ms = row.asked_ms
            session.flush()  # the parent first: the tables know of each other by key alone
            session.add(row)
            return KeptMessage(row.id, parent.id, row.asked_ms, question, answer, None)

    def conversation(self, conversation_id: str) -> KeptConversation:
        """The whole conversation. Raises UnknownConversationError."""
        messages = (
            select(MessageRow, FeedbackRow.rating)
            .outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.number)
        )
        with self._session(reading=True) as session:
            self._conversation(session, conversation_id)
            rows = session.execute(messages).all()
            kept = tuple(_kept(row, cast(Rating | None, rating)) for row, rating in rows)
        return KeptConversation(conversation_id, kept)

    def delete_conversation(self, conversation_id: str) -> None:
        """Delete it with its messages and feedback. Raises UnknownConversationError."""
        with self._session() as session:
            session.delete(self._conversation(session, conversation_id))

    def rate(self, message_id: str, rating: Rating | None, comment: str | None = None) -> None:
        """Keep the feedback on a message in place of any before; None takes it back.

        Raises UnknownMessageError.
        """
        with self._session() as session:
            known = select(MessageRow.number).where(MessageRow.id == message_id)
            if session.scalar(known) is None:
                raise UnknownMessageError(message_id)
            if rating is None:
                session.execute(delete(FeedbackRow).where(FeedbackRow.message_id == message_id))
                return
            values = {"rating": rating, "comment": comment, "given_ms": self._now_ms()}
            self._upsert_feedback(session, message_id, values)

    def purge(self, retention_days: int) -> int:
        """Delete conversations idle for longer; returns how many. 0 days keeps everything."""
        if retention_days == 0:
            return 0
        limit = self._now_ms() - retention_days * DAY_MS
        with self._session() as session:
            gone = session.execute(
                delete(ConversationRow).where(ConversationRow.updated_ms < limit)
            )
            return cast("CursorResult[Any]", gone).rowcount

    def questions(self, days: int, most: int) -> tuple[KeptQuestion, ...]:
        """The latest `most` questions of the last `days`, newest first."""
        latest = (
            select(
                MessageRow.question,
                MessageRow.roadmap,
                MessageRow.answer["interpreted_as"].as_string(),
                MessageRow.abstained,
                FeedbackRow.rating,
                FeedbackRow.comment,
            )
            .outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
            .where(MessageRow.asked_ms >= self._now_ms() - days * DAY_MS)
            .order_by(MessageRow.number.desc())
            .limit(most)
        )
        with self._session(reading=True) as session:
            return tuple(KeptQuestion(*row) for row in session.execute(latest))

    def count_messages(self) -> int:
        """How many messages are kept."""
        with self._session(reading=True) as session:
            return session.scalar(select(func.count()).select_from(MessageRow)) or 0

    def ping(self) -> None:
        """Return when the database answers."""
        with self._session(reading=True) as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def _session(self, reading: bool = False) -> Iterator[Session]:
        """A transaction: committed at the end, rolled back by an exception."""
        try:
            self._migrate_once()
            with (
                self._engine.connect().execution_options(reading=reading) as connection,
                Session(connection, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        except IntegrityError:
            raise
        except (DBAPIError, PoolTimeoutError) as error:
            raise StoreDownError("the database cannot be reached") from error

    def _migrate_once(self) -> None:
        # Here and not only at start, so that a database that comes up late is brought up to date.
        if self._migrated:
            return
        with self._migrating:
            if not self._migrated:
                migrate(self._engine)
                self._migrated = True

    def _upsert_feedback(
        self, session: Session, message_id: str, values: Mapping[str, object]
    ) -> None:
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(FeedbackRow).values(message_id=message_id, **values)
        session.execute(insert.on_conflict_do_update(index_elements=["message_id"], set_=values))

    def _conversation(self, session: Session, conversation_id: str) -> ConversationRow:
        row = session.get(ConversationRow, conversation_id)
        if row is None:
            raise UnknownConversationError(conversation_id)
        return row

    def _new_conversation(self) -> ConversationRow:
        now = self._now_ms()
        return ConversationRow(id=new_id(), created_ms=now, updated_ms=now)

    def _now_ms(self) -> int:
        return int(self._now() * 1000)


def _message_row(answer: Answer, question: str, roadmap: str | None) -> MessageRow:
    return MessageRow(
        question=question,
        roadmap=roadmap,
        state=answer.state,
        abstained=answer.abstained,
        written_by=answer.written_by,
        model=answer.model,
        index_version=answer.index_version,
        answer=ANSWERS.dump_python(answer, mode="json"),
    )


def _kept(row: MessageRow, rating: Rating | None) -> KeptMessage:
    answer = ANSWERS.validate_python(row.answer)
    return KeptMessage(row.id, row.conversation_id, row.asked_ms, row.question, answer, rating)
