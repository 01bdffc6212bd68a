"""Picks a small part of the rows that still has some of everything. Deterministic."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from eval.dataset import Row


def stratified(rows: Sequence[Row], size: int) -> tuple[Row, ...]:
    """`size` of `rows`, spread evenly over roadmap, kind and split, in their given order.

    Which ones is fixed by a hash of their ids: adding a row moves no more than its own stratum.
    """
    strata: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: _hash(row.id)):
        strata[row.kind, row.roadmap, row.id.partition("-")[0]].append(row)
    chosen: set[str] = set()
    while len(chosen) < min(size, len(rows)):
        for key in sorted(strata, key=lambda key: _hash("/".join(key))):
            if strata[key] and len(chosen) < size:
                chosen.add(strata[key].pop().id)
    return tuple(row for row in rows if row.id in chosen)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
