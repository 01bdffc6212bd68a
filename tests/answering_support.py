"""What the tests of the answering room share: the parts of it on two real pages, and figures.

The parts that need no model are made here, once; `conftest.py` has the index and the assistant.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from assistant.answering.lexicon import Lexicon
from assistant.answering.page import Page
from assistant.answering.places import Gazetteer
from assistant.answering.reader import Reader
from assistant.answering.vocabulary import Vocabulary, load_vocabulary
from assistant.ingest.chunker import chunk_roadmap
from assistant.ingest.reader import read_roadmap
from assistant.records import Answer, Level, Roadmap, Salary

ROOT = Path(__file__).resolve().parent.parent
VOCABULARY_DIR = ROOT / "corpus" / "vocabulary"
ML = "ml-engineer"
LIGHTHOUSE = "lighthouse-keeper"
PAGES = {
    ML: ROOT / "corpus" / "roadmaps" / f"{ML}.md",
    LIGHTHOUSE: ROOT / "tests" / "fixtures" / "roadmaps" / f"{LIGHTHOUSE}.md",
}
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@cache
def roadmap(slug: str) -> Roadmap:
    return read_roadmap(PAGES[slug])


@cache
def vocabulary() -> Vocabulary:
    return load_vocabulary(VOCABULARY_DIR)


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(vocabulary().places)


@cache
def lexicon(slug: str) -> Lexicon:
    return Lexicon(roadmap(slug), vocabulary(), gazetteer())


@cache
def page(slug: str) -> Page:
    chunks = chunk_roadmap(roadmap(slug), lambda text: len(text.split()))
    return Page(roadmap(slug), chunks, lexicon(slug), vocabulary())


@cache
def reader(slug: str) -> Reader:
    """Reads questions about one page, without an index."""
    return Reader(lexicon(slug), vocabulary(), gazetteer(), page(slug).vocabulary_words)


def pay(slug: str, number: int, region: str) -> str:
    """The range of a level in a region as the page shows it."""
    level = roadmap(slug).levels[number - 1]
    return next(salary.range.text for salary in level.salaries if salary.region == region)


def pay_rows(slug: str) -> list[tuple[Level, Salary]]:
    """Every row of pay on a page."""
    return [(level, salary) for level in roadmap(slug).levels for salary in level.salaries]


def pay_shown(answer: Answer, slug: str) -> set[str]:
    """The ranges of pay of the page that an answer states."""
    return {salary.range.text for _, salary in pay_rows(slug) if salary.range.text in answer.text}


def figures(text: str) -> set[str]:
    """Every number written in digits."""
    return set(_FIGURE.findall(text))
