"""What every compared system is, and what it hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from assistant.records import Citation, Sentence, Verdict


@dataclass(frozen=True)
class SystemAnswer:
    """An answer as it is scored.

    `confidence` is the system's own, higher is surer, None when it has none. `first_ms` is the time
    to the first sentence, `total_ms` to the whole answer, of the scored turn alone. `error` is set,
    and the rest empty, where the system failed.
    """

    text: str
    abstained: bool = False
    written_by: Literal["model", "quote", "rule"] = "quote"
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    interpreted_as: str | None = None
    confidence: float | None = None
    first_ms: float | None = None
    total_ms: float = 0.0
    timings_ms: dict[str, float] = field(default_factory=dict)
    error: str = ""

    @property
    def anchors(self) -> tuple[str, ...]:
        """The page anchors cited, each once, in order."""
        return tuple(dict.fromkeys(anchor_of(citation) for citation in self.citations))


class System(Protocol):
    """Answers the last of some turns; `roadmap` is the page it is asked on, None when unknown."""

    @property
    def name(self) -> str: ...

    def answer(self, turns: Sequence[str], roadmap: str | None) -> SystemAnswer: ...


def anchor_of(citation: Citation) -> str:
    """The anchor a citation points at: the fragment of its URL."""
    return citation.url.rpartition("#")[2]
