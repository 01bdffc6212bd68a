"""Which way a question goes between two roles: the way from A to B says nothing of the way back.

Knows a page's moves and the words that point at a goal; finds no evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.candidate import Candidate
from assistant.answering.coverage import DemandKind
from assistant.answering.lexicon import Lexicon
from assistant.answering.reading import Reading
from assistant.answering.text import Phrasebook, Token, stems
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Chunk, ChunkKind

_LONGEST = 5  # words between the two roles ("who has become an")
_NEAR = 2  # words between the one that points and the goal ("to being a")


class Moves:
    """The moves of one page."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        roadmap = lexicon.roadmap
        self._towards = frozenset(vocabulary.main.towards)
        self._away = frozenset(vocabulary.main.away)
        self._after = frozenset(vocabulary.main.above)
        self._ends: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._own = Phrasebook((name, name) for name in (roadmap.role, *roadmap.also_called))
        self._into = lexicon.moves_into
        for move in roadmap.transitions:
            self._ends[move.anchor] = (frozenset(stems(move.origin)), frozenset(stems(move.target)))

    def turned(self, candidate: Candidate, tokens: Sequence[Token]) -> bool:
        """Whether all it rests on are moves that the question names the other way round."""
        chunks = [item.chunk for item in candidate.evidence]
        return bool(chunks) and all(
            chunk.kind is ChunkKind.TRANSITION and self._goes_back(chunk.anchor, tokens)
            for chunk in chunks
        )

    def leave(self, candidate: Candidate, reading: Reading) -> bool:
        """Whether all it rests on are moves that do not lead to the page's role, where that is the
        goal and no other role is named: "how do I become a keeper?"."""
        chunks = [item.chunk for item in candidate.evidence]
        leading = any(chunk.anchor in self._into for chunk in chunks)
        if leading or reading.other_roles or reading.levels:
            return False
        goals = self._own.find(reading.tokens)
        return (
            all(chunk.kind is ChunkKind.TRANSITION for chunk in chunks)
            and bool(goals)
            and all(self._is_goal(reading.tokens, goal.start) for goal in goals)
        )

    def _is_goal(self, tokens: Sequence[Token], start: int) -> bool:
        """Whether a word that points at a goal stands before the role at `start`, and none that
        looks back at it ("after becoming a keeper")."""
        before = [token.norm for token in tokens[max(0, start - _NEAR - 1) : start]]
        return not self._towards.isdisjoint(before) and self._after.isdisjoint(before)

    def are_others(self, candidate: Candidate) -> bool:
        """Whether all it rests on are moves, and a role that the question names is no end of
        theirs: how long a driver takes to become a keeper says nothing of a teacher."""
        chunks = [item.chunk for item in candidate.evidence]
        named = [stems(d.name) for d in candidate.missing if d.kind is DemandKind.ROLE]
        moves = all(chunk.kind is ChunkKind.TRANSITION for chunk in chunks)
        return moves and any(not self._have_end(chunks, words) for words in named)

    def _have_end(self, chunks: Sequence[Chunk], words: Sequence[str]) -> bool:
        """Whether a move has an end that what stands before a role's noun names, or the noun if
        nothing does."""
        ends = frozenset().union(*(end for chunk in chunks for end in self._ends[chunk.anchor]))
        *before, noun = words
        return not ends.isdisjoint(before) if before else noun in ends

    def is_named(self, candidate: Candidate, tokens: Sequence[Token]) -> bool:
        """Whether it is one move that the question names: where it starts before its target, or
        after it as what one comes from."""
        chunk = candidate.evidence[0].chunk
        if len(candidate.evidence) > 1 or chunk.kind is not ChunkKind.TRANSITION:
            return False
        starts, ends = self._said(chunk.anchor, tokens)
        if not starts or not ends:
            return False
        between = {token.norm for token in tokens[max(ends) + 1 : min(starts)]}
        return min(starts) < min(ends) or not self._away.isdisjoint(between)

    def _said(self, anchor: str, tokens: Sequence[Token]) -> tuple[list[int], list[int]]:
        """Where the question says words of a move's start, and of its target, that the other end
        has not."""
        origin, target = self._ends[anchor]
        starts = [i for i, token in enumerate(tokens) if token.stem in origin - target]
        return starts, [i for i, token in enumerate(tokens) if token.stem in target - origin]

    def _goes_back(self, anchor: str, tokens: Sequence[Token]) -> bool:
        """Whether the move's target is named first, and then where it starts as the goal."""
        starts, ends = self._said(anchor, tokens)
        if not starts or not ends or max(ends) > min(starts):
            return False
        between = [token.norm for token in tokens[max(ends) + 1 : min(starts)]]
        points = any(word in self._towards for word in between[-1 - _NEAR :])
        return points and len(between) <= _LONGEST and self._away.isdisjoint(between)
