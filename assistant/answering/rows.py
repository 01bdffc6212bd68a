"""Evidence from typed rows: pay, years, skills and responsibilities by level and region.

Answers what the page's tables answer: one row, rows side by side, the level that a figure falls
in, the top or bottom of the ladder. Does not read free text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant.answering.candidate import Candidate
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Asked, Coverage
from assistant.answering.page import Page, Words
from assistant.answering.phrasing import Phrasing
from assistant.answering.quantities import Quantity
from assistant.answering.reading import TokenKind
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Chunk, ChunkKind, Evidence, Level

_ROWS = ("salary", "years", "skills", "responsibilities")
_LISTS = {"skills": ChunkKind.SKILLS, "responsibilities": ChunkKind.RESPONSIBILITIES}
# A row answers its kind of question as surely as a passage with this cosine.
_ROW_LIKENESS = 0.75


class RowFinder:
    """Finds rows on one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary, coverage: Coverage) -> None:
        self._page = page
        self._roadmap = page.roadmap
        self._phrasing = Phrasing(page.roadmap, vocabulary)
        self._coverage = coverage
        self._vocabulary = vocabulary
        self._regions = tuple(region.name for region in page.roadmap.regions)

    def find(self, understood: Understanding, asked: Sequence[Asked]) -> Candidate | None:
        """Rows that answer, or None when the question is not about rows."""
        aspects = self._aspects(understood)
        if not aspects:
            return None
        levels = self._levels(understood, aspects)
        evidence = tuple(e for aspect in aspects for e in self._evidence(aspect, levels, understood))
        if not evidence:
            return None
        words = self._words_of(aspects, evidence)
        missing = tuple(a.token.text for a in asked if not self._coverage.explained(a, words))
        return Candidate(
            evidence=evidence,
            source="rows",
            cover=self._coverage.share(asked, words),
            dense=_ROW_LIKENESS,
            missing=missing,
            opening=self._verdict(understood, levels, aspects),
        )

    def _aspects(self, understood: Understanding) -> tuple[str, ...]:
        """Which kinds of rows are asked for; by weaker signs when no part is named."""
        reading = understood.reading
        named = tuple(a for a in understood.aspects if a in _ROWS)
        if named:
            return named
        if set(understood.aspects) - {"levels", "overview"}:
            return ()
        if reading.pay:
            return ("salary",)
        if reading.years or reading.flags & {"which_level"} and understood.levels:
            return ("years",)
        if "levels" in understood.aspects:
            return ("years",) if not understood.levels else _ROWS
        return self._hinted(understood)

    def _hinted(self, understood: Understanding) -> tuple[str, ...]:
        """By weak words, when a level or region is named and nothing else is asked."""
        reading = understood.reading
        if not (understood.levels or understood.regions or reading.own_role):
            return ()
        if reading.content and not understood.levels:
            return ()
        for aspect in ("salary", "skills", "responsibilities"):
            if aspect in reading.hints and (aspect != "salary" or understood.regions or "quantity" in reading.flags):
                return (aspect,)
        if understood.regions:
            return ("salary",)
        return _ROWS if understood.levels and not reading.content else ()

    def _levels(self, understood: Understanding, aspects: Sequence[str]) -> tuple[Level, ...]:
        ladder = self._roadmap.levels
        reading = understood.reading
        if understood.levels and not ("all_levels" in reading.flags and len(understood.levels) > 1):
            return tuple(ladder[n - 1] for n in understood.levels)
        figures = reading.pay or reading.years
        if figures:
            return self._levels_at(figures[0], understood)
        if "salary" in aspects and "highest" in reading.flags:
            return ladder[-1:]
        if "salary" in aspects and "lowest" in reading.flags:
            return ladder[:1]
        return ladder

    def _levels_at(self, figure: Quantity, understood: Understanding) -> tuple[Level, ...]:
        """The levels whose range holds the figure; beyond all of them, the nearest."""
        regions = understood.regions or figure.regions or self._regions

        def holds(level: Level) -> bool:
            if figure.kind == "years":
                return figure.overlaps(level.years.low, level.years.high)
            return any(self._pays(level, region, figure) for region in regions)

        found = tuple(level for level in self._roadmap.levels if holds(level))
        if found:
            return found
        above = figure.low > self._roadmap.levels[0].years.low if figure.kind == "years" else True
        if figure.kind == "pay":
            lowest = [s.range.low * self._scale(s.region) for s in self._roadmap.levels[0].salaries if s.region in regions]
            above = bool(lowest) and figure.low > min(lowest)
        return self._roadmap.levels[-1:] if above else self._roadmap.levels[:1]

    def _scale(self, region: str) -> float:
        return self._page.lexicon.quantities.scale_of(region)

    def _pays(self, level: Level, region: str, figure: Quantity) -> bool:
        for salary in level.salaries:
            if salary.region == region:
                scale = self._scale(region)
                high = salary.range.high
                return figure.overlaps(salary.range.low * scale, None if high is None else high * scale)
        return False

    def _evidence(
        self, aspect: str, levels: Sequence[Level], understood: Understanding
    ) -> Iterable[Evidence]:
        if aspect == "salary":
            return self._salaries(levels, understood)
        if aspect == "years":
            return self._years(levels)
        return self._lists(aspect, levels)

    def _salaries(self, levels: Sequence[Level], understood: Understanding) -> list[Evidence]:
        regions = understood.regions or self._regions
        pay = understood.reading.pay
        if pay and pay[0].regions and not understood.regions:
            regions = pay[0].regions
        rows = [
            (level, s.region, s.range, self._page.row(ChunkKind.SALARY, level.number, s.region))
            for level in levels
            for s in level.salaries
            if s.region in regions
        ]
        phrase: Callable[..., str] = self._phrasing.salary if len(rows) < 3 else self._phrasing.salary_row
        return [_row(chunk, phrase(level, region, pay)) for level, region, pay, chunk in rows if chunk]

    def _years(self, levels: Sequence[Level]) -> list[Evidence]:
        phrase = self._phrasing.years if len(levels) < 3 else self._phrasing.years_row
        rows = [(level, self._page.row(ChunkKind.YEARS, level.number)) for level in levels]
        return [_row(chunk, phrase(level)) for level, chunk in rows if chunk]

    def _lists(self, aspect: str, levels: Sequence[Level]) -> list[Evidence]:
        found = []
        for level in levels:
            chunk = self._page.row(_LISTS[aspect], level.number)
            if chunk:
                text = self._phrasing.items(aspect, level, chunk.units, inline=len(levels) > 2)
                found.append(_row(chunk, text))
        return found

    def _words_of(self, aspects: Sequence[str], evidence: Sequence[Evidence]) -> Words:
        """What the rows explain: their own words and every word for these parts of a page."""
        words = Words(frozenset(), frozenset())
        for item in evidence:
            words = words | self._page.by_id[item.chunk.id].words
        for aspect in (*aspects, "levels"):
            spoken = self._vocabulary.main.aspects[aspect]
            words = words | self._page.words(" ".join((*spoken.words, *spoken.weak)))
        return words

    def _verdict(
        self, understood: Understanding, levels: Sequence[Level], aspects: Sequence[str]
    ) -> str:
        """ "Yes." or "No." for a figure that is claimed of one level, else nothing."""
        reading = understood.reading
        figures = [q for q in reading.quantities if q.kind in ("years", "pay")]
        claims = reading.flags & {"yes_no", "tag"} and understood.levels and len(levels) == 1
        if not claims or len(figures) != 1 or any(t.stem in self._vocabulary.judging for t in reading.tokens):
            return ""
        level, figure = levels[0], figures[0]
        if figure.kind == "years":
            holds = figure.overlaps(level.years.low, level.years.high)
            within = holds and (figure.low == figure.high or _same_ends(figure, level))
            beyond = figure.low > (level.years.high or float("inf"))
            if beyond and "tag" not in reading.flags:
                return ""
        else:
            regions = understood.regions or figure.regions
            if len(regions) != 1:
                return ""
            within = self._pays(level, regions[0], figure)
            if within and figure.low != figure.high and not self._same_pay(level, regions[0], figure):
                return ""
        return self._phrasing.say("yes" if within else "no")

    def _same_pay(self, level: Level, region: str, figure: Quantity) -> bool:
        scale = self._scale(region)
        return any(
            s.region == region and s.range.low * scale == figure.low and s.range.high is not None and s.range.high * scale == figure.high
            for s in level.salaries
        )


def _same_ends(figure: Quantity, level: Level) -> bool:
    return figure.low == level.years.low and figure.high == level.years.high


def _row(chunk: Chunk, statement: str) -> Evidence:
    return Evidence(chunk, quote=chunk.text, statement=statement)


def asked_tokens(understood: Understanding) -> list[int]:
    """Positions of the words that evidence must explain: open words and words for page parts."""
    reading = understood.reading
    content = {token.start for token in reading.content}
    return [
        i
        for i, (token, kind) in enumerate(zip(reading.tokens, reading.kinds, strict=True))
        if token.start in content or kind is TokenKind.ASPECT
    ]
