"""The bounded queue in front of the model.

At most `slots` drafts are written at once and `queue` more may wait; past that an answer is quoted
instead of drafted, which costs milliseconds. Knows nothing of questions and answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.answering.generation.base import DraftRequest, Generator

# How often a waiting draft looks whether it is still wanted.
POLL_S = 0.02


class DraftGate:
    """Counts the answers that may draft and lets `slots` of them write at a time."""

    def __init__(self, slots: int, queue: int) -> None:
        self._places = slots + queue
        self._taken = 0
        self._counting = threading.Lock()
        self._slots = threading.Semaphore(slots)

    @property
    def taken(self) -> int:
        """Answers now drafting or waiting to."""
        return self._taken

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Hold a place for one answer; yields False when all are taken."""
        with self._counting:
            admitted = self._taken < self._places
            self._taken += admitted
        try:
            yield admitted
        finally:
            with self._counting:
                self._taken -= admitted

    @contextmanager
    def slot(self, cancelled: Callable[[], bool]) -> Iterator[bool]:
        """Wait for the model to be free; yields False once `cancelled` while waiting."""
        while not (mine := self._slots.acquire(timeout=POLL_S)):
            if cancelled():
                break
        try:
            yield mine
        finally:
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
