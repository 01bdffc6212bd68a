"""Canned answers, as the API gives them, over the two roadmaps of the tests.

Which one is given depends on a word in the question, so that a test reads what it asks for.
"""

from __future__ import annotations

from typing import Any

from assistant.ingest import anchors, rows
from assistant.records import Roadmap

Json = dict[str, Any]


def citation(n: int, roadmap: Roadmap, anchor: str, section: str, quote: str) -> Json:
    """One citation of the API."""
    url = f"/roadmaps/{roadmap.slug}#{anchor}"
    chunk = f"{roadmap.slug}/{anchor}"
    return {
        "n": n, "chunk_id": chunk, "roadmap": roadmap.slug, "section": section, "quote": quote,
        "url": url,
    }  # fmt: skip


def answer(sentences: list[tuple[str, list[int]]], citations: list[Json], **changes: Any) -> Json:
    """A whole answer of the API without its ids."""
    return {
        "answer": " ".join(text for text, _ in sentences),
        "abstained": False,
        "written_by": "quote",
        "sentences": [{"text": text, "citations": numbers} for text, numbers in sentences],
        "citations": citations,
        "suggestions": [],
        "interpreted_as": None,
        "model": "none",
        "index_version": "test",
        "timings_ms": {"total": 12.0},
        **changes,
    }


def salary(roadmap: Roadmap) -> Json:
    """Pay of the third level in the first region, from its row and from an FAQ."""
    level = roadmap.levels[2]
    pay = level.salaries[0]
    faq = roadmap.faqs[-1]
    row_at = anchors.salary_anchor(level, pay.region)
    row_in = f"{rows.LEVELS} › {rows.level_heading(level)} › {rows.salary_heading(pay)}"
    more = faq.answer.split(". ")[1] + "."
    return answer(
        [
            (f"A {level.title} in {pay.region} earns {pay.range.text}.", [1]),
            (more, [2]),
        ],
        [
            citation(1, roadmap, row_at, row_in, rows.salary_row(pay)),
            citation(2, roadmap, faq.anchor, f"{rows.FAQ} › {faq.question}", more),
        ],
        written_by="model",
        suggestions=["And in the other region?", f"What skills does a {level.title} need?"],
    )


def skills(roadmap: Roadmap) -> Json:
    """The skills of the first level as a list; the quote spans several list items."""
    level = roadmap.levels[0]
    place = anchors.level_part_anchor(level, "skills")
    section = f"{rows.LEVELS} › {rows.level_heading(level)} › {rows.SKILLS}"
    first: tuple[str, list[int]] = (f"The {level.title} level asks for:", [])
    items = [(f"- {skill}", [1]) for skill in level.skills[:3]]
    quote = "\n".join(level.skills[:3])
    return answer([first, *items], [citation(1, roadmap, place, section, quote)])


def abstention(roadmap: Roadmap) -> Json:
    """A refusal with the nearest section and questions."""
    level = roadmap.levels[0]
    section = f"{rows.LEVELS} › {rows.level_heading(level)}"
    near = citation(1, roadmap, level.anchor, section, level.title)
    return answer(
        [("This page gives no pay for that country.", [])],
        [near],
        abstained=True,
        written_by="rule",
        suggestions=[f"What does a {level.title} earn in {level.salaries[0].region}?"],
    )


def elsewhere(other: Roadmap) -> Json:
    """An answer that cites another roadmap's page."""
    item = other.mistakes[0]
    section = f"{rows.MISTAKES} › {item.name}"
    return answer([(item.text, [1])], [citation(1, other, item.anchor, section, item.text)])


def detail(roadmap: Roadmap) -> Json:
    """Two sentences of one FAQ that do not stand together, each cited by itself."""
    faq = roadmap.faqs[-1]
    first, _, third = (f"{sentence.rstrip('.')}." for sentence in faq.answer.split(". "))
    section = f"{rows.FAQ} › {faq.question}"
    cited = [
        citation(n, roadmap, faq.anchor, section, text) for n, text in ((1, first), (2, third))
    ]
    return answer([(first, [1]), (third, [2])], cited)


def pick(question: str, roadmap: Roadmap, other: Roadmap) -> Json:
    """The answer to `question`."""
    word = question.lower()
    if "skills" in word:
        return skills(roadmap)
    if "country" in word:
        return abstention(roadmap)
    if "elsewhere" in word:
        return elsewhere(other)
    if "in detail" in word:
        return detail(roadmap)
    if "markup" in word:
        return answer([('<img src="x" onerror="window.hit=1"> <b>bold</b>', [])], [])
    if "right to left" in word:
        return answer([("راتب المهندس الأول ١٠", [])], [])
    if "follow" in word:
        return salary(roadmap) | {"interpreted_as": "pay of the same level in the other region"}
    return salary(roadmap)
