"""The world a run takes place in: some roadmaps side by side, indexed in a folder of its own.

It knows where the checkout keeps which roadmaps; it knows no question.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.search.builder import build_index
from assistant.search.embedder import Embedder
from assistant.search.index import Index, load_index
from assistant.settings import Settings
from eval.page import Page, build_page
from eval.withhold import without_faq

HERE = Path(__file__).parent
FICTIONAL = HERE.parent / "tests" / "fixtures" / "roadmaps" / "lighthouse-keeper.md"
# Splits with roadmaps of their own.
OWN_ROADMAPS = {
    split: HERE / split / "roadmaps"
    for split in ("unseen", "fresh", "fresh2", "fresh3", "train", "holdout")
}
WITH_CORPUS = ("holdout",)  # which of them are asked of the corpus too


@dataclass(frozen=True)
class World:
    """`settings` point at the run's own root; `pages` is what each roadmap says, by slug."""

    settings: Settings
    index: Index
    pages: Mapping[str, Page]


def roadmaps_of(split: str, settings: Settings) -> tuple[Path, ...]:
    """The roadmap files that the questions of `split` are asked of."""
    corpus = sorted(settings.roadmaps_dir.glob("*.md"))
    if split not in OWN_ROADMAPS:
        return (*corpus, FICTIONAL)
    own = sorted(OWN_ROADMAPS[split].glob("*.md"))
    return (*own, *(corpus if split in WITH_CORPUS else ()))


def open_world(
    settings: Settings,
    root: Path,
    embedder: Embedder,
    roadmaps: Sequence[Path],
    *,
    withhold_faq: bool = False,
) -> World:
    """Copy `roadmaps` and the vocabulary of `settings` under `root`, and index them.

    With `withhold_faq` the copies lose their FAQ sections. Raises CorpusError.
    """
    own = settings.model_copy(update={"root": root})
    shutil.copytree(settings.vocabulary_dir, own.vocabulary_dir)
    own.roadmaps_dir.mkdir(parents=True)
    for page in roadmaps:
        text = page.read_text(encoding="utf-8")
        kept = without_faq(text) if withhold_faq else text
        (own.roadmaps_dir / page.name).write_text(kept, encoding="utf-8")
    own.index_dir.mkdir()
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    own.models_dir.symlink_to(settings.models_dir.resolve())
    build_index(own.roadmaps_dir, own.index_dir, embedder)
    index = load_index(own.index_dir, embedder)
    pages = {page.slug: build_page(page, index.chunks) for page in index.roadmaps}
    return World(own, index, pages)
