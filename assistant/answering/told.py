"""Whether one sentence gives the value that a question asks for, in the question's own words.

"What does the X badge cost?" is answered by "The X badge costs $90", whatever a ranker makes of the
way it is asked. Knows kinds of value and what money looks like on this page; ranks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answertypes import AnswerTypes
from assistant.answering.candidate import Candidate, quoted_units
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


@dataclass(frozen=True, slots=True)
class Sought:
    """What value a question seeks: a price, a count of `counting` (stems), or one of the kinds
    `wanted`; with all else that it names. Empty where no value is sought that figures show."""

    price: bool = False
    counting: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    named: tuple[Demand, ...] = ()
    regions: frozenset[str] = frozenset()


def _asks_what_it_pays(understood: Understanding, words: int) -> bool:
    """Whether pay is asked of a thing that is named, no level, region or role: "what does the
    harbour bursary pay?"."""
    reading = understood.reading
    others = understood.levels or understood.regions or reading.own_role or reading.other_roles
    return "salary" in understood.aspects and words >= _FEWEST_WORDS and not others


class Told:
    """Values that sentences of one page give."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._types = AnswerTypes(vocabulary)
        self._asked: Phrasebook[str] = Phrasebook((p, p) for p in vocabulary.main.price_asked)

    def sought(self, understood: Understanding, demands: Sequence[Demand]) -> Sought:
        """The value that a question seeks."""
        tokens = understood.reading.tokens
        named = tuple(d for d in demands if d.kind is not DemandKind.PRICE)
        words = sum(d.kind is DemandKind.WORD for d in demands)
        if (words and self._asks_price(understood)) or _asks_what_it_pays(understood, words):
            return Sought(price=True, named=named, regions=frozenset(understood.regions))
        wanted = self._types.wanted(tokens)
        if words < _FEWEST_WORDS or wanted - _SHOWN:
            return Sought()
        return Sought(counting=self._types.counting(tokens), wanted=wanted, named=named)

    def gives(self, candidate: Candidate, sought: Sought) -> bool:
        """Whether one quoted sentence, under its heading, has all that the question names, and the
        value."""
        if not (sought.price or sought.counting or sought.wanted) or candidate.source != "passage":
            return False
        by_id = self._page.by_id
        return any(
            all(explains(unit.gist | by_id[unit.chunk.id].heading, d) for d in sought.named)
            and self._holds(unit, sought)
            for unit in quoted_units(candidate, self._page)
        )

    def _holds(self, unit: Unit, sought: Sought) -> bool:
        """Whether a sentence holds a value of the kind sought, of no other region."""
        if sought.price:
            elsewhere = unit.gist.regions and sought.regions - unit.gist.regions
            return self._has_money(unit.text) and not elsewhere
        held = self._types.held(tokenise(unit.text))
        if sought.counting:
            return bool(sought.counting & held.counted)
        return sought.wanted <= held.types

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
