"""What kind of value a question wants, and which kinds a text holds: a duration, a share, a count.

"How long does the course take?" is not answered by a sentence about the course that gives no
duration. Knows the vocabulary's words for each kind; does not know any page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answering.text import Phrasebook, Token, stem
from assistant.answering.vocabulary import Vocabulary

_COUNTED_WITHIN = 3  # words after a number that it may count ("eight people on a crew")
_HOW_MANY = (stem("how"), stem("many"))


@dataclass(frozen=True, slots=True)
class Held:
    """The kinds of value in a text, and the stems of what its numbers count."""

    types: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()


class AnswerTypes:
    """Finds wanted and held kinds of value."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.names = tuple(vocabulary.main.answer_types)
        kinds = vocabulary.main.answer_types.items()
        self._asked = [Phrasebook((w, name) for w in kind.asked) for name, kind in kinds]
        self._held = [Phrasebook((w, name) for w in kind.held) for name, kind in kinds]
        self._signs = [(w, name) for name, kind in kinds for w in kind.held if not w[0].isalnum()]
        self._units = frozenset(stem(word) for word in vocabulary.main.time_units)

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self._vocabulary.main.numbers)

    def wanted(self, tokens: Sequence[Token]) -> frozenset[str]:
        """The kinds of value that a question asks for by its words."""
        return frozenset(match.value for book in self._asked for match in book.find(tokens))

    def counting(self, tokens: Sequence[Token]) -> frozenset[str]:
        """Stems of what "how many ..." counts, units of time left out."""
        words = [t.stem for t in tokens if t.is_word]
        for at in range(len(words) - 2):
            if (words[at], words[at + 1]) == _HOW_MANY:
                counted = words[at + 2 : at + 4]
                return frozenset() if counted[0] in self._units else frozenset(counted)
        return frozenset()

    def held(self, tokens: Sequence[Token]) -> Held:
        """The kinds of value that a text gives."""
        types = {match.value for book in self._held for match in book.find(tokens)}
        shown = {t.norm for t in tokens}
        types |= {name for sign, name in self._signs if sign in shown}
        counted: set[str] = set()
        words = [t for t in tokens if t.is_word or t.is_number]
        for at, token in enumerate(words):
            if token.is_number or token.stem in self._numbers:
                counted.update(t.stem for t in words[at + 1 : at + 1 + _COUNTED_WITHIN])
        if counted & self._units:
            types.add("duration")
        return Held(frozenset(types), frozenset(counted))
