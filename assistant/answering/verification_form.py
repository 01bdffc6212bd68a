"""Whether a drafted text is a plain, finished sentence at all: before anyone asks if it is true.

Knows no evidence but the words that the evidence itself may use.
"""

from __future__ import annotations

import itertools
import re

from assistant.answering.text import clean, fold
from assistant.answering.verification_words import Words

_STRAY = re.compile(r"[,;:]\s*[,;:.!]|[.!]{2}")
_ENDS = re.compile(r"[.!][\"')\]]*$")
_MARKUP = re.compile(r"[*_`#<>|{}\[\]\\~^\n]|^\s*-")
_ADDRESS = re.compile(r"https?:|www\.|\b[\w.-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|org|net|io|co)\b", re.I)
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
# Longer than any sentence of a page; a draft this long has run away.
MAX_LENGTH = 600


def misformed(sentence: str, evidence_text: str, words: Words) -> str:
    """Why `sentence` cannot be shown whatever it says, or "" when it can."""
    text = clean(sentence).strip()
    if len(text) > MAX_LENGTH:
        return "too long for a sentence"
    if not _ENDS.search(text):
        return "not a finished sentence"
    if "?" in text:
        return "asks a question"
    if _MARKUP.search(text):
        return "contains markup"
    if _ADDRESS.search(text) and not _ADDRESS.search(evidence_text):
        return "contains an address"
    if not _balanced(text):
        return "an open bracket or quotation mark"
    if _STRAY.search(text) or _dangling(text, evidence_text, words):
        return "not a whole sentence"
    return _wrong_voice(text, evidence_text, words)


def _wrong_voice(text: str, evidence_text: str, words: Words) -> str:
    said = _WORDS.findall(fold(text))
    known = frozenset(_WORDS.findall(fold(evidence_text)))
    if not said or not (text[0].isupper() or not text[0].islower() or said[0] in known):
        return "not the beginning of a sentence"
    if said[0] in words.refused("openers") - known:
        return "answers or announces instead of stating"
    # The pronoun "us" and a name written "US" differ by their letters alone.
    spoken = {word for word in _WORDS.findall(text) if word != word.upper() or word == "I"}
    if {fold(word) for word in spoken} & words.refused("first_person") - known:
        return "speaks in the first person"
    return ""


def _dangling(text: str, evidence_text: str, words: Words) -> bool:
    """Whether a word that joins stands where it joins nothing, or stands twice."""
    said = _WORDS.findall(fold(text))
    if not said:
        return True
    joining = words.separators.keys() | words.relatives | words.articles
    if said[-1] in joining or said[0] in words.separators.keys() | words.relatives:
        return True
    light = words.free | words.prepositions.keys()
    stated = set(itertools.pairwise(_WORDS.findall(fold(evidence_text))))
    if said[-1] in light and tuple(said[-2:]) not in stated:
        return True
    return any(pair not in stated and _clashes(*pair, words) for pair in itertools.pairwise(said))


def _clashes(one: str, other: str, words: Words) -> bool:
    """Whether two neighbours are one light word twice, or an article without its noun."""
    light = words.free | words.prepositions.keys() | words.separators.keys()
    noun_wanted = one in words.articles
    return (one == other and one in light) or (
        noun_wanted and other in words.prepositions.keys() | words.be | words.separators.keys()
    )


def _balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0
