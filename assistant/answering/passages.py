"""Evidence from passages: FAQ, moves, certifications, mistakes, free text, single list items.

Makes a candidate of every passage, with the sentences of it that carry the answer, and of every
whole list. Which one answers is not decided here. Does not read typed rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from assistant.answering.candidate import Candidate, weigh
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Demand, DemandKind, Demands, explains, share, unexplained
from assistant.answering.nearness import Nearness
from assistant.answering.page import ASPECT_OF, Gist, Page, Passage, Unit, union
from assistant.answering.phrasing import Phrasing
from assistant.answering.reading import Reading, TokenKind
from assistant.answering.text import Phrasebook, is_plural, stems
from assistant.answering.vocabulary import Vocabulary
from assistant.records import ChunkKind, Evidence

LISTED = (ChunkKind.CERTIFICATION, ChunkKind.TRANSITION, ChunkKind.MISTAKE)
ITEMS = (ChunkKind.SKILLS, ChunkKind.RESPONSIBILITIES)
_TOLD = (ChunkKind.FAQ, ChunkKind.SECTION, ChunkKind.OVERVIEW)
_ROWS = (ChunkKind.SALARY, ChunkKind.YEARS)
_WHOLE = (*LISTED, ChunkKind.RELATED, ChunkKind.OVERVIEW)
# Tuned on the dev split: see eval/README.md.
_UNIT_KEEP = 0.65  # sentences scoring at least this share of the best one are part of the answer
_SAME_QUESTION = 0.9  # a question this close to an FAQ's own is that FAQ
_MOST_UNITS = 4
_MOST_WHOLE = 9  # sentences or items of a passage that may be quoted whole
_SHORT = 3  # a passage of so few sentences is quoted whole
_BRIEF = 3  # words that need not ask to mean a question
_STEPS = 8  # and so is one with so few steps, where steps are asked for
_ORDER_KEEP = 0.45  # steps of an order are told in several sentences
_FIGURED = frozenset({"quantity", "count", "price"})  # flags of a question for a figure
_ABOUT = frozenset({"overview", "responsibilities"})  # hints by "about", "role", "job"
_TELLING = 0.6  # weight of a word that tells one item of a list from the others


class PassageFinder:
    """Finds passages on one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._phrasing = Phrasing(page.roadmap, vocabulary)
        self._callings = frozenset(vocabulary.main.callings)
        self._persons = frozenset(vocabulary.main.persons)
        self._yes_no = frozenset(vocabulary.main.yes_no)
        words = vocabulary.main.ladder
        self._every = frozenset(words.every)
        self._listing: Phrasebook[str] = Phrasebook((p, p) for p in words.listing)

    def candidates(
        self, understood: Understanding, demands: Sequence[Demand], nearness: Nearness
    ) -> Iterable[Candidate]:
        """One candidate a passage that may be about the question, and one a whole list."""
        pointing = "among" in understood.reading.flags and len(understood.chunks_before) > 1
        among = understood.chunks_before if pointing else ()
        for passage in self._page.passages:
            if passage.chunk.kind in _ROWS or (among and passage.chunk.id not in among):
                continue
            if _about_pay(passage, understood) and not _compatible(passage, understood):
                continue
            sole = _sole(passage, understood, demands)
            units = sole or self._units(passage, understood, demands, nearness)
            yield self._candidate(passage, units, understood, demands)
            if (
                not sole
                and len(units) < len(passage.units) <= _MOST_WHOLE
                and passage.chunk.kind not in ITEMS
            ):
                yield self._candidate(passage, passage.units, understood, demands)
        if not among:
            for kind in _WHOLE:
                yield from self._whole_list(kind, demands)

    def overview(self, understood: Understanding) -> Candidate | None:
        """The page's overview, where the role as such is asked about and nothing else of it;
        None for any other question."""
        reading = understood.reading
        others = reading.content or reading.places or reading.other_roles or reading.has_slots
        parts = {*reading.aspects, *understood.aspects} - {"overview"}
        roles = [kind for kind, _ in groupby(reading.kinds) if kind is TokenKind.ROLE]
        if len(roles) > 1 or understood.asked_before:
            return None  # "is a keeper a warden?", "and what about the role?"
        if others or parts or reading.flags - {"same"} or set(reading.hints) - _ABOUT:
            return None
        said = {token.norm for token in reading.tokens}
        brief = sum(token.is_word for token in reading.tokens) <= _BRIEF
        if said & self._persons or not (reading.asks or brief):
            return None  # small talk: "nice job", "what are you all about?"
        about = "overview" in reading.aspects or reading.own_role or bool(said & self._callings)
        found = list(self._whole_list(ChunkKind.OVERVIEW, ()))
        return found[0] if found and about else None

    def listing(self, understood: Understanding, demands: Demands) -> Candidate | None:
        """The whole of a part that is a list, where that part is asked for and nothing else: on 88
        pages the ranker took one item for it, or nothing, in 52 of 143 such questions, of which the
        list answers 131. None for any other question."""
        reading = understood.reading
        levels = understood.levels if reading.by_title else ()  # "beginners' mistakes" are all
        slots = levels or understood.regions or reading.places or reading.other_roles
        others = reading.flags - {"same", "among"}  # "give me all of them"
        if slots or understood.asked_before or understood.inherited or others:
            return None
        if self._judges(reading):
            return None  # "I am leaving teaching. Could they all move in with me?"
        parts = set(understood.aspects) - {"levels"}
        kind = next((k for k in (*LISTED, ChunkKind.RELATED) if parts == {ASPECT_OF[k]}), None)
        asked = [d for d in demands.of(understood) if d.kind is not DemandKind.LEVEL or levels]
        if not kind or any(demand.kind is not DemandKind.ASPECT for demand in asked):
            return None
        return next(iter(self._whole_list(kind, asked)), None)

    def widened(
        self, candidate: Candidate, understood: Understanding, demands: Sequence[Demand]
    ) -> Candidate:
        """The whole list, where items of it were found, all are asked for ("what are the classic
        mistakes?") and no word tells these from the others; else the candidate as it is."""
        chosen = [self._page.by_id[chunk] for chunk in candidate.chunks]
        kinds = {passage.chunk.kind for passage in chosen}
        kind = kinds.pop() if len(kinds) == 1 else None
        if (
            candidate.source != "passage"
            or kind not in LISTED
            or not self._asks_for_all(understood.reading, ASPECT_OF[kind])
        ):
            return candidate
        items = self._page.of_kind(kind)
        for word in (demand for demand in demands if demand.kind is DemandKind.WORD):
            having = [item for item in items if explains(item.gist, word)]
            if len(having) < len(items) and any(item in having for item in chosen):
                return candidate
        return next(iter(self._whole_list(kind, demands)), candidate)

    def _asks_for_all(self, reading: Reading, aspect: str) -> bool:
        """Whether a list is to be given, by a plural that names the part of the page."""
        named = any(
            kind is TokenKind.ASPECT and is_plural(token.norm)
            for token, kind in zip(reading.tokens, reading.kinds, strict=True)
        )
        every = any(token.norm in self._every for token in reading.tokens)
        given = every or bool(self._listing.find(reading.tokens))
        return named and given and aspect in reading.aspects and not self._judges(reading)

    def _judges(self, reading: Reading) -> bool:
        """Whether the sentence that asks, after others, wants a yes or a no."""
        first = min(reading.asking, default=0)
        opening = next((t for t in reading.tokens[first:] if t.is_word), None)
        return bool(first and opening and opening.norm in self._yes_no)

    def moves_to_role(self) -> tuple[Evidence, ...]:
        """The page's moves from another role into its own."""
        into = self._page.lexicon.moves_into
        passages = self._page.of_kind(ChunkKind.TRANSITION)
        return tuple(_whole(p, bullet=False) for p in passages if p.chunk.anchor in into)

    def single(self, chunk_id: str) -> Candidate:
        """One chunk as a whole."""
        passage = self._page.by_id[chunk_id]
        return Candidate((_whole(passage, bullet=False),), "passage", 1.0, chunks=(chunk_id,))

    def quoted(self, item: Evidence) -> Candidate:
        """One sentence of a chunk."""
        return Candidate((item,), "passage", 1.0, chunks=(item.chunk.id,))

    def _candidate(
        self,
        passage: Passage,
        units: Sequence[Unit],
        understood: Understanding,
        demands: Sequence[Demand],
    ) -> Candidate:
        chunk = passage.chunk
        gist = union((passage.heading, *(unit.gist for unit in units)))
        words = [d for d in demands if d.kind is DemandKind.WORD]
        priced = any(u.gist.priced and share(words, u.gist) >= 0.5 for u in units)
        numbers = frozenset(s for s in passage.gist.stems if s[0].isdigit())
        gist = replace(gist, priced=priced) | Gist(stems=numbers)
        topics = [d for d in demands if d.is_topic]
        own = ASPECT_OF.get(chunk.kind, "")
        traits = {
            "unit_share": max(share(topics, u.gist) for u in units),
            "heading_share": share(topics, passage.heading),
            "units": len(units),
            "units_of": len(passage.units),
            "number": any(u.has_number for u in units),
            "named": _is_named(passage, understood),
            "compatible": _compatible(passage, understood),
            "before": chunk.id in understood.chunks_before,
            "level_hit": bool(set(understood.levels) & passage.gist.levels),
            "region_hit": bool(set(understood.regions) & passage.gist.regions),
            "levels_in": len(passage.gist.levels),
            f"kind_{chunk.kind.value}": 1,
        }
        evidence = dict.fromkeys(self._one(passage, unit) for unit in units)
        aspects = (own,) if own else ()
        return weigh("passage", tuple(evidence), demands, gist, aspects=aspects, traits=traits)

    def _whole_list(self, kind: ChunkKind, demands: Sequence[Demand]) -> Iterable[Candidate]:
        """A whole section: what is asked for when nothing in it in particular is."""
        passages = self._page.of_kind(kind)
        if not passages:
            return
        name = ASPECT_OF[kind]
        bullet = len(passages) > 1 and kind is not ChunkKind.OVERVIEW
        evidence = tuple(_whole(passage, bullet=bullet) for passage in passages)
        slots = (DemandKind.ASPECT, DemandKind.LEVEL, DemandKind.REGION)
        particular = [d for d in demands if d.kind not in slots]
        told_apart = any(
            explains(p.gist, d) for p in passages for d in particular if d.weight >= _TELLING
        )
        traits = {
            "particular": sum(d.weight for d in particular),
            "told_apart": told_apart,
            "units": len(passages),
            f"kind_{kind.value}": 1,
        }
        gist = union(p.gist for p in passages) | Gist(aspects=frozenset([name, "levels"]))
        yield weigh("list", evidence, demands, gist, aspects=(name,), traits=traits)

    def _units(
        self,
        passage: Passage,
        understood: Understanding,
        demands: Sequence[Demand],
        nearness: Nearness,
    ) -> list[Unit]:
        """The sentences or items of a passage that answer, in page order."""
        kind = passage.chunk.kind
        if kind in LISTED or kind is ChunkKind.RELATED:
            return list(passage.units)
        flags = understood.reading.flags
        fitting = list(passage.units)
        if kind not in ITEMS:  # an item's level is its list's, whomever it mentions
            fitting = [u for u in fitting if _fits_slots(u, understood)] or fitting
        if _is_whole(passage, understood, nearness):
            return fitting
        if "count" in flags:
            fitting = [u for u in fitting if u.has_number] or fitting
        topics = [d for d in demands if d.is_topic]
        topics = list(unexplained(topics, passage.heading)) or topics
        counted = "quantity" in flags
        cosines = nearness.of_units(passage.chunk.id)
        scores = {
            u.number: share(topics, u.gist) + 0.8 * cosines[u.number]
            + (0.2 if counted and u.has_number else 0.0)
            for u in fitting
        }  # fmt: skip
        top = max(scores.values())
        least = min(top, _keep(passage, understood) * top)
        kept = [n for n in scores if scores[n] >= least]
        kept = sorted(kept, key=lambda n: -scores[n])[:_MOST_UNITS]
        kept += _filling(kept, fitting, topics, scores)
        if "why" in flags and kind not in ITEMS:
            kept += [n + 1 for n in kept]  # the reason often follows
        return [unit for unit in passage.units if unit.number in kept]

    def _one(self, passage: Passage, unit: Unit) -> Evidence:
        chunk = passage.chunk
        if chunk.kind in LISTED or chunk.kind is ChunkKind.RELATED:
            return _whole(passage, bullet=False)
        if chunk.kind in ITEMS:
            level = self._page.lexicon.level(chunk.level or 1)
            return Evidence(
                chunk, unit.text, self._phrasing.listed(chunk.kind.value, level, unit.text)
            )
        return Evidence(chunk, unit.text, unit.text)


def _is_named(passage: Passage, understood: Understanding) -> bool:
    """Whether the question says the passage's own name of several words."""
    name = stems(passage.chunk.heading_path[-1])
    said = {token.stem for token in understood.reading.tokens}
    return len(name) > 1 and set(name) <= said and passage.chunk.kind not in ITEMS


def _sole(passage: Passage, understood: Understanding, demands: Sequence[Demand]) -> list[Unit]:
    """The one sentence with a figure that says all words of a question for a figure, if there is
    such a one: the figures beside it are other things'."""
    if not understood.reading.flags & _FIGURED or passage.chunk.kind not in _TOLD:
        return []
    words = [d for d in demands if d.kind is DemandKind.WORD and explains(passage.gist, d)]
    words = list(unexplained(words, passage.heading))
    saying = [u for u in passage.units if all(explains(u.gist, d) for d in words)]
    return saying if words and len(saying) == 1 and saying[0].has_number else []


def _keep(passage: Passage, understood: Understanding) -> float:
    if passage.chunk.kind in ITEMS:
        return 0.9
    return _ORDER_KEEP if "order" in understood.reading.flags else _UNIT_KEEP


def _is_whole(passage: Passage, understood: Understanding, nearness: Nearness) -> bool:
    """Whether the passage as such is asked for, rather than one of its sentences."""
    kind, flags = passage.chunk.kind, understood.reading.flags
    if kind in ITEMS:
        return False
    near = nearness.own(passage.chunk.id)
    if len(passage.units) <= _SHORT or near >= _SAME_QUESTION:
        return True
    if "order" in flags and len(passage.units) <= _STEPS:
        return True
    if kind is ChunkKind.SECTION:
        return len(passage.units) <= 2 * _SHORT and _is_named(passage, understood)
    if kind is not ChunkKind.FAQ:
        return False
    return near >= max(nearness.of_units(passage.chunk.id)) and "quantity" not in flags


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
