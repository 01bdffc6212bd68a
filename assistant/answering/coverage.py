"""How much of a question a piece of evidence explains.

A question is taken apart into demands: its topical words by weight, and as one demand each the
part of the page, the levels, the regions, other roles, places and prices it names. Evidence is
measured by the share of the demands it explains. Behind choosing evidence and behind abstaining.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from lemminflect import getAllLemmas

from assistant.answering.conversation import Understanding
from assistant.answering.page import Gist, Page
from assistant.answering.reading import TokenKind
from assistant.answering.spelling import frequency
from assistant.answering.text import Token, stems, tokenise
from assistant.answering.vocabulary import Vocabulary

# Weight of a word by its Zipf frequency: from 1 (unknown or rare) down to 0.2 (everyday).
_RARE, _EVERYDAY, _LEAST = 4.2, 6.2, 0.3
# An expression of plain words has one at least that is rarer than this ("on call", not "work on").
_EXPRESSION = 5.95
_PAIR_WEIGHT = 0.28
# A word that cannot be a noun says less about the topic. By its strongest part of speech.
_NOUN_OR_VERB = 0.85
_PART_OF_SPEECH = {"NOUN": 1.0, "PROPN": 1.0, "ADJ": 0.6, "VERB": 0.4, "ADV": 0.25, "AUX": 0.1}


class DemandKind(StrEnum):
    """What a demand asks evidence to have."""

    WORD = "word"
    NUMBER = "number"
    ASPECT = "aspect"
    LEVEL = "level"
    REGION = "region"
    ROLE = "role"
    PLACE = "place"
    PRICE = "price"
    FIGURE = "figure"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing the question asks for. `name` is how to say it; `weight` > 0; `start` is where in
    the question it stands (-1: nowhere in particular)."""

    kind: DemandKind
    name: str
    weight: float
    stems: tuple[str, ...] = ()
    groups: frozenset[int] = frozenset()
    level: int = 0
    start: int = field(default=-1, compare=False)

    @property
    def is_topic(self) -> bool:
        """Whether it is part of what is asked, rather than of whom or where."""
        return self.kind not in (DemandKind.LEVEL, DemandKind.REGION)


@lru_cache(maxsize=20_000)
def word_weight(word: str) -> float:
    """How much a folded word says about a topic: 0.05 (an adverb) to 1 (a rare noun)."""
    rarity = (_EVERYDAY - frequency(word)) / (_EVERYDAY - _RARE)
    parts = getAllLemmas(word)
    share = max((_PART_OF_SPEECH.get(part, 1.0) for part in parts), default=1.0)
    if {"NOUN", "VERB"} <= set(parts):
        share = _NOUN_OR_VERB
    return min(1.0, max(_LEAST, rarity)) * share


def explains(gist: Gist, demand: Demand) -> bool:
    """Whether a text with this gist has what is demanded, a form of it or a synonym."""
    match demand.kind:
        case DemandKind.ASPECT:
            return demand.name in gist.aspects
        case DemandKind.LEVEL:
            return demand.level in gist.levels
        case DemandKind.REGION:
            return demand.name in gist.regions
        case DemandKind.PRICE:
            return gist.priced
        case DemandKind.PAIR:
            return demand.stems in gist.pairs
        case DemandKind.FIGURE:
            return bool(demand.stems) and set(demand.stems) <= gist.stems
        case DemandKind.ROLE | DemandKind.PLACE:
            if demand.groups & gist.groups:
                return True
            whole = set(pairwise(demand.stems)) <= gist.pairs
            return whole and all(stem in gist.stems for stem in demand.stems)
        case _:
            return bool(demand.groups & gist.groups) or any(_has(gist, s) for s in demand.stems)


def share(demands: Sequence[Demand], gist: Gist) -> float:
    """The explained share of the demands by weight, 0..1; 1 when nothing is demanded."""
    total = sum(demand.weight for demand in demands)
    return sum(d.weight for d in demands if explains(gist, d)) / total if total else 1.0


def unexplained(demands: Iterable[Demand], gist: Gist) -> tuple[Demand, ...]:
    """The demands that a text does not meet."""
    return tuple(demand for demand in demands if not explains(gist, demand))


class Demands:
    """Takes readings apart into demands."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._vocabulary = vocabulary
        roadmap = page.roadmap
        about = (roadmap.title, roadmap.role, roadmap.field, *roadmap.also_called)
        self._about = page.gist(" . ".join(about))

    def of(self, understood: Understanding) -> tuple[Demand, ...]:
        """What the question asks evidence to have, each thing once."""
        reading = understood.reading
        demands: list[Demand] = list(self._slots(understood))
        demands += [
            Demand(DemandKind.ASPECT, a, _ASPECT_WEIGHT.get(a, 1.0)) for a in understood.aspects
        ]
        demands += [self._role(name) for name in reading.other_roles]
        if "price" in reading.flags or self.priced_before(understood):
            demands.append(Demand(DemandKind.PRICE, "the price", 1.5))
        for quantity in reading.quantities:
            said = reading.tokens[quantity.start : quantity.end]
            name = " ".join(token.text for token in said)
            figures = tuple(token.stem for token in said if token.is_number)
            demands.append(Demand(DemandKind.FIGURE, name, 0.7, figures))
        demands += self._words(understood)
        demands += self._measured(understood)
        demands += self._phrases(understood)
        demands += self._collocations(understood)
        return tuple(dict.fromkeys(demands))

    def priced_before(self, understood: Understanding) -> bool:
        """Whether a price is wanted of what a follow-up names, as of the thing before."""
        return bool(self._vocabulary.flags["price"].find(tokenise(understood.left_out)))

    def _role(self, name: str) -> Demand:
        groups = {m.value for m in self._vocabulary.synonym_of.find(tokenise(name))}
        touched = frozenset(groups if len(stems(name)) == 1 else ())
        return Demand(DemandKind.ROLE, name, 1.5, stems(name), touched)

    def _slots(self, understood: Understanding) -> Iterable[Demand]:
        reading = understood.reading
        pay = "salary" in understood.aspects  # pay is one level's in one region, inherited or not
        for number in understood.levels if pay else reading.levels:
            title = self._page.roadmap.levels[number - 1].title
            yield Demand(DemandKind.LEVEL, title, 1.0, level=number)
        for region in understood.regions if pay else reading.regions:
            yield Demand(DemandKind.REGION, region, 1.0)
        for place in reading.places:
            yield _named(DemandKind.PLACE, place, 1.5)

    def _words(self, understood: Understanding) -> Iterable[Demand]:
        reading = understood.reading
        kinds = dict(zip((t.start for t in reading.tokens), reading.kinds, strict=False))
        after = {one.start: two for one, two in pairwise(reading.tokens)}
        groups = self._groups(reading.tokens)
        price = self._vocabulary.price_stems
        of_page = bool(self._vocabulary.page_names & {t.norm for t in reading.tokens})
        for token in reading.content:
            spoken_for = kinds[token.start] is TokenKind.OTHER_ROLE or token.stem in price
            ordering = token.stem in self._vocabulary.instruction_stems
            named = reading.levels or reading.regions or reading.other_roles
            if ordering and reading.aspects and named:
                continue  # "print the skills of level 2"
            if ordering and reading.asks and of_page:
                continue  # "what instructions does the page give": those are the page's
            counting = token.norm in self._vocabulary.main.numbers
            if spoken_for or counting or token.stem in self._about.stems:
                continue
            dated = token.norm.isdigit() and 1900 <= int(token.norm) <= 2200
            kind = DemandKind.NUMBER if dated else DemandKind.WORD
            weight = 1.0 if token.is_number else word_weight(token.norm)
            touched = frozenset(groups.get(token.start, ()))
            name = _spoken(token, after.get(token.start))
            yield Demand(kind, name, weight, (token.stem,), touched, start=token.start)

    def _measured(self, understood: Understanding) -> Iterable[Demand]:
        """What "how tall" or "how deep" measures: a figure for something else does not answer."""
        tokens = understood.reading.tokens
        for one, two in pairwise(tokens):
            measure = one.norm == "how" and "ADJ" in getAllLemmas(two.norm)
            if measure and two.norm not in self._vocabulary.plain_measures:
                yield Demand(
                    DemandKind.WORD,
                    two.text,
                    0.8,
                    (two.stem,),
                    frozenset(self._groups(tokens).get(two.start, ())),
                )

    def _phrases(self, understood: Understanding) -> Iterable[Demand]:
        """Phrases of plain words with a meaning of their own ("time off")."""
        reading = understood.reading
        for match in self._vocabulary.synonym_of.find(reading.tokens):
            kinds = reading.kinds[match.start : match.end]
            if len(kinds) > 1 and all(kind in (TokenKind.GLUE, TokenKind.FLAG) for kind in kinds):
                name = " ".join(token.text for token in reading.tokens[match.start : match.end])
                yield Demand(DemandKind.WORD, name, 0.8, (), frozenset([match.value]))

    def _collocations(self, understood: Understanding) -> Iterable[Demand]:
        """Plain words that together are an expression of this page ("on call", "take home")."""
        reading = understood.reading
        spoken = [
            (token, kind)
            for token, kind in zip(reading.tokens, reading.kinds, strict=True)
            if token.is_word or token.is_number
        ]
        for (one, kind), (two, other) in pairwise(spoken):
            plain = kind is other is TokenKind.GLUE
            told = not {one.norm, two.norm} & self._vocabulary.function_words
            told = told and min(frequency(one.norm), frequency(two.norm)) < _EXPRESSION
            if plain and told and (one.stem, two.stem) in self._page.collocations:
                name = f"{one.text} {two.text}"
                yield Demand(DemandKind.PAIR, name, _PAIR_WEIGHT, (one.stem, two.stem))

    def _groups(self, tokens: Sequence[Token]) -> dict[int, set[int]]:
        groups: dict[int, set[int]] = {}
        for match in self._vocabulary.synonym_of.find(tokens):
            for token in tokens[match.start : match.end]:
                groups.setdefault(token.start, set()).add(match.value)
        return groups


_ASPECT_WEIGHT = {"overview": 0.4, "levels": 0.5, "years": 0.7}


def _spoken(word: Token, after: Token | None) -> str:
    """A word as it is spoken of: an adjective with its noun ("sick days")."""
    noun = after is not None and "NOUN" in getAllLemmas(after.norm)
    if after and noun and "ADJ" in getAllLemmas(word.norm) and after.start == word.end + 1:
        return f"{word.text} {after.text}"
    return word.text


def _named(kind: DemandKind, name: str, weight: float) -> Demand:
    return Demand(kind, name, weight, stems(name))


def _has(gist: Gist, word: str) -> bool:
    return word in gist.stems or any(_same_family(word, other) for other in gist.stems)


def _same_family(one: str, other: str) -> bool:
    """Long words that differ in their endings only ("recommend", "recommendation")."""
    if one[:5] != other[:5]:
        return False
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    return len(shorter) >= 5 and longer.startswith(shorter) and len(longer) - len(shorter) <= 5
