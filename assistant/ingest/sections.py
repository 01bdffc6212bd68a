"""The sections other than levels: overview, lists of items, moves, questions and free text.

Knows how an author writes each. Knows nothing about front matter or what a section is about.
"""

from __future__ import annotations

import re

from assistant.ingest.anchors import (
    certification_anchor,
    faq_anchor,
    mistake_anchor,
    section_anchor,
    transition_anchor,
)
from assistant.ingest.markdown import Heading, SourceBlock
from assistant.ingest.page import Page
from assistant.records import Block, Faq, Item, Section, Transition

_ARROW = re.compile(r"\s*(?:→|->|=>|⟶)\s*")
_TO = re.compile(r"\s+to\s+", re.IGNORECASE)


def read_overview(section: Heading, anchor: str, page: Page) -> Section:
    """Read the overview: paragraphs and lists, no sub-headings."""
    _refuse_children(section, "paragraphs and lists", page)
    _refuse_empty(section, "paragraphs or lists", page)
    return Section(section.text, anchor, _blocks(section))


def read_certifications(section: Heading, page: Page) -> tuple[Item, ...]:
    """Read "- **Name**: why" items; a name is needed."""
    items = []
    for line, name, text in _items(section, page):
        if not name:
            page.problems.add(line, f"{text!r} has no name; expected '- **Name**: why'")
            continue
        items.append(Item(name, text, page.book.take(certification_anchor(name), line)))
    return tuple(items)


def read_mistakes(section: Heading, page: Page) -> tuple[Item, ...]:
    """Read "- **Short name**: more" items, or plain text, which is then the name."""
    return tuple(
        Item(name or text, text if name else "", page.book.take(mistake_anchor(name or text), line))
        for line, name, text in _items(section, page)
    )


def read_transitions(section: Heading, page: Page) -> tuple[Transition, ...]:
    """Read one '###' "From → To" a move, then text."""
    moves = []
    for heading in _children(section, "'### From → To', then text", page):
        ends = _ends(heading.text)
        if ends is None:
            page.problems.add(
                heading.line, f"'{heading.text}' is no move; expected '### From → To'"
            )
            continue
        anchor = page.book.take(transition_anchor(*ends), heading.line)
        moves.append(Transition(*ends, _text(heading, page), anchor))
    return tuple(moves)


def read_faqs(section: Heading, page: Page) -> tuple[Faq, ...]:
    """Read one '###' question a FAQ, then its answer."""
    faqs = []
    for heading in _children(section, "'### Question', then its answer", page):
        anchor = page.book.take(faq_anchor(heading.text), heading.line)
        faqs.append(Faq(heading.text, _text(heading, page), anchor))
    return tuple(faqs)


def read_free(section: Heading, page: Page) -> tuple[Section, ...]:
    """Read a free section: its own text, if any, and one Section for each sub-heading."""
    parts = []
    anchor = page.book.take(section_anchor(section.text), section.line)
    if section.blocks or not section.children:
        _refuse_empty(section, "text, a list, or no heading", page)
        parts.append(Section(section.text, anchor, _blocks(section)))
    for heading in section.children:
        _refuse_children(heading, "paragraphs and lists", page)
        _refuse_empty(heading, "text, a list, or no heading", page)
        anchor = page.book.take(section_anchor(heading.text, section.text), heading.line)
        parts.append(Section(heading.text, anchor, _blocks(heading), section.text))
    return tuple(parts)


def block_text(block: Block) -> str:
    """A block as plain text, list items one a line."""
    return block.text or "\n".join(block.items)


def _items(section: Heading, page: Page) -> list[tuple[int, str, str]]:
    """Line, bold name ("" if none) and text of each list item."""
    _refuse_children(section, "a list", page)
    _refuse_empty(section, "a list, or no heading", page)
    for block in section.blocks:
        if block.text:
            page.problems.add(
                block.line, f"prose under '{section.text}'; expected a list of '- ' items"
            )
    return [
        (item.line, item.lead, item.rest if item.lead else item.text)
        for block in section.blocks
        for item in block.items
    ]


def _ends(heading: str) -> tuple[str, str] | None:
    """Origin and target of "From → To"; None unless there are exactly two."""
    ends = _ARROW.split(heading)
    if len(ends) == 1:
        ends = _TO.split(heading)
    return (ends[0], ends[1]) if len(ends) == 2 and all(ends) else None


def _children(section: Heading, expected: str, page: Page) -> list[Heading]:
    for block in section.blocks:
        page.problems.add(block.line, f"text directly under '{section.text}'; expected {expected}")
    if not section.children:
        page.problems.add(section.line, f"'{section.text}' is empty; expected {expected}")
    return section.children


def _text(heading: Heading, page: Page) -> str:
    """Plain text of `heading`: paragraphs parted by a blank line, list items one a line."""
    _refuse_children(heading, "text", page)
    _refuse_empty(heading, "text", page)
    return "\n\n".join(block_text(block) for block in _blocks(heading))


def _blocks(heading: Heading) -> tuple[Block, ...]:
    return tuple(_block(block) for block in heading.blocks if block.text or block.items)


def _block(block: SourceBlock) -> Block:
    return Block(block.text, tuple(item.text for item in block.items), block.ordered)


def _refuse_children(heading: Heading, expected: str, page: Page) -> None:
    for child in heading.children:
        where = f"under '{heading.text}'"
        page.problems.add(child.line, f"the heading '{child.text}' {where}; expected {expected}")


def _refuse_empty(heading: Heading, expected: str, page: Page) -> None:
    if not heading.blocks:
        page.problems.add(heading.line, f"'{heading.text}' is empty; expected {expected}")
