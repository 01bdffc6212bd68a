"""Asks every system every row and scores what comes back.

It knows no metric's arithmetic and prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.search.index import Index
from eval.dataset import Row
from eval.judge import Judgement, judge
from eval.metrics.overlap import cosines
from eval.metrics.retrieval import Ranking, retrieval_metrics
from eval.page import Page
from eval.systems.base import System, SystemAnswer

CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True)
class Outcome:
    """One row, what a system answered and what that was worth. `cosine` is to the reference."""

    row: Row
    answer: SystemAnswer
    judgement: Judgement
    cosine: float | None = None


@dataclass(frozen=True)
class SystemRun:
    """Every outcome of one system, in the order of the rows."""

    system: str
    outcomes: tuple[Outcome, ...]


def run_system(
    system: System,
    rows: Sequence[Row],
    pages: Mapping[str, Page],
    index: Index,
    *,
    hint: bool = True,
    progress: Callable[[], None] = lambda: None,
) -> SystemRun:
    """Ask `system` every row; without `hint` it is not told which roadmap a row is about."""
    outcomes = []
    for row in rows:
        answer = system.answer(row.turns, row.roadmap if hint else None)
        outcomes.append(Outcome(row, answer, judge(row, answer, pages[row.roadmap])))
        progress()
    return SystemRun(system.name, _with_cosines(outcomes, index))


def _with_cosines(outcomes: Sequence[Outcome], index: Index) -> tuple[Outcome, ...]:
    """Add embedding similarity wherever token F1 applies: the same rows have a reference."""
    compared = [o for o in outcomes if o.judgement.token_f1 is not None]
    if not compared:
        return tuple(outcomes)
    answers = index.encode([outcome.answer.text for outcome in compared])
    references = index.encode([outcome.row.reference for outcome in compared])
    found = dict(zip((o.row.id for o in compared), cosines(answers, references), strict=True))
    return tuple(replace(outcome, cosine=found.get(outcome.row.id)) for outcome in outcomes)


def measure_retrieval(
    rows: Sequence[Row], pages: Mapping[str, Page], index: Index, *, hint: bool = True
) -> dict[str, float]:
    """Retrieval metrics of the index alone, over answerable single questions with support."""
    rankings = []
    for row in rows:
        if row.answerable and row.support and len(row.turns) == 1:
            roadmap = row.roadmap if hint else None
            hits = index.search(row.question, k=max(CUTOFFS), roadmap=roadmap)
            anchors = tuple(h.chunk.anchor if h.chunk.roadmap == row.roadmap else "" for h in hits)
            rankings.append(Ranking(anchors, pages[row.roadmap].supporting(row)))
    return dict(retrieval_metrics(rankings, CUTOFFS))
