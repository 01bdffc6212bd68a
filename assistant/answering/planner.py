"""From a question to the evidence that answers it, or to what the page does not say.

One planner a page: reads the question, completes it from the conversation, weighs the ways of
finding evidence against each other, and decides whether the best is enough. Writes no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidate import Candidate
from assistant.answering.conversation import Frame, Understanding, fitting, lean, resolve
from assistant.answering.coverage import Demand, DemandKind, Demands
from assistant.answering.lexicon import ORDINALS
from assistant.answering.page import Page
from assistant.answering.passages import Likeness, PassageFinder
from assistant.answering.phrasing import Phrasing
from assistant.answering.reader import Reader
from assistant.answering.reading import Reading, TokenKind
from assistant.answering.rows import RowFinder
from assistant.answering.vocabulary import Vocabulary
from assistant.search.index import Index

# Tuned on the dev splits (eval/README.md). Rows may leave open less than the weight of a noun.
_ROWS_OPEN = 0.35
_HINTED_OPEN = 0.15  # where only weak words name the rows, next to nothing
# A passage must be near the question's core in meaning, the less so the more words it explains.
_ENOUGH = 0.58
_EXACT = 0.2
_WORTH_NAMING = 0.3  # weight of a word that an abstention names
_VERY_QUESTION = 0.97
_SURE = 0.8
_ALIKE = 0.85  # so alike in meaning that no word in common is needed
_VETOES = (DemandKind.PRICE, DemandKind.PLACE, DemandKind.NUMBER)
_SEPARABLE = (DemandKind.WORD, DemandKind.PLACE, DemandKind.ROLE)
_TOPICAL = (
    TokenKind.CONTENT, TokenKind.ASPECT, TokenKind.OTHER_ROLE, TokenKind.PLACE,
    TokenKind.LEVEL, TokenKind.REGION, TokenKind.QUANTITY,
)  # fmt: skip
_JOINING = frozenset({"and", "or", "vs", "versus", ",", "&", "plus", "also"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What to answer: a candidate, or, when it is None, an abstention that says `abstention`."""

    understood: Understanding
    candidate: Candidate | None
    abstention: str = ""


class Planner:
    """Plans answers about one page."""

    def __init__(self, page: Page, reader: Reader, vocabulary: Vocabulary, index: Index) -> None:
        self.page = page
        self.reader = reader
        self.phrasing = Phrasing(page.roadmap, vocabulary)
        self._demands = Demands(page, vocabulary)
        self._rows = RowFinder(page, vocabulary)
        self._passages = PassageFinder(page, vocabulary)
        self._index = index
        self._price_stems = vocabulary.price_stems

    def plan(self, question: str, before: Frame | None) -> Plan:
        """Plan the answer to `question` after the turn `before`."""
        before = fitting(before, self.page.roadmap, self.page.by_id)
        reading = self.reader.read(question)
        understood = resolve(reading, before, self.page.roadmap)
        if understood.off_ladder or (reading.unknown_level and not reading.levels):
            return Plan(understood, None, self.phrasing.say("abstain_level"))
        if _only_instructs(reading):
            return Plan(understood, None, self.phrasing.say("abstain"))
        plan = self._plan(understood)
        if plan.candidate is None and before and not understood.asked_before:
            leaning = lean(understood, before)
            plan = self._plan(leaning) if leaning else plan
        return plan

    def _plan(self, understood: Understanding) -> Plan:
        pointed = self._pointed(understood)
        if pointed:
            return Plan(understood, pointed)
        demands = self._demands.of(understood)
        found = self._candidates(understood, demands)
        for candidate in sorted(found, key=_preference, reverse=True):
            fitting = self._enough(candidate, understood)
            if fitting:
                return Plan(understood, fitting)
        return Plan(understood, None, self._abstention(understood, found))

    def _pointed(self, understood: Understanding) -> Candidate | None:
        """The item of the last answer's list that "the second one" points at."""
        chunks = understood.chunks_before
        if "ordinal" not in understood.reading.flags or len(chunks) < 2:
            return None
        words = {token.norm for token in understood.reading.tokens}
        place = next((i for i, names in enumerate(ORDINALS) if words & names), None)
        at = len(chunks) - 1 if "last" in words else place
        return self._passages.single(chunks[at]) if at is not None and at < len(chunks) else None

    def _candidates(self, understood: Understanding, demands: Sequence[Demand]) -> list[Candidate]:
        rows = self._rows.find(understood, demands)
        passages = self._find_passages(understood, demands)
        return [c for c in (rows, passages) if c]

    def _find_passages(
        self, understood: Understanding, demands: Sequence[Demand]
    ) -> Candidate | None:
        whole = f"{understood.asked_before} {understood.reading.to_the_point}".strip()
        core = _core(understood.reading)
        if not core or (understood.asked_before and not understood.reading.content):
            core = whole
        point = _core(understood.reading, asking_only=True) or core
        rows = self._index.likeness((whole, core, point), self.page.roadmap.slug)
        likeness = {
            passage.chunk.id: _likeness(rows[passage.chunk.id], len(passage.units))
            for passage in self.page.passages
        }
        return self._passages.find(understood, demands, likeness)

    def _enough(self, candidate: Candidate, understood: Understanding) -> Candidate | None:
        """The candidate when it answers, or answers a part and says so; None when it does not."""
        if self._answers(candidate, understood):
            return candidate
        apart = self._asked_apart(candidate, understood) or _other_slots(
            candidate, understood.regions
        )
        if not apart:
            return None
        rest = tuple(d for d in candidate.missing if d not in apart)
        partial = replace(candidate, missing=rest)
        if not self._answers(partial, understood):
            return None
        closing = self._naming("partial", "partial_plain", [demand.name for demand in apart])
        return replace(partial, closing=closing)

    def _answers(self, candidate: Candidate, understood: Understanding) -> bool:
        if any(demand.kind in _VETOES for demand in candidate.missing):
            return False
        if candidate.source == "rows":
            if any(demand.kind is DemandKind.ROLE for demand in candidate.missing):
                return False
            limit = _HINTED_OPEN if candidate.hinted else _ROWS_OPEN
            return candidate.open_weight < limit and not _lacks_row(candidate)
        if "count" in understood.reading.flags and not candidate.has_number:
            return False
        if self._wants_pay(understood) and not _states_pay(candidate):
            return False
        topic = candidate.met + candidate.open_weight
        cover = candidate.met / topic if topic else 0.5
        return candidate.core + 0.5 * cover >= _ENOUGH or candidate.dense >= _ALIKE

    def _wants_pay(self, understood: Understanding) -> bool:
        """Whether a figure of pay is asked for, not something about pay."""
        reading = understood.reading
        about = reading.flags & {"yes_no", "compare", "why", "tag"}
        return "salary" in understood.aspects and not about

    def _asked_apart(self, candidate: Candidate, understood: Understanding) -> tuple[Demand, ...]:
        """Demands left open that were asked beside what is explained ("... and in Spain")."""
        reading = understood.reading
        open_stems = {s for d in candidate.missing if d.kind in _SEPARABLE for s in d.stems}
        if any(d.kind is DemandKind.PRICE for d in candidate.missing):
            open_stems |= self._price_stems
        if [d.kind for d in candidate.missing] == [DemandKind.PRICE]:
            return candidate.missing if _JOINING & {t.norm for t in reading.tokens} else ()
        topical = [
            (i, token.stem in open_stems)
            for i, (token, kind) in enumerate(zip(reading.tokens, reading.kinds, strict=True))
            if kind in _TOPICAL
        ]
        foreign = any(d.kind is DemandKind.ROLE for d in candidate.missing)
        if foreign and not (reading.levels or reading.own_role):
            return ()
        left = [i for i, is_open in topical if is_open]
        named = any(d.kind in (DemandKind.PLACE, DemandKind.ROLE) for d in candidate.missing)
        counting = (
            _TOPICAL if named else (TokenKind.CONTENT, TokenKind.ASPECT, TokenKind.OTHER_ROLE)
        )
        said = [i for i, is_open in topical if not is_open and reading.kinds[i] in counting]
        if not left or not said or not _joined(reading, left, said):
            return ()
        if not named and any(abs(i - j) == 1 for i in left for j in said):
            return ()  # "night pay": the open word narrows the other
        return tuple(d for d in candidate.missing if d.kind in (*_SEPARABLE, DemandKind.PRICE))

    def _abstention(self, understood: Understanding, found: Sequence[Candidate]) -> str:
        reading = understood.reading
        if reading.places:
            return self._naming("abstain_region", "abstain", reading.places)
        if reading.other_roles and understood.aspects:
            return self._naming("abstain_role", "abstain", reading.other_roles)
        best = max(found, key=lambda c: c.score, default=None)
        words = sorted(
            (d for d in (best.missing if best else ()) if d.kind is DemandKind.WORD),
            key=lambda d: -d.weight,
        )
        missing = [demand.name for demand in words if demand.weight >= _WORTH_NAMING]
        return self._naming("abstain_about", "abstain", missing[:2])

    def _naming(self, phrase: str, plain: str, names: Sequence[str]) -> str:
        """A ready sentence with the asker's words in it; none with a digit, for no figure may
        seem to come from the page."""
        sayable = [name for name in names if not any(letter.isdigit() for letter in name)]
        if not sayable:
            return self.phrasing.say(plain)
        return self.phrasing.say(phrase, missing=_listed(sayable))


def _preference(candidate: Candidate) -> float:
    """Rows that leave nothing open come before a passage, unless it is the very question asked."""
    if candidate.source == "passage":
        return candidate.score + (_EXACT if candidate.dense >= _VERY_QUESTION else 0.0)
    sure = not candidate.hinted and not candidate.missing and candidate.dense >= _SURE
    return candidate.score + (_EXACT if sure else 0.0)


def _core(reading: Reading, *, asking_only: bool = False) -> str:
    """The question without the words for role, level and region, which every passage shares;
    of its asking sentences only, where the others just tell a story."""
    slots = (TokenKind.ROLE, TokenKind.LEVEL, TokenKind.REGION)
    words = [
        token.norm
        for i, (token, kind) in enumerate(zip(reading.tokens, reading.kinds, strict=True))
        if kind not in slots
        and (token.is_word or token.is_number)
        and (not asking_only or i in reading.asking)
    ]
    return " ".join(words)


def _likeness(cosines: NDArray[np.float32], units: int) -> Likeness:
    """Cosines (3, rows) of the question, its core and its point, as passages want them."""
    dense, core, point = (float(row.max()) for row in cosines)
    core = max(core, point)
    each = cosines[:2, cosines.shape[1] - units :].mean(axis=0)
    return Likeness(dense, core, tuple(float(c) for c in each))


def _only_instructs(reading: Reading) -> bool:
    """Whether the text asks nothing: orders to the assistant, or one word over and over."""
    content = [token.stem for token in reading.content]
    babble = len(content) > 2 and len(set(content)) == 1
    return babble or ("instruction" in reading.flags and not reading.asks)


def _lacks_row(candidate: Candidate) -> bool:
    """Whether a level or region that was named has no row."""
    return any(d.kind in (DemandKind.LEVEL, DemandKind.REGION) for d in candidate.missing)


def _other_slots(candidate: Candidate, named: Sequence[str]) -> tuple[Demand, ...]:
    """Regions or levels that have no row, where others that were named have one."""
    abroad = (DemandKind.REGION, DemandKind.PLACE)
    lacking = tuple(d for d in candidate.missing if d.kind in abroad)
    paid = candidate.source == "rows" and "salary" in candidate.aspects
    return lacking if paid and named else ()


def _states_pay(candidate: Candidate) -> bool:
    """Whether the evidence gives pay, for every level and region named, and little stays open."""
    slots = (DemandKind.LEVEL, DemandKind.REGION, DemandKind.ASPECT, DemandKind.ROLE)
    lacking = [d for d in candidate.missing if d.kind in slots and d.name != "levels"]
    return candidate.has_number and not lacking and candidate.open_weight < _ROWS_OPEN


def _joined(reading: Reading, left: Sequence[int], said: Sequence[int]) -> bool:
    """Whether a word such as "and" parts all open words from some that are explained."""
    for i, token in enumerate(reading.tokens):
        if token.norm in _JOINING:
            before, after = any(s < i for s in said), any(s > i for s in said)
            if (before and min(left) > i) or (after and max(left) < i):
                return True
    return False


def _listed(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    names = tuple(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
