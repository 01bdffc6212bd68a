"""BM25 over passages, on bm25s: words as they stand, stemmed. Knows no chunks and no vectors."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Single characters count ("R", "level 2"), which the usual two-letter pattern would drop.
_WORD = re.compile(r"\w+")


class LexicalIndex:
    """BM25 scores of a fixed list of `texts`. Safe to use from several threads."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s
        import snowballstemmer
        from bm25s.stopwords import STOPWORDS_EN_PLUS

        self._size = len(texts)
        self._stopwords = frozenset(STOPWORDS_EN_PLUS)
        self._stem = _locked_stem(snowballstemmer.stemmer("english"))
        self._bm25: Any = bm25s.BM25()
        tokens = [self.terms(text) for text in texts]
        self._vocabulary = frozenset(term for terms in tokens for term in terms)
        if self._vocabulary:
            self._bm25.index(tokens, show_progress=False)

    def terms(self, text: str) -> list[str]:
        """The stemmed words of `text` without stopwords, in order."""
        words = _WORD.findall(text.casefold())
        return [self._stem(word) for word in words if word not in self._stopwords]

    def scores(self, question: str) -> NDArray[np.float32]:
        """The BM25 score (>= 0) of every text; words no text has count for nothing."""
        known = [term for term in self.terms(question) if term in self._vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)


def _locked_stem(stemmer: Any) -> Any:
    """`stemmer.stemWord`, cached, and locked because a snowball stemmer keeps state."""
    lock = threading.Lock()

    @lru_cache(maxsize=65536)
    def stem(word: str) -> str:
        with lock:
            return str(stemmer.stemWord(word))

    return stem
