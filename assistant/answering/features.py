"""A question and a candidate as numbers, for the ranker that learnt what they are worth.

Every feature is general: none names a role, a place or a page. Missing ones are NaN: a passage has
no number of rows. The order of `vector` is the trained ranker's (`ranker.json`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answering.answertypes import AnswerTypes, Held
from assistant.answering.candidate import Candidate, quoted_units
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Demand, DemandKind, share
from assistant.answering.nearness import Nearness
from assistant.answering.page import Page, Unit
from assistant.answering.text import tokenise
from assistant.answering.vocabulary import Vocabulary

_SOURCES = {"passage": 0, "list": 1, "rows": 2}
_FLAGS = (
    "all_levels", "which_level", "highest", "lowest", "compare", "order", "yes_no", "tag", "why",
    "follow_up", "correction", "quantity", "count", "price", "next", "previous", "same",
)  # fmt: skip
# Kinds of value that words alone rarely show to be missing.
_VAGUE = frozenset({"place", "person"})


class Features:
    """Turns candidates of one page into numbers."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._types = AnswerTypes(vocabulary)
        self._aspects = tuple(vocabulary.main.aspects)
        self._held = {
            (unit.chunk.id, unit.number): self._types.held(tokenise(unit.text))
            for passage in page.passages
            for unit in passage.units
        }

    def of(
        self,
        understood: Understanding,
        demands: Sequence[Demand],
        candidates: Sequence[Candidate],
        nearness: Nearness,
    ) -> list[dict[str, float]]:
        """The features of each candidate, by name."""
        wanted = self.wanted(understood)
        asked = self._question(understood, demands, wanted)
        return [
            {
                **asked,
                **self._fit(candidate, understood),
                **self._values(candidate, understood, demands, wanted),
                **nearness.traits(candidate.chunks),
                **candidate.traits,
            }
            for candidate in candidates
        ]

    def wanted(self, understood: Understanding) -> frozenset[str]:
        """The kinds of value that the question asks for: a price, a date, a place, ..."""
        said = (*tokenise(understood.left_out), *understood.reading.tokens)
        return self._types.wanted(said)

    def _question(
        self, understood: Understanding, demands: Sequence[Demand], wanted: frozenset[str]
    ) -> dict[str, float]:
        """What is the same for every candidate: how and what is asked."""
        reading = understood.reading
        found: dict[str, float] = {f"flag_{flag}": flag in reading.flags for flag in _FLAGS}
        for name in self._aspects:
            found[f"asks_{name}"] = (name in reading.hints) + 2 * (name in understood.aspects)
        found |= {f"wants_{name}": name in wanted for name in self._types.names}
        return found | {
            "demands": len(demands),
            "demanded": sum(d.weight for d in demands),
            "levels": len(understood.levels),
            "regions": len(understood.regions),
            "own_levels": len(reading.levels),
            "own_regions": len(reading.regions),
            "places": len(reading.places),
            "other_roles": len(reading.other_roles),
            "own_role": reading.own_role,
            "given_years": len(reading.years),
            "given_pay": len(reading.pay),
            "content": len(reading.content),
            "tokens": len(reading.tokens),
            "leaning": bool(understood.asked_before),
            "inherited": len(understood.inherited),
            "after_passage": understood.after_passage,
        }

    def _fit(self, candidate: Candidate, understood: Understanding) -> dict[str, float]:
        """What the candidate explains of the question, and what it leaves open."""
        reading = understood.reading
        missing = candidate.missing
        found: dict[str, float] = {
            f"open_{kind.value}": sum(d.weight for d in missing if d.kind is kind)
            for kind in DemandKind
        }
        topic = candidate.met + candidate.open_weight
        own = set(candidate.aspects)
        return found | {
            "source": _SOURCES[candidate.source],
            "cover": candidate.cover,
            "met": candidate.met,
            "open": candidate.open_weight,
            "open_most": max((d.weight for d in missing if d.is_topic), default=0.0),
            "met_share": candidate.met / topic if topic else 0.5,
            "aspect_hit": bool(own & set(understood.aspects)),
            "aspect_hinted": bool(own & set(reading.hints)),
            "aspects_left": len(set(understood.aspects) - own - {"levels", "overview"}),
            "opens": bool(candidate.opening),
        }

    def _values(
        self,
        candidate: Candidate,
        understood: Understanding,
        demands: Sequence[Demand],
        wanted: frozenset[str],
    ) -> dict[str, float]:
        """Whether the kind of value that is asked for is there, and near what is asked."""
        counting = self._types.counting(understood.reading.tokens)
        quoted = self._quoted(candidate)
        held = frozenset().union(*(found.types for _, found in quoted))
        counted = frozenset().union(*(found.counted for _, found in quoted))
        words = [d for d in demands if d.kind is DemandKind.WORD]
        bound = [share(words, unit.gist) for unit, found in quoted if wanted & found.types]
        return {
            "wanted": len(wanted),
            "wanted_held": len(wanted & held),
            "wanted_lacking": len(wanted - held - _VAGUE),
            "wanted_bound": max(bound, default=0.0) if wanted else -1.0,
            "counted": bool(counting & counted) if counting else -1.0,
            "pays": any("salary" in unit.gist.aspects for unit, _ in quoted),
        }

    def _quoted(self, candidate: Candidate) -> list[tuple[Unit, Held]]:
        """The units that the evidence quotes, with the values they hold."""
        units = quoted_units(candidate, self._page)
        return [(unit, self._held[unit.chunk.id, unit.number]) for unit in units]


def vector(features: Mapping[str, float], names: Sequence[str]) -> NDArray[np.float32]:
    """The features as an array in the order of `names`; NaN where there is none."""
    return np.array([features.get(name, np.nan) for name in names], dtype=np.float32)
