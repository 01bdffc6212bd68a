"""Kill index builds at random moments and see that a service could start each time.

Run as `python -m eval.kill_index --kills 100 [--seed 0] [--real 10]`: `--real` of the kills hit
builds with the real model, the others builds with an instant one that pauses after each batch.
A start is clean when the published index passes every check and is, whole, the one from before or
the one that was being built. Knows processes and folders; knows no question.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.search.builder import build_index
from assistant.search.embedder import Embedder
from assistant.search.ensure import ensure_index
from assistant.search.index import load_index
from assistant.search.manifest import corpus_hash
from assistant.search.publish import STAGING, VERSIONS
from assistant.search.sentence_transformers import SentenceTransformerEmbedder

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "corpus" / "roadmaps" / "ml-engineer.md"
REAL_MODEL = "all-MiniLM-L6-v2"
BATCH_PAUSE = 0.01  # seconds: makes embedding as long as the rest, so kills land in both
BEGIN, END = "building\n", "built\n"  # what a child says
FAILED = "NO CLEAN START"


class PausingEmbedder:
    """Instant vectors from a hash of the text; every call pauses."""

    name = "pausing"
    dimensions = 64
    question_side = ""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors that depend on the text alone."""
        time.sleep(BATCH_PAUSE)
        seeds = [zlib.crc32(text.encode()) for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(self.dimensions) for seed in seeds]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32)

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `encode`."""
        return self.encode(texts)

    def encode_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """One row a text, as `encode`."""
        return list(self.encode(texts)[:, None])

    def encode_question_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """One row a text, as `encode`."""
        return list(self.encode(texts)[:, None])

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """As `encode`."""
        return self.encode(words)

    def count_tokens(self, text: str) -> int:
        """Words."""
        return len(text.split())


@dataclass(frozen=True)
class Place:
    """A corpus and an index of its own to do harm in."""

    folder: Path
    embedder: Embedder

    @property
    def roadmaps(self) -> Path:
        return self.folder / "roadmaps"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def write_corpus(self, edition: int) -> str:
        """A corpus that no build has seen, marked with `edition`; its hash is returned."""
        self.roadmaps.mkdir(parents=True, exist_ok=True)
        notes = "".join(f"\n## Note {n}\n\nEdition {edition}, note {n}.\n" for n in range(100))
        (self.roadmaps / PAGE.name).write_text(PAGE.read_text(encoding="utf-8") + notes)
        return corpus_hash(self.roadmaps)

    def build_in_child(self, kill_after: float | None) -> tuple[bool, float]:
        """Build in another process: whether it was killed before its end, and the seconds."""
        command = [sys.executable, "-m", "eval.kill_index", "--child", str(self.folder)]
        command += ["--model", self.embedder.name]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            if child.stdout.readline() != BEGIN:
                raise RuntimeError(f"the build did not start: {' '.join(command)}")
            start = time.perf_counter()
            if kill_after is not None:
                with suppress(subprocess.TimeoutExpired):
                    child.wait(kill_after)
                child.kill()
            ended = child.stdout.readline() == END
            seconds = time.perf_counter() - start
            if child.wait() not in {0, -signal.SIGKILL}:
                raise RuntimeError(f"the build failed by itself: {' '.join(command)}")
            return not ended, seconds

    def served(self, old: str, new: str) -> str:
        """The hash of the corpus that a service would serve now.

        Raises IndexUnusableError when it could not start, ValueError when it would serve a mix.
        """
        index = load_index(self.index, self.embedder)
        blocks = [block for section in index.roadmaps[0].sections for block in section.blocks]
        notes = {chunk.text for chunk in index.chunks if chunk.text.startswith("Edition")}
        if not notes or not notes <= {block.text for block in blocks}:
            raise ValueError("chunks and pages are of different editions")
        if index.manifest.corpus not in {old, new}:
            raise ValueError("the index is neither the old one nor the new one")
        return index.manifest.corpus


def run(place: Place, kills: int, rng: random.Random) -> Counter[str]:
    """Kill `kills` builds; counts of where they struck, and of failed starts by their reason."""
    place.write_corpus(0)
    build_index(place.roadmaps, place.index, place.embedder)
    new = place.write_corpus(1)
    _, seconds = place.build_in_child(None)
    found: Counter[str] = Counter()
    for edition in range(2, 2 + 4 * kills):  # some builds end before their kill: then once more
        if found.total() == kills:
            break
        old, new = new, place.write_corpus(edition)
        killed, _ = place.build_in_child(rng.uniform(0, seconds))
        if killed:
            found[outcome(place, old, new)] += 1
        ensure_index(place.roadmaps, place.index, place.embedder)  # as a start would
    return found


def outcome(place: Place, old: str, new: str) -> str:
    """What a kill left: where it struck, or why a service could not start."""
    staging = (place.index / STAGING).exists()
    versions = len(list((place.index / VERSIONS).iterdir()))
    try:
        if place.served(old, new) == new:
            return "after the pointer moved"
    except (AssistantError, ValueError) as error:
        return f"{FAILED}: {error}"
    if staging:
        return "while the version was written"
    # The published one and the one before it are kept; a third has no pointer yet.
    return "between version and pointer" if versions > 2 else "before anything was written"


def child(folder: Path, model: str) -> None:
    """Build once, telling on stdout when it begins."""
    real = model == REAL_MODEL
    embedder = SentenceTransformerEmbedder(model) if real else PausingEmbedder()
    print(BEGIN, end="", flush=True)
    build_index(folder / "roadmaps", folder / "index", embedder)
    print(END, end="", flush=True)


def main() -> int:
    """Print how many kills left a clean start, and where they struck; 0 when all did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--real", type=int, default=0, help="kills of builds with the real model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--model", default=PausingEmbedder.name, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.model)
        return 0
    rng, found = random.Random(given.seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        pausing = Place(Path(folder) / "pausing", PausingEmbedder())
        found += run(pausing, given.kills - given.real, rng)
        if given.real:
            real = Place(Path(folder) / "real", SentenceTransformerEmbedder(REAL_MODEL))
            found += run(real, given.real, rng)
    clean = sum(count for where, count in found.items() if not where.startswith(FAILED))
    print(f"{found.total()} kills, {clean} clean starts")
    for where, count in found.most_common():
        print(f"{count:5} {where}")
    return 0 if clean == found.total() == given.kills else 1


if __name__ == "__main__":
    sys.exit(main())
