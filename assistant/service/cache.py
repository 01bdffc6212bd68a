"""Answers kept in memory for questions that come again. Least recently used go first."""

from __future__ import annotations

import threading
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass

from assistant.records import Answer


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Everything an answer depends on: the same key, the same answer.

    `drafted`: with a draft where one was good, not merely quoted for want of a place to draft.
    """

    question: str
    roadmap: str | None
    state: str
    index_version: str
    model: str
    drafted: bool = True


def normalise(question: str) -> str:
    """One spelling for the same text: NFC, single blanks. Case stays, since it can matter."""
    return " ".join(unicodedata.normalize("NFC", question).split())


class AnswerCache:
    """A thread-safe LRU of at most `size` answers; 0 keeps none."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[CacheKey, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: CacheKey) -> Answer | None:
        """The kept answer, if any."""
        with self._lock:
            answer = self._kept.get(key)
            if answer is not None:
                self._kept.move_to_end(key)
            return answer

    def put(self, key: CacheKey, answer: Answer) -> None:
        """Keep `answer`, dropping the least recently used beyond the size."""
        with self._lock:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
