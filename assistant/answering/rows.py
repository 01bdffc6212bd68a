"""Evidence from typed rows: pay, years, skills and responsibilities by level and region.

Answers what the page's tables answer: one row, rows side by side, the level that a figure falls
in, the top or bottom of the ladder. Does not read free text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from assistant.answering.candidate import Candidate, weigh
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Demand, DemandKind, explains, unexplained
from assistant.answering.narrowing import narrows
from assistant.answering.openings import Openings
from assistant.answering.page import Gist, Page, union
from assistant.answering.phrasing import Phrasing
from assistant.answering.quantities import Quantity
from assistant.answering.reading import LEVEL_BOUND, Reading
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Chunk, ChunkKind, Evidence, Level

_ROWS = ("salary", "years", "skills", "responsibilities")
_CARD = ("years", "salary", "skills", "responsibilities")
_LISTS = {"skills": ChunkKind.SKILLS, "responsibilities": ChunkKind.RESPONSIBILITIES}
_ASIDE = 0.2  # what is left of the weight of a word that narrows nothing
_BRIEF = 5  # words of a question that just names a level


class RowFinder:
    """Finds rows on one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._roadmap = page.roadmap
        self._phrasing = Phrasing(page.roadmap, vocabulary)
        self._openings = Openings(page, vocabulary)
        self._vocabulary = vocabulary
        self._reaching = frozenset(vocabulary.main.reaching)
        self._regions = tuple(region.name for region in page.roadmap.regions)

    def candidates(
        self, understood: Understanding, demands: Sequence[Demand]
    ) -> Iterable[Candidate]:
        """Rows of the kinds that the question names (`how` is 2), of those it hints at (1), and of
        each kind (0); of the levels that it means, and of all."""
        named, hinted = self._named(understood), self._hinted(understood)
        ways = {(name,): 0 for name in _ROWS} | {hinted: 1} | {named: 2}
        ladder = self._roadmap.levels
        for aspects, how in ways.items():
            if aspects:
                meant = self._levels(understood, aspects)
                others = (ladder,) if how != 1 and meant != ladder else ()
                for levels in (meant, *others):
                    found = self._of(aspects, levels, understood, demands)
                    for candidate in found:
                        traits = {"how": how, "levels_meant": levels is meant}
                        yield replace(candidate, traits={**candidate.traits, **traits})

    def ladder(self) -> Candidate:
        """All levels by title, with their years."""
        gist = Gist(aspects=frozenset({"levels", "years"}))
        return weigh("rows", self._years(self._roadmap.levels), (), gist, aspects=("levels",))

    def card(self, understood: Understanding) -> Candidate | None:
        """What there is to say of levels of which nothing in particular is asked ("tell me about
        level 3"), or which level is next to another; None for any other question."""
        reading = understood.reading
        others = reading.other_roles or reading.places or reading.quantities or reading.content
        parts = {*reading.aspects, *understood.aspects} - {"levels", "overview"}
        if not reading.levels or others or parts or understood.asked_before:
            return None
        levels = self._levels(understood, ())
        if reading.by_neighbour and not set(reading.hints) & LEVEL_BOUND:
            return weigh("rows", self._years(levels), (), Gist(), aspects=("years",))
        about = "overview" in (*reading.hints, *reading.aspects)
        if (reading.hints and not about) or reading.flags or reading.regions:
            return None
        evidence = [e for part in _CARD for e in self._evidence(part, levels, understood)]
        return weigh("rows", evidence, (), Gist(), aspects=_CARD)

    def reached(self, understood: Understanding) -> Candidate | None:
        """The level of someone with so many years, where that is what is asked; None for any other
        question."""
        reading = understood.reading
        others = reading.levels or reading.other_roles or reading.places or reading.pay
        parts = {*reading.aspects} - {"levels", "years"}
        if "which_level" not in reading.flags or not reading.years or others or parts:
            return None
        if reading.flags & {"count", "why", "compare", "highest", "lowest"}:
            return None
        levels = self._levels_at(reading.years[0], understood)
        return weigh("rows", self._years(levels), (), Gist(), aspects=("years",))

    def skills_of_first(self) -> tuple[Evidence, ...]:
        """What the first level must know."""
        return tuple(self._lists("skills", self._roadmap.levels[:1]))

    def is_reached(self, reading: Reading) -> bool:
        """Whether the question speaks of becoming something."""
        return any(token.norm in self._reaching for token in reading.tokens)

    def is_time_to_reach(self, candidate: Candidate, understood: Understanding) -> bool:
        """Whether it is asked how long it takes to reach a level, and the candidate says when one
        is there."""
        reading = understood.reading
        others = reading.other_roles or reading.content or reading.aspects or reading.quantities
        asked = "quantity" in reading.flags and "years" in reading.hints and not others
        numbers = {item.chunk.level for item in candidate.evidence}
        meant = bool(reading.levels) and numbers == set(understood.levels)
        return bool(
            asked and self.is_reached(reading) and meant and candidate.aspects == ("years",)
        )

    def narrowed(self, candidate: Candidate, demands: Sequence[Demand]) -> Candidate:
        """Rows, where they are lists of several levels, cut down to those levels that have most of
        the question's words, if these tell levels apart: "which level does code review?"."""
        aspects = candidate.aspects
        numbers = {item.chunk.level for item in candidate.evidence}
        if len(numbers) < 2 or not set(aspects) <= set(_LISTS):
            return candidate
        spoken = self._spoken(aspects)
        words = [d for d in demands if d.kind is DemandKind.WORD and not spoken & set(d.stems)]
        levels = [level for level in self._roadmap.levels if level.number in numbers]
        said = {level: self._said_of(level, aspects) for level in levels}
        telling = [d for d in words if not all(explains(said[level], d) for level in levels)]
        weights = {
            level: sum(d.weight for d in telling if explains(said[level], d)) for level in levels
        }
        most = max(weights.values())
        kept = [level for level in levels if most and weights[level] == most]
        if not kept:
            return candidate
        evidence = tuple(e for aspect in aspects for e in self._lists(aspect, kept))
        chunks = tuple(item.chunk.id for item in evidence)
        return replace(candidate, evidence=evidence, chunks=chunks)

    def _said_of(self, level: Level, aspects: Sequence[str]) -> Gist:
        """What a level's lists of these kinds say."""
        rows = [self._page.row(_LISTS[aspect], level.number) for aspect in aspects]
        return union(unit.gist for row in rows if row for unit in self._page.by_id[row.id].units)

    def _of(
        self,
        aspects: tuple[str, ...],
        levels: tuple[Level, ...],
        understood: Understanding,
        demands: Sequence[Demand],
    ) -> Iterable[Candidate]:
        """The rows of these kinds and levels, if the page has any."""
        reading = understood.reading
        evidence = [e for aspect in aspects for e in self._evidence(aspect, levels, understood)]
        if not evidence:
            return
        spoken = self._spoken(aspects)
        asked = [d for d in demands if d.kind is not DemandKind.WORD or not spoken & set(d.stems)]
        gist = union(self._page.by_id[item.chunk.id].gist for item in evidence)
        gist = gist | Gist(aspects=frozenset((*aspects, "levels", "overview")))
        asked = [d for d in asked if d.kind is not DemandKind.FIGURE]
        traits = {
            "rows": len(evidence),
            "row_levels": len(levels),
            "row_kinds": len(aspects),
            "every_level": len(levels) == len(self._roadmap.levels),
            "loose": self._is_loose(understood),
            "all_open": sum(d.weight for d in unexplained(asked, gist) if d.is_topic),
        }
        for name in aspects:
            traits[f"row_{name}"] = 1 + (name in reading.hints) + 2 * (name in understood.aspects)
        asked = [self._lightened(d, reading) for d in asked]
        opening = self._openings.of(understood, levels, aspects)
        yield weigh("rows", evidence, asked, gist, aspects=aspects, traits=traits, opening=opening)

    def _lightened(self, demand: Demand, reading: Reading) -> Demand:
        """A word that narrows nothing hardly counts against a row."""
        if demand.kind is not DemandKind.WORD or narrows(reading, demand.start):
            return demand
        return replace(demand, weight=demand.weight * _ASIDE)

    def _is_loose(self, understood: Understanding) -> bool:
        """Whether rows answer less surely: nothing is named, or "it" means a passage before."""
        reading = understood.reading
        if understood.after_passage and "same" in reading.flags:
            return True
        slots = bool(understood.levels or understood.regions or reading.quantities)
        slots = slots or bool(understood.years) or (reading.own_role and not reading.content)
        return not (slots or "all_levels" in reading.flags or "levels" in understood.aspects)

    def _named(self, understood: Understanding) -> tuple[str, ...]:
        """Which kinds of rows are asked for by name, or by giving a figure."""
        reading = understood.reading
        named = tuple(a for a in understood.aspects if a in _ROWS)
        if "salary" in named and reading.years:
            named = tuple(a for a in named if a != "years")  # years given, not asked for
        if named or set(understood.aspects) - {"levels", "overview"}:
            return named
        if reading.pay or (reading.regions and "all_levels" in reading.flags):
            return ("salary",)
        if "levels" in understood.aspects and not understood.levels and not reading.content:
            return ("years",)
        if not reading.years or "count" in reading.flags:
            return ()
        # "Which level is that, and what should I learn next?"
        both = "skills" in reading.hints and "which_level" in reading.flags
        return ("years", "skills") if both else ("years",)

    def _hinted(self, understood: Understanding) -> tuple[str, ...]:
        """By weak words, when a level or region is named and little else is asked."""
        reading = understood.reading
        if set(understood.aspects) - {"levels", "overview"} or reading.other_roles:
            return ()
        named = bool(understood.levels)
        counted = reading.flags & {"count", "why"}
        if (
            understood.regions
            and (named or reading.own_role or not reading.content)
            and not counted
        ):
            return ("salary",)
        if "which_level" in reading.flags and named:
            return ("years",)
        if (
            "quantity" in reading.flags
            and "salary" in reading.hints
            and (named or reading.own_role)
        ):
            return ("salary",)
        wanted = (
            ("years", "skills", "responsibilities", "salary")
            if named
            else ("skills",)
            if reading.own_role
            else ()
        )
        hinted = [
            a
            for a in wanted
            if a in reading.hints and (a != "years" or "quantity" in reading.flags)
        ]
        if hinted:
            return (hinted[0],)
        compared = "compare" in reading.flags and len(understood.levels) > 1
        brief = (
            compared
            or sum(t.is_word for t in reading.tokens) <= _BRIEF
            or "overview" in reading.hints
        )
        return _ROWS if named and brief and not reading.content else ()

    def _levels(self, understood: Understanding, aspects: Sequence[str]) -> tuple[Level, ...]:
        ladder = self._roadmap.levels
        reading = understood.reading
        figures = reading.pay or reading.years or understood.years
        if figures and "which_level" in reading.flags:
            return self._levels_at(figures[0], understood)
        throughout = "all_levels" in reading.flags or {"highest", "lowest"} <= reading.flags
        if len(understood.levels) > 1 and throughout:
            return ladder[min(understood.levels) - 1 : max(understood.levels)]
        ends = {1, len(ladder)} & set(understood.levels)
        if ends and "all_levels" in reading.flags:
            return ladder  # "juniors, and all the way up"
        if understood.levels:
            return tuple(ladder[n - 1] for n in understood.levels)
        if throughout:
            return ladder
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
            return any(self._openings.pays(level, region, figure) for region in regions)

        found = tuple(level for level in self._roadmap.levels if holds(level))
        if found:
            return found
        above = figure.low > self._roadmap.levels[0].years.low if figure.kind == "years" else True
        if figure.kind == "pay":
            lowest = [
                s.range.low * self._openings.scale(s.region)
                for s in self._roadmap.levels[0].salaries
                if s.region in regions
            ]
            above = bool(lowest) and figure.low > min(lowest)
        return self._roadmap.levels[-1:] if above else self._roadmap.levels[:1]

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
        phrase: Callable[..., str] = (
            self._phrasing.salary if len(rows) < 3 else self._phrasing.salary_row
        )
        return [
            _row(chunk, phrase(level, region, pay)) for level, region, pay, chunk in rows if chunk
        ]

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

    def _spoken(self, aspects: Sequence[str]) -> set[str]:
        """Stems of the weaker words for these parts of a page."""
        weak = self._vocabulary.weak_aspects
        spoken = {word for aspect in (*aspects, "levels", "overview") for word in weak[aspect]}
        return spoken | self._vocabulary.measures if "salary" in aspects else spoken


def _row(chunk: Chunk, statement: str) -> Evidence:
    return Evidence(chunk, quote=chunk.text, statement=statement)
