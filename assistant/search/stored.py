"""One version's files as objects, read back only after every check of them has passed.

Nothing here is pickled. Knows the files of a version; does not know searching or publishing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from assistant.errors import IndexUnusableError
from assistant.ingest.chunker import CHUNKER_VERSION
from assistant.records import Chunk
from assistant.search.embedder import Embedder
from assistant.search.manifest import (
    CHUNKS_FILE,
    FORMAT_VERSION,
    MANIFEST_FILE,
    TOKEN_STARTS_FILE,
    TOKENS_FILE,
    VECTORS_FILE,
    Manifest,
    folder_digests,
    is_version,
    version_of,
)
from assistant.search.publish import POINTER, published_version, version_folder

REMEDY = "run `roadmap-assistant index` to build it again"


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A verified version: its folder, manifest, chunks, (rows, dimensions) vectors and (tokens, w)
    token vectors; `token_starts` (chunks + 1,) says where each chunk's tokens begin."""

    folder: Path
    manifest: Manifest
    chunks: tuple[Chunk, ...]
    vectors: NDArray[np.float32]
    tokens: NDArray[np.float16]
    token_starts: NDArray[np.int64]


def read_published(index_dir: Path, embedder: Embedder) -> StoredVersion:
    """The published version, verified whole and as one that `embedder` can search.

    Raises IndexUnusableError that names the first check that failed and what to do.
    """
    try:
        folder = _pointed_at(index_dir)
        manifest = _read_manifest(folder)
        _check_files(folder, manifest)
        _check_origin(manifest, embedder)
        chunks = parse_chunks((folder / CHUNKS_FILE).read_bytes())
        arrays = [
            np.load(folder / name, allow_pickle=False)
            for name in (VECTORS_FILE, TOKENS_FILE, TOKEN_STARTS_FILE)
        ]
    except OSError as error:
        raise _unusable(f"{error.filename} cannot be read ({error.strerror})") from error
    except ValidationError as error:
        problem = f"{error.title} does not fit this program: {error.errors()[0]['msg']}"
        raise _unusable(problem) from error
    return StoredVersion(folder, manifest, chunks, *arrays)


def dump_chunks(chunks: tuple[Chunk, ...]) -> bytes:
    """`chunks` as JSON."""
    return TypeAdapter(tuple[Chunk, ...]).dump_json(chunks)


def parse_chunks(data: bytes) -> tuple[Chunk, ...]:
    """The chunks that `dump_chunks` wrote."""
    return TypeAdapter(tuple[Chunk, ...]).validate_json(data)


def _pointed_at(index_dir: Path) -> Path:
    version = published_version(index_dir)
    if version is None:
        raise _unusable(f"{index_dir / POINTER} is missing or empty, so nothing is published")
    folder = version_folder(index_dir, version)
    if not is_version(version) or not folder.is_dir():
        raise _unusable(f"{index_dir / POINTER} names version {version!r}, which is not there")
    return folder


def _read_manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST_FILE
    data = path.read_bytes()
    if version_of(data) != folder.name:
        raise _unusable(f"{path} is damaged: its checksum is not {folder.name}")
    found = json.loads(data).get("format")
    if found != FORMAT_VERSION:
        raise _unusable(f"{path} is in format {found}, this program reads {FORMAT_VERSION}")
    return Manifest.model_validate_json(data)


def _check_files(folder: Path, manifest: Manifest) -> None:
    found = folder_digests(folder)
    del found[MANIFEST_FILE]
    for name, digest in manifest.files.items():
        if name not in found:
            raise _unusable(f"{folder / name} is missing")
        if found[name] != digest:
            raise _unusable(f"{folder / name} is damaged: its checksum is not the manifest's")
    if extra := sorted(found.keys() - manifest.files.keys()):
        raise _unusable(f"{folder / extra[0]} does not belong to it")


def _check_origin(manifest: Manifest, embedder: Embedder) -> None:
    checks = (
        ("model", manifest.model, embedder.name),
        ("question side", manifest.question_side, embedder.question_side),
        ("dimensions", manifest.dimensions, embedder.dimensions),
        ("chunker version", manifest.chunker, CHUNKER_VERSION),
    )
    for what, built, wanted in checks:
        if built != wanted:
            raise _unusable(f"it was built with {what} {built!r}, this program uses {wanted!r}")


def _unusable(problem: str) -> IndexUnusableError:
    return IndexUnusableError(f"the index cannot be used: {problem}; {REMEDY}")
