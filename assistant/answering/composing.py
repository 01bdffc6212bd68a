"""From evidence and sentences to an answer: numbering, citations, joining.

Writes no sentence of its own and judges none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answering.phrasing import section_of
from assistant.records import Citation, Evidence, Sentence


class Citations:
    """Numbers evidence as sentences first use it; one number a quote."""

    def __init__(self, evidence: Sequence[Evidence], url_prefix: str) -> None:
        self._evidence = tuple(evidence)
        self._prefix = url_prefix
        self._order: dict[int, int] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, position: int) -> int:
        """The citation number of the evidence at `position` (0-based), given out on first use."""
        item = self._evidence[position]
        key = (item.chunk.id, item.quote)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._order[self._numbers[key]] = position
        return self._numbers[key]

    def used(self) -> tuple[Citation, ...]:
        """The citations given out so far, by number."""
        return tuple(self._citation(n, self._evidence[i]) for n, i in sorted(self._order.items()))

    def _citation(self, n: int, item: Evidence) -> Citation:
        chunk = item.chunk
        return Citation(
            n=n,
            chunk_id=chunk.id,
            roadmap=chunk.roadmap,
            section=section_of(chunk),
            quote=item.quote,
            url=f"{self._prefix}/roadmaps/{chunk.roadmap}#{chunk.anchor}",
        )


def quoted(
    evidence: Sequence[Evidence], citations: Citations, positions: Iterable[int]
) -> tuple[Sentence, ...]:
    """The statements of the evidence at `positions` as sentences, each with its citation."""
    sentences = []
    for position in positions:
        item = evidence[position]
        number = citations.number(position)
        for line in item.statement.split("\n"):
            bullet = not line.startswith("- ") and not line.endswith(":") and _is_row(item)
            sentences.append(Sentence(f"- {line}" if bullet else line, (number,)))
    return tuple(sentences)


def joined(sentences: Iterable[Sentence]) -> str:
    """Sentences as one text: list lines on lines of their own, the rest in one paragraph."""
    text = ""
    for sentence in sentences:
        line = sentence.text.startswith("- ") or sentence.text.endswith(":")
        after_list = text.rsplit("\n", 1)[-1].startswith("- ")
        glue = "\n" if text and (line or after_list) else " " if text else ""
        text += glue + sentence.text
    return text


def _is_row(item: Evidence) -> bool:
    """Whether the statement is a ready row rather than a sentence of the page."""
    return item.statement != item.quote and not item.statement.endswith((".", "!", "?"))
