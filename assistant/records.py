"""The frozen records that the rooms hand to each other.

This file knows no room, no model and no file format. It holds shapes only: what a page says
(`Roadmap` and its parts), what is indexed (`Chunk`, `Fact`), what a search returns (`Hit`) and what
a person gets (`Answer` and its parts).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

# --- the page -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Region:
    """A region the page gives pay for.

    `currency` is the sign or word written with an amount ("₹"), `unit` what follows it ("LPA",
    may be empty). `also_called` are other names, cities and short forms that mean this region.
    """

    name: str
    currency: str
    unit: str
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """A closed interval `low`..`high`; `high` is None when it is open ("15+").

    `text` is the range as the page shows it, for example "₹50–100 LPA" or "5–9 years".
    """

    low: float
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay of one level in one region (`region` is `Region.name`)."""

    region: str
    range: Range


@dataclass(frozen=True, slots=True)
class Level:
    """One rung of the ladder. `number` counts from 1; `label` is "Level 1" or the author's word."""

    number: int
    label: str
    title: str
    anchor: str
    years: Range
    salaries: tuple[Salary, ...]
    skills: tuple[str, ...]
    responsibilities: tuple[str, ...]
    also_called: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list section: a certification or a mistake. `text` may be empty."""

    name: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Transition:
    """A move from one role to another, and how to make it."""

    origin: str
    target: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Faq:
    """A question and its answer (plain text, paragraphs joined by a blank line)."""

    question: str
    answer: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Section:
    """A free section: `blocks` are its paragraphs and lists in order.

    A block is a paragraph (`items` empty) or a list (`items` filled, `text` empty). `parent` is
    the heading above, when this is a sub-heading's part of a section.
    """

    heading: str
    anchor: str
    blocks: tuple[Block, ...]
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a list inside free text; `ordered` when the list is numbered."""

    text: str = ""
    items: tuple[str, ...] = ()
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """A neighbouring career path; `slug` is set when that roadmap may be loaded here."""

    title: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Roadmap:
    """A whole page, typed. Every `anchor` in it is unique within the page."""

    slug: str
    title: str
    role: str
    field: str
    updated: str
    description: str
    regions: tuple[Region, ...]
    overview: Section
    levels: tuple[Level, ...]
    certifications: tuple[Item, ...]
    transitions: tuple[Transition, ...]
    mistakes: tuple[Item, ...]
    faqs: tuple[Faq, ...]
    sections: tuple[Section, ...] = ()
    also_called: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    call_to_action: str = ""


# --- the index ------------------------------------------------------------------------------


class ChunkKind(StrEnum):
    """Which part of the page a chunk is."""

    OVERVIEW = "overview"
    YEARS = "years"
    SALARY = "salary"
    SKILLS = "skills"
    RESPONSIBILITIES = "responsibilities"
    CERTIFICATION = "certification"
    TRANSITION = "transition"
    MISTAKE = "mistake"
    FAQ = "faq"
    SECTION = "section"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed figure in a chunk.

    `kind` is "salary" or "years". `low` and `high` are in `unit` (`high` None: open-ended).
    `level` is `Level.number` and `region` is `Region.name` where the fact is bound to one.
    """

    kind: Literal["salary", "years"]
    level: int | None
    region: str | None
    currency: str
    unit: str
    low: float
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage with a stable id, as it stands on the page.

    `id` is "<slug>/<anchor>" plus "/<n>" for the n-th part of a split section. `anchor` exists on
    the page. `text` is verbatim page text, list items one a line. `units` are the sentences or
    rows of `text` in order: the smallest quotable parts. `questions` are questions this chunk
    answers (an FAQ's own question, or the section's templates), embedded beside the text.
    """

    id: str
    roadmap: str
    kind: ChunkKind
    heading_path: tuple[str, ...]
    anchor: str
    text: str
    units: tuple[str, ...]
    level: int | None = None
    region: str | None = None
    facts: tuple[Fact, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved chunk. `score` is the fused score (higher is better), `dense` the best cosine
    (-1..1) over the chunk's text, questions and units, `lexical` the BM25 score (>= 0), `rank`
    from 1; `units` are the cosines of the chunk's units, in order."""

    chunk: Chunk
    score: float
    dense: float
    lexical: float
    rank: int
    units: tuple[float, ...] = ()


# --- the evidence ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing an answer rests on.

    `quote` is verbatim text of `chunk` (one or more of its units). `statement` says the same in a
    sentence that stands alone ("Senior ML Engineer, India: ₹50–100 LPA."): what is shown when
    nothing better is phrased, and what a drafter is given. `required` evidence must be in a
    complete answer; the rest may be left out.
    """

    chunk: Chunk
    quote: str
    statement: str
    required: bool = True


# --- the answer -----------------------------------------------------------------------------

WrittenBy = Literal["model", "quote", "rule"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source as a reader sees it: `quote` is verbatim page text, `url` ends in a real anchor."""

    n: int
    chunk_id: str
    roadmap: str
    section: str
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or list line) of an answer with the numbers of the citations behind it."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says. `text` is the sentences joined as shown; `timings_ms` by stage;
    `confidence` (0..1) is how likely the evidence is to be right, 1 where there was no choice.

    `state` is what a follow-up needs to know of this turn: an opaque string that the caller keeps
    and hands back with the next question of the conversation.
    """

    text: str
    abstained: bool
    written_by: WrittenBy
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    suggestions: tuple[str, ...] = ()
    interpreted_as: str | None = None
    model: str = "none"
    index_version: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    state: str = ""
    verdicts: tuple[Verdict, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found for one drafted sentence. `support` indexes the evidence it rests
    on; `reason` is empty when supported, else one phrase that says what was wrong."""

    sentence: str
    supported: bool
    support: tuple[int, ...] = ()
    reason: str = ""


# --- what a stream of an answer consists of -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """The evidence is chosen; its citations, numbered as the sentences will cite them."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """A sentence that is verified and may be shown."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; always the last event."""

    answer: Answer


AnswerEvent = SourcesFound | SentenceReady | Finished
