"""What was asked beside what is answered: "... and in Spain?", "and what does it cost?".

A candidate that explains one half of a question may answer it, saying that the page does not cover
the other. Knows demands and the question's words, no page.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.candidate import Candidate
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Demand, DemandKind
from assistant.answering.reading import Reading, TokenKind
from assistant.answering.vocabulary import Vocabulary

_SEPARABLE = (DemandKind.WORD, DemandKind.PLACE, DemandKind.ROLE)
_ABROAD = (DemandKind.REGION, DemandKind.PLACE)
_ASKED = (TokenKind.CONTENT, TokenKind.ASPECT, TokenKind.OTHER_ROLE)
_TOPICAL = (
    *_ASKED, TokenKind.PLACE, TokenKind.LEVEL, TokenKind.REGION, TokenKind.QUANTITY,
)  # fmt: skip
_JOINING = frozenset({"and", "or", "vs", "versus", "&", "plus", "also"})
_LISTING = _JOINING | {","}  # parts names; between plain words it just goes on with the story


class Halves:
    """Finds the open half of questions."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._price_stems = vocabulary.price_stems

    def open_half(self, candidate: Candidate, understood: Understanding) -> tuple[Demand, ...]:
        """The demands that the candidate leaves open and that were asked apart; () for none."""
        return self._asked_apart(candidate, understood.reading) or _other_slots(
            candidate, understood.regions
        )

    def is_aside(self, candidate: Candidate, understood: Understanding) -> bool:
        """Whether all that the candidate leaves open was asked after what it explains: "the pay of
        a senior, and how many sick days?"."""
        left, said = self._sides(candidate, understood.reading, _TOPICAL)
        return bool(left and said) and min(left) > max(said)

    def _asked_apart(self, candidate: Candidate, reading: Reading) -> tuple[Demand, ...]:
        """Demands left open that were asked beside what is explained ("... and in Spain")."""
        kinds = {d.kind for d in candidate.missing}
        if kinds == {DemandKind.PRICE}:
            return candidate.missing if _LISTING & {t.norm for t in reading.tokens} else ()
        if DemandKind.ROLE in kinds and not (reading.levels or reading.own_role):
            return ()
        named = bool(kinds & {DemandKind.PLACE, DemandKind.ROLE})
        left, said = self._sides(candidate, reading, _TOPICAL if named else _ASKED)
        joining = _LISTING if named else _JOINING
        if not left or not said or not _joined(reading, left, said, joining):
            return ()
        if not named and any(abs(i - j) == 1 for i in left for j in said):
            return ()  # "night pay": the open word narrows the other
        return tuple(d for d in candidate.missing if d.kind in (*_SEPARABLE, DemandKind.PRICE))

    def _sides(
        self, candidate: Candidate, reading: Reading, counting: Sequence[TokenKind]
    ) -> tuple[list[int], list[int]]:
        """Positions of the topical words that stay open, and of those that are explained."""
        stems = {s for d in candidate.missing if d.kind in _SEPARABLE for s in d.stems}
        if any(d.kind is DemandKind.PRICE for d in candidate.missing):
            stems |= self._price_stems
        left, said = [], []
        for i, (token, kind) in enumerate(zip(reading.tokens, reading.kinds, strict=True)):
            if kind in _TOPICAL and token.stem in stems:
                left.append(i)
            elif kind in counting:
                said.append(i)
        return left, said


def _other_slots(candidate: Candidate, named: Sequence[str]) -> tuple[Demand, ...]:
    """Regions that have no row, where others that were named have one."""
    lacking = tuple(d for d in candidate.missing if d.kind in _ABROAD)
    paid = candidate.source == "rows" and "salary" in candidate.aspects
    return lacking if paid and named else ()


def _joined(
    reading: Reading, left: Sequence[int], said: Sequence[int], joining: frozenset[str]
) -> bool:
    """Whether a word such as "and" parts all open words from some that are explained."""
    for i, token in enumerate(reading.tokens):
        if token.norm in joining:
            before, after = any(s < i for s in said), any(s > i for s in said)
            if (before and min(left) > i) or (after and max(left) < i):
                return True
    return False
