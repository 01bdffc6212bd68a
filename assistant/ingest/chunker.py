"""A roadmap to the passages that are indexed, each with a stable id, an anchor and its figures.

Ids and texts depend on the part they come from alone, so a new part changes no other. Knows no
embedder: the caller hands in how tokens are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.ingest import anchors, rows
from assistant.ingest.facts import facts_in_text, salary_fact, years_fact
from assistant.ingest.packing import Part, blocks_of, pack, whole
from assistant.records import Block, Chunk, ChunkKind, Fact, Item, Level, Roadmap

CHUNKER_VERSION = "1"
"""Raise it whenever the same roadmap would give other chunks: an index is rebuilt by it."""


def chunk_roadmap(
    roadmap: Roadmap, count_tokens: Callable[[str], int], max_tokens: int = 200
) -> tuple[Chunk, ...]:
    """Every passage of `roadmap` in page order.

    Free text is split between sentences and list items into parts of at most `max_tokens` (as
    `count_tokens` counts); rows, items, moves and FAQs are one chunk each, however long.
    """
    return tuple(_Chunker(roadmap, count_tokens, max_tokens).chunks())


@dataclass(frozen=True, slots=True)
class _Chunker:
    roadmap: Roadmap
    count_tokens: Callable[[str], int]
    max_tokens: int

    def chunks(self) -> Iterator[Chunk]:
        roadmap = self.roadmap
        overview = roadmap.overview
        yield from self._split(
            ChunkKind.OVERVIEW, (overview.heading,), overview.anchor, overview.blocks
        )
        for level in roadmap.levels:
            yield from self._level(level)
        yield from self._items(ChunkKind.CERTIFICATION, rows.CERTIFICATIONS, roadmap.certifications)
        yield from self._transitions()
        yield from self._items(ChunkKind.MISTAKE, rows.MISTAKES, roadmap.mistakes)
        for section in roadmap.sections:
            path = (section.parent, section.heading) if section.parent else (section.heading,)
            yield from self._split(ChunkKind.SECTION, path, section.anchor, section.blocks)
        yield from self._faqs()
        if roadmap.related:
            titles = tuple(related.title for related in roadmap.related)
            yield self._chunk(ChunkKind.RELATED, (rows.RELATED,), anchors.RELATED, _lines(titles))

    def _level(self, level: Level) -> Iterator[Chunk]:
        path = (rows.LEVELS, rows.level_heading(level))
        summary = blocks_of(level.summary)
        yield from self._split(ChunkKind.SECTION, path, level.anchor, summary, level.number)
        yield self._chunk(
            ChunkKind.YEARS,
            (*path, rows.YEARS),
            anchors.level_part_anchor(level, "years"),
            _lines((rows.years_row(level),)),
            level=level.number,
            facts=(years_fact(level),),
        )
        yield from self._salaries(level, path)
        yield from self._lists(level, path)

    def _salaries(self, level: Level, path: tuple[str, ...]) -> Iterator[Chunk]:
        for salary in level.salaries:
            yield self._chunk(
                ChunkKind.SALARY,
                (*path, rows.salary_heading(salary)),
                anchors.salary_anchor(level, salary.region),
                _lines((rows.salary_row(salary),)),
                level=level.number,
                region=salary.region,
                facts=(salary_fact(level, salary, self.roadmap.regions),),
            )

    def _lists(self, level: Level, path: tuple[str, ...]) -> Iterator[Chunk]:
        skills = anchors.level_part_anchor(level, "skills")
        duties = anchors.level_part_anchor(level, "responsibilities")
        for kind, heading, anchor, items in (
            (ChunkKind.SKILLS, rows.SKILLS, skills, level.skills),
            (ChunkKind.RESPONSIBILITIES, rows.RESPONSIBILITIES, duties, level.responsibilities),
        ):
            if items:
                part = _lines(items)
                yield self._chunk(kind, (*path, heading), anchor, part, level=level.number)

    def _items(self, kind: ChunkKind, heading: str, items: Sequence[Item]) -> Iterator[Chunk]:
        for item in items:
            part = whole((Block(items=(item.name,)), *blocks_of(item.text)))
            yield self._chunk(kind, (heading, item.name), item.anchor, part)

    def _transitions(self) -> Iterator[Chunk]:
        for move in self.roadmap.transitions:
            path = (rows.TRANSITIONS, rows.transition_heading(move.origin, move.target))
            part = whole(blocks_of(move.text))
            yield self._chunk(ChunkKind.TRANSITION, path, move.anchor, part)

    def _faqs(self) -> Iterator[Chunk]:
        for faq in self.roadmap.faqs:
            yield self._chunk(
                ChunkKind.FAQ,
                (rows.FAQ, faq.question),
                faq.anchor,
                whole(blocks_of(faq.answer)),
                questions=(faq.question,),
            )

    def _split(
        self,
        kind: ChunkKind,
        path: tuple[str, ...],
        anchor: str,
        blocks: Sequence[Block],
        level: int | None = None,
    ) -> Iterator[Chunk]:
        """One chunk, or numbered ones where the text is too long for one."""
        parts = pack(blocks, self.count_tokens, self.max_tokens)
        for number, part in enumerate(parts, start=1):
            suffix = f"/{number}" if len(parts) > 1 else ""
            yield self._chunk(kind, path, anchor, part, suffix=suffix, level=level)

    def _chunk(
        self,
        kind: ChunkKind,
        path: tuple[str, ...],
        anchor: str,
        part: Part,
        *,
        suffix: str = "",
        level: int | None = None,
        region: str | None = None,
        facts: tuple[Fact, ...] | None = None,
        questions: tuple[str, ...] = (),
    ) -> Chunk:
        return Chunk(
            id=f"{self.roadmap.slug}/{anchor}{suffix}",
            roadmap=self.roadmap.slug,
            kind=kind,
            heading_path=path,
            anchor=anchor,
            text=part.text,
            units=part.units,
            level=level,
            region=region,
            facts=facts_in_text(part.units, self.roadmap) if facts is None else facts,
            questions=questions,
        )


def _lines(items: Sequence[str]) -> Part:
    """Rows as they are, one a line."""
    return Part("\n".join(items), tuple(items))
