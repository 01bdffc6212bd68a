"""The grammar words of verification, read once from verification.yaml.

Knows no page. Gives every content word one key, shared by words of one meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.answering.text import Match, Phrasebook, Token, stem
from assistant.answering.vocabulary import Vocabulary
from assistant.records import ChunkKind

# Members of a vocabulary group are one word in verification only when they are spelled alike:
# the groups serve understanding, where "slow" finds "latency".
_ALIKE = 4


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grammar(_Strict):
    """verification.yaml as it stands; its comments say what each list is for."""

    free: str
    be: str
    articles: str
    relatives: str
    pronouns: str
    prepositions: dict[str, str]
    separators: dict[str, tuple[str, ...]]
    hard: str
    conditions: str
    limited: str
    degree: str
    sequence: str
    denials: str
    quantifiers: str
    participles: dict[str, str]
    equivalents: tuple[tuple[str, ...], ...]
    frames: dict[str, str]
    refused: dict[str, str]


@dataclass(frozen=True)
class Words:
    """Look-ups over the grammar and the spelling variants of a vocabulary."""

    grammar: Grammar
    vocabulary: Vocabulary

    @cached_property
    def free(self) -> frozenset[str]:
        return frozenset(self.grammar.free.split())

    @cached_property
    def be(self) -> frozenset[str]:
        return frozenset(self.grammar.be.split())

    @cached_property
    def denials(self) -> frozenset[str]:
        return frozenset(self.grammar.denials.split())

    @cached_property
    def quantifiers(self) -> frozenset[str]:
        return frozenset(self.grammar.quantifiers.split())

    @cached_property
    def pronouns(self) -> frozenset[str]:
        return frozenset(self.grammar.pronouns.split())

    @cached_property
    def articles(self) -> frozenset[str]:
        return frozenset(self.grammar.articles.split())

    @cached_property
    def relatives(self) -> frozenset[str]:
        return frozenset(self.grammar.relatives.split())

    @cached_property
    def prepositions(self) -> dict[str, str]:
        """Preposition -> its direction."""
        groups = self.grammar.prepositions.items()
        return {word: name for name, words in groups for word in words.split()}

    @cached_property
    def separators(self) -> dict[str, str]:
        """Separator -> its meaning."""
        groups = self.grammar.separators.items()
        return {word: name for name, words in groups for word in words}

    @cached_property
    def hard(self) -> frozenset[str]:
        """Keys of the words that are never dropped."""
        return frozenset(self.key(word) for word in self.grammar.hard.split())

    @cached_property
    def conditions(self) -> frozenset[str]:
        return frozenset(self.grammar.conditions.split())

    @cached_property
    def sequence(self) -> frozenset[str]:
        return frozenset(self.grammar.sequence.split())

    @cached_property
    def limited(self) -> frozenset[str]:
        return frozenset(self.grammar.limited.split())

    @cached_property
    def degree(self) -> frozenset[str]:
        return frozenset(self.key(word) for word in self.grammar.degree.split())

    @cached_property
    def phrases(self) -> Phrasebook[str]:
        """Words and phrases of one meaning -> their shared key."""
        book: Phrasebook[str] = Phrasebook()
        for group in self.grammar.equivalents:
            _add(book, group)
        for group in self.vocabulary.main.synonyms:
            for alike in _spelled_alike(group):
                _add(book, alike)
        return book

    @cached_property
    def _single(self) -> dict[str, str]:
        """Stem of a single word -> shared key."""
        found: dict[str, str] = {}
        groups = [*self.grammar.equivalents]
        for group in groups:
            for word in group:
                if " " not in word:
                    found.setdefault(stem(word), f"={group[0]}")
        return found

    def key(self, word: str) -> str:
        """The key of one folded word."""
        word = self.grammar.participles.get(word, word)
        return self._single.get(stem(word), stem(word))

    def frame(self, kind: ChunkKind) -> frozenset[str]:
        """Words that a sentence may say around a row of this kind."""
        return frozenset(self.grammar.frames.get(kind.value, "").split())

    def refused(self, name: str) -> frozenset[str]:
        return frozenset(self.grammar.refused[name].split())

    def equivalents(self, tokens: Sequence[Token]) -> tuple[Match[str], ...]:
        """Known words and phrases in `tokens` with their shared keys."""
        return self.phrases.find(tokens)


def load_words(vocabulary: Vocabulary) -> Words:
    """The grammar of the package with the spellings of `vocabulary`."""
    text = files("assistant.answering").joinpath("verification.yaml").read_text(encoding="utf-8")
    return Words(Grammar.model_validate(yaml.load(text, Loader=yaml.CBaseLoader)), vocabulary)


def _add(book: Phrasebook[str], group: Sequence[str]) -> None:
    for phrase in group:
        book.add(phrase, f"={group[0]}")


def _spelled_alike(group: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """The members of `group` that are spellings or short forms of its earlier members."""
    left = list(group)
    while left:
        first, *others = left
        alike = [other for other in others if _alike(first, other)]
        if alike:
            yield (first, *alike)
        left = [other for other in others if other not in alike]


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    initials = "".join(word[0] for word in long.replace("-", " ").split())
    same_start = " " not in short + long and short[:_ALIKE] == long[:_ALIKE]
    joined = short.replace(" ", "").replace("-", "") == long.replace(" ", "").replace("-", "")
    return joined or same_start or short.rstrip("s") == initials
