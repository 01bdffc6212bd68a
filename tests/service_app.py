"""Builds the service around the fake assistant, for the tests of the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fake_assistant import FakeAssistant, fake_snapshot
from fastapi.testclient import TestClient

from assistant.service.app import build_service, create_app
from assistant.service.drafting import DraftGate
from assistant.service.live_index import LiveIndex
from assistant.settings import Settings


def fake_settings(folder: Path, **changes: Any) -> Settings:
    """Settings with a store of their own and no rate limit."""
    given = {"database_url": f"sqlite:///{folder / 'test.db'}", "rate_limit": "off"}
    return Settings.model_validate({**given, **changes})


@contextmanager
def running(folder: Path, **changes: Any) -> Iterator[tuple[TestClient, FakeAssistant]]:
    """A client of a started service, and the assistant behind it."""
    settings = fake_settings(folder, **changes)
    snapshot = fake_snapshot()
    live = LiveIndex(lambda: snapshot, lambda: "v1")
    gate = DraftGate(settings.draft_slots, settings.draft_queue)
    app = create_app(build_service(settings, live, gate))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert isinstance(snapshot.assistant, FakeAssistant)
        yield client, snapshot.assistant
