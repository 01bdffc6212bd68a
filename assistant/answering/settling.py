"""Questions that need no weighing of evidence: the ladder, a part of the page or a level as such.

What is asked names the evidence, or asks for nothing that any could give. Ranks nothing.
"""

from __future__ import annotations

from assistant.answering.candidate import Candidate
from assistant.answering.conversation import Understanding
from assistant.answering.counts import Counts
from assistant.answering.coverage import Demands
from assistant.answering.features import Features
from assistant.answering.ladder import Ladder
from assistant.answering.lexicon import ORDINALS
from assistant.answering.passages import PassageFinder
from assistant.answering.reading import Reading
from assistant.answering.rows import RowFinder


class Settler:
    """Settles questions about one page, with the page's ways of finding evidence."""

    def __init__(
        self,
        ladder: Ladder,
        rows: RowFinder,
        passages: PassageFinder,
        counts: Counts,
        demands: Demands,
        features: Features,
    ) -> None:
        self._ladder = ladder
        self._rows = rows
        self._passages = passages
        self._counts = counts
        self._demands = demands
        self._features = features

    def refusal(self, understood: Understanding) -> str:
        """The name of the phrase for a question that no evidence can answer; "" for any other."""
        reading = understood.reading
        if understood.off_ladder or (reading.unknown_level and not reading.levels):
            return "abstain_level"
        return "abstain" if _asks_nothing(reading) else ""

    def found(self, understood: Understanding) -> Candidate | None:
        """The whole ladder, a level or a part of the page as such, or the item of the last answer
        that is pointed at; None for any other question."""
        return (
            self._whole_ladder(understood.reading)
            or self._rows.card(understood)
            or self._rows.reached(understood)
            or self._part(understood)
            or self._pointed(understood)
        )

    def way_in(self, understood: Understanding) -> Candidate | None:
        """What the first level must know and the moves into the role, where it is asked how to
        get there and no passage tells; None for any other question."""
        reading = understood.reading
        others = reading.content or reading.other_roles or reading.places or reading.has_slots
        if others or understood.aspects or understood.asked_before or not reading.own_role:
            return None
        if not self._rows.is_reached(reading) or reading.flags - {"order", "same"}:
            return None
        first = self._rows.skills_of_first()
        moves = self._passages.moves_to_role()
        evidence = (*first, *moves)
        chunks = tuple(item.chunk.id for item in evidence)
        return Candidate(evidence, "rows", 1.0, aspects=("skills",), chunks=chunks)

    def _whole_ladder(self, reading: Reading) -> Candidate | None:
        """Which levels there are, or how many, where nothing else is asked."""
        if self._ladder.is_listed(reading):
            return self._rows.ladder()
        if not self._ladder.is_counted(reading):
            return None
        said = self._counts.of_levels()
        return self._passages.quoted(said) if said else self._rows.ladder()

    def _part(self, understood: Understanding) -> Candidate | None:
        """The overview or a whole list of the page, where no kind of value is asked of it but a
        person ("who are keepers?")."""
        part = self._passages.overview(understood)
        part = part or self._passages.listing(understood, self._demands)
        return None if part and self._features.wanted(understood) - {"person"} else part

    def _pointed(self, understood: Understanding) -> Candidate | None:
        """The item of the last answer's list that "the second one" points at."""
        chunks = understood.chunks_before
        if "ordinal" not in understood.reading.flags or len(chunks) < 2:
            return None
        words = {token.norm for token in understood.reading.tokens}
        place = next((i for i, names in enumerate(ORDINALS) if words & names), None)
        at = len(chunks) - 1 if "last" in words else place
        return self._passages.single(chunks[at]) if at is not None and at < len(chunks) else None


def _asks_nothing(reading: Reading) -> bool:
    """Whether the text asks nothing: no words, one over and over, or orders to the assistant."""
    words = [t.stem for t in reading.tokens if t.is_number or (t.is_word and len(t.norm) > 1)]
    content = [token.stem for token in reading.content]
    babble = any(len(said) > 2 and len(set(said)) == 1 for said in (words, content))
    points = reading.flags & {"next", "previous"}  # "no, the one above" is no order
    ordered = "instruction" in reading.flags and not (reading.asks or points)
    return not words or babble or ordered
