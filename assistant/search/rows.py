"""Which texts of a chunk are embedded and matched. Knows chunks; knows no model and no file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.records import Chunk


def passage(chunk: Chunk) -> str:
    """The chunk's text under its headings, which say what it is about."""
    return f"{' > '.join(chunk.heading_path)}\n{chunk.text}"


def row_texts(chunk: Chunk) -> tuple[str, ...]:
    """The texts a chunk has a vector for: its passage, its questions, and each of its units."""
    return (passage(chunk), *chunk.questions, *chunk.units)


def whole_text(chunk: Chunk) -> str:
    """All of a chunk, whose words BM25 and tokens late interaction matches: the passage and the
    questions it answers."""
    return "\n".join((passage(chunk), *chunk.questions))


def unit_spans(chunk: Chunk) -> tuple[tuple[int, int], ...]:
    """Where each unit of a chunk stands in its whole text: characters, start and end."""
    text = whole_text(chunk)
    at = text.find("\n") + 1
    spans = []
    for unit in chunk.units:
        start = max(text.find(unit, at), at)
        at = start + len(unit)
        spans.append((start, at))
    return tuple(spans)


def corpus_rows(chunks: Iterable[Chunk]) -> tuple[str, ...]:
    """The text of every vector row of `chunks`, in order."""
    return tuple(text for chunk in chunks for text in row_texts(chunk))


def row_starts(chunks: Sequence[Chunk]) -> NDArray[np.int64]:
    """First row of each chunk, and the number of rows at the end: (len(chunks) + 1,)."""
    counts = [len(row_texts(chunk)) for chunk in chunks]
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
