"""Questions about the ladder as a whole: "from the bottom to the top", "list the ranks".

Knows a page's words for its rungs and how people speak of a ladder's ends; finds no evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.lexicon import Lexicon
from assistant.answering.reading import Reading
from assistant.answering.text import Token, stem, stems
from assistant.answering.vocabulary import Flag, Vocabulary

_FARTHEST = 9  # words from one end to the other ("first rank all the way up to the last")
# With any of these more is asked than which rungs there are.
_MORE: frozenset[Flag] = frozenset(
    {"compare", "highest", "instruction", "lowest", "next", "period", "previous", "price", "why"}
)


class Ladder:
    """What one page's rungs are called, and how a whole ladder is spoken of."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        words = vocabulary.main.ladder
        self._length = len(lexicon.roadmap.levels)
        self._labels = lexicon.labels
        self._number = vocabulary.number
        self._glue = vocabulary.glue
        self._low, self._high = frozenset(words.low), frozenset(words.high)
        self._joins = frozenset(words.joins)
        self._rungs = frozenset(stem(word) for word in words.rungs)
        self._whole = frozenset(stem(word) for word in words.whole)
        self._listing = tuple(stems(phrase) for phrase in words.listing)
        self._every = frozenset(words.every)

    def spans(self, tokens: Sequence[Token]) -> list[range]:
        """Where the tokens lead from one end of the ladder to the other."""
        found = []
        for start, token in enumerate(tokens):
            others = self._other_end(token)
            stretch = tokens[start + 1 : start + 1 + _FARTHEST] if others else ()
            for end, other in enumerate(stretch, start + 1):
                if other.norm in others and self._leads(tokens[start + 1 : end]):
                    found.append(range(start, end + 1))
                    break
        return found

    def is_listed(self, reading: Reading) -> bool:
        """Whether the question asks which rungs there are, and nothing else."""
        listed = "quantity" not in reading.flags and self._is_list(reading)
        return listed and self._is_meant(reading)

    def is_counted(self, reading: Reading) -> bool:
        """Whether the question asks how many rungs there are, and nothing else."""
        return "count" in reading.flags and self._is_meant(reading)

    def _is_meant(self, reading: Reading) -> bool:
        """Whether the rungs are all that the question names."""
        named = reading.has_slots or reading.places or reading.other_roles
        parts = set(reading.aspects) - {"levels"}
        if named or parts or reading.flags & _MORE:
            return False
        rungs = [t for t in reading.tokens if self._is_rung(t)]
        counted = [t for t in reading.content if self._number(t.norm) == self._length]
        known = all(t in rungs or t in counted for t in reading.content)
        whole = "all_levels" in reading.flags or "levels" in reading.aspects
        certain = whole or counted or any(t.stem in self._labels for t in rungs)
        return bool(rungs and certain and known)

    def _other_end(self, token: Token) -> frozenset[str]:
        if token.norm in self._low:
            return self._high
        return self._low if token.norm in self._high else frozenset()

    def _leads(self, between: Sequence[Token]) -> bool:
        norms = {token.norm for token in between}
        plain = all(t.norm in self._glue or t.stem in self._labels for t in between)
        return plain and bool(norms & self._joins)

    def _is_rung(self, token: Token) -> bool:
        """Whether a word means several rungs."""
        if token.stem in self._whole:
            return True
        plural = token.norm.endswith("s")
        return plural and (token.stem in self._labels or token.stem in self._rungs)

    def _is_list(self, reading: Reading) -> bool:
        """Whether it is put as a list to be given ("list ...", "all ...")."""
        words = [t for t in reading.tokens if t.is_word]
        said = tuple(token.stem for token in words)
        told = any(said[i : i + len(p)] == p for p in self._listing for i in range(len(said)))
        return told or (bool(words) and words[0].norm in self._every)
