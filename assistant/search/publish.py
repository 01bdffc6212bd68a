"""Publishing a version: written whole, made durable, then pointed at in one atomic step.

A kill at any moment leaves the pointer on the old version or on the new one. Knows folders and
names; does not know what a version contains.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.search.manifest import folder_digests

POINTER = "CURRENT"
VERSIONS = "versions"
STAGING = "staging"
LOCK = "LOCK"


def published_version(index_dir: Path) -> str | None:
    """The version that is published now; None when there is none. One small read."""
    try:
        return (index_dir / POINTER).read_text(encoding="utf-8", errors="replace").strip() or None
    except FileNotFoundError:
        return None


def version_folder(index_dir: Path, version: str) -> Path:
    """Where the files of `version` lie."""
    return index_dir / VERSIONS / version


@contextmanager
def builder_lock(index_dir: Path) -> Iterator[None]:
    """Hold the right to build and publish in `index_dir`; waits while another builder has it.

    The kernel drops the lock with the process that held it, so a killed build blocks nobody.
    """
    index_dir.mkdir(parents=True, exist_ok=True)
    with (index_dir / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def staging_folder(index_dir: Path) -> Iterator[Path]:
    """An empty folder to write a version in, gone afterwards; call it under the builder's lock.

    What killed builds left is removed first: under the lock nobody else can own it.
    """
    staging = index_dir / STAGING
    _remove(staging)
    staging.mkdir()
    try:
        yield staging
    finally:
        _remove(staging)


def publish(index_dir: Path, staged: Path, version: str) -> None:
    """Move `staged` into place as `version`, point at it, and prune all but it and the last one.

    Call it under the builder's lock. Versions are named by their content, so a folder of that
    name is the same already or is damaged.
    """
    previous = published_version(index_dir)
    folder = version_folder(index_dir, version)
    folder.parent.mkdir(exist_ok=True)
    if not _equal(staged, folder):
        _sync_tree(staged)
        _remove(folder)
        staged.rename(folder)
        _sync(folder.parent)
    _point_at(index_dir, version)
    _prune(index_dir, keep={version, previous or version})


def _equal(one: Path, other: Path) -> bool:
    return folder_digests(one) == folder_digests(other)


def _point_at(index_dir: Path, version: str) -> None:
    new = index_dir / f"{POINTER}.new"
    new.write_text(version + "\n", encoding="utf-8")
    _sync(new)
    new.replace(index_dir / POINTER)
    _sync(index_dir)


def _prune(index_dir: Path, keep: set[str]) -> None:
    for folder in (index_dir / VERSIONS).iterdir():
        if folder.name not in keep:
            _remove(folder)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
