"""Whether one sentence gives the value that a question asks for, in the question's own words.

"What does the X badge cost?" is answered by "The X badge costs $90", whatever a ranker makes of the
way it is asked. Knows kinds of value and what money looks like on this page; ranks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.answertypes import AnswerTypes
from assistant.answering.candidate import Candidate
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Demand, DemandKind, explains
from assistant.answering.page import Page, Unit
from assistant.answering.text import Phrasebook, tokenise
from assistant.answering.vocabulary import Vocabulary

# Kinds of value that figures show to be there; a place or a person, any name might seem to be.
_SHOWN = frozenset({"duration", "share", "frequency", "age"})
# By one word alone, a sentence may be about something else: "how long is the exam?". A price is
# rarer than a duration.
_FEWEST_WORDS = 2


class Told:
    """Values that sentences of one page give."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._types = AnswerTypes(vocabulary)
        self._asked: Phrasebook[str] = Phrasebook((p, p) for p in vocabulary.main.price_asked)

    def price(
        self, candidate: Candidate, understood: Understanding, demands: Sequence[Demand]
    ) -> bool:
        """Whether a price is asked for, and a sentence with an amount of money has all that the
        question names."""
        if not self._asks_price(understood) or not _words(demands):
            return False
        return any(
            self._has_money(unit.text) and not set(understood.regions) - _regions(unit, understood)
            for unit in self._saying(candidate, demands)
        )

    def value(
        self, candidate: Candidate, understood: Understanding, demands: Sequence[Demand]
    ) -> bool:
        """Whether a count or a value of a kind that figures show is asked for, and a sentence that
        holds one has all that the question names."""
        tokens = understood.reading.tokens
        counting, wanted = self._types.counting(tokens), self._types.wanted(tokens)
        if len(_words(demands)) < _FEWEST_WORDS or not (counting or wanted) or wanted - _SHOWN:
            return False
        for unit in self._saying(candidate, demands):
            held = self._types.held(tokenise(unit.text))
            if counting & held.counted if counting else wanted <= held.types:
                return True
        return False

    def tells_money(self, candidate: Candidate) -> bool:
        """Whether the evidence gives an amount of money, or says that there is nothing to pay."""
        quotes = [item.quote for item in candidate.evidence]
        free = any("money" in self._types.held(tokenise(quote)).types for quote in quotes)
        return free or any(self._has_money(quote) for quote in quotes)

    def _asks_price(self, understood: Understanding) -> bool:
        reading = understood.reading
        asked = "price" in reading.flags or bool(self._asked.find(reading.tokens))
        return asked and "salary" not in understood.aspects

    def _has_money(self, text: str) -> bool:
        figures = self._page.lexicon.quantities.find(tokenise(text))
        return any(figure.kind == "pay" for figure in figures)

    def _saying(self, candidate: Candidate, demands: Sequence[Demand]) -> list[Unit]:
        """The quoted sentences that, under their heading, have all that is demanded but a price."""
        if candidate.source != "passage":
            return []
        asked = [d for d in demands if d.kind is not DemandKind.PRICE]
        quotes = {(item.chunk.id, item.quote) for item in candidate.evidence}
        passages = [self._page.by_id[chunk] for chunk in candidate.chunks]
        return [
            unit
            for passage in passages
            for unit in passage.units
            if {(unit.chunk.id, unit.text), (unit.chunk.id, unit.chunk.text)} & quotes
            and all(explains(unit.gist | passage.heading, demand) for demand in asked)
        ]


def _words(demands: Sequence[Demand]) -> list[Demand]:
    return [demand for demand in demands if demand.kind is DemandKind.WORD]


def _regions(unit: Unit, understood: Understanding) -> frozenset[str]:
    """The regions that a sentence is about: all asked for where it names none."""
    return unit.gist.regions or frozenset(understood.regions)
