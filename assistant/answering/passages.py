"""Evidence from passages: the FAQ, moves, certifications, mistakes, free text and single list items.

Scores every passage of the page by the words of the question it explains and by its cosine, then
picks the sentences that carry the answer. Does not read typed rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.candidate import Candidate
from assistant.answering.conversation import Understanding
from assistant.answering.coverage import Asked, Coverage
from assistant.answering.page import Page, Passage, Unit, Words
from assistant.answering.phrasing import Phrasing
from assistant.answering.vocabulary import Vocabulary
from assistant.records import ChunkKind, Evidence, Hit

# Which part of the page a word for a part points at.
_KIND_OF = {
    "certifications": ChunkKind.CERTIFICATION,
    "transitions": ChunkKind.TRANSITION,
    "mistakes": ChunkKind.MISTAKE,
    "overview": ChunkKind.OVERVIEW,
    "related": ChunkKind.RELATED,
    "skills": ChunkKind.SKILLS,
    "responsibilities": ChunkKind.RESPONSIBILITIES,
}
_WHOLE_LISTS = {
    "certifications": ChunkKind.CERTIFICATION,
    "transitions": ChunkKind.TRANSITION,
    "mistakes": ChunkKind.MISTAKE,
    "related": ChunkKind.RELATED,
    "overview": ChunkKind.OVERVIEW,
}
_ITEM_KINDS = (ChunkKind.SKILLS, ChunkKind.RESPONSIBILITIES)
_ROW_KINDS = (ChunkKind.SALARY, ChunkKind.YEARS)
# Tuned on the dev split: see eval/README.md.
_UNIT_KEEP = 0.8  # sentences scoring at least this share of the best one are part of the answer
_WHOLE_FAQ = 0.72  # a question this close to an FAQ's own is that FAQ asked in other words


@dataclass(frozen=True, slots=True)
class _Scored:
    passage: Passage
    cover: float
    dense: float
    kind_fits: bool

    @property
    def score(self) -> float:
        return self.cover + 0.4 * self.dense + (0.1 if self.kind_fits else 0.0)


class PassageFinder:
    """Finds passages on one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary, coverage: Coverage) -> None:
        self._page = page
        self._vocabulary = vocabulary
        self._coverage = coverage
        self._phrasing = Phrasing(page.roadmap, vocabulary)

    def find(
        self,
        understood: Understanding,
        asked: Sequence[Asked],
        hits: Sequence[Hit],
        units: Mapping[str, Sequence[float]],
    ) -> Candidate | None:
        """The best passages, or None when nothing on the page is near.

        `units` has for each chunk id the cosines of its units to the question.
        """
        whole = self._whole_list(understood, asked)
        if whole:
            return whole
        dense = {hit.chunk.id: hit.dense for hit in hits}
        scored = [
            self._score(passage, understood, asked, dense.get(passage.chunk.id, 0.0))
            for passage in self._page.passages
            if passage.chunk.kind not in _ROW_KINDS and self._compatible(passage, understood)
        ]
        if not scored:
            return None
        best = max(scored, key=lambda s: s.score)
        return self._candidate(best, scored, understood, asked, units)

    def _whole_list(self, understood: Understanding, asked: Sequence[Asked]) -> Candidate | None:
        """A whole section, when it alone is asked for and nothing in it in particular."""
        reading = understood.reading
        named = [a for a in understood.aspects if a in _WHOLE_LISTS]
        if reading.content or len(named) != 1 or reading.other_roles:
            return None
        passages = self._page.of_kind(_WHOLE_LISTS[named[0]])
        if not passages:
            return None
        evidence = tuple(self._whole(p) for p in passages)
        return Candidate(evidence, "passage", cover=1.0, dense=0.7)

    def _whole(self, passage: Passage) -> Evidence:
        return Evidence(passage.chunk, passage.chunk.text, _prose(passage.units))

    def _compatible(self, passage: Passage, understood: Understanding) -> bool:
        """Whether the passage can be about the levels and regions asked for."""
        wanted, regions = set(understood.reading.levels), set(understood.reading.regions)
        if wanted and passage.levels and not wanted & passage.levels:
            return False
        return not (regions and passage.regions and not regions & passage.regions)

    def _score(
        self, passage: Passage, understood: Understanding, asked: Sequence[Asked], dense: float
    ) -> _Scored:
        kinds = {_KIND_OF[a] for a in understood.aspects if a in _KIND_OF}
        kind_fits = passage.chunk.kind in kinds
        words = self._with_kind(passage.words, passage.chunk.kind)
        return _Scored(passage, self._coverage.share(asked, words), dense, kind_fits)

    def _with_kind(self, words: Words, kind: ChunkKind) -> Words:
        """A passage explains the words for its own part of the page, too."""
        for aspect, part in _KIND_OF.items():
            if part is kind:
                spoken = self._vocabulary.main.aspects[aspect]
                words = words | self._page.words(" ".join((*spoken.words, *spoken.weak)))
        return words

    def _candidate(
        self,
        best: _Scored,
        scored: Sequence[_Scored],
        understood: Understanding,
        asked: Sequence[Asked],
        units: Mapping[str, Sequence[float]],
    ) -> Candidate:
        chosen = [best] + self._beside(best, scored)
        evidence = tuple(
            e for s in chosen for e in self._evidence(s, understood, asked, units[s.passage.chunk.id])
        )
        words = Words(frozenset(), frozenset())
        for item in chosen:
            words = words | self._with_kind(item.passage.words, item.passage.chunk.kind)
        missing = tuple(a.token.text for a in asked if not self._coverage.explained(a, words))
        return Candidate(evidence, "passage", best.cover, best.dense, missing)

    def _beside(self, best: _Scored, scored: Sequence[_Scored]) -> list[_Scored]:
        """List items that fit as well as the best one, of the same part of the page."""
        kind = best.passage.chunk.kind
        if kind not in (ChunkKind.CERTIFICATION, ChunkKind.MISTAKE, ChunkKind.TRANSITION):
            return []
        return [
            s
            for s in scored
            if s is not best
            and s.passage.chunk.kind is kind
            and s.cover >= best.cover
            and s.dense >= 0.85 * best.dense
        ]

    def _evidence(
        self,
        scored: _Scored,
        understood: Understanding,
        asked: Sequence[Asked],
        cosines: Sequence[float],
    ) -> list[Evidence]:
        passage = scored.passage
        if passage.chunk.kind in _ITEM_KINDS:
            return self._items(passage, asked, cosines)
        if self._is_whole(scored, understood):
            return [self._quoted(passage, unit) for unit in passage.units]
        return [self._quoted(passage, unit) for unit in self._best_units(passage, understood, asked, cosines)]

    def _is_whole(self, scored: _Scored, understood: Understanding) -> bool:
        """Whether the passage as a whole answers: an FAQ in other words, or a short item."""
        chunk = scored.passage.chunk
        if chunk.kind is ChunkKind.FAQ:
            return scored.dense >= _WHOLE_FAQ and "quantity" not in understood.reading.flags
        return chunk.kind is not ChunkKind.SECTION and chunk.kind is not ChunkKind.OVERVIEW

    def _best_units(
        self,
        passage: Passage,
        understood: Understanding,
        asked: Sequence[Asked],
        cosines: Sequence[float],
    ) -> list[Unit]:
        """The sentences that explain most of the question, in page order."""
        counted = "quantity" in understood.reading.flags

        def score(unit: Unit) -> float:
            own = self._coverage.share(asked, unit.words)
            figure = 0.15 if counted and unit.has_number else 0.0
            return own + 0.6 * cosines[unit.number] + figure

        scores = {unit.number: score(unit) for unit in passage.units}
        top = max(scores.values())
        return [unit for unit in passage.units if scores[unit.number] >= _UNIT_KEEP * top]

    def _items(
        self, passage: Passage, asked: Sequence[Asked], cosines: Sequence[float]
    ) -> list[Evidence]:
        """Single skills or responsibilities, said with the level they belong to."""
        chunk = passage.chunk
        level = self._page.lexicon.level(chunk.level or 1)
        shares = [self._coverage.share(asked, unit.words) + 0.3 * cosines[unit.number] for unit in passage.units]
        best = max(shares)
        return [
            Evidence(chunk, unit.text, self._phrasing.listed(chunk.kind.value, level, unit.text))
            for unit in passage.units
            if shares[unit.number] >= 0.9 * best
        ]

    def _quoted(self, passage: Passage, unit: Unit) -> Evidence:
        return Evidence(passage.chunk, unit.text, unit.text)


def _prose(units: Sequence[Unit]) -> str:
    """Units as shown when the whole passage is: sentences in a line, names before a colon."""
    texts = [unit.text for unit in units]
    return "\n".join(texts)
