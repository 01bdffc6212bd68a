"""One question's way through the service: cache, queue, assistant, store.

Synchronous; the routes run it in threads. Knows nothing of HTTP.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace

from assistant.errors import AssistantError
from assistant.records import Answer, AnswerEvent, Finished, SentenceReady, SourcesFound
from assistant.service.cache import AnswerCache, CacheKey, normalise
from assistant.service.live_index import Snapshot
from assistant.service.store.store import KeptMessage, Store, new_id
from assistant.service.telemetry import Metrics


class ClientGoneError(AssistantError):
    """Nobody waits for the answer any more; it is neither finished nor kept."""


class Stop:
    """Says when drafting must end: `seconds` from now, or when the client has gone.

    Called by the model between tokens.
    """

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._gone = threading.Event()

    def __call__(self) -> bool:
        return self.client_gone or time.monotonic() >= self._deadline

    @property
    def client_gone(self) -> bool:
        return self._gone.is_set()

    def leave(self) -> None:
        """The client has gone."""
        self._gone.set()


@dataclass(frozen=True, slots=True)
class Turn:
    """A question ready to be answered, with the snapshot that it keeps to its end.

    `conversation_id` None: it is kept in a conversation of its own. `message_id` is what the answer
    will be kept as.
    """

    snapshot: Snapshot
    question: str
    roadmap: str | None
    state: str
    conversation_id: str | None
    stop: Stop
    message_id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Kept:
    """The last event of a turn: the answer is committed."""

    message: KeptMessage


TurnEvent = AnswerEvent | Kept


class Turns:
    """Answers turns. Thread-safe; one instance a process."""

    def __init__(
        self,
        store: Store,
        cache: AnswerCache,
        metrics: Metrics,
        traced: Callable[[Answer], None] | None = None,
    ) -> None:
        self._store = store
        self._cache = cache
        self._metrics = metrics
        self._traced = traced

    def run(self, turn: Turn, *, draft: bool) -> Iterator[TurnEvent]:
        """Events of the answer as it comes about, then `Kept` once it is committed.

        `draft` says whether the model may be asked; without it, and without an answer that was kept
        from a time with it, the answer is quoted. Raises ClientGoneError, BadQuestionError,
        UnknownRoadmapError, UnknownConversationError and StoreDownError.
        """
        key = CacheKey(
            normalise(turn.question),
            turn.roadmap,
            turn.state,
            turn.snapshot.index.version,
            turn.snapshot.model,
        )
        known = self._known(key)
        self._metrics.cache_lookup(hit=known is not None)
        if known is None:
            answer = yield from self._answer(turn, key, draft)
        else:
            answer = known
            yield from replay(answer)
        if turn.stop.client_gone:
            raise ClientGoneError("the client has gone")
        message = self._store.keep(
            turn.message_id, turn.conversation_id, turn.question, turn.roadmap, answer
        )
        self._metrics.answered(answer)
        if self._traced:
            self._traced(answer)
        yield Kept(message)

    def _known(self, key: CacheKey) -> Answer | None:
        """The kept answer, timed as what it is: a look-up."""
        started = time.perf_counter()
        known = self._cache.get(key)
        if known is None:
            return None
        took = (time.perf_counter() - started) * 1000
        return replace(known, timings_ms={"cache": took, "total": took})

    def _answer(
        self, turn: Turn, key: CacheKey, draft: bool
    ) -> Generator[AnswerEvent, None, Answer]:
        if turn.snapshot.drafts and not draft:
            key = replace(key, drafted=False)
            self._metrics.draft_refused(late=False)
            if known := self._known(key):
                yield from replay(known)
                return known
        events = turn.snapshot.assistant.stream(
            turn.question,
            roadmap=turn.roadmap,
            state=turn.state,
            draft=draft,
            cancelled=turn.stop,
        )
        answer = None
        for event in events:
            if turn.stop.client_gone:
                raise ClientGoneError("the client has gone")
            yield event
            if isinstance(event, Finished):
                answer = event.answer
        assert answer is not None, "a stream of an answer ends with Finished"
        # An answer that was hurried half-way is right but not the best there is: it is not kept for
        # others. One that might not draft is kept for those who may not either.
        if draft and turn.stop():
            self._metrics.draft_refused(late=True)
        else:
            self._cache.put(key, answer)
        return answer


def replay(answer: Answer) -> Iterator[AnswerEvent]:
    """The events that a kept answer would have come in."""
    yield SourcesFound(answer.citations)
    for sentence in answer.sentences:
        yield SentenceReady(sentence)
    yield Finished(answer)
