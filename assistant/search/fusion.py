"""Reciprocal-rank fusion. Knows ranks only: no scores, no texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# k of Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
# Rank Learning Methods", SIGIR 2009, who found 60 best and the choice not critical.
RRF_K = 60


def reciprocal_rank_fusion(rankings: Iterable[Sequence[int]], k: int = RRF_K) -> dict[int, float]:
    """Fuse `rankings` (item numbers, best first): each adds 1 / (k + rank), ranks from 1."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (k + rank)
    return scores
