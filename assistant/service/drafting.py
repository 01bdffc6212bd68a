"""The bounded queue in front of the model.

While at most `slots` + `queue` questions are in work each may be drafted, `slots` at a time; with
more of them answers are quoted, which costs milliseconds. Knows nothing of questions and answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.answering.generation.base import DraftRequest, Generator

# How often a waiting draft looks whether it is still wanted.
POLL_S = 0.02


class DraftGate:
    """Lets `slots` drafts be written at a time, and knows how many questions leave time for it."""

    def __init__(self, slots: int, queue: int) -> None:
        self.places = slots + queue
        self._taken = 0
        self._counting = threading.Lock()
        self._slots = threading.Semaphore(slots)

    @property
    def taken(self) -> int:
        """Drafts now being written or waiting to be."""
        return self._taken

    @contextmanager
    def slot(self, cancelled: Callable[[], bool]) -> Iterator[bool]:
        """Wait for the model to be free; yields False once `cancelled` while waiting."""
        with self._counting:
            self._taken += 1
        mine = False
        try:
            while not (mine := self._slots.acquire(timeout=POLL_S)):
                if cancelled():
                    break
            yield mine
        finally:
            with self._counting:
                self._taken -= 1
            if mine:
                self._slots.release()


class QueuedGenerator:
    """Makes drafts take turns at a gate; one that is cancelled while it waits writes nothing."""

    def __init__(self, generator: Generator, gate: DraftGate) -> None:
        self._generator = generator
        self._gate = gate
        self.name = generator.name

    def stream(self, request: DraftRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Text pieces of the draft."""
        with self._gate.slot(cancelled) as mine:
            if mine:
                yield from self._generator.stream(request, cancelled)
