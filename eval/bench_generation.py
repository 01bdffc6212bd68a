"""Compares ways of drafting on eval/generation_pairs.yaml: `python -m eval.bench_generation`.

For each way: how many drafts are finished, how many of those hold to the fact's words, numbers and
negation, how many are more than copies of the fact, and what they cost. `--show` prints the drafts
for reading: the checks here are coarser than the assistant's own verification.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from assistant.answering.drafting import build_request, split_sentences
from assistant.answering.generation.base import DraftRequest
from assistant.answering.generation.transformers import (
    GUESS_LENGTH,
    SURPRISE_LIMIT,
    TransformersGenerator,
)
from assistant.answering.generation.weights import DEFAULT_MODEL, ensure_weights
from assistant.answering.text import stems
from assistant.records import Chunk, ChunkKind, Evidence
from assistant.settings import load_settings

PAIRS = Path(__file__).parent / "generation_pairs.yaml"
HEADINGS = f"{'way':24}" + "".join(
    f"{name:>9}" for name in ("drafts", "finished", "hold", "own", "first ms", "p50 ms", "p95 ms")
)
NEGATION = re.compile(r"\b(?:not|no|never|without|cannot)\b|n't\b", re.IGNORECASE)
Rewrite = Callable[[DraftRequest], DraftRequest]


@dataclass(frozen=True)
class Way:
    """One way of drafting; the defaults are the product's."""

    name: str
    rewrite: Rewrite = lambda request: request
    guess_length: int = GUESS_LENGTH
    surprise_limit: float = SURPRISE_LIMIT
    examples: bool = False
    ask: bool = True
    together: bool = False


def _any_word(request: DraftRequest) -> DraftRequest:
    return replace(request, allowed_words_from="", glue_words="")


def _anything(request: DraftRequest) -> DraftRequest:
    return replace(_any_word(request), allowed_digits_from="")


WAYS = (
    Way("as shipped"),
    Way("no look-up", guess_length=0),
    Way("never gives up", surprise_limit=float("inf")),
    Way("any word", _any_word),
    Way("nothing held back", _anything, surprise_limit=float("inf")),
    Way("with examples", examples=True),
    Way("rewriting, no question", ask=False),
    Way("all facts at once", together=True),
)


@dataclass(frozen=True)
class Draft:
    """What came of one request."""

    question: str
    fact: str
    text: str
    first_s: float
    total_s: float

    @property
    def holds(self) -> bool:
        """Finished, without a word or number that is neither in fact nor question's words."""
        new = set(stems(self.text)) - set(stems(f"{self.fact} {self.question} {GLUE}"))
        same_sense = bool(NEGATION.search(self.text)) == bool(NEGATION.search(self.fact))
        return bool(self.text) and not new and same_sense

    @property
    def own(self) -> bool:
        """Holds, and does not stand in the fact word for word."""
        return self.holds and " ".join(stems(self.text)) not in " ".join(stems(self.fact))


GLUE = build_request("", []).glue_words


def _evidence(statement: str) -> Evidence:
    chunk = Chunk("pair", "pair", ChunkKind.FAQ, ("FAQ",), "pair", statement, (statement,))
    return Evidence(chunk, statement, statement)


def _requests(way: Way) -> Iterator[tuple[str, str, DraftRequest]]:
    for pair in yaml.safe_load(PAIRS.read_text(encoding="utf-8")):
        facts: list[str] = pair["evidence"]
        for group in [facts] if way.together else [[fact] for fact in facts]:
            request = build_request(
                pair["question"] if way.ask else "", [_evidence(fact) for fact in group]
            )
            yield pair["question"], " ".join(group), way.rewrite(request)


def run(way: Way, folder: Path) -> list[Draft]:
    """Every draft of `way`, the prompt's stable part read beforehand."""
    generator = TransformersGenerator(
        DEFAULT_MODEL,
        folder,
        examples=way.examples,
        guess_length=way.guess_length,
        surprise_limit=way.surprise_limit,
    )
    drafts: list[Draft] = []
    for question, fact, request in _requests(way):
        if not drafts:
            list(generator.stream(request, lambda: True))
        started = time.perf_counter()
        times: list[float] = []
        pieces: list[str] = []
        for piece in generator.stream(request, lambda: False):
            pieces.append(piece)
            times.append(time.perf_counter() - started)
        text = " ".join(split_sentences(pieces))
        drafts.append(Draft(question, fact, text, times[0], times[-1]))
    return drafts


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    """Run the chosen ways and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="run the ways whose name contains this")
    parser.add_argument("--show", action="store_true", help="print every draft")
    options = parser.parse_args()
    folder = ensure_weights(DEFAULT_MODEL, load_settings({}).models_dir)
    print(HEADINGS)
    for way in WAYS:
        if options.only and options.only not in way.name:
            continue
        drafts = run(way, folder)
        if options.show:
            for draft in drafts:
                mark = "own " if draft.own else "copy" if draft.holds else "----"
                print(f"{mark} {draft.question} | {draft.text or '(gave up)'}")
        print(_row(way, drafts), flush=True)


def _row(way: Way, drafts: Sequence[Draft]) -> str:
    totals = [draft.total_s * 1000 for draft in drafts]
    counts = (
        len(drafts),
        sum(bool(draft.text) for draft in drafts),
        sum(draft.holds for draft in drafts),
        sum(draft.own for draft in drafts),
    )
    first = _quantile([draft.first_s * 1000 for draft in drafts], 0.5)
    times = (first, _quantile(totals, 0.5), _quantile(totals, 0.95))
    return f"{way.name:24}" + "".join(f"{value:9.0f}" for value in (*counts, *times))


if __name__ == "__main__":
    main()
