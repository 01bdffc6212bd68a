"""How often verification is right on labelled pairs of evidence and sentence.

`python -m eval.verification_pairs` prints precision and recall by split and lists every error.
Knows the pairs' file format; the verdicts are the product's own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.lexicon import Lexicon
from assistant.answering.places import Gazetteer
from assistant.answering.verification import Verifier
from assistant.answering.vocabulary import load_vocabulary
from assistant.ingest.reader import read_roadmap
from assistant.records import Chunk, ChunkKind, Evidence

ROOT = Path(__file__).parents[1]
PAIRS = ROOT / "eval" / "verification" / "pairs.jsonl"
_ROADMAPS = (
    ROOT / "corpus" / "roadmaps" / "ml-engineer.md",
    ROOT / "tests" / "fixtures" / "roadmaps" / "lighthouse-keeper.md",
)


@dataclass(frozen=True)
class Pair:
    """A sentence, the evidence it was written from, and whether that evidence supports it."""

    id: str
    split: str
    source: str
    sentence: str
    supported: bool
    note: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Judged:
    """A pair with the verifier's verdict."""

    pair: Pair
    supported: bool
    reason: str

    @property
    def right(self) -> bool:
        return self.supported == self.pair.supported


@dataclass(frozen=True)
class Score:
    """Counts of verdicts; "passed" means shown to a reader."""

    true_passed: int
    false_passed: int
    true_refused: int
    false_refused: int

    @property
    def precision(self) -> float:
        passed = self.true_passed + self.false_passed
        return self.true_passed / passed if passed else 1.0

    @property
    def recall(self) -> float:
        true = self.true_passed + self.true_refused
        return self.true_passed / true if true else 1.0


def load_pairs(path: Path = PAIRS) -> tuple[Pair, ...]:
    """Every pair of the file, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_pair(json.loads(line)) for line in lines)


def build_verifier() -> Verifier:
    """The verifier over the real and the fictional roadmap."""
    vocabulary = load_vocabulary(ROOT / "corpus" / "vocabulary")
    gazetteer = Gazetteer(vocabulary.places)
    roadmaps = [read_roadmap(path) for path in _ROADMAPS]
    return Verifier({r.slug: Lexicon(r, vocabulary, gazetteer) for r in roadmaps}, vocabulary)


def judge(pairs: Iterable[Pair], verifier: Verifier) -> tuple[Judged, ...]:
    """The verifier's verdict on each pair."""
    verdicts = ((pair, verifier.verify(pair.sentence, pair.evidence)) for pair in pairs)
    return tuple(Judged(pair, verdict.supported, verdict.reason) for pair, verdict in verdicts)


def score(judged: Sequence[Judged]) -> Score:
    """Counts over `judged`."""
    outcomes = [(item.pair.supported, item.supported) for item in judged]
    return Score(
        outcomes.count((True, True)),
        outcomes.count((False, True)),
        outcomes.count((True, False)),
        outcomes.count((False, False)),
    )


def _pair(row: dict[str, object]) -> Pair:
    evidence = row.pop("evidence")
    assert isinstance(evidence, list)
    return Pair(evidence=tuple(_evidence(item) for item in evidence), **row)  # type: ignore[arg-type]


def _evidence(item: dict[str, object]) -> Evidence:
    statement, heading = str(item["statement"]), item["heading"]
    assert isinstance(heading, list)
    level, region = item["level"], item["region"]
    chunk = Chunk(
        id=f"{item['roadmap']}/pair",
        roadmap=str(item["roadmap"]),
        kind=ChunkKind(str(item["kind"])),
        heading_path=tuple(heading),
        anchor="pair",
        text=statement,
        units=(statement,),
        level=level if isinstance(level, int) else None,
        region=str(region) if region else None,
    )
    return Evidence(chunk, statement, statement)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when a false sentence passes."""
    parser = argparse.ArgumentParser(prog="python -m eval.verification_pairs", description=__doc__)
    parser.add_argument("--split", choices=("dev", "held"), help="judge and list this split only")
    only = parser.parse_args(arguments).split
    pairs = [pair for pair in load_pairs() if only in (None, pair.split)]
    verifier = build_verifier()
    started = time.perf_counter()
    judged = judge(pairs, verifier)
    each = (time.perf_counter() - started) / len(judged) * 1000
    for item in judged:
        if not item.right:
            wrong = "FALSE PASSED " if item.supported else "true refused "
            print(f"{wrong}{item.pair.id} {item.pair.split} {item.pair.sentence}")
            print(f"    {item.pair.note}; {item.reason or 'supported'}")
    for name in sorted({item.pair.split for item in judged}):
        print(_line(name, [item for item in judged if item.pair.split == name]))
    for name in sorted({item.pair.source for item in judged}):
        print(_line(name, [item for item in judged if item.pair.source == name]))
    print(f"{each:.2f} ms a sentence")
    return 1 if score(judged).false_passed else 0


def _line(name: str, judged: Sequence[Judged]) -> str:
    counts = score(judged)
    return (
        f"{name:6} {len(judged):4} pairs  precision {counts.precision:.3f}  recall"
        f" {counts.recall:.3f}  false passed {counts.false_passed}  true refused"
        f" {counts.true_refused}"
    )


if __name__ == "__main__":
    sys.exit(main())
