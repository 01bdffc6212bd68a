"""Retrieval: recall@k, MRR and nDCG@k of ranked anchors, computed by ir-measures.

It sees ranked anchors and the groups of anchors that support an answer; it searches nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranking:
    """One question: anchors best first, and the support groups (one anchor of each is enough)."""

    anchors: tuple[str, ...]
    groups: tuple[AbstractSet[str], ...]


def retrieval_metrics(rankings: Sequence[Ranking], cutoffs: Sequence[int]) -> Mapping[str, float]:
    """Mean of R@k and nDCG@k for each cutoff, and of RR; empty without rankings.

    The first hit in a group counts as that group's document; further hits in it are dropped, so
    that alternatives are neither rewarded twice nor missed.
    """
    if not rankings:
        return {}
    import ir_measures

    qrels = []
    run = []
    for number, ranking in enumerate(rankings):
        query = str(number)
        qrels += [ir_measures.Qrel(query, f"g{n}", 1) for n in range(len(ranking.groups))]
        documents = _documents(ranking)
        run += [
            ir_measures.ScoredDoc(query, document, float(-rank))
            for rank, document in enumerate(documents)
        ]
    measures = [
        ir_measures.RR,
        *(m for k in cutoffs for m in (ir_measures.R @ k, ir_measures.nDCG @ k)),
    ]
    found = ir_measures.calc_aggregate(measures, qrels, run)
    return {str(measure): float(found[measure]) for measure in measures}


def _documents(ranking: Ranking) -> tuple[str, ...]:
    """Each anchor as the group it belongs to, or as itself; each once, in order."""
    documents: dict[str, None] = {}
    for anchor in ranking.anchors:
        group = next((f"g{n}" for n, g in enumerate(ranking.groups) if anchor in g), anchor)
        documents.setdefault(group)
    return tuple(documents)
