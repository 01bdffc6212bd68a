"""From a question to the evidence that answers it, or to what the page does not say.

One planner a page: reads the question, completes it from the conversation, weighs the ways of
finding evidence against each other, and decides whether the best is enough. Writes no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.candidate import Candidate
from assistant.answering.conversation import Frame, Understanding, resolve
from assistant.answering.coverage import Asked, Coverage
from assistant.answering.page import Page
from assistant.answering.passages import PassageFinder
from assistant.answering.phrasing import Phrasing
from assistant.answering.reading import Reader, Reading, TokenKind
from assistant.answering.rows import RowFinder
from assistant.answering.vocabulary import Vocabulary
from assistant.search.index import Index

# Tuned on the dev split (eval/README.md): evidence must explain this share of the topical words,
# less of them the closer the passage is in meaning.
_ENOUGH_COVER = 0.75
_ENOUGH_LIKENESS = 0.3
_LIKE_COVER = 0.45
_LIKE_LIKENESS = 0.6
_SAME_COVER = 0.3
_SAME_LIKENESS = 0.75


@dataclass(frozen=True, slots=True)
class Plan:
    """What to answer: a candidate, or, when it is None, an abstention that says `abstention`."""

    understood: Understanding
    candidate: Candidate | None
    abstention: str = ""


class Planner:
    """Plans answers about one page."""

    def __init__(
        self, page: Page, reader: Reader, vocabulary: Vocabulary, index: Index
    ) -> None:
        self.page = page
        self.reader = reader
        self.phrasing = Phrasing(page.roadmap, vocabulary)
        self._coverage = Coverage(vocabulary)
        self._rows = RowFinder(page, vocabulary, self._coverage)
        self._passages = PassageFinder(page, vocabulary, self._coverage)
        self._index = index
        roadmap = page.roadmap
        about = (roadmap.title, roadmap.role, roadmap.field, *roadmap.also_called)
        self._about = page.words(" ".join(about))

    def plan(self, question: str, before: Frame | None) -> Plan:
        """Plan the answer to `question` after the turn `before`."""
        reading = self.reader.read(question)
        understood = resolve(reading, before, self.page.roadmap)
        refusal = self._refusal(understood)
        if refusal:
            return Plan(understood, None, refusal)
        candidate = self._best(understood)
        if candidate and self._enough(candidate, understood):
            return Plan(understood, self._with_partial(candidate, reading))
        return Plan(understood, None, self._abstention(understood, candidate))

    def _refusal(self, understood: Understanding) -> str:
        """What rules an answer out before any evidence is looked at."""
        reading = understood.reading
        if understood.off_ladder or (reading.unknown_level and not reading.levels):
            return self.phrasing.say("abstain_level")
        if reading.places and not reading.regions:
            return self.phrasing.say("abstain_region", missing=_listed(reading.places))
        return ""

    def _best(self, understood: Understanding) -> Candidate | None:
        asked = self._asked(understood)
        rows = self._rows.find(understood, asked)
        passages = self._find_passages(understood, asked)
        found = [c for c in (rows, passages) if c]
        return max(found, key=lambda c: c.score) if found else None

    def _find_passages(
        self, understood: Understanding, asked: Sequence[Asked]
    ) -> Candidate | None:
        text = f"{understood.asked_before} {understood.reading.question}".strip()
        hits = self._index.search(text, k=len(self.page.passages), roadmap=self.page.roadmap.slug)
        units = {hit.chunk.id: hit.units for hit in hits}
        return self._passages.find(understood, asked, hits, units)

    def _asked(self, understood: Understanding) -> tuple[Asked, ...]:
        reading = understood.reading
        content = {token.start for token in reading.content}
        wanted = [
            token
            for token, kind in zip(reading.tokens, reading.kinds, strict=True)
            if token.start in content or kind in (TokenKind.ASPECT, TokenKind.PLACE)
        ]
        asked = self._coverage.asked(wanted, reading.tokens)
        return tuple(a for a in asked if not self._coverage.explained(a, self._about))

    def _enough(self, candidate: Candidate, understood: Understanding) -> bool:
        if candidate.source == "rows":
            return candidate.cover >= _ENOUGH_COVER
        return (
            (candidate.cover >= _ENOUGH_COVER and candidate.dense >= _ENOUGH_LIKENESS)
            or (candidate.cover >= _LIKE_COVER and candidate.dense >= _LIKE_LIKENESS)
            or (candidate.cover >= _SAME_COVER and candidate.dense >= _SAME_LIKENESS)
        )

    def _with_partial(self, candidate: Candidate, reading: Reading) -> Candidate:
        if not reading.places:
            return candidate
        return replace(
            candidate, closing=self.phrasing.say("partial", missing=_listed(reading.places))
        )

    def _abstention(self, understood: Understanding, candidate: Candidate | None) -> str:
        reading = understood.reading
        if reading.other_roles and understood.aspects:
            return self.phrasing.say("abstain_role", missing=_listed(reading.other_roles))
        missing = [w for w in (candidate.missing if candidate else ()) if w.isalpha()]
        if missing:
            return self.phrasing.say("abstain_about", missing=_listed(missing[:3]))
        return self.phrasing.say("abstain")


def _listed(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    names = tuple(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
