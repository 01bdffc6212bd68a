"""A possible answer: chosen evidence and how well it fits the question.

Shared by the ways of finding evidence (rows, passages); knows none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.records import Evidence


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence that might answer.

    `cover` (0..1) is the share of the question's topical words it explains; `dense` (-1..1) the
    best cosine; `missing` are the words it leaves open. `opening` is shown first and stands by
    itself ("No."); `closing` says what part is not covered. `source` names the way it was found.
    """

    evidence: tuple[Evidence, ...]
    source: Literal["rows", "item", "passage"]
    cover: float
    dense: float
    missing: tuple[str, ...] = ()
    opening: str = ""
    closing: str = ""

    @property
    def score(self) -> float:
        """How well it fits: coverage first, likeness second."""
        return self.cover + 0.4 * self.dense
