"""One page as answering sees it: chunks by kind, level and region, and what every unit is about.

Knows the index's chunks and the page's lexicon; does not know any question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise

from assistant.answering.lexicon import Lexicon
from assistant.answering.text import Token, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Chunk, ChunkKind, Roadmap

_FEW = 4  # passages an expression may stand in and still tell them apart

# The part of the page that a chunk of each kind is.
ASPECT_OF = {
    ChunkKind.SALARY: "salary",
    ChunkKind.YEARS: "years",
    ChunkKind.SKILLS: "skills",
    ChunkKind.RESPONSIBILITIES: "responsibilities",
    ChunkKind.CERTIFICATION: "certifications",
    ChunkKind.TRANSITION: "transitions",
    ChunkKind.MISTAKE: "mistakes",
    ChunkKind.OVERVIEW: "overview",
    ChunkKind.RELATED: "related",
}


@dataclass(frozen=True, slots=True)
class Gist:
    """What a text says, as far as words go.

    Stems, numbers of the synonym groups it touches, parts of a page it speaks of ("salary"),
    levels and regions it names, whether it speaks of a price, and pairs of neighbouring stems.
    """

    stems: frozenset[str] = frozenset()
    groups: frozenset[int] = frozenset()
    aspects: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    regions: frozenset[str] = frozenset()
    priced: bool = False
    pairs: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: Gist) -> Gist:
        return Gist(
            self.stems | other.stems,
            self.groups | other.groups,
            self.aspects | other.aspects,
            self.levels | other.levels,
            self.regions | other.regions,
            self.priced or other.priced,
            self.pairs | other.pairs,
        )


def union(gists: Iterable[Gist]) -> Gist:
    """All of them together."""
    return reduce(Gist.__or__, gists, Gist())


@dataclass(frozen=True, slots=True)
class Unit:
    """A quotable part of a chunk: the `number`-th, with its gist."""

    chunk: Chunk
    number: int
    text: str
    gist: Gist
    has_number: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk with its gist (headings and questions included) and its units."""

    chunk: Chunk
    gist: Gist
    heading: Gist
    units: tuple[Unit, ...]


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

    @cached_property
    def collocations(self) -> frozenset[tuple[str, str]]:
        """Pairs of neighbouring stems that few passages have: the page's own expressions."""
        counts = Counter(pair for p in self.passages for pair in p.gist.pairs)
        most = max(_FEW, len(self.passages) // 8)
        return frozenset(pair for pair, count in counts.items() if count <= most)

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

    def gist(self, text: str) -> Gist:
        """What a text says."""
        return self._gist_of(tokenise(text))

    def _gist_of(self, tokens: Sequence[Token]) -> Gist:
        vocabulary, lexicon = self._vocabulary, self.lexicon
        figures = lexicon.quantities.find(tokens)
        paid = frozenset({"salary"} if any(q.kind == "pay" for q in figures) else ())
        return Gist(
            stems=frozenset(t.stem for t in tokens if t.is_word or t.is_number),
            groups=frozenset(match.value for match in vocabulary.synonym_of.find(tokens)),
            aspects=frozenset(match.value for match in vocabulary.said_aspects.find(tokens)) | paid,
            levels=frozenset(n for m in lexicon.level_mentions(tokens) for n in m.value.numbers),
            regions=frozenset(match.value for match in lexicon.region_mentions(tokens)),
            priced=bool(vocabulary.flags["price"].find(tokens)),
            pairs=frozenset(pairwise(t.stem for t in tokens if t.is_word or t.is_number)),
        )

    def _passage(self, chunk: Chunk) -> Passage:
        units = tuple(self._unit(chunk, n, text) for n, text in enumerate(chunk.units))
        heading = union(self.gist(text) for text in (*chunk.heading_path, *chunk.questions))
        bound = Gist(
            aspects=frozenset(ASPECT_OF[kind] for kind in [chunk.kind] if kind in ASPECT_OF),
            levels=frozenset([chunk.level] if chunk.level else ()),
            regions=frozenset([chunk.region] if chunk.region else ()),
        )
        gist = union((heading, bound, *(unit.gist for unit in units)))
        return Passage(chunk, gist, heading | bound, units)

    def _unit(self, chunk: Chunk, number: int, text: str) -> Unit:
        tokens = tokenise(text)
        main = self._vocabulary.main
        has_number = any(
            t.is_number or t.norm in main.numbers or t.norm in main.figure_words for t in tokens
        )
        return Unit(chunk, number, text, self._gist_of(tokens), has_number)
