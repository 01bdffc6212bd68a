"""Evidence from passages: FAQ, moves, certifications, mistakes, free text, single list items.

Scores every passage of the page by the demands it explains and by its cosine, then picks the
sentences that carry the answer. Does not read typed rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering.candidate import Candidate, weigh
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Demand, DemandKind, explains, share, unexplained
from assistant.answering.page import ASPECT_OF, Gist, Page, Passage, Unit, union
from assistant.answering.phrasing import Phrasing
from assistant.answering.text import stems
from assistant.answering.vocabulary import Vocabulary
from assistant.records import ChunkKind, Evidence

_LIST_KINDS = (ChunkKind.CERTIFICATION, ChunkKind.TRANSITION, ChunkKind.MISTAKE)
_ITEM_KINDS = (ChunkKind.SKILLS, ChunkKind.RESPONSIBILITIES)
_ROW_KINDS = (ChunkKind.SALARY, ChunkKind.YEARS)
_WHOLE = {ASPECT_OF[kind]: kind for kind in (*_LIST_KINDS, ChunkKind.RELATED, ChunkKind.OVERVIEW)}
# Tuned on the dev split: see eval/README.md.
_UNIT_KEEP = 0.65  # sentences scoring at least this share of the best one are part of the answer
_SAME_QUESTION = 0.9  # a question this close to an FAQ's own is that FAQ
_KIND_FITS = 0.1  # what the right part of the page is worth
_NAMED = 0.25  # what it is worth that the question says a passage's name
_BEFORE = 0.15  # and that a follow-up comes after it
_MOST_UNITS = 4
_SHORT = 3  # a passage of so few sentences is quoted whole
_STEPS = 8  # and so is one with so few steps, where steps are asked for
_ORDER_KEEP = 0.45  # steps of an order are told in several sentences
_DENSE_SHARE = 0.5  # weight of the cosine in choosing a passage


@dataclass(frozen=True, slots=True)
class _Scored:
    passage: Passage
    cover: float
    dense: float
    core: float
    score: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of the question to one chunk: `dense` of the whole question, `core` of its words
    without role, level and region, `units` the mean of both for each unit."""

    dense: float
    core: float
    units: tuple[float, ...]


class PassageFinder:
    """Finds passages on one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._phrasing = Phrasing(page.roadmap, vocabulary)

    def find(
        self,
        understood: Understanding,
        demands: Sequence[Demand],
        likeness: Mapping[str, Likeness],
    ) -> Candidate | None:
        """The best passages, or None when nothing on the page can be about the question."""
        whole = self._whole_list(understood, demands)
        if whole:
            return whole
        pointing = "among" in understood.reading.flags and len(understood.chunks_before) > 1
        among = understood.chunks_before if pointing else ()
        scored = [
            self._score(passage, understood, demands, likeness[passage.chunk.id])
            for passage in self._page.passages
            if passage.chunk.kind not in _ROW_KINDS
            and passage.chunk.id in (among or (passage.chunk.id,))
            and (not _about_pay(passage, understood) or _compatible(passage, understood))
        ]
        if not scored:
            return None
        best = max(scored, key=lambda s: s.score)
        chosen = [best, *self._beside(best, scored, demands)]
        units = [
            (s, unit)
            for s in chosen
            for unit in self._units(s, understood, demands, likeness[s.passage.chunk.id].units)
        ]
        gist = union((*(s.passage.heading for s in chosen), *(unit.gist for _, unit in units)))
        others = [d for d in demands if d.kind is DemandKind.WORD]
        priced = any(u.gist.priced and share(others, u.gist) >= 0.5 for _, u in units)
        gist = replace(gist, priced=priced)
        numbers = {s for c in chosen for s in c.passage.gist.stems if s[0].isdigit()}
        gist = gist | Gist(stems=frozenset(numbers))
        candidate = weigh("passage", self._evidence(units), demands, gist, best.dense, best.core)
        own = tuple(
            ASPECT_OF[s.passage.chunk.kind] for s in chosen[:1] if s.passage.chunk.kind in ASPECT_OF
        )
        has_number = any(unit.has_number for _, unit in units)
        return replace(candidate, has_number=has_number, aspects=own)

    def single(self, chunk_id: str) -> Candidate:
        """One chunk as a whole."""
        passage = self._page.by_id[chunk_id]
        evidence = (_whole(passage, bullet=False),)
        return Candidate(evidence, "passage", 1.0, 1.0, aspects=())

    def _whole_list(self, understood: Understanding, demands: Sequence[Demand]) -> Candidate | None:
        """A whole section, when it alone is asked for and nothing in it in particular."""
        named = [a for a in understood.aspects if a in _WHOLE and a != "overview"]
        others = set(understood.aspects) - {*named, "levels", "overview", "skills"}
        if not named and not others and not [d for d in demands if d.kind is not DemandKind.ASPECT]:
            named = self._overview(understood)
        if len(named) != 1 or others or understood.asked_before:
            return None
        passages = self._page.of_kind(_WHOLE[named[0]])
        slots = (DemandKind.ASPECT, DemandKind.LEVEL, DemandKind.REGION)
        particular = [d for d in demands if d.kind not in slots]
        told_apart = any(
            explains(p.gist, d) for p in passages for d in particular if d.weight >= 0.6
        )
        if not passages or told_apart or sum(d.weight for d in particular) > 0.9:
            return None
        evidence = tuple(
            _whole(passage, bullet=len(passages) > 1 and named[0] != "overview")
            for passage in passages
        )
        return Candidate(evidence, "passage", cover=1.0, dense=0.8, met=1.0, aspects=(named[0],))

    def _overview(self, understood: Understanding) -> list[str]:
        """The overview, for a question about the career as such."""
        reading = understood.reading
        named = "overview" in (*reading.hints, *understood.aspects)
        about = named or (reading.own_role and not {"skills", "salary"} & set(reading.hints))
        if "levels" in understood.aspects:
            return []
        return ["overview"] if about and not (understood.levels or understood.regions) else []

    def _score(
        self, passage: Passage, understood: Understanding, demands: Sequence[Demand], like: Likeness
    ) -> _Scored:
        cover = share(demands, passage.gist)
        own = ASPECT_OF.get(passage.chunk.kind, "")
        fits = _KIND_FITS if own and own in understood.aspects else 0.0
        if own == "related" and not fits:
            fits = -0.5  # a list of names explains names, and says nothing about them
        if (
            passage.chunk.kind in _ITEM_KINDS
            and not fits
            and "which_level" not in understood.reading.flags
        ):
            fits = -0.25  # a bare item says less than a sentence with the same words
        if not _compatible(passage, understood):
            fits -= 0.2
        compared = understood.reading.other_roles and understood.reading.own_role
        if compared and passage.chunk.kind in _ITEM_KINDS:
            fits -= 0.2  # a duty that mentions the other role does not tell the two apart
        if passage.chunk.id in understood.chunks_before:
            fits += _BEFORE
        fits += self._named(passage, understood)
        alike = (like.dense + like.core) / 2
        return _Scored(passage, cover, like.dense, like.core, cover + _DENSE_SHARE * alike + fits)

    def _named(self, passage: Passage, understood: Understanding) -> float:
        """What it is worth that the question says the passage's own name."""
        kind = passage.chunk.kind
        moving = "transitions" in (*understood.aspects, *understood.reading.hints)
        compared = "compare" in understood.reading.flags
        if kind in _ITEM_KINDS or (kind is ChunkKind.TRANSITION and (compared or not moving)):
            return 0.0
        name = stems(passage.chunk.heading_path[-1])
        said = {token.stem for token in understood.reading.tokens}
        return _NAMED if len(name) > 1 and set(name) <= said else 0.0

    def _beside(
        self, best: _Scored, scored: Sequence[_Scored], demands: Sequence[Demand]
    ) -> list[_Scored]:
        """Items of the same list that fit as well as the best one, or explain what it leaves."""
        kind = best.passage.chunk.kind
        if kind not in _LIST_KINDS:
            return []
        rest = [s for s in scored if s is not best and s.passage.chunk.kind is kind]
        open_words = [
            d for d in unexplained(demands, best.passage.gist) if d.kind is DemandKind.WORD
        ]
        return [
            s
            for s in rest
            if (s.cover >= best.cover and s.dense >= 0.8 * best.dense)
            or any(explains(s.passage.gist, d) for d in open_words if d.weight >= 0.3)
        ]

    def _units(
        self,
        scored: _Scored,
        understood: Understanding,
        demands: Sequence[Demand],
        cosines: Sequence[float],
    ) -> list[Unit]:
        """The sentences or items of a passage that answer, in page order."""
        passage = scored.passage
        kind = passage.chunk.kind
        if kind in _LIST_KINDS or kind is ChunkKind.RELATED:
            return list(passage.units)
        fitting = list(passage.units)
        if kind not in _ITEM_KINDS:  # an item's level is its list's, whomever it mentions
            fitting = [u for u in fitting if _fits_slots(u, understood)] or fitting
        if self._is_whole(scored, understood, cosines):
            return fitting
        if "count" in understood.reading.flags:
            fitting = [u for u in fitting if u.has_number] or fitting
        topics = [d for d in demands if d.is_topic]
        topics = list(unexplained(topics, passage.heading)) or topics
        counted = "quantity" in understood.reading.flags

        def score(unit: Unit) -> float:
            figure = 0.2 if counted and unit.has_number else 0.0
            return share(topics, unit.gist) + 0.8 * cosines[unit.number] + figure

        scores = {unit.number: score(unit) for unit in fitting}
        top = max(scores.values())
        kept = [n for n in scores if scores[n] >= self._keep(passage, understood) * top]
        kept = sorted(kept, key=lambda n: -scores[n])[:_MOST_UNITS]
        kept += _filling(kept, fitting, topics, scores)
        if "why" in understood.reading.flags and kind not in _ITEM_KINDS:
            kept += [n + 1 for n in kept]  # the reason often follows
        return [unit for unit in passage.units if unit.number in kept]

    def _keep(self, passage: Passage, understood: Understanding) -> float:
        if passage.chunk.kind in _ITEM_KINDS:
            return 0.9
        return _ORDER_KEEP if "order" in understood.reading.flags else _UNIT_KEEP

    def _is_whole(
        self, scored: _Scored, understood: Understanding, cosines: Sequence[float]
    ) -> bool:
        """Whether the passage as such is asked for, rather than one of its sentences."""
        passage = scored.passage
        if passage.chunk.kind in _ITEM_KINDS:
            return False
        if len(passage.units) <= _SHORT or scored.dense >= _SAME_QUESTION:
            return True
        if "order" in understood.reading.flags and len(passage.units) <= _STEPS:
            return True
        if passage.chunk.kind is ChunkKind.SECTION:
            return len(passage.units) <= 2 * _SHORT and self._named(passage, understood) > 0
        if passage.chunk.kind is not ChunkKind.FAQ:
            return False
        return scored.dense >= max(cosines) and "quantity" not in understood.reading.flags

    def _evidence(self, units: Sequence[tuple[_Scored, Unit]]) -> list[Evidence]:
        return list(dict.fromkeys(self._one(scored.passage, unit) for scored, unit in units))

    def _one(self, passage: Passage, unit: Unit) -> Evidence:
        chunk = passage.chunk
        if chunk.kind in _LIST_KINDS or chunk.kind is ChunkKind.RELATED:
            return _whole(passage, bullet=False)
        if chunk.kind in _ITEM_KINDS:
            level = self._page.lexicon.level(chunk.level or 1)
            return Evidence(
                chunk, unit.text, self._phrasing.listed(chunk.kind.value, level, unit.text)
            )
        return Evidence(chunk, unit.text, unit.text)


def _filling(
    kept: Sequence[int],
    units: Sequence[Unit],
    topics: Sequence[Demand],
    scores: Mapping[int, float],
) -> list[int]:
    """Sentences that explain a word the kept ones leave open."""
    said = union(unit.gist for unit in units if unit.number in kept)
    added = []
    for demand in unexplained(topics, said):
        having = [u.number for u in units if explains(u.gist, demand)]
        if having and demand.weight >= 0.3:
            added.append(max(having, key=lambda n: scores[n]))
    return added


def _compatible(passage: Passage, understood: Understanding) -> bool:
    """Whether the passage can be about the levels and regions asked for."""
    wanted, regions = set(understood.levels), set(understood.reading.regions)
    if wanted and passage.gist.levels and not wanted & passage.gist.levels:
        return False
    return not (regions and passage.gist.regions and not regions & passage.gist.regions)


def _about_pay(passage: Passage, understood: Understanding) -> bool:
    """Whether pay is asked for or given: then level and region must be the ones asked for."""
    return "salary" in understood.aspects or "salary" in passage.gist.aspects


def _fits_slots(unit: Unit, understood: Understanding) -> bool:
    """Whether a sentence is not about other levels or regions than those asked for."""
    levels, regions = set(understood.levels), set(understood.regions)
    other_level = levels and unit.gist.levels and not levels & unit.gist.levels
    other_region = regions and unit.gist.regions and not regions & unit.gist.regions
    return not (other_level or other_region)


def _whole(passage: Passage, *, bullet: bool) -> Evidence:
    """A whole passage; an item's name is said where its text does not say it."""
    chunk = passage.chunk
    name, *rest = chunk.units
    if chunk.kind is ChunkKind.RELATED:
        return Evidence(chunk, chunk.text, "\n".join(f"- {unit}" for unit in chunk.units))
    if chunk.kind not in (ChunkKind.CERTIFICATION, ChunkKind.MISTAKE):
        return Evidence(chunk, chunk.text, " ".join(chunk.units))
    said = set(passage.units[0].gist.stems) <= set(union(u.gist for u in passage.units[1:]).stems)
    text = " ".join(rest) if said and rest else ": ".join(filter(None, (name, " ".join(rest))))
    return Evidence(chunk, chunk.text, f"- {text}" if bullet else text)
