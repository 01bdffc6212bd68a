"""The JSON edge: what the API reads and writes, as pydantic schemas.

Everything a client sends is closed (`extra="forbid"`); records become JSON here and nowhere else.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.records import Answer, Citation, Hit, Roadmap, Sentence, WrittenBy

MAX_QUESTION = 1_000
MAX_COMMENT = 2_000


def clean_text(value: object) -> object:
    """Control characters become blanks (no database keeps NUL) and the ends are trimmed."""
    if not isinstance(value, str):
        return value
    kept = (
        " " if unicodedata.category(sign) == "Cc" and sign not in "\n\t" else sign for sign in value
    )
    return "".join(kept).strip()


# At least one visible sign: what is left after `clean_text` is never blank.
Question = Annotated[
    str,
    Field(min_length=1, max_length=MAX_QUESTION, pattern=r"[^\s\x00-\x1f\x7f-\x9f]"),
    BeforeValidator(clean_text),
]
Comment = Annotated[str, Field(max_length=MAX_COMMENT), BeforeValidator(clean_text)]
Slug = Annotated[str, Field(max_length=100, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["0" * 32])]


class Incoming(BaseModel):
    """A body from a client: no unknown fields, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AskIn(Incoming):
    """A question, perhaps within a conversation or about one roadmap."""

    question: Question
    conversation_id: Id | None = None
    roadmap: Slug | None = None


class FeedbackIn(Incoming):
    """A thumb and perhaps a word; `rating` null takes the feedback back."""

    message_id: Id
    rating: Literal["up", "down"] | None
    comment: Comment | None = None


class SearchIn(BaseModel):
    """The query string of a search."""

    model_config = ConfigDict(extra="forbid")

    q: Question
    k: Annotated[int, Field(ge=1, le=50)] = 8
    roadmap: Slug | None = None


class SentenceOut(BaseModel):
    """A sentence and the numbers of its citations."""

    text: str
    citations: list[int]

    @classmethod
    def of(cls, sentence: Sentence) -> SentenceOut:
        """The record as JSON."""
        return cls(text=sentence.text, citations=list(sentence.citations))


class CitationOut(BaseModel):
    """A source: `quote` is verbatim page text, `url` ends in an anchor of the page."""

    n: int
    chunk_id: str
    roadmap: str
    section: str
    quote: str
    url: str

    @classmethod
    def of(cls, citation: Citation) -> CitationOut:
        """The record as JSON."""
        return cls(
            n=citation.n,
            chunk_id=citation.chunk_id,
            roadmap=citation.roadmap,
            section=citation.section,
            quote=citation.quote,
            url=citation.url,
        )


class AnswerOut(BaseModel):
    """An answer. The ids are null only where nothing is kept (the command line)."""

    answer: str
    abstained: bool
    written_by: WrittenBy
    sentences: list[SentenceOut]
    citations: list[CitationOut]
    suggestions: list[str]
    interpreted_as: str | None
    conversation_id: str | None
    message_id: str | None
    model: str
    index_version: str
    timings_ms: dict[str, float]

    @classmethod
    def of(
        cls, answer: Answer, conversation_id: str | None = None, message_id: str | None = None
    ) -> AnswerOut:
        """The record as JSON; `state` and `verdicts` stay inside."""
        return cls(
            answer=answer.text,
            abstained=answer.abstained,
            written_by=answer.written_by,
            sentences=[SentenceOut.of(sentence) for sentence in answer.sentences],
            citations=[CitationOut.of(citation) for citation in answer.citations],
            suggestions=list(answer.suggestions),
            interpreted_as=answer.interpreted_as,
            conversation_id=conversation_id,
            message_id=message_id,
            model=answer.model,
            index_version=answer.index_version,
            timings_ms=answer.timings_ms,
        )


class HitOut(BaseModel):
    """A retrieved chunk with its scores."""

    rank: int
    score: float
    dense: float
    lexical: float
    chunk_id: str
    roadmap: str
    section: str
    text: str
    url: str

    @classmethod
    def of(cls, hit: Hit, url_prefix: str) -> HitOut:
        """The record as JSON."""
        chunk = hit.chunk
        return cls(
            rank=hit.rank,
            score=hit.score,
            dense=hit.dense,
            lexical=hit.lexical,
            chunk_id=chunk.id,
            roadmap=chunk.roadmap,
            section=" › ".join(chunk.heading_path),
            text=chunk.text,
            url=f"{url_prefix}/roadmaps/{chunk.roadmap}#{chunk.anchor}",
        )


class SearchOut(BaseModel):
    """Ranked chunks, best first."""

    query: str
    index_version: str
    hits: list[HitOut]


class RoadmapSummary(BaseModel):
    """A roadmap in the list."""

    slug: str
    title: str
    role: str
    field: str
    description: str
    updated: str
    url: str

    @classmethod
    def of(cls, roadmap: Roadmap, url_prefix: str) -> RoadmapSummary:
        """The head of the record as JSON."""
        return cls(
            slug=roadmap.slug,
            title=roadmap.title,
            role=roadmap.role,
            field=roadmap.field,
            description=roadmap.description,
            updated=roadmap.updated,
            url=f"{url_prefix}/roadmaps/{roadmap.slug}",
        )


class RoadmapsOut(BaseModel):
    """The roadmaps that are loaded."""

    roadmaps: list[RoadmapSummary]
