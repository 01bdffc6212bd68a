"""A new index is taken up while questions are answered; a broken one is not."""

from __future__ import annotations

import asyncio
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fake_assistant import fake_snapshot
from fastapi.testclient import TestClient
from service_app import fake_app, fake_settings

from assistant.errors import IndexUnusableError
from assistant.service.app import build_service, reload_on_hangup
from assistant.service.drafting import DraftGate
from assistant.service.live_index import LiveIndex, Snapshot
from assistant.service.state import Service


class Shelf:
    """A place where indexes are published; `broken` ones cannot be loaded."""

    def __init__(self) -> None:
        self.version: str | None = "v1"
        self.broken: set[str] = set()
        self.loads = 0

    def published(self) -> str | None:
        return self.version

    def load(self) -> Snapshot:
        self.loads += 1
        if self.version is None or self.version in self.broken:
            raise IndexUnusableError("checksums differ")
        return fake_snapshot(self.version)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def live(shelf: Shelf) -> LiveIndex:
    return LiveIndex(shelf.load, shelf.published)


def version(live: LiveIndex) -> str | None:
    return live.current.index.version if live.current else None


def test_a_new_index_is_loaded_once(shelf: Shelf, live: LiveIndex) -> None:
    assert [live.refresh(), live.refresh()] == ["loaded", "unchanged"]
    shelf.version = "v2"
    assert [live.refresh(), live.refresh()] == ["loaded", "unchanged"]
    assert version(live) == "v2"
    assert shelf.loads == 2


def test_a_broken_index_is_refused_and_the_old_one_stays(shelf: Shelf, live: LiveIndex) -> None:
    live.refresh()
    shelf.version, shelf.broken = "v2", {"v2"}
    assert [live.refresh(), live.refresh()] == ["refused", "unchanged"]
    assert version(live) == "v1"
    assert live.refused == "v2: checksums differ"
    shelf.version = "v3"
    assert live.refresh() == "loaded"
    assert live.refused is None


def test_an_index_that_breaks_the_loader_is_refused_too(shelf: Shelf) -> None:
    def load() -> Snapshot:
        if shelf.version == "v2":
            raise ZeroDivisionError
        return shelf.load()

    live = LiveIndex(load, shelf.published)
    live.refresh()
    shelf.version = "v2"
    assert live.refresh() == "refused"
    assert live.refused == "v2: ZeroDivisionError"
    assert version(live) == "v1"


def test_a_refused_index_is_tried_again_when_asked_to(shelf: Shelf, live: LiveIndex) -> None:
    live.refresh()
    shelf.version, shelf.broken = "v2", {"v2"}
    live.refresh()
    shelf.broken = set()
    assert live.refresh(retry=True) == "loaded"
    assert version(live) == "v2"


def test_going_back_to_the_loaded_index_clears_the_refusal(shelf: Shelf, live: LiveIndex) -> None:
    live.refresh()
    shelf.version, shelf.broken = "v2", {"v2"}
    live.refresh()
    shelf.version = "v1"
    live.refresh()
    assert live.refused is None
    assert version(live) == "v1"


def test_a_pointer_that_vanishes_leaves_the_loaded_index(shelf: Shelf, live: LiveIndex) -> None:
    live.refresh()
    shelf.version = None
    assert live.refresh() == "unchanged"
    assert version(live) == "v1"


def test_an_index_that_appears_late_is_taken_up(shelf: Shelf, live: LiveIndex) -> None:
    shelf.version = None
    assert [live.refresh(), live.refresh()] == ["refused", "unchanged"]
    shelf.version = "v1"
    assert live.refresh() == "loaded"


def test_no_request_fails_or_mixes_versions_while_indexes_change(
    shelf: Shelf, tmp_path: Path
) -> None:
    app = fake_app(fake_settings(tmp_path, cache_size=0), shelf.load, shelf.published)
    with TestClient(app) as client, ThreadPoolExecutor(4) as threads:
        service: Service = app.state.service
        stop = threading.Event()
        askers = [threads.submit(ask_until, client, stop) for _ in range(3)]
        for number in range(2, 22):
            shelf.version = f"v{number}"
            shelf.broken = {"v5", "v9"}
            service.live.refresh()
        stop.set()
        answered = [answer for asker in askers for answer in asker.result()]
    assert answered
    assert client.app is app
    assert version(service.live) == "v21"
    assert service.live.refused is None


def ask_until(client: TestClient, stop: threading.Event) -> list[str]:
    """Ask until told to stop, at least once; returns the versions that answered."""
    versions = list[str]()
    while not versions or not stop.is_set():
        response = client.post("/api/ask", json={"question": "what?"})
        assert response.status_code == 200
        versions.append(response.json()["index_version"])
    return versions


def test_a_hangup_signal_tries_a_refused_index_again(tmp_path: Path) -> None:
    mended, tried = threading.Event(), threading.Event()

    def load() -> Snapshot:
        if not mended.is_set():
            raise IndexUnusableError("checksums differ")
        tried.set()
        return fake_snapshot("v1")

    live = LiveIndex(load, lambda: "v1")
    assert live.refresh() == "refused"
    service = build_service(fake_settings(tmp_path), live, DraftGate(1, 1))

    async def scenario() -> bool:
        with reload_on_hangup(service):
            mended.set()
            signal.raise_signal(signal.SIGHUP)
            return await asyncio.to_thread(tried.wait, 30)

    assert asyncio.run(scenario())


def test_readiness_names_the_refused_index(shelf: Shelf, tmp_path: Path) -> None:
    app = fake_app(fake_settings(tmp_path), shelf.load, shelf.published)
    with TestClient(app) as client:
        shelf.version, shelf.broken = "v2", {"v2"}
        app.state.service.live.refresh()
        ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["index_version"] == "v1"
    assert ready.json()["refused"] == "v2: checksums differ"
