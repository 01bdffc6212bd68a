"""An embedder that remembers the last questions' vectors.

A question is embedded several times on its way to an answer (evidence, suggestions), in writings
that may be the same to the model, and again by whoever asks the same: 12 ms each are worth keeping.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.search.embedder import Embedder

Vector = NDArray[np.float32]

# A question comes in a wording or two; larger batches are passages, embedded once anyway.
FEW = 4


class RememberingEmbedder:
    """Keeps the vectors of the last `size` texts that came a few at a time.

    Texts for which `key` is the same are one text to the embedder within.
    """

    def __init__(
        self, embedder: Embedder, size: int = 1_000, key: Callable[[str], Hashable] = str
    ) -> None:
        self._embedder = embedder
        self._size = size
        self._key = key
        self._kept: OrderedDict[Hashable, Vector] = OrderedDict()
        self._lock = threading.Lock()
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.question_side = embedder.question_side

    def encode(self, texts: Sequence[str]) -> Vector:
        """As the embedder within: (n, dimensions), L2-normalised."""
        kept = self._remembered("text", self._embedder.encode, texts)
        return self._embedder.encode(texts) if kept is None else np.stack(kept)

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        """As the embedder within: (n, dimensions), L2-normalised."""
        kept = self._remembered("question", self._embedder.encode_questions, texts)
        return self._embedder.encode_questions(texts) if kept is None else np.stack(kept)

    def encode_tokens(self, texts: Sequence[str]) -> list[Vector]:
        """As the embedder within; nothing is kept."""
        return self._embedder.encode_tokens(texts)

    def encode_question_tokens(self, texts: Sequence[str]) -> list[Vector]:
        """As the embedder within: a list of (tokens, w)."""
        kept = self._remembered("tokens", self._embedder.encode_question_tokens, texts)
        return self._embedder.encode_question_tokens(texts) if kept is None else kept

    def word_vectors(self, words: Sequence[str]) -> Vector:
        """As the embedder within; nothing is kept."""
        return self._embedder.word_vectors(words)

    def _remembered(
        self, side: str, encode: Callable[[Sequence[str]], Iterable[Vector]], texts: Sequence[str]
    ) -> list[Vector] | None:
        """What `encode` makes of each text, kept; None for a batch that is not."""
        if not 0 < len(texts) <= FEW:
            return None
        keyed: list[tuple[Hashable, str]] = [((side, self._key(text)), text) for text in texts]
        with self._lock:
            vectors = {key: self._kept[key] for key, _ in keyed if key in self._kept}
        missing = {key: text for key, text in keyed if key not in vectors}
        if missing:
            made = encode(list(missing.values()))
            vectors.update(zip(missing, made, strict=True))
        self._keep(vectors)
        return [vectors[key] for key, _ in keyed]

    def count_tokens(self, text: str) -> int:
        """As the embedder within."""
        return self._embedder.count_tokens(text)

    def _keep(self, vectors: Mapping[Hashable, Vector]) -> None:
        with self._lock:
            for key, vector in vectors.items():
                self._kept[key] = vector
                self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
