"""An embedder that remembers the last questions' vectors.

One question is embedded several times on its way to an answer (evidence, suggestions), and again
by whoever asks the same: a vector of 12 ms is worth keeping.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.search.embedder import Embedder


class RememberingEmbedder:
    """Passes batches through and keeps the vectors of the last `size` single texts."""

    def __init__(self, embedder: Embedder, size: int = 1_000) -> None:
        self._embedder = embedder
        self._size = size
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()
        self.name = embedder.name
        self.dimensions = embedder.dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the embedder within: (n, dimensions), L2-normalised. A kept array is read-only."""
        if len(texts) != 1:
            return self._embedder.encode(texts)
        with self._lock:
            known = self._kept.get(texts[0])
            if known is not None:
                self._kept.move_to_end(texts[0])
                return known
        vectors = self._embedder.encode(texts)
        vectors.flags.writeable = False
        with self._lock:
            self._kept[texts[0]] = vectors
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return vectors

    def count_tokens(self, text: str) -> int:
        """As the embedder within."""
        return self._embedder.count_tokens(text)
