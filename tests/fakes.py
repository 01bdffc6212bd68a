"""Deterministic stand-ins for models, for tests that must be fast."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class FakeEmbedder:
    """Hashed bag of words, 64 dimensions, L2-normalised: texts that share words are near.

    Its tokens are words. `encoded` remembers every text it was asked for, `tokenised` every passage
    whose tokens were asked for.
    """

    name = "fake-bag-of-words"
    dimensions = 64
    question_side = ""

    def __init__(self) -> None:
        self.encoded: list[str] = []
        self.tokenised: list[str] = []

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

    def encode_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """A row for each word, of length 1."""
        self.tokenised.extend(texts)
        return [FakeEmbedder().encode(_words(text) or [""]) for text in texts]

    def encode_question_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """A row for each word, all of the same weight."""
        found = [FakeEmbedder().encode(_words(text) or [""]) for text in texts]
        return [np.asarray(rows / len(rows), dtype=np.float32) for rows in found]

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """As `encode`: a word is near to itself only."""
        return self.encode(words)

    def count_tokens(self, text: str) -> int:
        """Words and single signs."""
        return len(re.findall(r"\w+|[^\w\s]", text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
