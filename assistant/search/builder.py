"""Building an index: read the corpus, chunk it, embed what is new, publish.

Knows the order of the steps; each step is another module's. Does not search.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnusableError
from assistant.ingest.chunker import CHUNKER_VERSION, chunk_roadmap
from assistant.ingest.corpus import corpus_files, read_corpus
from assistant.records import Chunk, Roadmap
from assistant.search.embedder import Embedder
from assistant.search.manifest import (
    CHUNKS_FILE,
    FORMAT_VERSION,
    GRAPH_FILE,
    MANIFEST_FILE,
    ROADMAPS_FOLDER,
    TOKEN_STARTS_FILE,
    TOKENS_FILE,
    VECTORS_FILE,
    Manifest,
    corpus_hash,
    folder_digests,
)
from assistant.search.publish import builder_lock, publish, staging_folder
from assistant.search.rows import corpus_rows, whole_text
from assistant.search.stored import StoredVersion, dump_chunks, read_published
from assistant.search.vectors import HNSW_FROM_ROWS, FaissStore

# Large enough to use the cores, small enough that progress moves every half second on two cores.
BATCH = 32

_NO_TOKENS = np.zeros((0, 1), dtype=np.float16)

Progress = Callable[[int, int], None]


def build_index(
    roadmaps_dir: Path,
    index_dir: Path,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> str:
    """Index the roadmaps and publish the version, whose name is returned.

    Vectors of texts that have not changed are taken from the published version, unless `rebuild`;
    when nothing has changed, nothing is written. `progress(done, total)` counts texts to embed.
    Raises CorpusError for a broken roadmap, IndexUnusableError when `index_dir` cannot be written.
    """
    # Read where the author keeps them first, so that an error names the author's own file.
    read_corpus(roadmaps_dir)
    try:
        with builder_lock(index_dir):
            previous = None if rebuild else _previous(index_dir, embedder)
            if previous and previous.manifest.corpus == corpus_hash(roadmaps_dir):
                return previous.manifest.version
            with staging_folder(index_dir) as staged:
                manifest = _write_version(staged, roadmaps_dir, embedder, previous, progress)
                publish(index_dir, staged, manifest.version)
            return manifest.version
    except OSError as error:
        problem = f"{error.filename or index_dir}: {error.strerror}"
        raise IndexUnusableError(f"the index cannot be written ({problem})") from error


def _previous(index_dir: Path, embedder: Embedder) -> StoredVersion | None:
    """The published version when its vectors may be used again: same model, chunker and format."""
    try:
        return read_published(index_dir, embedder)
    except IndexUnusableError:
        return None


def _write_version(
    folder: Path,
    roadmaps_dir: Path,
    embedder: Embedder,
    previous: StoredVersion | None,
    progress: Progress | None,
) -> Manifest:
    # The copies are what is chunked: an edit during the build cannot part pages from chunks.
    roadmaps = _copy_roadmaps(roadmaps_dir, folder / ROADMAPS_FOLDER)
    chunks = tuple(
        chunk for page in roadmaps for chunk in chunk_roadmap(page, embedder.count_tokens)
    )
    vectors, tokens = _embed(chunks, embedder, previous, progress)
    starts = np.cumsum([0, *map(len, tokens)], dtype=np.int64)
    (folder / CHUNKS_FILE).write_bytes(dump_chunks(chunks))
    np.save(folder / VECTORS_FILE, vectors, allow_pickle=False)
    np.save(folder / TOKENS_FILE, np.concatenate(tokens or [_NO_TOKENS]), allow_pickle=False)
    np.save(folder / TOKEN_STARTS_FILE, starts, allow_pickle=False)
    if len(vectors) >= HNSW_FROM_ROWS:
        FaissStore.graph(vectors).save(folder / GRAPH_FILE)
    manifest = _describe(folder, embedder, roadmaps, chunks, len(vectors))
    (folder / MANIFEST_FILE).write_bytes(manifest.to_bytes())
    return manifest


def _copy_roadmaps(source: Path, target: Path) -> tuple[Roadmap, ...]:
    target.mkdir()
    for path in corpus_files(source):
        shutil.copyfile(path, target / path.name)
    return read_corpus(target)


def _describe(
    folder: Path,
    embedder: Embedder,
    roadmaps: Sequence[Roadmap],
    chunks: Sequence[Chunk],
    rows: int,
) -> Manifest:
    return Manifest(
        format=FORMAT_VERSION,
        model=embedder.name,
        question_side=embedder.question_side,
        dimensions=embedder.dimensions,
        chunker=CHUNKER_VERSION,
        corpus=corpus_hash(folder / ROADMAPS_FOLDER),
        roadmaps=len(roadmaps),
        chunks=len(chunks),
        rows=rows,
        files=folder_digests(folder),
    )


def _embed(
    chunks: Sequence[Chunk],
    embedder: Embedder,
    previous: StoredVersion | None,
    progress: Progress | None,
) -> tuple[NDArray[np.float32], list[NDArray[np.float16]]]:
    """The vectors (rows, dimensions) and each chunk's token vectors; each distinct text that the
    previous version has not is embedded once."""
    rows, wholes = corpus_rows(chunks), [whole_text(chunk) for chunk in chunks]
    vectors, tokens = _known(previous)
    jobs: tuple[tuple[dict[str, Any], Callable[[Sequence[str]], Iterable[Any]], list[str]], ...] = (
        (vectors, embedder.encode, _missing(rows, vectors)),
        (tokens, embedder.encode_tokens, _missing(wholes, tokens)),
    )
    total, done = sum(len(missing) for _, _, missing in jobs), 0
    for known, encode, missing in jobs:
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            known.update(zip(batch, encode(batch), strict=True))
            done += len(batch)
            if progress:
                progress(done, total)
    found = np.zeros((len(rows), embedder.dimensions), dtype=np.float32)
    for number, text in enumerate(rows):
        found[number] = vectors[text]
    return found, [tokens[text].astype(np.float16) for text in wholes]


def _known(
    previous: StoredVersion | None,
) -> tuple[dict[str, NDArray[np.float32]], dict[str, NDArray[np.float16]]]:
    """Vectors, and token vectors, by the text they embed; a text is its own content hash here."""
    if previous is None:
        return {}, {}
    tokens = np.split(previous.tokens, previous.token_starts[1:-1])
    return (
        dict(zip(corpus_rows(previous.chunks), previous.vectors, strict=True)),
        dict(zip([whole_text(chunk) for chunk in previous.chunks], tokens, strict=False)),
    )


def _missing(texts: Iterable[str], known: Iterable[str]) -> list[str]:
    """The texts not known yet; those of a length go together, for a batch is padded to its
    longest."""
    return sorted(set(texts).difference(known), key=lambda text: (len(text), text))
