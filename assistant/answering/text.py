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
from lemminflect import getAllLemmas

T = TypeVar("T")

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"', ord("\u00a0"): " "}
_ONE_KIND = _DASHES | _QUOTES
# "k8s" and "B2B" are words; "4yoe" and "lvl2" are a number and a word.
_WORD = re.compile(
    r"[^\W\d_]+\d+[^\W\d_]+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]", re.UNICODE
)
_ISE = re.compile(r"(?<=\w{4})is(e[ds]?|ing|ation|ations|er)$")
_OUR = re.compile(r"(?<=\w{3})our(?=s|$|ed$|al$)")
_IBLE = re.compile(r"(?<=\w{3})(ible|ibly|ibility|ibilities)$")
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


def initials(name: str) -> str:
    """The first letters of a name's words: "DS" for "Data Scientist"."""
    return "".join(word[0] for word in name.split() if word[0].isalpha())


def fold(text: str) -> str:
    """Lower case, compatibility forms, one kind of dash and quote. Length may change."""
    return clean(text).casefold()


def clean(text: str) -> str:
    """One kind of dash, quote and space, without folding case."""
    if text.isascii():
        return text  # as almost every text is: nothing to do
    return unicodedata.normalize("NFKC", text).translate(_ONE_KIND)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball (English) stem of one folded word."""
    base = word.removesuffix("'s")
    base = _ISE.sub(r"iz\1", base)
    base = _OUR.sub("or", base)
    if _IBLE.search(base):
        return _IBLE.sub("ibl", base)  # not the stem of "response"
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(base))


def is_plural(word: str) -> bool:
    """Whether a folded word is a noun in the plural; by its ending if no dictionary has it."""
    forms = getAllLemmas(word)
    if not forms:
        return word.endswith("s") and not word.endswith("ss")
    return word not in forms.get("NOUN", (word,))


def tokenise(text: str) -> tuple[Token, ...]:
    """Words, numbers and signs of `text`, in order; digits and letters part ("4yoe" -> 4, yoe)."""
    tokens = []
    for match in _WORD.finditer(clean(text)):
        norm = match.group().casefold()
        tokens.append(Token(match.group(), norm, stem(norm), match.start(), match.end()))
    return tuple(tokens)


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words and numbers of `text`."""
    # As `tokenise` does it, without making tokens: it is done thousands of times at the start.
    norms = (match.group().casefold() for match in _WORD.finditer(clean(text)))
    return tuple(stem(norm) for norm in norms if norm[0].isalpha() or norm[0].isdigit())


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
        self._longest: dict[str, int] = {}  # first word -> length of the longest phrase with it
        for phrase, value in phrases:
            self.add(phrase, value)

    def add(self, phrase: str, value: T) -> None:
        key = stems(phrase)
        if key:
            self._entries.setdefault(key, value)
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def __contains__(self, key: tuple[str, ...]) -> bool:
        return key in self._entries

    def find(self, tokens: Sequence[Token]) -> tuple[Match[T], ...]:
        """Non-overlapping matches, left to right. Signs between words are stepped over."""
        places = [i for i, token in enumerate(tokens) if token.is_word or token.is_number]
        words = tuple(tokens[i].stem for i in places)
        found, at = [], 0
        while at < len(words):
            size = self._match_at(words, at)
            if size:
                start, end = places[at], places[at + size - 1] + 1
                found.append(Match(start, end, self._entries[words[at : at + size]]))
            at += size or 1
        return tuple(found)

    def _match_at(self, words: tuple[str, ...], at: int) -> int:
        """The length of the longest phrase that begins at word `at`, 0 for none."""
        for size in range(min(self._longest.get(words[at], 0), len(words) - at), 0, -1):
            if words[at : at + size] in self._entries:
                return size
        return 0
