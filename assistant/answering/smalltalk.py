"""Small talk: greetings, thanks and questions about the assistant itself, answered in one line.

Only when nothing else is asked. Knows no page but its role.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answering.reading import Reading, TokenKind
from assistant.answering.text import Phrasebook, Token, stem
from assistant.answering.vocabulary import SmallTalk, Vocabulary

_WHO = (TokenKind.ROLE, TokenKind.LEVEL)
_OF_A_LEVEL = frozenset({"quantity", "correction"})  # "how long are you a junior", "sorry, senior"
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


class SmallTalker:
    """Recognises small talk in a reading."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        talks = vocabulary.main.small_talk
        self._book: Phrasebook[SmallTalk] = Phrasebook((p, t) for t in talks for p in t.phrases)

    def reply(self, reading: Reading, role: str) -> str | None:
        """A short reply when the whole question is small talk, else None."""
        matches = self._book.find(tuple(map(_squeezed, reading.tokens)))
        kinds = reading.kinds
        named = any(kind in _WHO for m in matches for kind in kinds[m.end : m.end + 1])
        who = not reading.asks or named  # "I'm a junior, hello", "are you a keeper?"
        others = reading.regions or reading.quantities or reading.unknown_level or reading.places
        leveled = reading.levels and (not who or _OF_A_LEVEL & reading.flags)
        if not matches or others or leveled:
            return None
        said = {i for match in matches for i in range(match.start, match.end)}
        if who:
            said |= {i for i, kind in enumerate(kinds) if kind in _WHO}
        for i, (token, kind) in enumerate(zip(reading.tokens, kinds, strict=True)):
            topical = kind not in (TokenKind.GLUE, TokenKind.FLAG)
            if i not in said and token.is_word and topical:
                return None
        longest = max(matches, key=lambda match: match.end - match.start)
        if not self._mostly_said(reading, said):
            return None
        return longest.value.reply.format(role=role)

    def _mostly_said(self, reading: Reading, said: set[int]) -> bool:
        """Whether what is left besides the phrases is only a word or two of politeness."""
        left = [i for i, t in enumerate(reading.tokens) if t.is_word and i not in said]
        return len(left) <= max(3, len(said) + 1)


def _squeezed(token: Token) -> Token:
    """The token without letters drawn out: "heyyy" is "hey"."""
    norm = _DRAWN_OUT.sub(r"\1", token.norm)
    return token if norm == token.norm else replace(token, norm=norm, stem=stem(norm))
