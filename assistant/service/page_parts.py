"""What the page templates need besides the roadmap: contents, questions, dates, structured data.

Pure functions from records to plain values. Knows no HTML, no HTTP and no particular career.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from assistant.ingest import anchors, rows
from assistant.records import Block, Level, Roadmap, Section

SUGGESTED = 4
# No author's heading can make an anchor that begins with an underscore.
PAY_ANCHOR = "_pay"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    title: str
    anchor: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeSection:
    """A free section with its own text (may be empty) and its sub-headings."""

    heading: str
    anchor: str
    blocks: tuple[Block, ...]
    parts: tuple[Section, ...]


def table_of_contents(roadmap: Roadmap) -> tuple[Entry, ...]:
    """The sections that the page shows, in its order; levels and free sub-sections nested."""
    levels = tuple(Entry(level.title, level.anchor) for level in roadmap.levels)
    paid = any(level.salaries for level in roadmap.levels)
    fixed = (
        (paid, Entry("Pay by level", PAY_ANCHOR)),
        (bool(levels), Entry(rows.LEVELS, anchors.LEVELS, levels)),
        (bool(roadmap.certifications), Entry(rows.CERTIFICATIONS, anchors.CERTIFICATIONS)),
        (bool(roadmap.transitions), Entry(rows.TRANSITIONS, anchors.TRANSITIONS)),
        (bool(roadmap.mistakes), Entry(rows.MISTAKES, anchors.MISTAKES)),
    )
    last = (
        (bool(roadmap.faqs), Entry(rows.FAQ, anchors.FAQ)),
        (bool(roadmap.related), Entry(rows.RELATED, anchors.RELATED)),
    )
    return (
        Entry(roadmap.overview.heading, roadmap.overview.anchor),
        *(entry for shown, entry in fixed if shown),
        *(Entry(free.heading, free.anchor) for free in free_sections(roadmap)),
        *(entry for shown, entry in last if shown),
    )


def free_sections(roadmap: Roadmap) -> tuple[FreeSection, ...]:
    """The author's own sections, each sub-heading under the heading that it stands below."""
    groups: dict[str, list[Section]] = {}
    for section in roadmap.sections:
        groups.setdefault(section.parent or section.heading, []).append(section)
    return tuple(
        FreeSection(
            heading,
            anchors.section_anchor(heading),
            blocks=next((one.blocks for one in sections if not one.parent), ()),
            parts=tuple(one for one in sections if one.parent),
        )
        for heading, sections in groups.items()
    )


def suggested_questions(roadmap: Roadmap) -> tuple[str, ...]:
    """Up to four first questions that the page certainly answers: pay, skills and its own FAQ."""
    middle = roadmap.levels[len(roadmap.levels) // 2]
    pay = (f"What does a {middle.title} earn in {one.region}?" for one in middle.salaries[:1])
    skills = [f"What skills does a {middle.title} need?"] if middle.skills else []
    return (*pay, *skills, *(faq.question for faq in roadmap.faqs))[:SUGGESTED]


def level_questions(level: Level) -> tuple[str, ...]:
    """Questions to offer with one level as the chat's context, so the level is not named."""
    pay = tuple(f"What is the pay in {salary.region}?" for salary in level.salaries[:1])
    skills = ("Which skills are needed?",) if level.skills else ()
    duties = ("What are the responsibilities?",) if level.responsibilities else ()
    return pay + skills + duties


def search_text(roadmap: Roadmap) -> str:
    """What the list of roadmaps is searched by, in lower case."""
    words = (
        roadmap.title,
        roadmap.role,
        roadmap.field,
        roadmap.description,
        *roadmap.also_called,
        *roadmap.topics,
        *(level.title for level in roadmap.levels),
    )
    return " ".join(words).casefold()


def matches(roadmap: Roadmap, query: str) -> bool:
    """Whether every word of `query` stands in the roadmap's search text."""
    text = search_text(roadmap)
    return all(word in text for word in query.casefold().split())


def long_date(iso: str) -> str:
    """An ISO date as people write it: "15 January 2025"."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def faq_data(roadmap: Roadmap) -> str:
    """The FAQ as schema.org FAQPage, in JSON that is safe inside a script element; "" if none.

    https://schema.org/FAQPage
    """
    if not roadmap.faqs:
        return ""
    questions = [
        {
            "@type": "Question",
            "name": faq.question,
            "acceptedAnswer": {"@type": "Answer", "text": faq.answer},
        }
        for faq in roadmap.faqs
    ]
    page = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions}
    # "<" is all that could end the script element early.
    return json.dumps(page, ensure_ascii=False).replace("<", "\\u003c")
