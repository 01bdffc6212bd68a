"""How near an answer is to a reference text: token F1 and embedding cosine."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = re.compile(r"[^\w\s]")


def token_f1(text: str, reference: str) -> float:
    """Token F1, 0..1, as SQuAD computes it (Rajpurkar et al. 2016, evaluate-v1.1)."""
    left, right = _tokens(text), _tokens(reference)
    shared = sum((Counter(left) & Counter(right)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(left), shared / len(right)
    return 2 * precision * recall / (precision + recall)


def cosines(left: NDArray[np.float32], right: NDArray[np.float32]) -> tuple[float, ...]:
    """Cosine of each pair of rows of two (n, d) arrays whose rows have length one."""
    return tuple(float(value) for value in np.sum(left * right, axis=1))


def _tokens(text: str) -> list[str]:
    return _ARTICLES.sub(" ", _PUNCTUATION.sub(" ", text.lower())).split()
