"""The section of levels: titles in order, each with its properties, skills and responsibilities.

Knows how an author lays a level out. Knows no title and no word for "level" but the default.
"""

from __future__ import annotations

import re

from assistant.ingest.anchors import level_anchor, level_part_anchor, salary_anchor
from assistant.ingest.markdown import Heading
from assistant.ingest.page import Page
from assistant.ingest.problems import nearest
from assistant.ingest.properties import read_properties
from assistant.records import Level, Range

_DEFAULT_WORD = "Level"
_TITLE = re.compile(r"(?P<word>[^\d:]*?)\s*(?P<number>\d{1,9})\s*(?::|[–—]|\s-\s)\s*(?P<title>.+)")
_SKILLS = "Skills"
_RESPONSIBILITIES = "Responsibilities"
_LISTS = (_SKILLS, _RESPONSIBILITIES)
_UNREAD = Range(0, None, "")  # stands for broken years, in a roadmap that will be refused


def read_levels(section: Heading, page: Page) -> tuple[Level, ...]:
    """Read every level of `section`."""
    for block in section.blocks:
        page.problems.add(block.line, "text before the first level; expected '### Level 1: Title'")
    if not section.children:
        page.problems.add(section.line, "there is no level; expected '### Level 1: Title'")
    titles: dict[str, int] = {}
    levels = []
    for number, heading in enumerate(section.children, start=1):
        level = _read_level(number, heading, page)
        levels.append(level)
        first = titles.setdefault(level.title.casefold(), heading.line)
        if first != heading.line:
            problem = (
                f"the level '{level.title}' is already on line {first}; expected another title"
            )
            page.problems.add(heading.line, problem)
    return tuple(levels)


def _read_level(number: int, heading: Heading, page: Page) -> Level:
    label, title = _label_and_title(number, heading, page)
    said = read_properties(heading, page)
    lists = _read_lists(heading, page)
    level = Level(
        number=number,
        label=label,
        title=title,
        anchor=page.book.take(level_anchor(number), heading.line),
        years=said.years or _UNREAD,
        salaries=said.salaries,
        skills=lists.get(_SKILLS, ()),
        responsibilities=lists.get(_RESPONSIBILITIES, ()),
        also_called=said.also_called,
        summary="\n\n".join(block.text for block in heading.blocks if block.text),
    )
    _take_parts(level, heading.line, page)
    return level


def _take_parts(level: Level, line: int, page: Page) -> None:
    page.book.take(level_part_anchor(level, "years"), line)
    for salary in level.salaries:
        page.book.take(salary_anchor(level, salary.region), line)
    if level.skills:
        page.book.take(level_part_anchor(level, "skills"), line)
    if level.responsibilities:
        page.book.take(level_part_anchor(level, "responsibilities"), line)


def _label_and_title(number: int, heading: Heading, page: Page) -> tuple[str, str]:
    """Part "Level 3: Title"; without a number before the title the label is made."""
    match = _TITLE.fullmatch(heading.text)
    if match is None:
        return f"{_DEFAULT_WORD} {number}", heading.text
    if int(match["number"]) != number:
        page.problems.add(
            heading.line,
            f"'{heading.text}' is numbered {match['number']}; expected {number}, as levels count "
            "from 1 in order",
        )
    return f"{match['word'] or _DEFAULT_WORD} {number}", match["title"]


def _read_lists(heading: Heading, page: Page) -> dict[str, tuple[str, ...]]:
    """The level's '####' lists by their canonical heading."""
    lists: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    for part in heading.children:
        name = part.text.rstrip(":").capitalize()
        first = lines.setdefault(name, part.line)
        if name not in _LISTS:
            page.problems.add(part.line, f"unknown part '{part.text}'; {nearest(name, _LISTS)}")
        elif first != part.line:
            page.problems.add(part.line, f"'{name}' is already on line {first}; expected it once")
        else:
            lists[name] = _read_list(part, page)
    return lists


def _read_list(part: Heading, page: Page) -> tuple[str, ...]:
    for block in part.blocks:
        if block.text:
            problem = f"prose under '{part.text}'; expected a list of '- ' items"
            page.problems.add(block.line, problem)
    for child in part.children:
        page.problems.add(child.line, f"a heading under '{part.text}'; expected a list")
    if not part.blocks:
        page.problems.add(part.line, f"'{part.text}' is empty; expected a list, or no heading")
    return tuple(item.text for block in part.blocks for item in block.items)
