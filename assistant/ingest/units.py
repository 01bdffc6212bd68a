"""Running text to sentences: the smallest parts of a passage that can be quoted.

Knows how sentences end in most scripts, and common short forms that end in a dot but end no
sentence. Each sentence is a substring of the text. Where it is in doubt it does not split: a
longer quotation is still true.
"""

from __future__ import annotations

import re
from bisect import bisect_left

# A full stop, then closing quotes or brackets; the wide marks need no space behind them.
_END = re.compile(r"(?:[.!?…।]+[\"'”’»)\]]*(?=\s)|[。！？]+[”’」』）]*)\s*")
_TOKEN_BEFORE = re.compile(r"[^\s(\[\"“'‘]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?|[^\W\d_]")
# Short forms that stand before a name or an example, so a capital may follow.
_BEFORE_NAME = frozenset(
    ("sr", "jr", "dr", "mr", "mrs", "ms", "prof", "st", "vs", "cf", "viz", "mt", "capt", "rev")
)
# Short forms that stand before a number; before anything else they may end a sentence.
_BEFORE_NUMBER = frozenset(
    ("no", "nos", "lvl", "approx", "ca", "fig", "vol", "sec", "ch", "p", "pp", "min", "max", "ver")
)
_LOOK = 40  # characters around a mark that decide: no short form is longer
_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|«[^»\n]*»|\([^()\n]*\)|\[[^\[\]\n]*\]")


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of `text` in order, each a substring of it; a line end always parts."""
    return tuple(
        sentence
        for line in text.split("\n")
        for sentence in _split_line(line)
        if sentence
    )  # fmt: skip


def _split_line(line: str) -> list[str]:
    enclosed = [match.span() for match in _QUOTED.finditer(line)]
    sentences: list[str] = []
    start = 0
    for end in _END.finditer(line):
        if not _inside(end, enclosed) and _ends_sentence(line, start, end):
            sentences.append(line[start : end.end()].strip())
            start = end.end()
    sentences.append(line[start:].strip())
    return sentences


def _inside(end: re.Match[str], enclosed: list[tuple[int, int]]) -> bool:
    """Whether `end` lies in quotes or brackets that close behind it."""
    index = bisect_left(enclosed, (end.start(), 0)) - 1
    return index >= 0 and end.end() < enclosed[index][1]


def _ends_sentence(line: str, start: int, end: re.Match[str]) -> bool:
    rest = line[end.end() : end.end() + _LOOK]
    mark = end[0].strip()
    if not rest or mark[0] in "。！？":
        return bool(rest)
    if rest.lstrip("\"'“‘«([")[:1].islower():
        return False
    before = line[max(start, end.start() - _LOOK) : end.start()]
    return mark != "." or not _is_short_form(before, rest)


def _is_short_form(before: str, rest: str) -> bool:
    """Whether the dot after `before` belongs to an abbreviation, an initial or a list number."""
    found = _TOKEN_BEFORE.search(before)
    if found is None:
        return True
    token = found[0].casefold()
    if token in _BEFORE_NAME or _INITIALS.fullmatch(token):
        return True
    if token in _BEFORE_NUMBER:
        return rest[:1].isdigit()
    # "1. Learn SQL" at the very start is a numbered step.
    return token.isdigit() and not before[: found.start()].strip()
