"""A possible answer: chosen evidence and how well it fits the question.

Shared by the ways of finding evidence (rows, passages); knows none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answering.coverage import Demand, share, unexplained
from assistant.answering.page import Gist
from assistant.records import Evidence

# How much likeness in meaning counts beside the share of explained demands. Tuned on dev.
_LIKENESS = 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence that might answer.

    `cover` (0..1) is the share of the question's demands it explains, `missing` the demands it
    leaves open, `met` the weight of the topical ones it explains; `dense` (-1..1) is the best
    cosine of the question, `core` that of its words without role, level and region. `opening` is
    shown first and stands by itself ("No."); `closing` says what part is not covered. `has_number`
    is whether the evidence holds a figure, `aspects` are the parts of the page it was taken from,
    `hinted` is whether only weak words named them.
    """

    evidence: tuple[Evidence, ...]
    source: Literal["rows", "passage"]
    cover: float
    dense: float
    core: float = 1.0
    missing: tuple[Demand, ...] = ()
    met: float = 0.0
    opening: str = ""
    closing: str = ""
    has_number: bool = True
    aspects: tuple[str, ...] = ()
    hinted: bool = False

    @property
    def score(self) -> float:
        """How well it fits: coverage first, likeness second."""
        return self.cover + _LIKENESS * self.dense

    @property
    def open_weight(self) -> float:
        """Weight of the topical demands it leaves open."""
        return sum(demand.weight for demand in self.missing if demand.is_topic)


def weigh(
    source: Literal["rows", "passage"],
    evidence: Sequence[Evidence],
    demands: Sequence[Demand],
    gist: Gist,
    dense: float,
    core: float = 1.0,
) -> Candidate:
    """A candidate whose evidence, taken together, says `gist`."""
    missing = unexplained(demands, gist)
    met = sum(d.weight for d in demands if d.is_topic and d not in missing)
    return Candidate(tuple(evidence), source, share(demands, gist), dense, core, missing, met)
