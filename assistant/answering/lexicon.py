"""The words of one page: its role, levels and regions, as people say them.

Built from a `Roadmap` and the vocabulary. Finds mentions in any text, a question or a drafted
sentence alike; does not judge what the text wants.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from assistant.answering.naming import (
    LevelNumbers,
    full_role_names,
    level_words,
    plain_levels,
    role_names,
    seniority_book,
    title_book,
    title_names,
)
from assistant.answering.places import Gazetteer, Place
from assistant.answering.quantities import QuantityFinder
from assistant.answering.spelling import frequency
from assistant.answering.text import Match, Phrasebook, Token, initials, stem, stems, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Level, Roadmap

T = TypeVar("T")

# Words and short forms for the n-th place, n from 1.
ORDINALS = tuple(
    frozenset(names.split())
    for names in (
        "first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th",
        "seventh 7th", "eighth 8th", "ninth 9th",
    )
)  # fmt: skip
# A word of so many letters and no more common than this (Zipf) may be a misspelt word for a rung.
_SHORTEST_MISSPELT, _COMMON = 3, 4.0
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}


@dataclass(frozen=True, slots=True)
class LevelMention:
    """Levels a phrase names. `unknown` is true for a number the ladder does not have; `by_title`
    when the page itself uses these words, not only the general scale of seniority; `by_neighbour`
    when it is named by the level beside it."""

    numbers: LevelNumbers
    unknown: bool = False
    by_title: bool = True
    by_neighbour: bool = False


class Lexicon:
    """Finds the role, levels and regions of one roadmap in tokens."""

    def __init__(self, roadmap: Roadmap, vocabulary: Vocabulary, gazetteer: Gazetteer) -> None:
        self.roadmap = roadmap
        self.quantities = QuantityFinder(vocabulary, roadmap.regions)
        names = (*role_names(roadmap), roadmap.title)
        plurals = (f"{name}s" for name in names if name.isupper())  # "MLEs" has a stem of its own
        self.roles: Phrasebook[str] = Phrasebook((n, roadmap.role) for n in (*names, *plurals))
        self.role_stems = frozenset(
            word for name in (roadmap.role, *roadmap.also_called) for word in stems(name)
        )
        self._vocabulary = vocabulary
        self._numbers = {stem(w): int(v) for w, v in vocabulary.main.numbers.items() if 0 < v < 30}
        own = {word for level in roadmap.levels for word in stems(level.label)}
        self.labels = {w for w in own if not w.isdigit()} | level_words(vocabulary)
        self._letters = {"l", *(level.label[0].lower() for level in roadmap.levels)}
        self.titles = title_book(roadmap, vocabulary)
        self.seniority = seniority_book(roadmap, vocabulary)
        self._regions, self._countries = _region_books(roadmap, gazetteer)
        self._gazetteer = gazetteer

    @cached_property
    def _ends(self) -> dict[str, int]:
        """Words before a rung that name the first or the last ("the top grade")."""
        main, last = self._vocabulary.main, len(self.roadmap.levels)
        top = {word: last for word in (*main.highest, "last") if " " not in word}
        return top | {word: 1 for word in main.lowest if " " not in word}

    @cached_property
    def plain_level(self) -> int | None:
        """Number of the level that is titled as the role is called, if one is."""
        return next((level.number for level in plain_levels(self.roadmap)), None)

    @cached_property
    def full_role_names(self) -> frozenset[tuple[str, ...]]:
        """Stems of the role's names in full."""
        return full_role_names(self.roadmap)

    @cached_property
    def moves_into(self) -> frozenset[str]:
        """Anchors of the page's moves from another role into its own."""
        moves = self.roadmap.transitions
        return frozenset(m.anchor for m in moves if stems(m.target) in self.full_role_names)

    def title_with(self, word: str) -> int | None:
        """Number of the one level whose title has this stem, or else whose other names do; None for
        none or several, and for a word of the role's own name."""
        return self._title_words.get(word)

    @cached_property
    def _title_words(self) -> dict[str, int]:
        titles = _only_owners((n.number, (n.title,)) for n in self.roadmap.levels)
        called = _only_owners((n.number, n.also_called) for n in self.roadmap.levels)
        known = {word for level in self.roadmap.levels for word in stems(level.title)}
        found = {w: n for w, n in called.items() if w not in known} | titles
        return {word: number for word, number in found.items() if word not in self.role_stems}

    @cached_property
    def full_names(self) -> Phrasebook[str]:
        """The role's names and the titles of several words, none of them shortened."""
        roadmap = self.roadmap
        titles = [name for level in roadmap.levels for name in title_names(level, roadmap)]
        several = [name for name in titles if len(stems(name)) > 1]
        roles = (roadmap.role, *roadmap.also_called, roadmap.title)
        return Phrasebook((name, roadmap.role) for name in (*roles, *several))

    def level_mentions(self, tokens: Sequence[Token]) -> tuple[Match[LevelMention], ...]:
        """Every naming of a level: title, number, or word of seniority; longest first wins, and of
        two side by side ("a fresh intern") the title."""
        numbered = self._numbered(tokens)
        titled = [Match(m.start, m.end, LevelMention(m.value)) for m in self.titles.find(tokens)]
        placed = [
            Match(m.start, m.end, LevelMention(m.value, by_title=False))
            for m in self.seniority.find(tokens)
            if m.value
        ]
        found = _without_overlap([*numbered, *titled, *placed])
        named = {m.start for m in found if m.value.by_title}
        return tuple(m for m in found if m.value.by_title or m.end not in named)

    def _numbered(self, tokens: Sequence[Token]) -> list[Match[LevelMention]]:
        """ "level 2", "lvl two", "L2", "2nd rank", "third level", "levels 2 and 3"."""
        found: list[Match[LevelMention]] = []
        for i, token in enumerate(tokens):
            label = token.stem in self.labels or self._is_label_misspelt(tokens, i)
            short = (
                token.norm in self._letters
                and i + 1 < len(tokens)
                and tokens[i + 1].start == token.end
            )
            if label or short:
                found += self._numbers_after(tokens, i, short)
            if label:
                found += self._placed_before(tokens, i)
        return found

    def _placed_before(self, tokens: Sequence[Token], label: int) -> list[Match[LevelMention]]:
        """Levels by their place, named before a word for a rung: "the third and fourth rank", "the
        bottom two rungs"."""
        count = self._number(tokens[label - 1]) if label > 1 else None
        end = self._ends.get(tokens[label - 2].norm) if count else None
        if count and end and 1 < count < len(self.roadmap.levels):
            numbers = range(1, count + 1) if end == 1 else range(end - count + 1, end + 1)
            return [Match(label - 2, label + 1, LevelMention(tuple(numbers)))]
        found: list[Match[LevelMention]] = []
        at, end = label - 1 - (tokens[label - 1].norm == "-"), label + 1
        while at >= 0 and (number := self._ordinal(tokens, at)):
            start = at - 1 if tokens[at].norm in ("st", "nd", "rd", "th") else at
            found.insert(0, Match(start, end, self._mention(number)))
            at, end = start - 1, start
            at -= at >= 0 and tokens[at].norm == "the"
            if at < 0 or tokens[at].norm not in ("and", "or", "&", "to", "vs"):
                break
            at -= 1
        return found

    def _numbers_after(
        self, tokens: Sequence[Token], at: int, short: bool
    ) -> list[Match[LevelMention]]:
        found: list[Match[LevelMention]] = []
        i = at + 1
        while i < len(tokens):
            if tokens[i].norm in ("#", "no", "number", "-", ".") and i == at + 1 and not short:
                i += 1
                continue
            number = self._number(tokens[i])
            if number is None:
                break
            found.append(Match(at if not found else i, i + 1, self._mention(number)))
            joined = i + 1 < len(tokens) and tokens[i + 1].norm in (
                "and",
                "or",
                "&",
                ",",
                "vs",
                "to",
                "/",
            )
            if short or not joined:
                break
            i += 2
        return found

    def _is_label_misspelt(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word before a number is the page's word for a rung but for a letter."""
        word = tokens[at].norm
        counted = at + 1 < len(tokens) and tokens[at + 1].norm.isdigit()
        if not counted or len(word) < _SHORTEST_MISSPELT or frequency(word) > _COMMON:
            return False  # "bank 3" is no "rank 3"
        return any(DamerauLevenshtein.distance(word, label) == 1 for label in self._own_labels)

    @cached_property
    def _own_labels(self) -> frozenset[str]:
        levels = self.roadmap.levels
        return frozenset(t.norm for n in levels for t in tokenise(n.label) if t.is_word)

    def _number(self, token: Token) -> int | None:
        if token.norm.isdigit():
            return int(token.norm)
        return self._numbers.get(token.stem) or _ROMAN.get(token.norm)

    def _ordinal(self, tokens: Sequence[Token], at: int) -> int | None:
        token = tokens[at]
        if token.norm in ("st", "nd", "rd", "th") and at > 0 and tokens[at - 1].norm.isdigit():
            return int(tokens[at - 1].norm)
        if token.norm in self._ends:
            of = at + 2 < len(tokens) and tokens[at + 2].norm == "of"  # "the highest level of care"
            return None if of else self._ends[token.norm]
        return next((n for n, names in enumerate(ORDINALS, 1) if token.norm in names), None)

    def _mention(self, number: int) -> LevelMention:
        known = 1 <= number <= len(self.roadmap.levels)
        return LevelMention((number,) if known else (), unknown=not known)

    def region_mentions(self, tokens: Sequence[Token]) -> tuple[Match[str], ...]:
        """The page's own regions in `tokens`, by name, by other name and by country name."""
        own = [Match(m.start, m.end, m.value) for m in self._regions.find(tokens)]
        for match in self._gazetteer.countries(tokens):
            region = self.region_of(match.value)
            if region:
                own.append(Match(match.start, match.end, region))
        return _without_overlap(own)

    def region_codes(self, tokens: Sequence[Token]) -> tuple[Match[str], ...]:
        """Regions of the page by two letters or more in capitals: the country's ISO code, or the
        initials of a name of several words."""
        codes = self._initials | self._countries
        return tuple(
            Match(i, i + 1, codes[token.text])
            for i, token in enumerate(tokens)
            if len(token.text) > 1 and token.text.isupper() and token.text in codes
        )

    @cached_property
    def _initials(self) -> dict[str, str]:
        """Initials -> region, where no other region or title of the page has them."""
        found: dict[str, list[str]] = {}
        for region in self.roadmap.regions:
            found.setdefault(initials(region.name).upper(), []).append(region.name)
        titles = {initials(level.title).upper() for level in self.roadmap.levels}
        return {
            letters: names[0]
            for letters, names in found.items()
            if len(letters) > 1 and len(names) == 1 and letters not in titles
        }

    def region_of(self, place: Place) -> str | None:
        """The page's region that a place lies in, or None."""
        return self._countries.get(place.country) if place.country else None

    def level(self, number: int) -> Level:
        return self.roadmap.levels[number - 1]


def _only_owners(names: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    """Stems that the names of one level alone have -> its number."""
    owners: dict[str, set[int]] = {}
    for number, called in names:
        for word in {word for name in called for word in stems(name)}:
            owners.setdefault(word, set()).add(number)
    return {word: min(numbers) for word, numbers in owners.items() if len(numbers) == 1}


def _region_books(roadmap: Roadmap, gazetteer: Gazetteer) -> tuple[Phrasebook[str], dict[str, str]]:
    """Names of the page's regions, and the countries that they are."""
    book: Phrasebook[str] = Phrasebook()
    countries: dict[str, str] = {}
    for region in roadmap.regions:
        for name in (region.name, *region.also_called):
            book.add(name, region.name)
        codes = [gazetteer.country_of(name) for name in (region.name, *region.also_called)]
        code = next((code for code in codes if code), "")
        if code:
            countries.setdefault(code, region.name)
    return book, countries


def _without_overlap(matches: Iterable[Match[T]]) -> tuple[Match[T], ...]:
    """Longest matches first, in text order, none sharing a token."""
    taken: set[int] = set()
    kept: list[Match[T]] = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        span = set(range(match.start, match.end))
        if not span & taken:
            taken |= span
            kept.append(match)
    return tuple(sorted(kept, key=lambda m: m.start))
