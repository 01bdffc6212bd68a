"""What is said before rows: "Yes.", "No.", or the end of a range.

A claimed figure is held against one level's row, and the end of a range is told where it is asked
for. Finds no rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.conversation import Understanding
from assistant.answering.page import Page
from assistant.answering.phrasing import Phrasing
from assistant.answering.quantities import Quantity
from assistant.answering.reading import TokenKind
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Level


class Openings:
    """Finds what to say before rows of one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._phrasing = Phrasing(page.roadmap, vocabulary)
        self._vocabulary = vocabulary

    def of(self, understood: Understanding, levels: Sequence[Level], aspects: Sequence[str]) -> str:
        """ "Yes." or "No." for a figure that is claimed of one level, the end of a range that is
        asked for, else nothing."""
        reading = understood.reading
        if not reading.quantities and list(aspects) == ["salary"]:
            return self._end_of_range(understood, levels)
        figures = [q for q in reading.quantities if q.kind in ("years", "pay")]
        claimed = reading.flags & {"yes_no", "tag"} and understood.levels and len(levels) == 1
        judged = any(t.stem in self._vocabulary.judging for t in reading.tokens)
        if not claimed or len(figures) != 1 or judged:
            return ""
        if figures[0].kind == "years":
            return self._say(_years_hold(levels[0], figures[0], "tag" in reading.flags))
        regions = understood.regions or figures[0].regions
        return (
            self._say(self._pay_holds(levels[0], regions[0], figures[0]))
            if len(regions) == 1
            else ""
        )

    def _end_of_range(self, understood: Understanding, levels: Sequence[Level]) -> str:
        """ "At most ..." where the most or the least of one row of pay is asked for."""
        reading = understood.reading
        free = [
            token
            for token, kind in zip(reading.tokens, reading.kinds, strict=True)
            if kind is not TokenKind.LEVEL  # "the top rank" is asked for its pay, not for the most
        ]
        ends = {match.value for match in self._vocabulary.range_ends.find(free)}
        named = len(understood.levels) == 1 and len(levels) == 1
        if not named or len(understood.regions) != 1 or len(ends) != 1:
            return ""
        pay = [s.range for s in levels[0].salaries if s.region == understood.regions[0]]
        asked = not reading.flags & {"compare", "which_level", "yes_no"}
        return self._phrasing.bound(pay[0], upper=ends == {"upper"}) if pay and asked else ""

    def _say(self, holds: bool | None) -> str:
        return "" if holds is None else self._phrasing.say("yes" if holds else "no")

    def _pay_holds(self, level: Level, region: str, figure: Quantity) -> bool | None:
        """Whether the claimed pay is the level's; None when it is neither it nor outside it."""
        if not self.pays(level, region, figure):
            return False
        return True if self._same_pay(level, region, figure) else None

    def _same_pay(self, level: Level, region: str, figure: Quantity) -> bool:
        scale = self.scale(region)
        return any(
            s.region == region
            and s.range.low * scale == figure.low
            and s.range.high is not None
            and s.range.high * scale == figure.high
            for s in level.salaries
        )

    def scale(self, region: str) -> float:
        """What one figure of a region's unit is worth in whole currency."""
        return self._page.lexicon.quantities.scale_of(region)

    def pays(self, level: Level, region: str, figure: Quantity) -> bool:
        """Whether the level's pay in the region and the figure share a point."""
        for salary in level.salaries:
            if salary.region == region:
                scale = self.scale(region)
                high = salary.range.high
                return figure.overlaps(
                    salary.range.low * scale, None if high is None else high * scale
                )
        return False


def _years_hold(level: Level, figure: Quantity, stated: bool) -> bool | None:
    """Whether the claimed years are the level's; None when it cannot be said plainly."""
    years = level.years
    if stated:
        return figure.low == years.low and figure.high in (years.high, figure.low)
    if figure.low != figure.high:
        return (figure.low, figure.high) == (years.low, years.high)
    if figure.overlaps(years.low, years.high):
        return True
    return False if figure.low < years.low else None
