"""What a page counts ("There are three houses"), and questions that count otherwise.

"As there are four houses, which one ..." rests on a number that the page contradicts: the answer
starts with the sentence that says the right one. Knows the page's told passages; judges no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.candidate import Candidate
from assistant.answering.page import Page, Unit
from assistant.answering.text import Token, stem, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.records import ChunkKind, Evidence

_TOLD = (ChunkKind.OVERVIEW, ChunkKind.SECTION, ChunkKind.FAQ)
_FEWEST, _MOST = 2, 99  # larger numbers are figures, not counts of things that one goes through
_PARTS = frozenset({"in", "-", "/"})  # "two in five cases", "5-9 rooms"


@dataclass(frozen=True, slots=True)
class _Count:
    """A number and the thing it counts; `at` is where the number stands."""

    number: int
    noun: str
    at: int


class Counts:
    """The counts of one page."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        main = vocabulary.main
        self._number = vocabulary.number
        self._measures = vocabulary.measures | {stem(word) for word in main.time_units}
        self._more, self._fewer = frozenset(main.presumed.more), frozenset(main.presumed.fewer)
        self._rungs = page.lexicon.labels | {stem(word) for word in main.ladder.rungs}
        self._levels = len(page.roadmap.levels)
        self._said: dict[str, list[tuple[int, Unit]]] = {}
        for passage in page.of_kind(*_TOLD):
            for unit in passage.units:
                for count in self._counts(tokenise(unit.text)):
                    self._said.setdefault(count.noun, []).append((count.number, unit))

    def of_levels(self) -> Evidence | None:
        """The sentence that says how many levels there are, if the page has one."""
        for noun, said in self._said.items():
            for number, unit in said:
                if noun in self._rungs and number == self._levels:
                    return Evidence(unit.chunk, unit.text, unit.text)
        return None

    def against(self, tokens: Sequence[Token]) -> Evidence | None:
        """The sentence that contradicts a count which the question takes for granted."""
        for count in self._counts(tokens):
            if count.noun in self._rungs:
                said = self.of_levels()
                if said and self._is_presumed(count, self._levels, tokens):
                    return said
                continue
            found = self._said.get(count.noun, [])
            numbers = {number for number, _ in found}
            if len(numbers) == 1 and self._is_presumed(count, numbers.pop(), tokens):
                unit = found[0][1]
                return Evidence(unit.chunk, unit.text, unit.text)
        return None

    def corrected(self, candidate: Candidate, tokens: Sequence[Token]) -> Candidate:
        """The candidate, after what contradicts the question's count."""
        said = self.against(tokens)
        quotes = {item.quote for item in candidate.evidence}
        if said is None or said.quote in quotes:
            return candidate
        chunks = dict.fromkeys((said.chunk.id, *candidate.chunks))
        return replace(candidate, evidence=(said, *candidate.evidence), chunks=tuple(chunks))

    def _is_presumed(self, count: _Count, true: int, tokens: Sequence[Token]) -> bool:
        """Whether a number other than the true one is taken for granted."""
        before = tokens[count.at - 1].norm if count.at else ""
        if count.number > true:
            return before in self._more or (count.noun in self._rungs and count.number > 2)
        return count.number < true and before in self._fewer

    def _counts(self, tokens: Sequence[Token]) -> Iterator[_Count]:
        """Numbers right before a word in the plural that is no measure."""
        for at, token in enumerate(tokens[:-1]):
            number = self._number(token.norm)
            after = tokens[at + 1]
            if number is None or not _FEWEST <= number <= _MOST:
                continue
            part = at > 0 and tokens[at - 1].norm in _PARTS
            plural = after.is_word and after.norm.endswith("s") and len(after.norm) > 3
            if plural and not part and after.stem not in self._measures:
                yield _Count(int(number), after.stem, at)
