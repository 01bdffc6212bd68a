"""How near a question is to every passage of a page: in meaning, in words, and word by word.

Numbers only; what they are worth is for `ranker` to say. Knows no demands and no rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.answering.conversation import Understanding
from assistant.answering.coverage import word_weight
from assistant.answering.page import Page
from assistant.answering.reading import Reading, TokenKind
from assistant.answering.text import Token, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.search.index import Index

Floats = NDArray[np.float32]

# Signals of which it also counts how far a passage is behind the best, and how many are before it.
_COMPARED = (
    "whole", "core", "mean", "unit", "bm25", "words", "words_unit", "late", "late_core",
    "late_unit",
)  # fmt: skip


@dataclass(frozen=True)
class Nearness:
    """One question against a page. `signals` holds an array (passages,) by name, `units` the mean
    cosine of each unit of each passage, `places` the position of a chunk by its id."""

    signals: Mapping[str, Floats]
    units: tuple[tuple[float, ...], ...]
    places: Mapping[str, int]

    def of_units(self, chunk: str) -> tuple[float, ...]:
        """Cosines of the units of one chunk."""
        return self.units[self.places[chunk]]

    def own(self, chunk: str) -> float:
        """Best cosine of the whole question to a row of one chunk, by the model as it came."""
        return float(self.signals["own_whole"][self.places[chunk]])

    def traits(self, chunks: Sequence[str]) -> dict[str, float]:
        """The signals of the nearest of `chunks`, and where that stands among all passages."""
        at = [self.places[chunk] for chunk in chunks]
        traits: dict[str, float] = {}
        for name, values in self._values.items():
            nearest = at[0] if len(at) == 1 else max(at, key=values.__getitem__)
            traits[name] = values[nearest]
            if name in self._ranks:
                traits[f"{name}_behind"] = self._best[name] - values[nearest]
                traits[f"{name}_rank"] = self._ranks[name][nearest]
        traits["mean_top"] = self._best["mean"]
        traits["mean_spread"] = (traits["mean"] - self._middle) / (self._spread + 1e-6)
        return traits

    @cached_property
    def _values(self) -> dict[str, list[float]]:
        return {name: values.tolist() for name, values in self.signals.items()}

    @cached_property
    def _best(self) -> dict[str, float]:
        return {name: max(values) for name, values in self._values.items()}

    @cached_property
    def _ranks(self) -> dict[str, list[int]]:
        """How many passages are before each, by signal."""
        compared = {name: self.signals[name] for name in _COMPARED}
        return {n: (v[None, :] > v[:, None]).sum(axis=1).tolist() for n, v in compared.items()}

    @cached_property
    def _middle(self) -> float:
        return float(self.signals["mean"].mean())

    @cached_property
    def _spread(self) -> float:
        return float(self.signals["mean"].std())


class NearnessFinder:
    """Measures questions against one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary, index: Index) -> None:
        self._page = page
        self._index = index
        self._small = vocabulary.function_words
        self._words = _PageWordVectors(page, self._small, index)
        self._places = {passage.chunk.id: i for i, passage in enumerate(page.passages)}

    def of(self, understood: Understanding) -> Nearness:
        """The nearness of a question, completed by the conversation, to every passage."""
        texts = wordings(understood)
        slug = self._page.roadmap.slug
        cosines, starts = self._index.likeness(texts, slug)
        own, _ = self._index.likeness(texts[:1], slug, as_questions=False)
        signals = _dense(cosines, starts)
        signals["own_whole"] = np.maximum.reduceat(own[0], starts[:-1])
        signals |= self._late(texts[:2], slug)
        lexical = self._index.lexical(texts[0], slug)
        signals["bm25"] = lexical / max(float(lexical.max()), 1e-6)
        spans = [
            slice(starts[i + 1] - len(passage.units), starts[i + 1])
            for i, passage in enumerate(self._page.passages)
        ]
        best = cosines.max(axis=0)
        signals["unit"] = np.array([best[span].max() for span in spans], dtype=np.float32)
        signals |= self._by_word(understood.reading)
        both = (own[0] + cosines.mean(axis=0)) / 2
        units = tuple(tuple(both[span].tolist()) for span in spans)
        return Nearness(signals, units, self._places)

    def _late(self, texts: Sequence[str], slug: str) -> dict[str, Floats]:
        """Late interaction: what each passage has of the question's tokens, of those without its
        slots, and the most that it lacks of one token; and the same of its nearest unit."""
        (whole, weights), (core, _) = self._index.token_likeness(texts, slug)
        (units,), starts = self._index.unit_likeness(texts[:1], slug)
        had = units.sum(axis=0)
        lack = (weights[:, None] - units).max(axis=0)
        spans = [slice(a, b) for a, b in pairwise(starts.tolist())]
        nearest = [span.start + int(had[span].argmax()) for span in spans]
        return {
            "late": whole.sum(axis=0),
            "late_core": core.sum(axis=0),
            "late_lack": (weights[:, None] - whole).max(axis=0),
            "late_unit": had[nearest],
            "late_unit_lack": lack[nearest],
        }

    def _by_word(self, reading: Reading) -> dict[str, Floats]:
        """Soft matching: each word of the question by its nearest word in the passage."""
        spoken = [t for t in reading.tokens if _says(t, self._small)]
        content = {t.start for t in reading.content}
        weights = np.array([word_weight(t.norm) if t.is_word else 1.0 for t in spoken] or [1.0])
        return self._words.match(
            [t.norm for t in spoken],
            weights.astype(np.float32),
            np.array([t.start in content for t in spoken] or [False]),
        )


class _PageWordVectors:
    """The words of every unit and heading of a page, as vectors without context."""

    def __init__(self, page: Page, small: frozenset[str], index: Index) -> None:
        numbers: dict[str, int] = {}
        columns: list[int] = []
        starts: list[int] = []
        self._parts: list[tuple[int, int]] = []  # of each passage: first part, parts; heading last

        def add(text: str) -> None:
            starts.append(len(columns))
            words = {t.norm for t in tokenise(text) if _says(t, small)} or {"."}
            columns.extend(numbers.setdefault(word, len(numbers)) for word in sorted(words))

        for passage in page.passages:
            self._parts.append((len(starts), len(passage.units)))
            for unit in passage.units:
                add(unit.text)
            add(" . ".join((*passage.chunk.heading_path, *passage.chunk.questions)))
        self._columns = np.array(columns, dtype=np.intp)
        self._starts = np.array(starts, dtype=np.intp)
        self._vectors = index.word_vectors(list(numbers))
        self._index = index

    def match(
        self, words: Sequence[str], weights: Floats, content: NDArray[np.bool_]
    ) -> dict[str, Floats]:
        """Signals (passages,) for a question's words (n,), their weights, and which are content."""
        vectors = self._index.word_vectors(words) if words else self._vectors[:1] * 0
        near = (vectors @ self._vectors.T)[:, self._columns]
        parts = np.maximum.reduceat(near, self._starts, axis=1)  # (words, parts)
        share = weights / weights.sum()
        found = []
        for first, units in self._parts:
            heading = parts[:, first + units]
            inside = parts[:, first : first + units]
            both = np.maximum(inside, heading[:, None])
            best = both.max(axis=1) if units else heading
            lack = (weights * (1 - best))[content]
            found.append(
                (
                    float(share @ best),
                    float((share @ both).max()) if units else float(share @ heading),
                    float(share @ heading),
                    float(lack.sum()),
                    float(lack.max()) if lack.size else 0.0,
                    float(best[content].min()) if content.any() else 1.0,
                )
            )
        names = (
            "words",
            "words_unit",
            "words_heading",
            "words_lack",
            "words_lack_most",
            "words_least",
        )
        return {
            n: np.array(v, dtype=np.float32)
            for n, v in zip(names, zip(*found, strict=True), strict=True)
        }


def _says(token: Token, small: frozenset[str]) -> bool:
    return token.is_number or (token.is_word and token.norm not in small)


def _dense(cosines: Floats, starts: NDArray[np.intp]) -> dict[str, Floats]:
    """The best cosine of each writing of the question to a passage's rows, and their mean."""
    best = np.maximum.reduceat(cosines, starts[:-1], axis=1)
    named = dict(zip(("whole", "core", "point"), best, strict=True))
    return {**named, "mean": best.mean(axis=0), "passage": cosines[:, starts[:-1]].max(axis=0)}


def wordings(understood: Understanding) -> tuple[str, str, str]:
    """The question; without the words for role, level and region, which every passage shares; and
    of its asking sentences only, where the others just tell a story."""
    reading = understood.reading
    whole = f"{understood.asked_before} {reading.to_the_point}".strip() or reading.question
    core = _core(reading)
    if not core or (understood.asked_before and not reading.content):
        core = whole
    return whole, core, _core(reading, asking_only=True) or core


def _core(reading: Reading, *, asking_only: bool = False) -> str:
    slots = (TokenKind.ROLE, TokenKind.LEVEL, TokenKind.REGION)
    return " ".join(
        token.norm
        for i, (token, kind) in enumerate(zip(reading.tokens, reading.kinds, strict=True))
        if kind not in slots
        and (token.is_word or token.is_number)
        and (not asking_only or i in reading.asking)
    )
