"""The splits that are learnt from, each with its pages indexed once, and the folds of pages.

Test, holdout, fresh4 and fresh5 are none of them. Knows where indexes are kept; learns nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.search.embedder import Embedder
from assistant.search.ensure import ensure_index
from assistant.search.index import Index
from assistant.settings import Settings
from eval.dataset import Row, load_split
from eval.world import roadmaps_of

SPLITS = (
    "dev", "dev2", "dev3", "dev4", "unseen", "fresh", "fresh2", "fresh3",
    "train", "train2", "train3", "train4", "plain",
)  # fmt: skip
HELD = ("test", "holdout", "fresh4", "fresh5")  # never learnt from
FOLDS = 2
CACHE = Path(__file__).parent.parent / "runs" / "training"


@dataclass(frozen=True)
class LearningSplit:
    """The rows of one split and the folder that holds its pages and their index."""

    name: str
    rows: tuple[Row, ...]
    root: Path

    def index(self, embedder: Embedder) -> Index:
        """The index of the split's pages, with `embedder` reading the questions."""
        folder = self.root / f"index-{embedder.question_side}"
        return ensure_index(self.root / "roadmaps", folder, embedder)


def learning_splits(settings: Settings) -> tuple[LearningSplit, ...]:
    """Every split that may be learnt from, its pages copied beside each other.

    A question that stands in a split that is held out as well, word for word, is left out.
    """
    splits = []
    tested = {_folded(row) for split in HELD for row in load_split(split)}
    for name in SPLITS:
        root = CACHE / name
        (root / "roadmaps").mkdir(parents=True, exist_ok=True)
        for page in roadmaps_of(name, settings):
            (root / "roadmaps" / page.name).write_bytes(page.read_bytes())
        rows = tuple(
            row
            for row in load_split(name)
            if row.kind != "small_talk" and _folded(row) not in tested
        )
        splits.append(LearningSplit(name, rows, root))
    return tuple(splits)


def fold_of(splits: tuple[LearningSplit, ...]) -> dict[str, int]:
    """The fold of each page by its slug. A page's questions are never split between folds."""
    slugs = sorted({row.roadmap for split in splits for row in split.rows})
    return {slug: number % FOLDS for number, slug in enumerate(slugs)}


def _folded(row: Row) -> tuple[str, ...]:
    return tuple(" ".join(re.findall(r"\w+", turn.casefold())) for turn in row.turns)
