"""From a request to a turn, and from a turn's events in a thread to an async stream.

The one place where threads and the event loop meet.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from assistant.service.schemas import AskIn
from assistant.service.state import Service, ServiceDep
from assistant.service.turns import Kept, Stop, Turn, TurnEvent


async def open_turn(body: AskIn, service: ServiceDep) -> Turn:
    """A turn for the request's question.

    Raises UnknownRoadmapError, UnknownConversationError, StoreDownError or a 503 problem.
    """
    stop = Stop(service.settings.deadline_s)
    snapshot = service.snapshot()
    if body.roadmap is not None:
        snapshot.require_roadmap(body.roadmap)
    state = ""
    if body.conversation_id is not None:
        state = await run_in_threadpool(service.store.last_state, body.conversation_id)
    return Turn(snapshot, body.question, body.roadmap, state, body.conversation_id, stop)


TurnDep = Annotated[Turn, Depends(open_turn)]


async def stream_turn(service: Service, turn: Turn) -> AsyncIterator[TurnEvent]:
    """The turn's events as they come; leaving the iterator stops the turn.

    While few questions are in work each has a thread in which it may wait for the model. With more,
    they take turns in a few threads that only quote. Raises what `Turns.run` raises.
    """
    draft = turn.snapshot.drafts and service.admission.in_flight <= service.gate.places
    workers = service.drafters if draft else service.quoters
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[TurnEvent | None] = asyncio.Queue()

    def work() -> None:
        for event in service.turns.run(turn, draft=draft):
            loop.call_soon_threadsafe(events.put_nowait, event)

    done = loop.run_in_executor(workers, contextvars.copy_context().run, work)
    done.add_done_callback(lambda _: events.put_nowait(None))
    try:
        while (event := await events.get()) is not None:
            yield event
        await done
    finally:
        turn.stop.leave()
        done.add_done_callback(_forget)


def _forget(done: asyncio.Future[None]) -> None:
    """A turn that was left ends with ClientGoneError, which nobody waits for."""
    if not done.cancelled():
        done.exception()


async def finish_turn(service: Service, turn: Turn, request: Request) -> Kept:
    """The turn's end; a client that goes away meanwhile stops it."""
    watcher = asyncio.create_task(_watch(request, turn.stop))
    try:
        async for event in stream_turn(service, turn):
            if isinstance(event, Kept):
                return event
    finally:
        watcher.cancel()
    raise AssertionError("a turn that ends without an error ends with Kept")


async def _watch(request: Request, stop: Stop) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    stop.leave()
