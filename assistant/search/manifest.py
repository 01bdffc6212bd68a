"""What an index version says about itself, and the digests that prove it.

Knows file names and hashes; does not know how the files are made or read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.ingest.corpus import corpus_files

FORMAT_VERSION = 3  # of the version folder: raise it when a file in it changes its meaning
MANIFEST_FILE = "manifest.json"
CHUNKS_FILE = "chunks.json"
VECTORS_FILE = "vectors.npy"
TOKENS_FILE = "tokens.npy"
TOKEN_STARTS_FILE = "token_starts.npy"
GRAPH_FILE = "hnsw.faiss"  # only from vectors.HNSW_FROM_ROWS on
ROADMAPS_FOLDER = "roadmaps"


class Manifest(BaseModel):
    """What a version was made from and what it consists of.

    `corpus` is `corpus_hash` of its roadmap files, `files` the SHA-256 of every other file by its
    path in the folder. `rows` counts vectors, `chunks` chunks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    model: str
    question_side: str
    dimensions: int
    chunker: str
    corpus: str
    roadmaps: int
    chunks: int
    rows: int
    files: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """The manifest as it is written."""
        return self.model_dump_json(indent=1).encode() + b"\n"

    @property
    def version(self) -> str:
        """The version's name: a digest of the manifest, and through `files` of every byte."""
        return version_of(self.to_bytes())


def version_of(manifest_bytes: bytes) -> str:
    """The name of the version whose manifest is `manifest_bytes` (16 hexadecimal digits)."""
    return hashlib.sha256(manifest_bytes).hexdigest()[:16]


def is_version(name: str) -> bool:
    """Whether `name` has the form that `version_of` gives."""
    return re.fullmatch(r"[0-9a-f]{16}", name) is not None


def file_digest(path: Path) -> str:
    """SHA-256 of the file at `path`, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder` by its path in it, sorted; {} where there is none."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_digest(path) for path in files}


def corpus_hash(roadmaps_dir: Path) -> str:
    """A digest of the names and bytes of the roadmap files in `roadmaps_dir`."""
    total = hashlib.sha256()
    for path in corpus_files(roadmaps_dir):
        total.update(f"{path.name}\0{file_digest(path)}\n".encode())
    return total.hexdigest()
