"""What a thing costs: whether a sentence gives the price that a question asks for.

Knows how prices are asked and what an amount of money looks like on this page; ranks nothing.
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


class Prices:
    """Prices on one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._types = AnswerTypes(vocabulary)
        self._asked: Phrasebook[str] = Phrasebook((p, p) for p in vocabulary.main.price_asked)

    def told(
        self, candidate: Candidate, understood: Understanding, demands: Sequence[Demand]
    ) -> bool:
        """Whether a price is asked for, and one sentence with an amount of money has all that the
        question names: "what does the X badge cost?", "The X badge costs $90"."""
        worded = any(d.kind is DemandKind.WORD for d in demands)
        if not worded or candidate.source != "passage" or not self._is_asked(understood):
            return False
        asked = [d for d in demands if d.kind is not DemandKind.PRICE]
        return any(
            self._has_money(unit.text)
            and self._is_about(unit, understood)
            and all(explains(unit.gist | self._page.by_id[unit.chunk.id].heading, d) for d in asked)
            for unit in self._units(candidate)
        )

    def tells_money(self, candidate: Candidate) -> bool:
        """Whether the evidence gives an amount of money, or says that there is nothing to pay."""
        quotes = [item.quote for item in candidate.evidence]
        free = any("money" in self._types.held(tokenise(quote)).types for quote in quotes)
        return free or any(self._has_money(quote) for quote in quotes)

    def _is_asked(self, understood: Understanding) -> bool:
        reading = understood.reading
        asked = "price" in reading.flags or bool(self._asked.find(reading.tokens))
        return asked and "salary" not in understood.aspects

    def _is_about(self, unit: Unit, understood: Understanding) -> bool:
        """Whether a sentence that names regions names those asked for."""
        return not unit.gist.regions or set(understood.regions) <= unit.gist.regions

    def _has_money(self, text: str) -> bool:
        figures = self._page.lexicon.quantities.find(tokenise(text))
        return any(figure.kind == "pay" for figure in figures)

    def _units(self, candidate: Candidate) -> list[Unit]:
        """The sentences that the candidate quotes."""
        quotes = {(item.chunk.id, item.quote) for item in candidate.evidence}
        return [
            unit
            for chunk in candidate.chunks
            for unit in self._page.by_id[chunk].units
            if (chunk, unit.text) in quotes or (chunk, unit.chunk.text) in quotes
        ]
