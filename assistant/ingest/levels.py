"""The section of levels: titles, years, pay by region, skills and responsibilities.

Knows how an author writes a level. Knows no region, currency or title: those are in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.ingest.anchors import (
    AnchorBook,
    level_anchor,
    level_part_anchor,
    salary_anchor,
)
from assistant.ingest.figures import parse_pay, parse_years
from assistant.ingest.markdown import Heading, SourceItem
from assistant.ingest.problems import Problems, nearest
from assistant.records import Level, Range, Region, Salary

_DEFAULT_WORD = "Level"
_TITLE = re.compile(r"(?:(?P<word>[^\d:]*?)\s*(?P<number>\d+)\s*(?::|[–—]|\s-\s)\s*)?(?P<title>.+)")
_PROPERTY = re.compile(r"(?P<key>[^:]+?)\s*:\s*(?P<value>.*)")
_SALARY = re.compile(r"(?:salary|pay) in\s+(?P<region>.+)", re.IGNORECASE)
_LISTS = ("Skills", "Responsibilities")


@dataclass(slots=True)
class _Properties:
    """What the list under a level's heading said; None where it was missing or broken."""

    years: Range | None = None
    salaries: tuple[Salary, ...] = ()
    also_called: tuple[str, ...] = ()


def read_levels(
    section: Heading, regions: tuple[Region, ...] | None, problems: Problems, book: AnchorBook
) -> tuple[Level, ...]:
    """Read every level of `section`. `regions` None: unknown, so pay lines are not checked."""
    for block in section.blocks:
        problems.add(block.line, "text before the first level; expected '### Level 1: Title'")
    if not section.children:
        problems.add(section.line, "there is no level; expected one '### Level 1: Title' a level")
    titles: dict[str, int] = {}
    levels = []
    for number, heading in enumerate(section.children, start=1):
        level = _read_level(number, heading, regions, problems, book)
        levels.append(level)
        first = titles.setdefault(level.title.casefold(), heading.line)
        if first != heading.line:
            problems.add(
                heading.line,
                f"the level '{level.title}' is already on line {first}; expected another title",
            )
    return tuple(levels)


def _read_level(
    number: int,
    heading: Heading,
    regions: tuple[Region, ...] | None,
    problems: Problems,
    book: AnchorBook,
) -> Level:
    label, title = _label_and_title(number, heading, problems)
    said = _read_properties(heading, regions, problems)
    lists = _read_lists(heading, problems)
    level = Level(
        number=number,
        label=label,
        title=title,
        anchor=book.take(level_anchor(number), heading.line),
        years=said.years or Range(0, None, ""),
        salaries=said.salaries,
        skills=lists.get("Skills", ()),
        responsibilities=lists.get("Responsibilities", ()),
        also_called=said.also_called,
        summary="\n\n".join(block.text for block in heading.blocks if block.text),
    )
    _take_parts(level, heading.line, book)
    return level


def _take_parts(level: Level, line: int, book: AnchorBook) -> None:
    book.take(level_part_anchor(level, "years"), line)
    for salary in level.salaries:
        book.take(salary_anchor(level, salary.region), line)
    if level.skills:
        book.take(level_part_anchor(level, "skills"), line)
    if level.responsibilities:
        book.take(level_part_anchor(level, "responsibilities"), line)


def _label_and_title(number: int, heading: Heading, problems: Problems) -> tuple[str, str]:
    """Part "Level 3: Title"; without a number before the title the label is made."""
    match = _TITLE.fullmatch(heading.text)
    if match is None or match["number"] is None:
        return f"{_DEFAULT_WORD} {number}", heading.text
    word = match["word"] or _DEFAULT_WORD
    if int(match["number"]) != number:
        problems.add(
            heading.line,
            f"'{heading.text}' is numbered {match['number']}; expected {number}, as levels count "
            "from 1 in order",
        )
    return f"{word} {number}", match["title"]


def _read_properties(
    heading: Heading, regions: tuple[Region, ...] | None, problems: Problems
) -> _Properties:
    said = _Properties()
    lines: dict[str, int] = {}
    for item in (item for block in heading.blocks for item in block.items):
        match = _PROPERTY.fullmatch(item.text)
        if match is None:
            problems.add(item.line, f"{item.text!r} is no property; expected '- Name: value'")
            continue
        key = match["key"].casefold()
        first = lines.setdefault(key, item.line)
        if first != item.line:
            problems.add(item.line, f"'{match['key']}' is already on line {first}; expected once")
        elif not match["value"]:
            problems.add(item.line, f"'{match['key']}' has no value; expected one after the colon")
        else:
            _read_property(said, match["key"], match["value"], item, regions, problems)
    if "years" not in lines:
        problems.add(heading.line, "the level has no years; expected a line '- Years: 0–2'")
    return said


def _read_property(
    said: _Properties,
    key: str,
    value: str,
    item: SourceItem,
    regions: tuple[Region, ...] | None,
    problems: Problems,
) -> None:
    salary = _SALARY.fullmatch(key)
    if key.casefold() == "years":
        said.years = _years(value, item.line, problems)
    elif key.casefold() == "also called":
        said.also_called = tuple(name.strip() for name in value.split(",") if name.strip())
    elif salary is not None:
        if regions is not None:
            found = _salary(salary["region"], value, regions, item.line, problems)
            said.salaries += (found,) if found else ()
    else:
        known = ["Years", "Also called", *(f"Salary in {region.name}" for region in regions or ())]
        problems.add(item.line, f"unknown property '{key}'; {nearest(key, known)}")


def _years(value: str, line: int, problems: Problems) -> Range | None:
    try:
        return parse_years(value)
    except ValueError as error:
        problems.add(line, str(error))
        return None


def _salary(
    name: str, value: str, regions: tuple[Region, ...], line: int, problems: Problems
) -> Salary | None:
    by_name: Mapping[str, Region] = {region.name.casefold(): region for region in regions}
    region = by_name.get(name.casefold()) or by_name.get(name.casefold().removeprefix("the "))
    if region is None:
        known = [region.name for region in regions]
        problems.add(line, f"unknown region '{name}'; {nearest(name, known)}")
        return None
    try:
        return Salary(region.name, parse_pay(value, region.currency, region.unit))
    except ValueError as error:
        problems.add(line, f"salary in {region.name}: {error}")
        return None


def _read_lists(heading: Heading, problems: Problems) -> dict[str, tuple[str, ...]]:
    """The level's '####' lists by their canonical heading."""
    lists: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    for part in heading.children:
        name = part.text.rstrip(":").capitalize()
        first = lines.setdefault(name, part.line)
        if name not in _LISTS:
            problems.add(part.line, f"unknown part '{part.text}'; {nearest(name, _LISTS)}")
        elif first != part.line:
            problems.add(part.line, f"'{name}' is already on line {first}; expected it once")
        else:
            lists[name] = _read_list(part, problems)
    return lists


def _read_list(part: Heading, problems: Problems) -> tuple[str, ...]:
    for block in part.blocks:
        if block.text:
            problems.add(block.line, f"prose under '{part.text}'; expected a list of '- ' items")
    for child in part.children:
        problems.add(child.line, f"a heading under '{part.text}'; expected a list")
    items = tuple(item.text for block in part.blocks for item in block.items)
    if not part.blocks:
        problems.add(part.line, f"'{part.text}' is empty; expected a list, or no heading")
    return items
