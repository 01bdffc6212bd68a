"""The words of one page: its role, levels and regions, as people say them.

Built from a `Roadmap` and the vocabulary. Finds mentions in any text, a question or a drafted
sentence alike; does not judge what the text wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.places import Gazetteer, Place
from assistant.answering.quantities import QuantityFinder
from assistant.answering.spelling import frequency
from assistant.answering.text import Match, Phrasebook, Token, stem, stems, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Level, Roadmap

# Words and short forms for the n-th place, n from 1.
ORDINALS = tuple(
    frozenset(names.split())
    for names in (
        "first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th",
        "seventh 7th", "eighth 8th", "ninth 9th",
    )
)  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
# A title's noun rarer than this (Zipf) names the level even where the page uses it elsewhere.
_RARE_HEAD = 4.3
_ALTERNATIVES = re.compile(r"\s*/\s*|\s+or\s+", re.IGNORECASE)

LevelNumbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LevelMention:
    """Levels a phrase names. `unknown` is true for a number the ladder does not have; `by_title`
    when the page itself uses these words, not only the general scale of seniority."""

    numbers: LevelNumbers
    unknown: bool = False
    by_title: bool = True


class Lexicon:
    """Finds the role, levels and regions of one roadmap in tokens."""

    def __init__(self, roadmap: Roadmap, vocabulary: Vocabulary, gazetteer: Gazetteer) -> None:
        self.roadmap = roadmap
        self.quantities = QuantityFinder(vocabulary, roadmap.regions)
        self.roles: Phrasebook[str] = Phrasebook(
            (name, roadmap.role) for name in (*_role_names(roadmap), roadmap.title)
        )
        self.role_stems = frozenset(
            word for name in (roadmap.role, *roadmap.also_called) for word in stems(name)
        )
        self._vocabulary = vocabulary
        self._numbers = {stem(w): int(v) for w, v in vocabulary.main.numbers.items() if 0 < v < 30}
        own = {word for level in roadmap.levels for word in stems(level.label)}
        self.labels = {w for w in own if not w.isdigit()} | _level_words(vocabulary)
        self._letters = {"l", *(level.label[0].lower() for level in roadmap.levels)}
        self.titles = _title_book(roadmap, vocabulary)
        self.seniority = _seniority_book(roadmap, vocabulary)
        self._regions, self._countries = _region_books(roadmap, gazetteer)
        self._gazetteer = gazetteer

    def level_mentions(self, tokens: Sequence[Token]) -> tuple[Match[LevelMention], ...]:
        """Every naming of a level: title, number, or word of seniority; longest first wins."""
        numbered = self._numbered(tokens)
        titled = [
            Match(m.start, m.end, LevelMention(m.value)) for m in self.titles.find(tokens)
        ]
        placed = [
            Match(m.start, m.end, LevelMention(m.value, by_title=False))
            for m in self.seniority.find(tokens)
            if m.value
        ]
        return _without_overlap([*numbered, *titled, *placed])

    def _numbered(self, tokens: Sequence[Token]) -> list[Match[LevelMention]]:
        """"level 2", "lvl two", "L2", "2nd rank", "third level", "levels 2 and 3"."""
        found = []
        for i, token in enumerate(tokens):
            label = token.stem in self.labels
            short = token.norm in self._letters and i + 1 < len(tokens) and tokens[i + 1].start == token.end
            if label or short:
                found += self._numbers_after(tokens, i, short)
            if label and i > 0 and (number := self._ordinal(tokens, i - 1)):
                start = i - 2 if tokens[i - 1].norm in ("st", "nd", "rd", "th") else i - 1
                found.append(Match(start, i + 1, self._mention(number)))
        return found

    def _numbers_after(
        self, tokens: Sequence[Token], at: int, short: bool
    ) -> list[Match[LevelMention]]:
        found, i = [], at + 1
        while i < len(tokens):
            if tokens[i].norm in ("#", "no", "number", "-", ".") and i == at + 1 and not short:
                i += 1
                continue
            number = self._number(tokens[i])
            if number is None:
                break
            found.append(Match(at if not found else i, i + 1, self._mention(number)))
            joined = i + 1 < len(tokens) and tokens[i + 1].norm in ("and", "or", "&", ",", "vs", "to", "/")
            if short or not joined:
                break
            i += 2
        return found

    def _number(self, token: Token) -> int | None:
        if token.norm.isdigit():
            return int(token.norm)
        return self._numbers.get(token.stem) or _ROMAN.get(token.norm)

    def _ordinal(self, tokens: Sequence[Token], at: int) -> int | None:
        token = tokens[at]
        if token.norm in ("st", "nd", "rd", "th") and at > 0 and tokens[at - 1].norm.isdigit():
            return int(tokens[at - 1].norm)
        if token.norm == "last":
            return len(self.roadmap.levels)
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

    def country_codes(self, tokens: Sequence[Token]) -> tuple[Match[str], ...]:
        """ISO codes in capitals of the countries that are regions of the page."""
        return tuple(
            Match(i, i + 1, self._countries[token.text])
            for i, token in enumerate(tokens)
            if len(token.text) == 2 and token.text.isupper() and token.text in self._countries
        )

    def region_of(self, place: Place) -> str | None:
        """The page's region that a place lies in, or None."""
        return self._countries.get(place.country) if place.country else None

    def level(self, number: int) -> Level:
        return self.roadmap.levels[number - 1]


def _role_names(roadmap: Roadmap) -> tuple[str, ...]:
    """The role's names, and its first word where that is an acronym or a coined name ("DevOps")."""
    names = (roadmap.role, *roadmap.also_called)
    first = roadmap.role.split()[0]
    coined = sum(letter.isupper() for letter in first) > 1 and len(roadmap.role.split()) > 1
    return (*names, first) if coined else names


def _level_words(vocabulary: Vocabulary) -> set[str]:
    """Single words for a rung, such as "level" and "rank", that a number may follow."""
    words = vocabulary.main.aspects["levels"].words
    titles = ("title", "designation", "ladder", "progression", "hierarchy", "promotion", "step")
    return {stem(word) for word in words if " " not in word and not word.startswith(titles)}


def _title_book(roadmap: Roadmap, vocabulary: Vocabulary) -> Phrasebook[LevelNumbers]:
    """Titles, other names, and what sets a title apart from the role and the other titles."""
    book: Phrasebook[LevelNumbers] = Phrasebook()
    roles = {stems(name) for name in (roadmap.role, *roadmap.also_called)}
    for level in roadmap.levels:
        for name in (level.title, *_alternatives(level, roadmap), *level.also_called):
            if stems(name) not in roles:
                book.add(name, (level.number,))
    for phrase, numbers in _distinguishing(roadmap, vocabulary):
        book.add(phrase, numbers)
    taken = roles | {(word,) for word in vocabulary.known_stems}
    for letters, numbers in _initials(roadmap).items():
        if len(numbers) == 1 and stems(letters) not in taken:
            book.add(letters, numbers)
    return book


def _initials(roadmap: Roadmap) -> dict[str, LevelNumbers]:
    """First letters of titles of several words, acronyms kept whole ("SMLE")."""
    found: dict[str, LevelNumbers] = {}
    for level in roadmap.levels:
        if stems(level.title) == stems(roadmap.role):
            continue
        names = {level.title} if not _ALTERNATIVES.search(level.title) else _alternatives(level, roadmap)
        for name in names:
            words = [t.text for t in tokenise(name) if t.is_word]
            letters = "".join(w if w.isupper() else w[0] for w in words).lower()
            if len(words) > 1:
                found[letters] = (*found.get(letters, ()), level.number)
    return found


def _alternatives(level: Level, roadmap: Roadmap) -> Iterable[str]:
    """ "Staff / Principal X" names a Staff X and a Principal X."""
    parts = [part for part in _ALTERNATIVES.split(level.title) if part]
    if len(parts) < 2:
        return ()
    tail = parts[-1].split()
    noun = " ".join(tail[1:])
    return tuple(
        part if len(part.split()) > 1 else f"{part} {noun}".strip() for part in parts
    ) + tuple(f"{part.split()[0]} {name}" for part in parts for name in roadmap.also_called)


def _distinguishing(
    roadmap: Roadmap, vocabulary: Vocabulary
) -> Iterable[tuple[str, LevelNumbers]]:
    """What is left of a title without the role ("senior"), alone and before other names of the
    role; and a title's own last word. Alone only where the page uses the word for nothing else."""
    role = set(stems(roadmap.role))
    role_head = tokenise(roadmap.role)[-1].norm
    elsewhere = _words_outside_titles(roadmap)
    seniority = {stem(w) for s in vocabulary.main.seniority for w in s.words}
    heads = [_head(level.title) for level in roadmap.levels]
    for level, head in zip(roadmap.levels, heads, strict=True):
        words = [t for t in tokenise(level.title) if t.is_word]
        rest = [t for t in words if t.stem not in role and t.norm != "or"]
        if len(words) > 2 and role != {t.stem for t in words[-2:]}:
            tail = " ".join(t.norm for t in words[-2:])
            if sum(stems(other.title)[-2:] == stems(tail) for other in roadmap.levels) == 1:
                yield tail, (level.number,)
        alone = [*rest] if len(rest) < len(words) else [head] if len(rest) > 1 else []
        if rest and len(rest) < len(words):
            phrase = " ".join(t.norm for t in rest)
            yield from ((f"{phrase} {name}", (level.number,)) for name in roadmap.also_called)
            yield from ((f"{t.norm} {role_head}", (level.number,)) for t in rest)
        for token in alone:
            shared = sum(token.stem in stems(other.title) for other in roadmap.levels) > 1
            modifies = role <= set(stems(level.title))  # "Associate" before the whole role
            unused = token.stem not in elsewhere and token.norm not in vocabulary.glue
            rare = token is head and frequency(token.norm) < _RARE_HEAD
            own = modifies or rare or token.stem in seniority or unused
            if own and not shared and token.stem not in role:
                yield token.norm, (level.number,)


def _head(title: str) -> Token:
    """The noun of a title: the last word before "of", or of all."""
    words = [t for t in tokenise(title) if t.is_word]
    norms = [t.norm for t in words]
    return words[norms.index("of") - 1] if "of" in norms[1:] else words[-1]


def _words_outside_titles(roadmap: Roadmap) -> set[str]:
    """Stems the page uses apart from its level titles."""
    texts = [faq.question + " " + faq.answer for faq in roadmap.faqs]
    texts += [block.text + " ".join(block.items) for s in roadmap.sections for block in s.blocks]
    texts += [item.name + " " + item.text for item in (*roadmap.mistakes, *roadmap.certifications)]
    texts += [t.origin + " " + t.target + " " + t.text for t in roadmap.transitions]
    texts += [text for level in roadmap.levels for text in (*level.skills, *level.responsibilities)]
    joined = " ".join(texts)
    for level in roadmap.levels:
        joined = re.sub(re.escape(level.title) + "s?", " ", joined, flags=re.IGNORECASE)
    return set(stems(joined))


def _seniority_book(roadmap: Roadmap, vocabulary: Vocabulary) -> Phrasebook[LevelNumbers]:
    """Words of seniority -> levels: by the words in titles, else by position on the ladder."""
    book: Phrasebook[LevelNumbers] = Phrasebook()
    if not roadmap.levels:
        return book
    classes = {s.name: {stem(w) for w in s.words if " " not in w} for s in vocabulary.main.seniority}
    marked = {
        level.number: {name for name, words in classes.items() if words & set(stems(level.title))}
        for level in roadmap.levels
    }
    for seniority in vocabulary.main.seniority:
        numbers = tuple(n for n, names in marked.items() if seniority.name in names)
        placed = numbers or _by_position(roadmap, marked, seniority.position)
        for word in seniority.words:
            # "Principal" is a title of its own: where no title has it, it is no place on the ladder.
            titled = seniority.position == 1 and " " not in word
            book.add(word, numbers if titled else placed)
    return book


def _by_position(
    roadmap: Roadmap, marked: dict[int, set[str]], position: float
) -> LevelNumbers:
    """The levels nearest to `position`; an unmarked title between marked ones is the middle."""
    last = len(roadmap.levels)
    plain = tuple(n for n in marked if not marked[n])
    if 0 < position < 1 and len(plain) < last and plain:
        inner = tuple(n for n in plain if 1 < n < last) or plain
        return inner if position == 0.5 else inner[-1:]
    distance = {n: abs((n - 1) / max(last - 1, 1) - position) for n in marked}
    nearest = min(distance.values())
    return tuple(n for n in marked if distance[n] - nearest < 1e-9)


def _region_books(
    roadmap: Roadmap, gazetteer: Gazetteer
) -> tuple[Phrasebook[str], dict[str, str]]:
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


def _without_overlap(matches: Iterable[Match[LevelMention]] | Iterable[Match[str]]):  # type: ignore[no-untyped-def]
    """Longest matches first, in text order, none sharing a token."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        span = set(range(match.start, match.end))
        if not span & taken:
            taken |= span
            kept.append(match)
    return tuple(sorted(kept, key=lambda m: m.start))
