"""The vocabulary files: how people ask, apart from any one page.

Reads `corpus/vocabulary/*.yaml` into one typed, immutable `Vocabulary`. Knows no roadmap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answering.text import Phrasebook, stem, tokenise
from assistant.errors import AssistantError


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Aspect(_Strict):
    """A part of a page: strong and weak words for it and how people ask for it. `gapped` are
    words that name it when they stand in this order with others between, `said` words by which a
    page, not a question, speaks of it."""

    words: tuple[str, ...]
    weak: tuple[str, ...] = ()
    gapped: tuple[tuple[str, ...], ...] = ()
    said: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Seniority(_Strict):
    """Words for a place on a ladder; `position` runs from 0 (first level) to 1 (last)."""

    name: str
    position: float
    words: tuple[str, ...]


class Scale(_Strict):
    """Words that multiply a figure; words of one `family` are used with the same regions."""

    family: str
    value: float
    words: tuple[str, ...]


class SmallTalk(_Strict):
    """Phrases that are no question about the page, and the reply."""

    name: str
    phrases: tuple[str, ...]
    reply: str


class AnswerType(_Strict):
    """A kind of value: how a question asks for one, and words by which a sentence gives one."""

    asked: tuple[str, ...]
    held: tuple[str, ...] = ()


class LadderWords(_Strict):
    """How people speak of a ladder as a whole: see the comment in en.yaml."""

    low: tuple[str, ...]
    high: tuple[str, ...]
    joins: tuple[str, ...]
    rungs: tuple[str, ...]
    whole: tuple[str, ...]
    listing: tuple[str, ...]
    every: tuple[str, ...]


class Presumed(_Strict):
    """Words before a number that is taken for granted: see the comment in en.yaml."""

    more: tuple[str, ...]
    fewer: tuple[str, ...]


class Language(_Strict):
    """The main language file: every list that understanding uses. See the comments in en.yaml."""

    language: str
    glue: str
    function_words: str
    abbreviations: dict[str, str]
    numbers: dict[str, float]
    durations: dict[str, float]
    scales: tuple[Scale, ...]
    currencies: dict[str, tuple[str, ...]]
    aspects: dict[str, Aspect]
    period: tuple[str, ...]
    seniority: tuple[Seniority, ...]
    relative: dict[str, tuple[str, ...]]
    all_levels: tuple[str, ...]
    which_level: tuple[str, ...]
    ladder: LadderWords
    highest: tuple[str, ...]
    lowest: tuple[str, ...]
    upper_end: tuple[str, ...]
    lower_end: tuple[str, ...]
    compare: tuple[str, ...]
    order: tuple[str, ...]
    yes_no: tuple[str, ...]
    tag: tuple[str, ...]
    follow_up: tuple[str, ...]
    correction: tuple[str, ...]
    why: tuple[str, ...]
    quantity: tuple[str, ...]
    count: tuple[str, ...]
    price: tuple[str, ...]
    price_asked: tuple[str, ...]
    judging: tuple[str, ...]
    figure_words: tuple[str, ...]
    clause_joins: tuple[str, ...]
    attached: tuple[str, ...]
    approximate: tuple[str, ...]
    limits: tuple[str, ...]
    alternatives: tuple[str, ...]
    rates: tuple[str, ...]
    range_joins: tuple[str, ...]
    measuring: tuple[str, ...]
    contrasts: tuple[str, ...]
    remainders: tuple[str, ...]
    pronouns: tuple[str, ...]
    spread: tuple[str, ...]
    prepositions: tuple[str, ...]
    determiners: tuple[str, ...]
    plain_title: tuple[str, ...]
    negations: tuple[str, ...]
    title_joins: tuple[str, ...]
    owners: tuple[str, ...]
    dismissals: tuple[str, ...]
    placing: tuple[str, ...]
    towards: tuple[str, ...]
    away: tuple[str, ...]
    rivals: tuple[str, ...]
    presumed: Presumed
    presuming: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    succession: tuple[str, ...]
    reaching: tuple[str, ...]
    persons: tuple[str, ...]
    callings: tuple[str, ...]
    page_names: tuple[str, ...]
    answer_types: dict[str, AnswerType]
    time_units: tuple[str, ...]
    plain_measures: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    occupations: str
    small_talk: tuple[SmallTalk, ...]
    instruction: tuple[str, ...]
    phrases: dict[str, str]


class MixedLanguage(_Strict):
    """Words of another language with their English meaning ("" for words without a topic)."""

    language: str
    words: dict[str, str]


class PlaceNames(_Strict):
    """Names of places beyond the gazetteer; keys are ISO 3166 country codes. `languages` are
    those among them that name a language as well."""

    countries: dict[str, tuple[str, ...]]
    cities: dict[str, tuple[str, ...]]
    areas: tuple[str, ...]
    languages: tuple[str, ...]


Flag = Literal[
    "all_levels", "which_level", "highest", "lowest", "compare", "order", "yes_no", "tag",
    "follow_up", "correction", "why", "quantity", "count", "price", "period",
    "instruction", "next", "previous", "other_region", "both_regions", "same", "ordinal", "among",
]  # fmt: skip

_FLAG_LISTS: tuple[Flag, ...] = (
    "all_levels", "which_level", "highest", "lowest", "compare", "order", "why", "quantity",
    "count", "price", "period", "instruction",
)  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """Everything the vocabulary files say, with the look-ups that understanding needs."""

    main: Language
    mixed: tuple[MixedLanguage, ...]
    places: PlaceNames

    @cached_property
    def glue(self) -> frozenset[str]:
        """Words without a topic, as written: "probably" is glue and "probability" is not."""
        return frozenset(self.main.glue.split())

    @cached_property
    def function_words(self) -> frozenset[str]:
        return frozenset(self.main.function_words.split())

    @cached_property
    def occupations(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.main.occupations.split())

    @cached_property
    def occupation_words(self) -> frozenset[str]:
        return frozenset(self.main.occupations.split())

    @cached_property
    def measures(self) -> frozenset[str]:
        """Stems of words for scales, currencies and durations."""
        main = self.main
        lists = [scale.words for scale in main.scales] + list(main.currencies.values())
        return frozenset(stem(w) for words in [*lists, tuple(main.durations)] for w in words)

    @cached_property
    def money_words(self) -> frozenset[str]:
        """Stems of words for amounts of money, such as "lakhs" and "dollars"."""
        main = self.main
        words = {w for scale in main.scales for w in scale.words}.union(*main.currencies.values())
        return frozenset(stem(word) for word in words if len(word) > 3)

    def number(self, word: str) -> float | None:
        """The number that a folded word writes in digits or letters; None for none."""
        return int(word) if word.isdigit() else self.main.numbers.get(word)

    @cached_property
    def plain_measures(self) -> frozenset[str]:
        """Words after "how" that ask for a number, a time or money, and name no quality."""
        return frozenset(self.main.plain_measures)

    @cached_property
    def page_names(self) -> frozenset[str]:
        """What askers call the page they ask about."""
        return frozenset(self.main.page_names)

    @cached_property
    def instruction_stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.main.instruction if " " not in word)

    @cached_property
    def price_stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.main.price)

    @cached_property
    def judging(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.main.judging)

    @cached_property
    def strong_aspects(self) -> Phrasebook[str]:
        return Phrasebook((w, name) for name, a in self.main.aspects.items() for w in a.words)

    @cached_property
    def said_aspects(self) -> Phrasebook[str]:
        """Words by which a page speaks of a part: the strong ones and its own."""
        aspects = self.main.aspects.items()
        return Phrasebook((w, name) for name, a in aspects for w in (*a.words, *a.said))

    @cached_property
    def weak_aspects(self) -> dict[str, frozenset[str]]:
        """Aspect name -> the stems that hint at it."""
        return {
            name: frozenset(stem(word) for word in aspect.weak if " " not in word)
            for name, aspect in self.main.aspects.items()
        }

    @cached_property
    def flags(self) -> dict[Flag, Phrasebook[Flag]]:
        books = {
            flag: Phrasebook((w, flag) for w in getattr(self.main, flag)) for flag in _FLAG_LISTS
        }
        for name, words in self.main.relative.items():
            flag: Flag = name  # type: ignore[assignment]
            books[flag] = Phrasebook((word, flag) for word in words)
        return books

    @cached_property
    def range_ends(self) -> Phrasebook[str]:
        """Words for one end of a range -> "upper" or "lower"."""
        ends = (("upper", self.main.upper_end), ("lower", self.main.lower_end))
        return Phrasebook((word, end) for end, words in ends for word in words)

    @cached_property
    def synonym_of(self) -> Phrasebook[int]:
        """Phrase -> number of its synonym group."""
        return Phrasebook((w, i) for i, group in enumerate(self.main.synonyms) for w in group)

    @cached_property
    def known_stems(self) -> frozenset[str]:
        """Every stem the main file mentions: never a spelling mistake."""
        words: set[str] = {stem(word) for word in self.glue} | self.occupations
        main = self.main
        lists = [a.words + a.weak for a in main.aspects.values()]
        lists += [s.words for s in main.seniority] + [s.words for s in main.scales]
        lists += [talk.phrases for talk in main.small_talk] + list(main.synonyms)
        lists += [getattr(main, name) for name in _FLAG_LISTS] + list(main.relative.values())
        lists += [main.follow_up, main.correction, main.tag, tuple(main.numbers)]
        lists += [tuple(main.durations), *main.currencies.values()]
        for phrases in lists:
            words.update(t.stem for phrase in phrases for t in tokenise(phrase) if t.is_word)
        return frozenset(words)


def load_vocabulary(vocabulary_dir: Path) -> Vocabulary:
    """Read every vocabulary file of the folder.

    Raises AssistantError naming the file and the field when one is missing or malformed.
    """
    mixed = []
    for path in sorted(vocabulary_dir.glob("*.yaml")):
        if path.name not in ("en.yaml", "places.yaml"):
            mixed.append(_load(path, MixedLanguage))
    return Vocabulary(
        main=_load(vocabulary_dir / "en.yaml", Language),
        mixed=tuple(mixed),
        places=_load(vocabulary_dir / "places.yaml", PlaceNames),
    )


def _load(path: Path, kind: type[Any]) -> Any:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainLoader)
        return kind.model_validate(content)
    except OSError as error:
        raise AssistantError(f"cannot read the vocabulary file {path}: {error.strerror}") from error
    except (yaml.YAMLError, ValidationError) as error:
        raise AssistantError(f"the vocabulary file {path} is malformed: {error}") from error


class _PlainLoader(yaml.CSafeLoader):
    """CSafeLoader (8 times as fast as SafeLoader) that reads yes, no, on and off as words."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:bool"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
