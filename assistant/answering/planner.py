"""From a question to the evidence that answers it, or to what the page does not say.

One planner a page: reads the question, completes it from the conversation, lets every way of
finding evidence make its candidates and the ranker say which of them answers, if any. Writes no
answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answering.candidate import Candidate
from assistant.answering.compound import halves
from assistant.answering.conversation import Frame, Understanding, fitting, lean, resolve
from assistant.answering.counts import Counts
from assistant.answering.coverage import Demand, DemandKind, Demands, explains, word_weight
from assistant.answering.features import Features, vector
from assistant.answering.moves import Moves
from assistant.answering.nearness import NearnessFinder
from assistant.answering.page import Page
from assistant.answering.partial import Halves
from assistant.answering.passages import PassageFinder
from assistant.answering.phrasing import Phrasing
from assistant.answering.ranker import Ranker
from assistant.answering.reader import Reader
from assistant.answering.rivals import Rivals
from assistant.answering.rows import RowFinder
from assistant.answering.settling import Settler
from assistant.answering.shortening import Shortener
from assistant.answering.told import Sought, Told
from assistant.answering.vocabulary import Vocabulary
from assistant.search.index import Index

_WORTH_NAMING = 0.3  # weight of a word that an abstention names
# Whatever the ranker says, evidence for another place does not answer. Evidence where no price was
# seen beside the question's words does where the ranker is sure: 38 of 47 such answers were right
# on 18 pages that it had not seen.
_VETOES = (DemandKind.PLACE, DemandKind.NUMBER)
_SURE_OF_PRICE = 0.6
# What a closing sentence may say the page does not cover; a plain word must weigh this much.
_NAMEABLE = (DemandKind.PLACE, DemandKind.REGION, DemandKind.ROLE, DemandKind.PRICE)
_WEIGHTY = 0.5
# Rows of the part, levels and regions that were named, with nothing left open, do answer: in the
# training sets 19 of 20 times, however unlike a table row the wording is.
_CERTAIN = 0.5
_SAME_QUESTION = 0.9  # a question this close to a passage's own is that question
# Who takes something for granted ("since the badge expires, ...") speaks of what is on the page,
# rightly or wrongly: 284 such questions of the training pages can be answered, none cannot.
_PRESUMED = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to answer: a candidate, or, when it is None, an abstention that says `abstention`.

    `confidence` (0..1) is the ranker's for the candidate, or for the best that was not enough.
    """

    understood: Understanding
    candidate: Candidate | None
    abstention: str = ""
    confidence: float = 1.0

    def frame(self, roadmap: str) -> Frame:
        """What the turn was about; after an abstention too, so that a follow-up can mend it."""
        chunks = self.candidate.chunks if self.candidate else ()
        aspects = self.candidate.aspects if self.candidate else ()
        evidence = self.candidate.evidence if self.candidate else ()
        answered = dict.fromkeys(e.chunk.level for e in evidence if e.chunk.level)
        return self.understood.frame(roadmap, chunks, aspects, tuple(answered))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its features and, once ranked, its probability to be a right answer."""

    candidate: Candidate
    features: dict[str, float]
    probability: float = 0.0


class Planner:
    """Plans answers about one page."""

    def __init__(
        self, page: Page, reader: Reader, vocabulary: Vocabulary, index: Index, ranker: Ranker
    ) -> None:
        self.page = page
        self.reader = reader
        self.phrasing = Phrasing(page.roadmap, vocabulary)
        self._demands = Demands(page, vocabulary)
        self._rows = RowFinder(page, vocabulary)
        self._passages = PassageFinder(page, vocabulary)
        self._nearness = NearnessFinder(page, vocabulary, index)
        self._features = Features(page, vocabulary)
        self._halves = Halves(vocabulary)
        self._rivals = Rivals(page, vocabulary)
        self._moves = Moves(page.lexicon, vocabulary)
        self._counts = Counts(page, vocabulary)
        self._told = Told(page, vocabulary)
        self._shortener = Shortener(page, vocabulary, index)
        self._ranker = ranker
        self._settler = Settler(
            reader.ladder, self._rows, self._passages, self._counts, self._demands, self._features
        )

    def plan(self, question: str, before: Frame | None) -> Plan:
        """Plan the answer to `question` after the turn `before`."""
        before = fitting(before, self.page.roadmap, self.page.by_id)
        plan = self._planned(question, before)
        parts = None if plan.candidate else halves(plan.understood.reading)
        return (self._in_halves(parts, before) if parts else None) or plan

    def _planned(self, question: str, before: Frame | None) -> Plan:
        """The plan for a question taken as one."""
        understood = self.understand(question, before)
        ways = self.ways(understood, before)
        if understood.left_out:  # what names a thing only hardly stands by itself
            leaning = self.settled(understood) or self._plan(ways[:1])
            alone = ways[1:]
            if leaning.candidate or not alone or self._demands.priced_before(understood):
                return leaning
            plan = self._plan(alone)
            told = plan.candidate and not self._lacks_pay(plan.candidate, understood)
            return plan if told and plan.confidence >= _CERTAIN else leaning
        return self.settled(understood) or self._plan(ways)

    def _in_halves(self, parts: tuple[str, str], before: Frame | None) -> Plan | None:
        """The plan for two questions in one, where either can be answered by itself."""
        first = self._planned(parts[0], before)
        second = self._planned(parts[1], first.frame(self.page.roadmap.slug))
        told = [
            plan
            for plan in (first, second)
            if plan.candidate and (plan.confidence >= _CERTAIN or plan is first)
        ]
        found = [plan.candidate for plan in told if plan.candidate]
        if not found:
            return None
        evidence = dict.fromkeys(item for candidate in found for item in candidate.evidence)
        plain = self.phrasing.say("partial_plain")
        open_part = next((p.abstention or plain for p in (first, second) if p not in told), "")
        closing = plain if open_part == self.phrasing.say("abstain") else open_part
        candidate = replace(
            found[0],
            evidence=tuple(evidence),
            closing=closing or found[-1].closing,
            chunks=tuple(dict.fromkeys(chunk for c in found for chunk in c.chunks)),
        )
        return replace(told[0], candidate=candidate, confidence=min(p.confidence for p in told))

    def understand(self, question: str, before: Frame | None) -> Understanding:
        """The question, completed from the turn `before`, which must fit the page."""
        return resolve(self.reader.read(question), before, self.page.roadmap)

    def ways(self, understood: Understanding, before: Frame | None) -> tuple[Understanding, ...]:
        """The ways to read a turn, the likelier first: "does it pay?" may lean on the turn before
        or stand by itself. The evidence tells which was meant."""
        if before is None:
            return (understood,)
        if not understood.asked_before:
            leaning = lean(understood, before)
            return (understood, leaning) if leaning else (understood,)
        if not understood.reading.content:
            return (understood,)
        return understood, resolve(understood.reading, None, self.page.roadmap)

    def settled(self, understood: Understanding) -> Plan | None:
        """The plan where no evidence needs weighing: no such level, no question, the list of all
        levels, a level or the role as such, an item of the last answer pointed at. None
        otherwise."""
        phrase = self._settler.refusal(understood)
        if phrase:
            return Plan(understood, None, self.phrasing.say(phrase))
        found = self._settler.found(understood)
        return Plan(understood, found) if found else None

    def weighed(self, understood: Understanding) -> list[Weighed]:
        """Every candidate with its features, not ranked yet."""
        return self._weighed(understood, self._demands.of(understood))

    def _weighed(self, understood: Understanding, demands: Sequence[Demand]) -> list[Weighed]:
        nearness = self._nearness.of(understood)
        tokens = understood.reading.tokens
        passages = self._passages.candidates(understood, demands, nearness)
        found = [
            *self._rows.candidates(understood, demands),
            *(
                self._rivals.alike(self._rivals.joined(candidate, tokens), tokens, demands)
                for candidate in passages
            ),
        ]
        features = self._features.of(understood, demands, found, nearness)
        return [
            Weighed(
                candidate,
                {**numbers, "open_half": len(self._halves.open_half(candidate, understood))},
            )
            for candidate, numbers in zip(found, features, strict=True)
        ]

    def ranked(self, understood: Understanding) -> list[Weighed]:
        """Every candidate, the likeliest to be a right answer first."""
        demands = self._demands.of(understood)
        found = self._weighed(understood, demands)
        if not found:
            return []
        rows = np.stack([vector(item.features, self._ranker.names) for item in found])
        chances = self._ranker.probabilities(rows)
        sought = self._told.sought(understood, demands)
        ranked = [
            self._assured(replace(item, probability=float(chance)), understood, sought)
            for item, chance in zip(found, chances, strict=True)
        ]
        return sorted(ranked, key=lambda item: -item.probability)

    def _assured(self, item: Weighed, understood: Understanding, sought: Sought) -> Weighed:
        """The candidate as it was ranked, or as certain where it is the very thing asked for."""
        candidate = item.candidate
        if self._told.gives(candidate, sought):
            open_ones = tuple(d for d in candidate.missing if d.kind is not DemandKind.PRICE)
            item = replace(item, candidate=replace(candidate, missing=open_ones))
        elif not (
            _are_named_rows(item, aside=self._leaves_aside(item, understood))
            or (_answers_all(item) and self._moves.is_named(candidate, understood.reading.tokens))
            or self._rows.is_time_to_reach(candidate, understood)
        ):
            return item
        return replace(item, probability=max(item.probability, _CERTAIN))

    def _leaves_aside(self, item: Weighed, understood: Understanding) -> bool:
        """Whether what the candidate leaves open was asked after what it explains."""
        half = item.features["open_half"]
        return bool(half) and self._halves.is_aside(item.candidate, understood)

    def _plan(self, ways: Sequence[Understanding]) -> Plan:
        """The likeliest candidate of all ways to read the question that may answer it."""
        found = [(item, way) for way in ways for item in self.ranked(way)]
        found.sort(key=lambda pair: -pair[0].probability)
        presuming = ways[0].reading.presuming
        accept = min(_PRESUMED, self._ranker.accept) if presuming else self._ranker.accept
        for item, way in found:
            if item.probability < accept:
                break
            lacking = self._lacks_pay(item.candidate, ways[0])
            answer = None if lacking else self._completed(item, way)
            if answer:
                return Plan(way, answer, confidence=item.probability)
        way_in = self._settler.way_in(ways[0])
        if way_in:
            return Plan(ways[0], way_in, confidence=_CERTAIN)
        best = next((item for item, way in found if way is ways[0]), None)
        text = self._abstention(ways[0], best.candidate.missing if best else ())
        return Plan(ways[0], None, text, best.probability if best else 0.0)

    def _completed(self, item: Weighed, understood: Understanding) -> Candidate | None:
        """The candidate, saying what half it leaves open; None where it must not answer."""
        tokens = understood.reading.tokens
        candidate = item.candidate
        vetoes = _VETOES if item.probability >= _SURE_OF_PRICE else (*_VETOES, DemandKind.PRICE)
        turned = self._moves.turned(candidate, tokens) or self._moves.are_others(candidate)
        if turned or self._moves.leave(candidate, understood.reading):
            return None
        half = self._halves.open_half(candidate, understood)
        if self._demands.priced_before(
            understood
        ):  # one thing is named: its price is there, or not
            unpriced = any(d.kind is DemandKind.PRICE for d in candidate.missing)
            if unpriced and not self._told.tells_money(candidate):
                return None
            half, vetoes = (), _VETOES
        if any(d.kind in vetoes for d in candidate.missing if d not in half):
            return None
        demands = self._demands.of(understood)
        if candidate.source == "rows" and "all_levels" not in understood.reading.flags:
            candidate = self._rows.narrowed(candidate, demands)
        candidate = self._passages.widened(candidate, understood, demands)
        candidate = self._counts.corrected(self.shortened(item, candidate, understood), tokens)
        named = [d.name for d in half if d.kind in _NAMEABLE or word_weight(d.name) >= _WEIGHTY]
        if not named:
            return candidate
        return replace(candidate, closing=self._naming("partial", "partial_plain", named))

    def _lacks_pay(self, candidate: Candidate, understood: Understanding) -> bool:
        """Whether the pay of another role is asked for, and the candidate tells none."""
        reading = understood.reading
        asked = "salary" in understood.aspects and reading.other_roles
        judged = reading.flags & {"yes_no", "compare", "tag", "why"}
        return bool(asked and not judged and not self._told.tells_money(candidate))

    def shortened(
        self, item: Weighed, candidate: Candidate, understood: Understanding
    ) -> Candidate:
        """What is told of the candidate that `item` is or became: all of it where the question is
        the passage's own, else what is asked for."""
        if item.features["own_whole"] >= _SAME_QUESTION:
            return candidate
        return self._shortener.shortened(candidate, understood, self._demands.of(understood))

    def _abstention(self, understood: Understanding, missing: Sequence[Demand]) -> str:
        reading = understood.reading
        if reading.places:
            return self._naming("abstain_region", "abstain", reading.places)
        if reading.other_roles and understood.aspects:
            return self._naming("abstain_role", "abstain", reading.other_roles)
        words = sorted((d for d in missing if d.kind is DemandKind.WORD), key=lambda d: -d.weight)
        strange = [d for d in words if not any(explains(p.gist, d) for p in self.page.passages)]
        names = [demand.name for demand in strange if demand.weight >= _WORTH_NAMING]
        return self._naming("abstain_about", "abstain", names[:2])

    def _naming(self, phrase: str, plain: str, names: Sequence[str]) -> str:
        """A ready sentence with the asker's words in it; none with a digit, for no figure may
        seem to come from the page."""
        sayable = [name for name in names if not any(letter.isdigit() for letter in name)]
        if not sayable:
            return self.phrasing.say(plain)
        return self.phrasing.say(phrase, missing=_listed(sayable))


def _are_named_rows(item: Weighed, *, aside: bool) -> bool:
    """Whether the candidate is the very rows that were asked for by name, or they and something
    `aside`."""
    numbers, candidate = item.features, item.candidate
    rows = candidate.source == "rows" and numbers["how"] == 2 and numbers["row_kinds"] == 1
    named = numbers.get("levels_meant", 0) and numbers["levels"] > 0
    half = numbers["open_half"]  # what is asked beside them is said to be missing
    told = len(candidate.missing) <= half and bool(aside or not numbers.get("all_open"))
    return bool(rows and named and told)


def _answers_all(item: Weighed) -> bool:
    """Whether the candidate is of the part that was asked for and leaves nothing open."""
    numbers = item.features
    asked = numbers["aspect_hit"] or numbers["aspect_hinted"]
    other = numbers["wanted_lacking"] or numbers["flag_compare"]
    return bool(asked and not other and not item.candidate.missing)


def _listed(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    names = tuple(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
