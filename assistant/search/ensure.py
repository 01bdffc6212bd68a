"""An index that fits the corpus, whatever lies on disk: loaded, or built and loaded.

Knows when to build; does not know how.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.errors import IndexUnusableError
from assistant.search.builder import Progress, build_index
from assistant.search.embedder import Embedder
from assistant.search.index import Index, load_index
from assistant.search.manifest import corpus_hash


def ensure_index(
    roadmaps_dir: Path,
    index_dir: Path,
    embedder: Embedder,
    *,
    progress: Progress | None = None,
    notify: Callable[[str], None] | None = None,
) -> Index:
    """The index of the roadmaps as they are now; built when it is unusable or the corpus changed.

    A machine without the corpus (`roadmaps_dir` is no folder) serves the index it was given.
    `notify` is told in one line why a build was needed. Raises as `build_index` does.
    """
    try:
        index = load_index(index_dir, embedder)
    except IndexUnusableError as error:
        reason = str(error)
    else:
        if not roadmaps_dir.is_dir() or index.manifest.corpus == corpus_hash(roadmaps_dir):
            return index
        reason = "the corpus has changed since the index was built"
    if notify:
        notify(reason)
    build_index(roadmaps_dir, index_dir, embedder, progress=progress)
    return load_index(index_dir, embedder)
