"""Words of a text: normalising, tokenising, stemming and exact phrase look-up.

Knows no vocabulary and no page. British and American spellings share a stem, so that
"organise" and "organize" are one word.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import snowballstemmer

T = TypeVar("T")

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"', ord("\u00a0"): " "}
# "k8s" and "B2B" are words; "4yoe" and "lvl2" are a number and a word.
_WORD = re.compile(
    r"[^\W\d_]+\d+[^\W\d_]+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]", re.UNICODE
)
# A snowball stemmer keeps state between calls.
_STEMMER_LOCK = threading.Lock()
_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign. `norm` is folded to lower case, `start`/`end` index the text."""

    text: str
    norm: str
    stem: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.norm[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.norm[0].isdigit()


def fold(text: str) -> str:
    """Lower case, compatibility forms, one kind of dash and quote. Length may change."""
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_QUOTES)
    return folded.casefold()


def clean(text: str) -> str:
    """One kind of dash, quote and space, without folding case."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_QUOTES)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball (English) stem of one folded word."""
    base = word.removesuffix("'s")
    base = re.sub(r"(?<=\w{4})is(e[ds]?|ing|ation|ations|er)$", r"iz\1", base)
    base = re.sub(r"(?<=\w{3})our(?=s|$|ed$|al$)", "or", base)
    if re.search(r"(?<=\w{3})(ible|ibly|ibility|ibilities)$", base):
        return re.sub(r"(ible|ibly|ibility|ibilities)$", "ibl", base)  # not the stem of "response"
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(base))


def tokenise(text: str) -> tuple[Token, ...]:
    """Words, numbers and signs of `text`, in order; digits and letters part ("4yoe" -> 4, yoe)."""
    tokens = []
    for match in _WORD.finditer(clean(text)):
        norm = match.group().casefold()
        tokens.append(Token(match.group(), norm, stem(norm), match.start(), match.end()))
    return tuple(tokens)


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words and numbers of `text`."""
    return tuple(token.stem for token in tokenise(text) if token.is_word or token.is_number)


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A phrase found in tokens `start`..`end` (exclusive)."""

    start: int
    end: int
    value: T


class Phrasebook(Generic[T]):
    """Finds known phrases in tokens by stem; the longest wins, the first added keeps a tie."""

    def __init__(self, phrases: Iterable[tuple[str, T]] = ()) -> None:
        self._entries: dict[tuple[str, ...], T] = {}
        self._longest = 0
        for phrase, value in phrases:
            self.add(phrase, value)

    def add(self, phrase: str, value: T) -> None:
        key = tuple(token.stem for token in tokenise(phrase) if token.is_word or token.is_number)
        if key:
            self._entries.setdefault(key, value)
            self._longest = max(self._longest, len(key))

    def __contains__(self, key: tuple[str, ...]) -> bool:
        return key in self._entries

    def words(self) -> set[str]:
        return {word for key in self._entries for word in key}

    def find(self, tokens: Sequence[Token]) -> tuple[Match[T], ...]:
        """Non-overlapping matches, left to right. Signs between words are stepped over."""
        places = [i for i, token in enumerate(tokens) if token.is_word or token.is_number]
        found, at = [], 0
        while at < len(places):
            size = self._match_at(tokens, places, at)
            if size:
                key = tuple(tokens[i].stem for i in places[at : at + size])
                start, end = places[at], places[at + size - 1] + 1
                found.append(Match(start, end, self._entries[key]))
            at += size or 1
        return tuple(found)

    def _match_at(self, tokens: Sequence[Token], places: Sequence[int], at: int) -> int:
        for size in range(min(self._longest, len(places) - at), 0, -1):
            if tuple(tokens[i].stem for i in places[at : at + size]) in self._entries:
                return size
        return 0
