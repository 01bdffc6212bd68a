"""A folder of corpus files: all of them read, or all that is wrong with them.

Knows what holds between files (slugs differ). Knows nothing about the inside of one.
"""

from __future__ import annotations

from pathlib import Path

from assistant.errors import CorpusError
from assistant.ingest.reader import Examined, examine_roadmap
from assistant.records import Roadmap


def corpus_files(roadmaps_dir: Path) -> tuple[Path, ...]:
    """The files of `roadmaps_dir` that are roadmaps, sorted by name."""
    # A leading dot marks an editor's own file, not an author's.
    return tuple(sorted(p for p in roadmaps_dir.glob("*.md") if not p.name.startswith(".")))


def read_corpus(roadmaps_dir: Path) -> tuple[Roadmap, ...]:
    """Every roadmap in `roadmaps_dir`, sorted by slug; an empty folder gives none.

    Raises CorpusError for the first problem.
    """
    examined = _examine_all(roadmaps_dir)
    for problem in _problems(examined):
        raise problem
    roadmaps = (one.roadmap for one in examined.values() if one.roadmap is not None)
    return tuple(sorted(roadmaps, key=lambda roadmap: roadmap.slug))


def check_corpus(roadmaps_dir: Path) -> tuple[CorpusError, ...]:
    """Everything that is wrong in `roadmaps_dir`, by file and line; empty when it is sound."""
    try:
        return _problems(_examine_all(roadmaps_dir))
    except CorpusError as error:
        return (error,)


def _examine_all(roadmaps_dir: Path) -> dict[Path, Examined]:
    if not roadmaps_dir.is_dir():
        raise CorpusError(roadmaps_dir, 1, "is no folder; expected a folder of roadmaps (*.md)")
    return {path: examine_roadmap(path) for path in corpus_files(roadmaps_dir)}


def _problems(examined: dict[Path, Examined]) -> tuple[CorpusError, ...]:
    found: list[CorpusError] = []
    owners: dict[str, Path] = {}
    for path, one in examined.items():
        found.extend(one.problems)
        owner = owners.setdefault(one.slug, path) if one.slug else path
        if owner != path:
            line = examined[owner].slug_line
            found.append(
                CorpusError(
                    path,
                    one.slug_line,
                    f"the slug '{one.slug}' is taken by {owner}:{line}; expected another",
                )
            )
    return tuple(found)
