"""Whether the model writes fast enough on this machine to be waited for.

Counts drafts that came too late; knows no model, no clock and no answer.
"""

from __future__ import annotations

import threading

# After so many late drafts in a row the model is too slow for this machine as it is now: only one
# answer in so many tries again, the others are quoted at once.
_LATE_IN_A_ROW = 3
_TRIES_AGAIN = 8


class Pace:
    """Whether the model writes fast enough to be waited for. Thread-safe."""

    def __init__(self) -> None:
        self._late = 0
        self._skipped = 0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether the next answer may wait for a draft."""
        with self._lock:
            if self._late < _LATE_IN_A_ROW:
                return True
            self._skipped = (self._skipped + 1) % _TRIES_AGAIN
            return self._skipped == 0

    def came(self, *, late: bool) -> None:
        """A draft ended, in time or not."""
        with self._lock:
            self._late = self._late + 1 if late else 0
