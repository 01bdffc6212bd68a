"""One page as answering sees it: chunks by kind, level and region, and the words of every unit.

Knows the index's chunks and the page's lexicon; does not know any question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.answering.lexicon import Lexicon
from assistant.answering.text import Token, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Chunk, ChunkKind, Roadmap


@dataclass(frozen=True, slots=True)
class Words:
    """What a text says, as far as words go: stems, and numbers of the synonym groups it touches."""

    stems: frozenset[str]
    groups: frozenset[int]

    def __or__(self, other: Words) -> Words:
        return Words(self.stems | other.stems, self.groups | other.groups)


@dataclass(frozen=True, slots=True)
class Unit:
    """A quotable part of a chunk, with its words and the levels and regions it names."""

    chunk: Chunk
    number: int
    text: str
    words: Words
    has_number: bool


@dataclass(frozen=True)
class Passage:
    """A chunk with its words (headings and questions included) and its units."""

    chunk: Chunk
    words: Words
    heading: Words
    units: tuple[Unit, ...]
    levels: frozenset[int] = field(default_factory=frozenset)
    regions: frozenset[str] = field(default_factory=frozenset)


class Page:
    """A roadmap's chunks, ready to be looked at."""

    def __init__(
        self, roadmap: Roadmap, chunks: Iterable[Chunk], lexicon: Lexicon, vocabulary: Vocabulary
    ) -> None:
        self.roadmap = roadmap
        self.lexicon = lexicon
        self._vocabulary = vocabulary
        self.passages = tuple(self._passage(chunk) for chunk in chunks)
        self.by_id = {passage.chunk.id: passage for passage in self.passages}

    def of_kind(self, *kinds: ChunkKind) -> tuple[Passage, ...]:
        """Passages of these kinds in page order."""
        return tuple(p for p in self.passages if p.chunk.kind in kinds)

    def row(self, kind: ChunkKind, level: int, region: str | None = None) -> Chunk | None:
        """The row of one level (and region, for pay), or None where the page has none."""
        return self._rows.get((kind, level, region))

    @cached_property
    def _rows(self) -> dict[tuple[ChunkKind, int, str | None], Chunk]:
        levelled = [p.chunk for p in self.passages if p.chunk.level is not None]
        return {(c.kind, c.level or 0, c.region): c for c in levelled}

    @cached_property
    def vocabulary_words(self) -> frozenset[str]:
        """Every word on the page, folded, as written (not stemmed)."""
        texts = [t for p in self.passages for t in (p.chunk.text, *p.chunk.heading_path)]
        return frozenset(token.norm for text in texts for token in tokenise(text) if token.is_word)

    def words(self, text: str) -> Words:
        """The stems and synonym groups of a text."""
        return self.words_of(tokenise(text))

    def words_of(self, tokens: Sequence[Token]) -> Words:
        """As `words`, of tokens already made."""
        stems = frozenset(t.stem for t in tokens if t.is_word or t.is_number)
        groups = frozenset(match.value for match in self._vocabulary.synonym_of.find(tokens))
        return Words(stems, groups)

    def _passage(self, chunk: Chunk) -> Passage:
        units = tuple(self._unit(chunk, n, text) for n, text in enumerate(chunk.units))
        heading = self.words(" ".join((*chunk.heading_path, *chunk.questions)))
        words = heading
        for unit in units:
            words = words | unit.words
        named = tokenise(" . ".join((*chunk.heading_path, *chunk.questions, chunk.text)))
        levels = {n for m in self.lexicon.level_mentions(named) for n in m.value.numbers}
        regions = {m.value for m in self.lexicon.region_mentions(named)}
        return Passage(chunk, words, heading, units, frozenset(levels), frozenset(regions))

    def _unit(self, chunk: Chunk, number: int, text: str) -> Unit:
        tokens = tokenise(text)
        numbers = self._vocabulary.main.numbers
        has_number = any(t.is_number or t.norm in numbers for t in tokens)
        return Unit(chunk, number, text, self.words_of(tokens), has_number)
