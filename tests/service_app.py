"""Builds the service around the fake assistant, for the tests of the service."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fake_assistant import FakeAssistant, fake_snapshot
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.service.app import build_service, create_app
from assistant.service.drafting import DraftGate
from assistant.service.live_index import LiveIndex, Snapshot
from assistant.service.logs import configure_logs
from assistant.settings import Settings


def fake_settings(folder: Path, **changes: Any) -> Settings:
    """Settings with a store of their own, no rate limit and time to spare."""
    given = {
        "database_url": f"sqlite:///{folder / 'test.db'}",
        "rate_limit": "off",
        "deadline_s": 60,
        "log_level": "error",
    }
    return Settings.model_validate({**given, **changes})


def fake_app(
    settings: Settings,
    load: Callable[[], Snapshot],
    published: Callable[[], str | None] = lambda: "v1",
) -> FastAPI:
    """The whole app on what `load` gives."""
    configure_logs(settings.log_level, "text")
    gate = DraftGate(settings.draft_slots, settings.draft_queue)
    return create_app(build_service(settings, LiveIndex(load, published), gate))


@contextmanager
def running(folder: Path, **changes: Any) -> Iterator[tuple[TestClient, FakeAssistant]]:
    """A client of a started service, and the assistant behind it."""
    snapshot = fake_snapshot()
    app = fake_app(fake_settings(folder, **changes), lambda: snapshot)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert isinstance(snapshot.assistant, FakeAssistant)
        yield client, snapshot.assistant


@dataclass(frozen=True)
class Served:
    """A service behind a real socket."""

    url: str
    assistant: FakeAssistant
    app: FastAPI
    server: uvicorn.Server


@contextmanager
def served(folder: Path, **changes: Any) -> Iterator[Served]:
    """The service on a real server in a thread, for what an in-process client cannot show."""
    snapshot = fake_snapshot()
    settings = fake_settings(folder, **changes)
    app = fake_app(settings, lambda: snapshot)
    assert isinstance(snapshot.assistant, FakeAssistant)
    options = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=settings.shutdown_s
    )
    server = uvicorn.Server(options)
    # The socket listens before the server runs: the first request waits in its backlog.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            yield Served(url, snapshot.assistant, app, server)
        finally:
            snapshot.assistant.release.set()
            server.should_exit = True
            thread.join()
