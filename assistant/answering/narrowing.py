"""Whether a word that rows cannot explain narrows what is asked ("pay at startups").

A word narrows when it is tied to a word for pay, level, role or region, with at most small words
between, and can only be a noun, an adjective or a name. Anything else ("I am nervous") does not
change which row answers.
"""

from __future__ import annotations

from collections.abc import Iterable

from lemminflect import getAllLemmas

from assistant.answering.reading import Reading, TokenKind
from assistant.answering.spelling import frequency

_TIED_TO = (TokenKind.ASPECT, TokenKind.LEVEL, TokenKind.ROLE, TokenKind.REGION)
_SMALL = frozenset(
    {"of", "at", "for", "in", "with", "on", "as", "a", "an", "the", "per", "by", "from", "-"}
)
# A word that may be a verb narrows only where it is rarer than this (Zipf): "contract", not "hit".
_VERB_LIKE = 5.0


def narrows(reading: Reading, start: int) -> bool:
    """Whether the word at character `start` of the question narrows it."""
    at = next((i for i, token in enumerate(reading.tokens) if token.start == start), -1)
    if at < 0:
        return True
    word = reading.tokens[at].norm
    parts = getAllLemmas(word)
    if "VERB" in parts and frequency(word) > _VERB_LIKE:
        return False
    if parts and not {"NOUN", "PROPN", "ADJ"} & set(parts):
        return False
    before = _first_beyond(reading, range(at - 1, -1, -1))
    after = _first_beyond(reading, range(at + 1, len(reading.tokens)))
    return before in _TIED_TO or after in _TIED_TO


def _first_beyond(reading: Reading, positions: Iterable[int]) -> TokenKind | None:
    """What the nearest word beyond small words and other open words stands for."""
    for i in positions:
        open_word = reading.kinds[i] is TokenKind.CONTENT
        if reading.tokens[i].norm not in _SMALL and not open_word:
            return reading.kinds[i]
    return None
