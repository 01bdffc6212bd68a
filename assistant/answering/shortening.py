"""What of a chosen passage is told: figures beside the one that is asked for are left out.

A passage is short, but may give a figure for each of several things. Of its sentences those stay
that are near to the question, and those without a figure; of a sentence with several figures the
clause that is much nearer than the others, where it can stand alone. Chooses no passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.candidate import Candidate, quoted_units
from assistant.answering.clauses import Clause, ClauseReader
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Demand, DemandKind, explains
from assistant.answering.nearness import wordings
from assistant.answering.page import Page, Unit, union
from assistant.answering.reading import Reading, TokenKind
from assistant.answering.text import Phrasebook
from assistant.answering.vocabulary import Vocabulary
from assistant.records import ChunkKind, Evidence
from assistant.search.index import Index
from assistant.search.rows import unit_spans

_TOLD = (ChunkKind.FAQ, ChunkKind.SECTION, ChunkKind.OVERVIEW)
# Tuned on the training pages: of 100 sentences that are so far behind the nearest one, 97 hold
# nothing that was asked for.
_FAR = 0.12
_PLAIN_FAR = 0.2  # for sentences without a figure, told with those that have one
_CLAUSE_FAR = 0.03
_JOINED_FAR = 0.3  # where several things are asked
_BOUND = (DemandKind.REGION, DemandKind.LEVEL)
_WHOLE = frozenset({"compare", "order"})  # flags of questions that want a passage's parts together
_TOGETHER = frozenset({"all_levels", "highest", "lowest"})  # and a sentence's


class Shortener:
    """Shortens candidates from one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary, index: Index) -> None:
        self._page = page
        self._index = index
        self._clauses = ClauseReader(vocabulary, page.lexicon.labels)
        self._joins = frozenset(vocabulary.main.clause_joins)
        self._spread = Phrasebook((phrase, phrase) for phrase in vocabulary.main.spread)

    def shortened(
        self, candidate: Candidate, understood: Understanding, demands: Sequence[Demand]
    ) -> Candidate:
        """The candidate without figures that are not asked for; as it is where all are."""
        units = self._units(candidate)
        if not units or understood.reading.flags & _WHOLE:
            return candidate
        chunk = units[0].chunk
        reading = understood.reading
        # "How fast is the first one?", "and the second?": of the same passage now, and that alone.
        again = understood.asked_before and reading.content
        question = reading.to_the_point if again else wordings(understood)[0]
        places = unit_spans(chunk)
        near = self._index.part_likeness(question, chunk, [[places[u.number]] for u in units])
        best = units[int(near.argmax())]
        behind = {u.number: float(near.max() - n) for u, n in zip(units, near, strict=True)}
        far = [u for u in units if behind[u.number] > (_FAR if u.has_number else _PLAIN_FAR)]
        if any(unit.has_number for unit in far):
            needed = self._needed([u for u in units if u not in far], far, demands)
            units = [unit for unit in units if unit not in far or unit in needed]
        units = _placed(units, demands) or units
        best = best if best in units else units[0]
        told = [(unit, unit.text) for unit in units]
        at = units.index(best)
        told[at : at + 1] = [
            (best, clause)
            for clause in self._told(best, places[best.number], question, demands, reading)
        ]
        evidence = tuple(Evidence(chunk, unit.text, said) for unit, said in told)
        return replace(candidate, evidence=evidence)

    def _asks_for_all(self, reading: Reading) -> bool:
        """Whether the figures of a sentence are wanted together: "how is the week split?"."""
        return bool(reading.flags & _TOGETHER or self._spread.find(reading.tokens))

    def _is_joined(self, reading: Reading) -> bool:
        """Whether words are joined ("and", "but"), apart from how a follow-up opens."""
        kinds = zip(reading.tokens, reading.kinds, strict=True)
        return any(t.norm in self._joins and kind is not TokenKind.FLAG for t, kind in kinds)

    def _units(self, candidate: Candidate) -> list[Unit]:
        """The sentences that a candidate quotes of one passage that is told, if it is one."""
        if candidate.source == "rows" or candidate.opening or len(candidate.chunks) != 1:
            return []
        if self._page.by_id[candidate.chunks[0]].chunk.kind not in _TOLD:
            return []
        units = quoted_units(candidate, self._page)
        return units if any(unit.has_number for unit in units) else []

    def _needed(
        self, kept: Sequence[Unit], far: Sequence[Unit], demands: Sequence[Demand]
    ) -> list[Unit]:
        """Far sentences that have something asked for which the others lack."""
        said = union(unit.gist for unit in kept) | self._page.by_id[far[0].chunk.id].heading
        lacking = [demand for demand in demands if not explains(said, demand)]
        return [u for u in far if any(explains(u.gist, demand) for demand in lacking)]

    def _told(
        self,
        unit: Unit,
        place: tuple[int, int],
        question: str,
        demands: Sequence[Demand],
        reading: Reading,
    ) -> list[str]:
        """The clauses of a sentence that are asked for, each as it stands alone, or the sentence:
        the one about the place or level asked of, the one with the largest or smallest share, or
        those that are near."""
        clauses = self._clauses.read(unit.text)
        extreme = _extreme(clauses, reading)
        if extreme and extreme.alone:
            return [extreme.alone]
        if not clauses or self._asks_for_all(reading):
            return [unit.text]
        parts = [[(place[0] + a, place[0] + b) for a, b in clause.spans] for clause in clauses]
        near = self._index.part_likeness(question, unit.chunk, parts)
        gists = [self._page.gist(clause.alone) for clause in clauses]
        asked = [demand for demand in demands if explains(unit.gist, demand)]
        whole = [i for i, gist in enumerate(gists) if all(explains(gist, d) for d in asked)]
        joined = self._is_joined(reading)
        if len(whole) == 1 and any(demand.kind in _BOUND for demand in asked):
            return [clauses[whole[0]].alone]
        if not joined and not whole:
            return [unit.text]
        best = max(whole if not joined else range(len(clauses)), key=lambda i: near[i])
        far = _JOINED_FAR if joined else _CLAUSE_FAR
        kept = [i for i in range(len(clauses)) if float(near[best] - near[i]) < far]
        said = union(gists[i] for i in kept)
        sure = (joined or len(kept) == 1) and all(explains(said, d) for d in asked)
        if not sure or len(kept) == len(clauses) or not all(clauses[i].alone for i in kept):
            return [unit.text]
        return [clauses[i].alone for i in kept]


def _extreme(clauses: Sequence[Clause], reading: Reading) -> Clause | None:
    """The clause with the largest or the smallest share, where one of them is asked for."""
    ends = reading.flags & {"highest", "lowest"}
    shares = [(clause.share, i) for i, clause in enumerate(clauses) if clause.share is not None]
    if len(ends) != 1 or not shares or len(shares) != len(clauses):
        return None
    return clauses[(max if "highest" in ends else min)(shares)[1]]


def _placed(units: Sequence[Unit], demands: Sequence[Demand]) -> list[Unit]:
    """The sentences without those that give figures of other regions than the ones asked of."""
    asked = {demand.name for demand in demands if demand.kind is DemandKind.REGION}
    here = [u for u in units if not (u.has_number and u.gist.regions) or asked & u.gist.regions]
    return here if asked else list(units)
