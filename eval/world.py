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
FIXTURES = HERE.parent / "tests" / "fixtures" / "roadmaps"
# The splits whose roadmaps are asked, where it is not the corpus and the fictional one.
OWN_PAGES = (
    "unseen", "fresh", "fresh2", "fresh3", "fresh4", "fresh5",
    "train", "train2", "train3", "train4",
)  # fmt: skip
CORPUS, FICTIONAL = "corpus", "fictional"
ASKED_OF = {
    **{split: (split,) for split in OWN_PAGES},
    "holdout": ("holdout", CORPUS),
    "plain": ("train", "fresh3", CORPUS, FICTIONAL),
}


@dataclass(frozen=True)
class World:
    """`settings` point at the run's own root; `pages` is what each roadmap says, by slug."""

    settings: Settings
    index: Index
    pages: Mapping[str, Page]


def roadmaps_of(split: str, settings: Settings) -> tuple[Path, ...]:
    """The roadmap files that the questions of `split` are asked of."""
    return tuple(
        page
        for source in ASKED_OF.get(split, (CORPUS, FICTIONAL))
        for page in sorted(_folder(source, settings).glob("*.md"))
    )


def _folder(source: str, settings: Settings) -> Path:
    own = {CORPUS: settings.roadmaps_dir, FICTIONAL: FIXTURES}
    return own.get(source, HERE / source / "roadmaps")


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
