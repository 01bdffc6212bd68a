"""Rows, answers and outcomes for the tests of the evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.records import Citation, Sentence
from eval.dataset import Kind, Row
from eval.systems.base import SystemAnswer

SALARY_ANCHOR = "level-2-salary-skerrivane"
SALARY_TEXT = "A Lamplighter in Skerrivane earns 1,200–1,900 shells a month."


def make_row(
    id: str = "dev-1",
    *,
    kind: Kind = Kind.SALARY,
    turns: tuple[str, ...] = ("what does a lamplighter earn in Skerrivane?",),
    answerable: bool = True,
    must: tuple[tuple[str, ...], ...] = (("1,200–1,900 shells",),),
    must_not: tuple[str, ...] = ("700–1,250 shells", "wicked"),
    support: tuple[str | tuple[str, ...], ...] = ((SALARY_ANCHOR, "level-2"),),
    reference: str = "",
) -> Row:
    """A salary row of the fictional roadmap, changed as wanted."""
    return Row(
        id=id,
        roadmap="lighthouse-keeper",
        kind=kind,
        turns=turns,
        answerable=answerable,
        must=must if answerable else (),
        must_not=must_not,
        support=support if answerable else (),
        reference=reference,
    )


def make_answer(
    text: str = SALARY_TEXT,
    *,
    anchors: Sequence[str] = (SALARY_ANCHOR,),
    quote: str = "1,200–1,900 shells a month",
    abstained: bool = False,
    confidence: float | None = 0.5,
) -> SystemAnswer:
    """An answer of one sentence that cites `anchors`, each with `quote`."""
    page = "lighthouse-keeper"
    citations = tuple(
        Citation(n, f"{page}/{anchor}", page, "Pay", quote, f"/roadmaps/{page}#{anchor}")
        for n, anchor in enumerate(anchors, start=1)
    )
    return SystemAnswer(
        text=text,
        abstained=abstained,
        written_by="rule" if abstained else "quote",
        sentences=(Sentence(text, tuple(citation.n for citation in citations)),),
        citations=citations,
        confidence=None if abstained else confidence,
        first_ms=10.0,
        total_ms=20.0,
    )


class StubSystem:
    """Gives the same answer to everything and remembers what it was asked."""

    def __init__(self, answer: SystemAnswer, name: str = "stub") -> None:
        self.name = name
        self.asked: list[tuple[tuple[str, ...], str | None]] = []
        self._answer = answer

    def answer(self, turns: Sequence[str], roadmap: str | None) -> SystemAnswer:
        self.asked.append((tuple(turns), roadmap))
        return self._answer
