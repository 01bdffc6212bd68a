"""Pages as plain 500-character passages, as a tutorial cuts them, and what those would cite.

Shared by the two baselines. It knows the page's text only: no levels, no facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.records import Chunk, Citation, Sentence
from assistant.search.index import Index
from eval.text import WORDS, normalise

PASSAGE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Passage:
    """Up to 500 characters of the page of `roadmap`."""

    roadmap: str
    text: str


def page_texts(index: Index, roadmaps_dir: Path) -> dict[str, str]:
    """Slug -> Markdown of the page, front matter left out."""
    bodies = {}
    for page in index.roadmaps:
        text = (roadmaps_dir / f"{page.slug}.md").read_text(encoding="utf-8")
        bodies[page.slug] = text.split("\n---\n", 1)[-1].strip()
    return bodies


def split_passages(roadmap: str, body: str) -> tuple[Passage, ...]:
    """Whole paragraphs of `body` packed into passages; a longer paragraph is cut as it comes."""
    parts: list[str] = []
    for paragraph in body.split("\n\n"):
        for start in range(0, len(paragraph), PASSAGE_CHARACTERS):
            piece = paragraph[start : start + PASSAGE_CHARACTERS]
            if parts and len(parts[-1]) + 2 + len(piece) <= PASSAGE_CHARACTERS:
                parts[-1] = f"{parts[-1]}\n\n{piece}"
            else:
                parts.append(piece)
    return tuple(Passage(roadmap, part) for part in parts)


def citations_for(passages: Sequence[Passage], chunks: Sequence[Chunk]) -> tuple[Citation, ...]:
    """One for every part of the page that stands in `passages`, with the passage as its quote."""
    found: dict[str, Citation] = {}
    for passage in passages:
        for chunk in chunks:
            url = f"/roadmaps/{chunk.roadmap}#{chunk.anchor}"
            if chunk.roadmap != passage.roadmap or url in found:
                continue
            if any(unit in passage.text for unit in chunk.units):
                heading = " › ".join(chunk.heading_path)
                n = len(found) + 1
                found[url] = Citation(n, chunk.id, chunk.roadmap, heading, passage.text, url)
    return tuple(found.values())


def cite_all(text: str, citations: Sequence[Citation]) -> tuple[Sentence, ...]:
    """`text` as one sentence resting on all of `citations`: a baseline cannot say which."""
    return (Sentence(text, tuple(citation.n for citation in citations)),)


def declines(text: str) -> bool:
    """Whether a model that was told to say so says that it does not know."""
    lines = (WORDS / "declining.txt").read_text(encoding="utf-8").splitlines()
    return any(normalise(line) in normalise(text) for line in lines if not line.startswith("# "))
