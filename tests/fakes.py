"""Deterministic stand-ins for models, for tests that must be fast."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class FakeEmbedder:
    """Hashed bag of words, 64 dimensions, L2-normalised: texts that share words are near.

    `encoded` remembers every text it was asked for.
    """

    name = "fake-bag-of-words"
    dimensions = 64

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), 64); a text without words points along the first axis."""
        self.encoded.extend(texts)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _words(text):
                vectors[row, zlib.crc32(word.encode()) % self.dimensions] += 1.0
            if not vectors[row].any():
                vectors[row, 0] = 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `encode`: no question side of its own."""
        return self.encode(texts)

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """As `encode`: a word is near to itself only."""
        return self.encode(words)

    def count_tokens(self, text: str) -> int:
        """Words and single signs."""
        return len(re.findall(r"\w+|[^\w\s]", text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
