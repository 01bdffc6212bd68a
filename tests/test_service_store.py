"""The store: the same promises on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from fake_assistant import FakeAssistant
from postgres import Postgres
from sqlalchemy import create_engine, text

from assistant.records import Verdict
from assistant.service.store.store import (
    DAY_MS,
    Store,
    StoreDownError,
    UnknownConversationError,
    UnknownMessageError,
    new_id,
)

ANSWER = replace(
    FakeAssistant().ask("what does it pay? 💡"),
    verdicts=(Verdict("It pays.", True, (0,)), Verdict("It pays 99.", False, (), "99 is new")),
)
WRITER = Path(__file__).parent / "store_writer.py"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new folder' / 'store.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create(f"test_{uuid4().hex}")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


def keep(store: Store, question: str = "what?", conversation_id: str | None = None) -> str:
    """Keep a message and return the conversation's id."""
    answer = replace(ANSWER, state=f"state after {question}")
    return store.keep(new_id(), conversation_id, question, None, answer).conversation_id


def test_a_kept_answer_comes_back_whole(store: Store) -> None:
    message_id = new_id()
    kept = store.keep(message_id, None, "what does it pay? 💡", "lamp-tender", ANSWER)
    [message] = store.conversation(kept.conversation_id).messages
    assert message == kept
    assert message.id == message_id
    assert message.answer == ANSWER
    assert message.rating is None


def test_messages_come_in_the_order_they_were_kept(store: Store) -> None:
    conversation_id = keep(store, "first")
    for question in ("second", "third"):
        keep(store, question, conversation_id)
    messages = store.conversation(conversation_id).messages
    assert [message.question for message in messages] == ["first", "second", "third"]
    assert store.last_state(conversation_id) == "state after third"


def test_an_unknown_conversation_is_named(store: Store) -> None:
    unknown = new_id()
    for action in (store.conversation, store.last_state, store.delete_conversation):
        with pytest.raises(UnknownConversationError, match=unknown):
            action(unknown)
    with pytest.raises(UnknownConversationError, match=unknown):
        keep(store, conversation_id=unknown)


def test_deleting_a_conversation_deletes_its_messages_and_feedback(store: Store) -> None:
    kept = store.keep(new_id(), None, "what?", None, ANSWER)
    store.rate(kept.id, "up", "fine")
    store.delete_conversation(kept.conversation_id)
    assert store.count_messages() == 0
    with pytest.raises(UnknownMessageError):
        store.rate(kept.id, "down")


def test_the_last_feedback_counts_and_null_takes_it_back(store: Store) -> None:
    kept = store.keep(new_id(), None, "what?", None, ANSWER)

    def rating() -> str | None:
        return store.conversation(kept.conversation_id).messages[0].rating

    store.rate(kept.id, "up")
    assert rating() == "up"
    store.rate(kept.id, "down", "it was wrong")
    assert rating() == "down"
    store.rate(kept.id, None)
    assert rating() is None
    with pytest.raises(UnknownMessageError):
        store.rate(new_id(), "up")


def test_purging_deletes_only_what_is_idle_for_longer(url: str) -> None:
    now = [0.0]
    store = Store(url, now=lambda: now[0])
    old, revived = keep(store, "old"), keep(store, "old but taken up again")
    now[0] = 9 * DAY_MS / 1000
    keep(store, "again", revived)
    now[0] = 11 * DAY_MS / 1000
    assert store.purge(0) == 0
    assert store.purge(10) == 1
    assert len(store.conversation(revived).messages) == 2
    with pytest.raises(UnknownConversationError):
        store.conversation(old)
    store.close()


def test_history_survives_a_restart(url: str) -> None:
    first = Store(url)
    conversation_id = keep(first)
    first.close()
    second = Store(url)
    assert len(second.conversation(conversation_id).messages) == 1
    second.close()


def test_workers_that_start_at_once_migrate_once(url: str) -> None:
    stores = [Store(url) for _ in range(6)]
    together = threading.Barrier(len(stores))

    def start(store: Store) -> str:
        together.wait()
        return keep(store)

    with ThreadPoolExecutor(len(stores)) as threads:
        assert len(set(threads.map(start, stores))) == 6
    assert stores[0].count_messages() == 6
    for store in stores:
        store.close()


def test_parallel_writers_lose_nothing(store: Store) -> None:
    conversation_id = keep(store, "first")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: keep(store, f"question {n}", conversation_id), range(40)))
    assert len(store.conversation(conversation_id).messages) == 41


def test_what_was_acknowledged_survives_a_kill(url: str) -> None:
    acknowledged: list[str] = []
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, WRITER, url],
            stdout=subprocess.PIPE,
            text=True,
            cwd=WRITER.parent.parent,
        )
        with writer:
            assert writer.stdout
            acknowledged += [writer.stdout.readline().strip() for _ in range(25)]
            writer.kill()
            acknowledged += writer.stdout.read().split()
    store = Store(url)
    for line in filter(None, acknowledged):
        conversation_id, message_id = line.split(":")
        if message_id:  # the last line may be cut
            messages = store.conversation(conversation_id).messages
            assert [(kept.id, kept.rating) for kept in messages] == [(message_id, "down")]
    store.close()


def test_a_stopped_server_is_an_error_and_a_started_one_is_used_again(postgres: Postgres) -> None:
    store = Store(postgres.create(f"test_{uuid4().hex}"))
    conversation_id = keep(store)
    postgres.stop()
    with pytest.raises(StoreDownError):
        store.ping()
    with pytest.raises(StoreDownError):
        keep(store, "while down", conversation_id)
    postgres.start()
    keep(store, "after", conversation_id)
    assert len(store.conversation(conversation_id).messages) == 2
    store.close()


def test_a_server_that_comes_up_late_is_migrated_then(postgres: Postgres) -> None:
    store = Store(postgres.create(f"test_{uuid4().hex}"))
    postgres.stop()
    with pytest.raises(StoreDownError):
        store.ping()
    postgres.start()
    assert keep(store)
    store.close()


def test_an_unreachable_sqlite_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    store = Store(f"sqlite:///{tmp_path / 'folder.db'}")
    with pytest.raises(StoreDownError):
        store.ping()
    store.close()


def test_questions_come_back_newest_first_with_what_became_of_them(store: Store) -> None:
    first = keep(store, "first")
    [message] = store.conversation(first).messages
    store.rate(message.id, "down", "no use")
    interpreted = replace(ANSWER, interpreted_as="the second", abstained=True)
    store.keep(new_id(), first, "second", "lamp-tender", interpreted)
    second, before = store.questions(days=1, most=10)
    assert (second.question, second.roadmap) == ("second", "lamp-tender")
    assert (second.interpreted_as, second.abstained, second.rating) == ("the second", True, None)
    assert (before.rating, before.comment, before.interpreted_as) == ("down", "no use", None)
    assert [question.question for question in store.questions(1, 1)] == ["second"]


def test_old_questions_are_left_out(url: str) -> None:
    clock = [0.0]
    store = Store(url, now=lambda: clock[0])
    keep(store, "old")
    clock[0] = 3 * DAY_MS / 1000
    keep(store, "new")
    assert [question.question for question in store.questions(days=2, most=10)] == ["new"]
    store.close()


def test_a_schema_of_a_newer_release_is_left_alone(url: str) -> None:
    first = Store(url)
    keep(first)
    first.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("ALTER TABLE messages ADD COLUMN mood VARCHAR(8)"))
    engine.dispose()
    older = Store(url)
    keep(older)
    assert older.count_messages() == 2
    older.close()
