"""A possible answer: chosen evidence and what it leaves open of the question.

Shared by the ways of finding evidence (rows, lists, passages); knows none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.answering.coverage import Demand, share, unexplained
from assistant.answering.page import Gist, Page, Unit
from assistant.records import Evidence

Source = Literal["rows", "list", "passage"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence that might answer.

    `cover` (0..1) is the share of the question's demands it explains, `missing` the demands it
    leaves open, `met` the weight of the topical ones it explains. `opening` is shown first and
    stands by itself ("No."); `closing` says what part is not covered. `aspects` are the parts of
    the page it was taken from, `chunks` the ids of the chunks it rests on, `traits` what else its
    finder knows of it: see `features`.
    """

    evidence: tuple[Evidence, ...]
    source: Source
    cover: float
    missing: tuple[Demand, ...] = ()
    met: float = 0.0
    opening: str = ""
    closing: str = ""
    aspects: tuple[str, ...] = ()
    chunks: tuple[str, ...] = ()
    traits: Mapping[str, float] = field(default_factory=dict)

    @property
    def open_weight(self) -> float:
        """Weight of the topical demands it leaves open."""
        return sum(demand.weight for demand in self.missing if demand.is_topic)


def quoted_units(candidate: Candidate, page: Page) -> list[Unit]:
    """The units of the page that the evidence quotes, alone or with their whole chunk."""
    quotes = {(item.chunk.id, item.quote) for item in candidate.evidence}
    return [
        unit
        for chunk in candidate.chunks
        for unit in page.by_id[chunk].units
        if (chunk, unit.text) in quotes or (chunk, unit.chunk.text) in quotes
    ]


def weigh(
    source: Source,
    evidence: Sequence[Evidence],
    demands: Sequence[Demand],
    gist: Gist,
    *,
    aspects: tuple[str, ...] = (),
    traits: Mapping[str, float] | None = None,
    opening: str = "",
) -> Candidate:
    """A candidate whose evidence, taken together, says `gist`."""
    missing = unexplained(demands, gist)
    return Candidate(
        evidence=tuple(evidence),
        source=source,
        cover=share(demands, gist),
        missing=missing,
        met=sum(d.weight for d in demands if d.is_topic and d not in missing),
        opening=opening,
        aspects=aspects,
        chunks=tuple(dict.fromkeys(item.chunk.id for item in evidence)),
        traits=traits or {},
    )
