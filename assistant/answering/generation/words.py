"""Which words a draft may write: those of the text it was given, in any inflection.

It works on text alone and knows no model; which words belong to every language's glue ("the", "of")
is for the caller to put into that text.
"""

from __future__ import annotations

import re
from collections import Counter

from assistant.answering.text import fold, stem

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_OPEN_END = re.compile(r"[^\W\d_]+(?:'[^\W\d_]*)?$")
# An inflection keeps all but the last letter of a stem ("carri": "carry") and adds at most this.
_LONGEST_ENDING = 4
# Shorter stems grow into too many other words ("be": "best").
_SHORTEST_ROOT = 3


class AllowedWords:
    """The words of `text`, each as often as it stands there, and those of `glue` at any time.

    The count keeps a draft from going round in circles, and from filling a gap with a word that
    belongs elsewhere. When both texts are empty every word is allowed.
    """

    def __init__(self, text: str, glue: str = "") -> None:
        own, free = _WORD.findall(fold(text)), _WORD.findall(fold(glue))
        self._free = frozenset(free)
        self._counts = Counter(stem(word) for word in own if word not in self._free)
        self._beginnings = frozenset(
            word[:end] for word in {*own, *free} for end in range(1, len(word) + 1)
        )
        self._roots = frozenset(root[:-1] for root in self._counts if len(root) > _SHORTEST_ROOT)

    def allow(self, written: str, piece: str) -> bool:
        """Whether `piece` may follow `written`: no word it completes or begins is a new one."""
        if not self._beginnings:
            return True
        text = fold(written + piece)
        unfinished = _OPEN_END.search(text)
        words = _WORD.findall(text[: unfinished.start()] if unfinished else text)
        used = Counter(stem(word) for word in words if word not in self._free)
        if not used <= self._counts:
            return False
        return unfinished is None or self._may_grow(unfinished.group())

    def may_end(self, written: str) -> bool:
        """Whether the text may end here, that is, with a whole word that is allowed."""
        return self.allow(written, " ")

    def _may_grow(self, word: str) -> bool:
        """Whether an unfinished word is one of ours or may become one."""
        return word in self._beginnings or any(
            word[:length] in self._roots
            for length in range(max(_SHORTEST_ROOT, len(word) - _LONGEST_ENDING - 1), len(word) + 1)
        )
