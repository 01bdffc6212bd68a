"""Two questions in one: "What does the badge cost, and who signs it?".

Finds where one ends and the next begins; plans nothing and knows no page.
"""

from __future__ import annotations

from assistant.answering.reading import INTERROGATIVES, Reading
from assistant.answering.text import Token

_JOINS = frozenset({"and", ",", ";", "?"})
_BEFORE = frozenset({"at", "for", "in", "by", "to", "from", "on", "of"})  # "and at what price"
_FEWEST = 2  # words of a question


def halves(reading: Reading) -> tuple[str, str] | None:
    """The two questions that a text asks, the second as it goes on ("and who signs it?"); None
    where it asks one."""
    tokens = reading.tokens
    for at in range(1, len(tokens)):
        if tokens[at - 1].norm not in _JOINS:
            continue
        start = at
        if tokens[at - 1].norm == "," and tokens[at].norm != "and":
            continue  # "when it rains, who pays?"
        while start < len(tokens) and tokens[start].norm in ("and", *_BEFORE):
            start += 1
        if start == len(tokens) or not _asks(tokens[start]):
            continue
        first = [token for token in tokens[:at] if token.norm not in _JOINS]
        second = [token for token in tokens[at:] if token.norm not in ("and", *_JOINS)]
        asked = any(_asks(token) for token in first[:2])
        if asked and min(len(first), len(second)) >= _FEWEST:
            cut = tokens[at - 1].start
            return reading.question[:cut].strip(), f"and {reading.question[second[0].start :]}"
    return None


def _asks(token: Token) -> bool:
    """Whether a word asks ("who", "what's")."""
    return token.norm.partition("'")[0] in INTERROGATIVES
