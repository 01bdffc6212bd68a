"""A loaded index: its pages, its chunks, and a question into ranked hits.

Hybrid retrieval: best cosine over a chunk's texts and BM25, fused by reciprocal rank. Does not know
how an index is built, nor what a question means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import CorpusError, IndexUnusableError, UnknownRoadmapError
from assistant.ingest.corpus import read_corpus
from assistant.records import Chunk, Hit, Roadmap
from assistant.search.embedder import Embedder
from assistant.search.fusion import reciprocal_rank_fusion
from assistant.search.lexical import LexicalIndex
from assistant.search.manifest import GRAPH_FILE, ROADMAPS_FOLDER, Manifest
from assistant.search.publish import published_version
from assistant.search.rows import row_starts, unit_spans, whole_text
from assistant.search.stored import REMEDY, StoredVersion, read_published
from assistant.search.vectors import FaissStore, VectorStore

__all__ = ["Index", "load_index", "published_version"]

POOL_ROWS = 256  # nearest rows whose chunks become candidates; a chunk has about four rows
POOL_CHUNKS = 64  # candidates that BM25 adds to them
# Scores closer than this are equal: equal texts get sums that differ in the last bits.
DECIMALS = 5
# A pointer that moves while its version is read means a build came between; then read again.
LOAD_ATTEMPTS = 3


@dataclass(frozen=True)
class _Parts:
    """A page's tokens in parts: the first token of each (parts,), its chunk, whether it is a unit
    and which; and the first unit of each chunk with the number of units at the end."""

    starts: NDArray[np.intp]
    chunk_of_part: NDArray[np.intp]
    is_unit: NDArray[np.bool_]
    unit_of_part: NDArray[np.intp]
    chunk_of_unit: NDArray[np.intp]
    unit_starts: NDArray[np.intp]


class Index:
    """An immutable index version in memory. Safe to search from several threads."""

    def __init__(
        self, stored: StoredVersion, roadmaps: tuple[Roadmap, ...], embedder: Embedder
    ) -> None:
        self.manifest: Manifest = stored.manifest
        self.version: str = stored.manifest.version
        self.chunks: tuple[Chunk, ...] = stored.chunks
        self.roadmaps = roadmaps
        self._embedder = embedder
        self._vectors = stored.vectors
        self._starts = row_starts(stored.chunks)
        self._tokens = stored.tokens
        self._token_starts = stored.token_starts
        self._chunk_of_row = np.repeat(np.arange(len(self.chunks)), np.diff(self._starts))
        self._store = _vector_store(stored)
        self._lexical = LexicalIndex([whole_text(chunk) for chunk in self.chunks])
        self._pages: dict[str, tuple[NDArray[np.float32], NDArray[np.intp]]] = {}
        self._page_tokens: dict[str, tuple[NDArray[np.float32], NDArray[np.intp]]] = {}
        self._page_parts: dict[str, _Parts] = {}
        self._chunks_of: dict[str, list[int]] = {page.slug: [] for page in roadmaps}
        for number, chunk in enumerate(self.chunks):
            self._chunks_of[chunk.roadmap].append(number)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed `texts` with the index's own model: (n, dimensions), L2-normalised."""
        return self._embedder.encode(texts)

    def likeness(
        self, texts: Sequence[str], roadmap: str, *, as_questions: bool = True
    ) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """Cosines (len(texts), rows) of `texts` to every row of the page's chunks, and the chunks'
        first rows with the number of rows at the end (chunks + 1,).

        A chunk's rows are its passage, its questions, then its units. `as_questions` uses the
        question side of the embedder. Raises UnknownRoadmapError when `roadmap` is not loaded.
        """
        encode = self._embedder.encode_questions if as_questions else self._embedder.encode
        rows, starts = self._rows_of(roadmap)
        return encode(texts) @ rows.T, starts

    def page_rows(self, roadmap: str) -> tuple[NDArray[np.float32], NDArray[np.intp], int]:
        """The page's vectors (rows, d), the chunk of each by its place on the page, and how many
        chunks there are."""
        rows, starts = self._rows_of(roadmap)
        chunks = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        return rows, chunks.astype(np.intp), len(starts) - 1

    def token_likeness(
        self, texts: Sequence[str], roadmap: str
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """For each question how much of every token the page's chunks have (tokens, chunks), and
        the tokens' weights (tokens,), the most they can have: late interaction, as in ColBERT
        (Khattab & Zaharia 2020). The sum over the tokens is at most 1.

        Raises UnknownRoadmapError when `roadmap` is not loaded.
        """
        rows, starts = self._tokens_of(roadmap)
        questions = self._embedder.encode_question_tokens(texts)
        return [
            (
                np.maximum.reduceat(tokens @ rows.T, starts[:-1], axis=1),
                np.linalg.norm(tokens, axis=1),
            )
            for tokens in questions
        ]

    def unit_likeness(
        self, texts: Sequence[str], roadmap: str
    ) -> tuple[list[NDArray[np.float32]], NDArray[np.intp]]:
        """For each question how much of every token the page's units have, each under the headings
        of its chunk (tokens, units), and the chunks' first units with the number of units at the
        end (chunks + 1,): as `token_likeness`, for smaller texts.

        Raises UnknownRoadmapError when `roadmap` is not loaded.
        """
        rows, _ = self._tokens_of(roadmap)
        parts = self._parts_of(roadmap)
        found = []
        for tokens in self._embedder.encode_question_tokens(texts):
            near = np.maximum.reduceat(tokens @ rows.T, parts.starts, axis=1)
            units = np.full((len(tokens), len(parts.chunk_of_unit)), -1.0, dtype=np.float32)
            units[:, parts.unit_of_part[parts.is_unit]] = near[:, parts.is_unit]
            heads = np.full((len(tokens), len(parts.unit_starts) - 1), -1.0, dtype=np.float32)
            np.maximum.at(heads.T, parts.chunk_of_part[~parts.is_unit], near[:, ~parts.is_unit].T)
            found.append(np.maximum(units, heads[:, parts.chunk_of_unit]))
        return found, parts.unit_starts

    def part_likeness(
        self, question: str, chunk: Chunk, parts: Sequence[Sequence[tuple[int, int]]]
    ) -> NDArray[np.float32]:
        """How much of a question each part (parts,) of a chunk has, 0..1, by late interaction with
        the part's tokens and those of the chunk's headings.

        A part is spans of characters, start and end, of `whole_text(chunk)`.
        """
        rows, starts = self._tokens_of(chunk.roadmap)
        place = next(
            i
            for i, number in enumerate(self._chunks_of[chunk.roadmap])
            if self.chunks[number].id == chunk.id
        )
        rows = rows[starts[place] : starts[place + 1]]
        (asked,) = self._embedder.encode_question_tokens([question])
        near = asked @ rows.T
        text = whole_text(chunk)
        count = self._embedder.count_tokens
        heading = count(text.partition("\n")[0])
        found = []
        for spans in parts:
            kept = [slice(0, heading), *(slice(count(text[:a]), count(text[:b])) for a, b in spans)]
            had = np.concatenate([near[:, span] for span in kept], axis=1)
            found.append(float(had.max(axis=1).sum()) if had.size else 0.0)
        return np.array(found, dtype=np.float32)

    def lexical(self, text: str, roadmap: str) -> NDArray[np.float32]:
        """BM25 scores (chunks,) of `text` for the page's chunks, in page order."""
        numbers = self._numbers(roadmap)
        return np.asarray(self._lexical.scores(text)[numbers], dtype=np.float32)

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) of single words without context."""
        return self._embedder.word_vectors(words)

    def _rows_of(self, roadmap: str) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """The page's rows (rows, d), and where each of its chunks starts among them."""
        if roadmap not in self._pages:
            numbers = self._numbers(roadmap)
            self._pages[roadmap] = _gathered(self._vectors, self._starts, numbers)
        return self._pages[roadmap]

    def _tokens_of(self, roadmap: str) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """The page's token vectors (tokens, w), and where each of its chunks starts among them."""
        if roadmap not in self._page_tokens:
            numbers = self._numbers(roadmap)
            self._page_tokens[roadmap] = _gathered(self._tokens, self._token_starts, numbers)
        return self._page_tokens[roadmap]

    def _parts_of(self, roadmap: str) -> _Parts:
        """How the page's tokens part into units and the texts around them."""
        if roadmap not in self._page_parts:
            numbers = self._numbers(roadmap)
            lengths = [int(self._token_starts[n + 1] - self._token_starts[n]) for n in numbers]
            chunks = [self.chunks[n] for n in numbers]
            self._page_parts[roadmap] = _parted(chunks, lengths, self._embedder)
        return self._page_parts[roadmap]

    def _numbers(self, roadmap: str) -> list[int]:
        if roadmap not in self._chunks_of:
            raise UnknownRoadmapError(f"no roadmap {roadmap!r}; loaded: {self._slugs()}")
        return self._chunks_of[roadmap]

    def search(self, question: str, k: int = 8, roadmap: str | None = None) -> tuple[Hit, ...]:
        """The `k` best chunks for `question`, best first, of `roadmap` only where it is given.

        Equal scores are ordered by chunk id, so results are the same every time.
        Raises UnknownRoadmapError when `roadmap` is not loaded.
        """
        if roadmap is not None:
            self._numbers(roadmap)
        if k < 1 or not self.chunks:
            return ()
        vector = self._embedder.encode([question])
        lexical = self._lexical.scores(question).round(DECIMALS)
        candidates = self._candidates(vector, lexical, roadmap)
        cosines = dict(zip(candidates, self._cosines(vector[0], candidates), strict=True))
        dense = {n: float(rows.max()) for n, rows in cosines.items()}
        by_words = {n: float(lexical[n]) for n in candidates if lexical[n] > 0}
        fused = reciprocal_rank_fusion([self._ranked(dense), self._ranked(by_words)])
        return tuple(
            self._hit(n, fused[n], cosines[n], by_words.get(n, 0.0), rank)
            for rank, n in enumerate(self._ranked(fused)[:k], start=1)
        )

    def _candidates(
        self, vector: NDArray[np.float32], lexical: NDArray[np.float32], roadmap: str | None
    ) -> list[int]:
        """Numbers of the chunks worth scoring: all of one page, or the nearest of all pages."""
        if roadmap is not None:
            return self._chunks_of[roadmap]
        _, rows = self._store.search(vector, POOL_ROWS)
        near = self._chunk_of_row[rows[0][rows[0] >= 0]]
        worded = np.argsort(-lexical, kind="stable")[:POOL_CHUNKS]
        return [int(n) for n in np.union1d(near, worded[lexical[worded] > 0])]

    def _hit(
        self, number: int, score: float, cosines: NDArray[np.float32], lexical: float, rank: int
    ) -> Hit:
        chunk = self.chunks[number]
        units = tuple(float(c) for c in cosines[len(cosines) - len(chunk.units) :])
        return Hit(chunk, score, float(cosines.max()), lexical, rank, units)

    def _cosines(
        self, vector: NDArray[np.float32], candidates: list[int]
    ) -> list[NDArray[np.float32]]:
        """For each chunk the cosines of its rows: its passage, questions and units."""
        if not candidates:
            return []
        rows = [np.arange(self._starts[n], self._starts[n + 1]) for n in candidates]
        cosines = (self._vectors[np.concatenate(rows)] @ vector).round(DECIMALS)
        return np.split(cosines, np.cumsum([len(part) for part in rows[:-1]]))

    def _ranked(self, scores: dict[int, float]) -> list[int]:
        return sorted(scores, key=lambda n: (-scores[n], self.chunks[n].id))

    def _slugs(self) -> str:
        return ", ".join(self._chunks_of) or "none"


def load_index(index_dir: Path, embedder: Embedder) -> Index:
    """The published index, verified.

    Raises IndexUnusableError that names what is wrong (pointer, manifest, a file's checksum,
    format, model, dimensions, chunker version) and what to do.
    """
    for _ in range(LOAD_ATTEMPTS - 1):
        before = published_version(index_dir)
        try:
            return _load(index_dir, embedder)
        except IndexUnusableError:
            if published_version(index_dir) == before:
                break
    return _load(index_dir, embedder)


def _load(index_dir: Path, embedder: Embedder) -> Index:
    stored = read_published(index_dir, embedder)
    try:
        roadmaps = read_corpus(stored.folder / ROADMAPS_FOLDER)
    except CorpusError as error:
        raise IndexUnusableError(f"the index cannot be used: {error}; {REMEDY}") from error
    return Index(stored, roadmaps, embedder)


def _gathered(
    rows: NDArray[np.float32] | NDArray[np.float16],
    starts: NDArray[np.int64],
    numbers: Sequence[int],
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """The rows of some chunks one after the other, and where each of these starts among them with
    the number of rows at the end; `starts` says so for all chunks."""
    parts = [rows[starts[n] : starts[n + 1]] for n in numbers]
    found = np.concatenate([rows[:0], *parts]).astype(np.float32, copy=False)
    return found, np.cumsum([0, *map(len, parts)]).astype(np.intp)


def _parted(chunks: Sequence[Chunk], lengths: Sequence[int], embedder: Embedder) -> _Parts:
    """The parts of chunks with so many tokens each; what the model did not read is in no part."""
    parts: list[tuple[int, int, int]] = []  # first token, chunk, unit of the page or -1
    unit_starts = [0]
    at = 0
    for number, (chunk, length) in enumerate(zip(chunks, lengths, strict=True)):
        text = whole_text(chunk)
        spans = unit_spans(chunk)
        first = unit_starts[-1]
        marks = [(0, -1), *((start, first + i) for i, (start, _) in enumerate(spans))]
        marks.append((spans[-1][1], -1))
        tokens = [(embedder.count_tokens(text[:start]), unit) for start, unit in marks]
        ends = [*(start for start, _ in tokens[1:]), length]
        for (start, unit), end in zip(tokens, ends, strict=True):
            if start < min(end, length):
                parts.append((at + start, number, unit))
        unit_starts.append(first + len(spans))
        at += length
    starts, chunk_of_part, units = (np.array(c, dtype=np.intp) for c in zip(*parts, strict=True))
    counts = np.diff(unit_starts)
    return _Parts(
        starts, chunk_of_part, units >= 0, units,
        np.repeat(np.arange(len(chunks)), counts), np.array(unit_starts, dtype=np.intp),
    )  # fmt: skip


def _vector_store(stored: StoredVersion) -> VectorStore:
    graph = stored.folder / GRAPH_FILE
    return FaissStore.load_graph(graph) if graph.exists() else FaissStore.exact(stored.vectors)
