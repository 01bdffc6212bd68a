"""How much of a question a piece of evidence explains.

The measure behind choosing evidence and behind abstaining: the share of the question's topical
words, by weight, that the evidence (or a slot it fills) accounts for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.page import Words
from assistant.answering.spelling import frequency
from assistant.answering.text import Token
from assistant.answering.vocabulary import Vocabulary

# Weight of a word by its Zipf frequency: from 1 (unknown or rare) down to 0.2 (everyday).
_RARE, _EVERYDAY, _LEAST = 4.2, 6.2, 0.2


def weight(token: Token) -> float:
    """How much a question's word says about its topic: 0.2 (everyday) to 1 (rare, numbers)."""
    if token.is_number:
        return 1.0
    share = (_EVERYDAY - frequency(token.norm)) / (_EVERYDAY - _RARE)
    return min(1.0, max(_LEAST, share))


@dataclass(frozen=True, slots=True)
class Asked:
    """A topical word of the question with the synonym groups it stands in."""

    token: Token
    groups: frozenset[int]
    weight: float


class Coverage:
    """Says which asked words a text explains."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def asked(self, tokens: Iterable[Token], question: Sequence[Token]) -> tuple[Asked, ...]:
        """The given tokens of a question as asked words, each stem once."""
        groups: dict[int, set[int]] = {}
        for match in self._vocabulary.synonym_of.find(question):
            for i in range(match.start, match.end):
                groups.setdefault(question[i].start, set()).add(match.value)
        unique = {t.stem: t for t in tokens}
        return tuple(
            Asked(t, frozenset(groups.get(t.start, ())), weight(t)) for t in unique.values()
        )

    def explained(self, asked: Asked, words: Words) -> bool:
        """Whether a text with these words has the asked word, a form of it or a synonym."""
        word = asked.token.stem
        if word in words.stems or asked.groups & words.groups:
            return True
        return any(_same_family(word, other) for other in words.stems)

    def share(self, asked: Sequence[Asked], words: Words) -> float:
        """The explained share by weight, 0..1; 1 when nothing is asked."""
        total = sum(a.weight for a in asked)
        if not total:
            return 1.0
        return sum(a.weight for a in asked if self.explained(a, words)) / total


def _same_family(one: str, other: str) -> bool:
    """Long words that differ in their endings only ("recommend", "recommendation")."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 5 and longer.startswith(shorter) and len(longer) - len(shorter) <= 5
