"""Puts text in one spelling, so that metrics compare words and not typography.

It knows nothing of questions or pages, and shares no code with the product's own verifier.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'", "´": "'"})
_DASHES = re.compile(r"[‐‑‒–—―−]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{2,3}(?!\d))")
# "50 to 100", "$100K - $145K", "between 5 and 9" and "5 years to 9 years" become "50-100",
# "$100k-145k", "5-9" and "5-9 year": a range is written with one dash, its sign and unit once.
# The left end is no right end of another range: "from 2-5 to 5-9" stays two.
_RANGE = re.compile(
    r"(?<![\d.-])(?<!-[^\w\s])(\d[\d.]*[^\s\d]{0,2})\s*(?:-|\bto\b)\s*[^\w\s]?(?=\d)"
)
_RANGE_WITH_UNIT = re.compile(r"(\d\S{0,2})( [a-z]+)\s*(?:-|\bto\b)\s*[^\w\s]?(\d[\d.]*)(?=\2)")
_BETWEEN = re.compile(r"\bbetween (\S*\d\S*) and (?=\S?\d)")
_RANGE_WITH_WORD = re.compile(r"\b([a-z]+ )(\d[\d.]*)\s*(?:-|\bto\b)\s*\1(?=\d)")
_ROUND = re.compile(r"(?<=\d)\.0+(?!\d)")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])|(?<=\d)-(?=[a-z])")
_PLURAL_ACRONYM = re.compile(r"(?<=[A-Z]{2})s\b")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[a-z]+")


def word_list(name: str) -> frozenset[str]:
    """The words of `words/<name>.txt`; lines that start with "# " are comments."""
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("# ") for word in line.split())


@lru_cache(maxsize=16384)
def normalise(text: str, *, ranges: bool = True) -> str:
    """Lower case, plain quotes and dashes, no thousands separators, singular words, one space.

    Without `ranges`, ranges keep the spelling they have, with sign and unit at either end.
    """
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    text = _PLURAL_ACRONYM.sub("", text).lower()
    text = _ROUND.sub("", _THOUSANDS.sub("", _DASHES.sub("-", text)))
    if ranges:
        text = _RANGE_WITH_WORD.sub(r"\1\2-", text)
        text = _RANGE_WITH_UNIT.sub(r"\1-\3", _BETWEEN.sub(r"\1-", text))
        text = _RANGE.sub(r"\1-", text)
    text = _HYPHEN.sub(" ", text)
    text = _WORD.sub(lambda match: singular(match.group()), text)
    return _SPACES.sub(" ", text).strip()


def digits_for_words(plain: str) -> str:
    """`plain`, a normalised text, with its number words ("two" and up) written in digits."""
    return normalise(_SPELLED_WORD.sub(lambda match: _SPELLED[match.group()], plain))


def singular(word: str) -> str:
    """`word` without a simple plural ending: "skills" -> "skill", "companies" -> "company"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """The alphanumeric words of the normalised `text`, in order."""
    return tuple(re.findall(r"[a-z0-9]+(?:[.+#/][a-z0-9+#]+)*", normalise(text)))


def content_words(text: str) -> tuple[str, ...]:
    """The words of `text` that carry meaning: no stop words, no numbers in digits or words."""
    return tuple(
        word
        for word in words(text)
        if word not in _STOPWORDS and word not in _SPELLED and not word[0].isdigit()
    )


_STOPWORDS = word_list("stopwords")
_SPELLED = dict(pair.split("=") for pair in word_list("numbers"))
_SPELLED_WORD = re.compile(r"\b(" + "|".join(_SPELLED) + r")\b")
