"""Every row's candidates as numbers, and which of them a right answer may rest on.

A candidate is right when the answer it makes is judged right and rests on what the row says
supports it; one that is right by chance, or rests on much else, teaches nothing. Knows no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answering.assistant import build_planner
from assistant.answering.candidate import Candidate
from assistant.answering.composing import Citations, joined, quoted
from assistant.answering.conversation import Frame, Understanding
from assistant.answering.features import vector
from assistant.answering.nearness import wordings
from assistant.answering.places import Gazetteer
from assistant.answering.planner import Planner
from assistant.answering.ranker import Ranker
from assistant.answering.vocabulary import Vocabulary
from assistant.search.index import Index
from eval.dataset import Row
from eval.judge import judge
from eval.metrics.nuggets import missing_nuggets
from eval.page import Page, build_page
from eval.systems.base import SystemAnswer

RIGHT, WRONG, BY_CHANCE = 1, 0, -1
_WASTEFUL = 0.5  # citation precision


@dataclass(frozen=True)
class Asked:
    """One row: features by name and label of each candidate; `settled` when nothing is ranked."""

    row: Row
    features: tuple[dict[str, float], ...]
    labels: tuple[int, ...]
    settled: bool

    def matrix(self, names: Sequence[str]) -> NDArray[np.float32]:
        """The features (candidates, len(names))."""
        return np.stack([vector(found, names) for found in self.features])


class Asker:
    """Asks the rows of one split."""

    def __init__(self, index: Index, vocabulary: Vocabulary, ranker: Ranker) -> None:
        gazetteer = Gazetteer(vocabulary.places)
        slugs = [roadmap.slug for roadmap in index.roadmaps]
        self._planners = {
            slug: build_planner(slug, index, vocabulary, gazetteer, ranker) for slug in slugs
        }
        self._pages = {page.slug: build_page(page, index.chunks) for page in index.roadmaps}

    def wordings(self, row: Row) -> tuple[str, ...]:
        """The question as it is compared with passages: as asked, and without its slots."""
        return wordings(self._understood(row)[1])[:2]

    def ask(self, row: Row) -> Asked:
        """The candidates of the last turn of `row`, after the turns before it."""
        planner, understood, before = self._understood(row)
        if planner.settled(understood):
            return Asked(row, (), (), settled=True)
        ways = planner.ways(understood, before)
        weighed = [(item, way) for way in ways for item in planner.weighed(way)]
        told = [
            planner.shortened(item, item.candidate, way)
            if _states_all(row, item.candidate)
            else item.candidate
            for item, way in weighed
        ]
        labels = self._labels(row, told)
        return Asked(row, tuple(item.features for item, _ in weighed), labels, settled=False)

    def _understood(self, row: Row) -> tuple[Planner, Understanding, Frame | None]:
        planner = self._planners[row.roadmap]
        frame: Frame | None = None
        for turn in row.turns[:-1]:
            frame = planner.plan(turn, frame).frame(row.roadmap)
        return planner, planner.understand(row.question, frame), frame

    def _labels(self, row: Row, candidates: Sequence[Candidate]) -> tuple[int, ...]:
        """Labels; where an answer can rest on its support alone, one that cites twice as much
        teaches nothing."""
        labels = [self._label(row, candidate) for candidate in candidates]
        support = frozenset().union(*self._pages[row.roadmap].supporting(row))
        precise = [
            len(support & anchors) / len(anchors)
            for anchors in ({e.chunk.anchor for e in c.evidence} for c in candidates)
        ]
        right = [p for p, label in zip(precise, labels, strict=True) if label == RIGHT]
        best = max(right, default=0.0)
        return tuple(
            BY_CHANCE if label == RIGHT and best == 1.0 and p <= _WASTEFUL else label
            for p, label in zip(precise, labels, strict=True)
        )

    def _label(self, row: Row, candidate: Candidate) -> int:
        evidence = candidate.evidence
        if not _states_all(row, candidate):
            return WRONG
        citations = Citations(evidence, "")
        sentences = tuple(quoted(evidence, citations, range(len(evidence))))
        text = f"{candidate.opening} {joined(list(sentences))}".strip()
        answer = SystemAnswer(text, sentences=sentences, citations=citations.used())
        page = self._pages[row.roadmap]
        if not judge(row, answer, page).right:
            return WRONG
        support = frozenset().union(*page.supporting(row))
        cited = {e.chunk.anchor for e in evidence}
        return RIGHT if cited & support else BY_CHANCE


def _states_all(row: Row, candidate: Candidate) -> bool:
    """Whether the candidate's evidence has everything that the answer to an answerable row must."""
    said = "\n".join(item.statement for item in candidate.evidence)
    return row.answerable and not missing_nuggets(said, row.must)


def passages_of(page: Page, index: Index, row: Row) -> tuple[int, ...]:
    """Positions on the page of the chunks that support an answerable row."""
    if not row.answerable:
        return ()
    support = frozenset().union(*page.supporting(row))
    chunks = [chunk for chunk in index.chunks if chunk.roadmap == row.roadmap]
    return tuple(i for i, chunk in enumerate(chunks) if chunk.anchor in support)
