"""The "- Name: value" list under a level's heading: years, pay by region, other names.

Knows which properties there are. Knows no region, currency or unit: those are in the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.ingest.figures import parse_pay, parse_years
from assistant.ingest.markdown import Heading, SourceItem
from assistant.ingest.page import Page
from assistant.ingest.problems import nearest
from assistant.records import Range, Region, Salary

_PROPERTY = re.compile(r"(?P<key>[^:]+?)\s*:\s*(?P<value>.*)")
_SALARY = re.compile(r"salary in\s+(?P<region>.+)", re.IGNORECASE)


@dataclass(slots=True)
class Properties:
    """What the list said; `years` is None where its line is missing or broken."""

    years: Range | None = None
    salaries: tuple[Salary, ...] = ()
    also_called: tuple[str, ...] = ()


def read_properties(heading: Heading, page: Page) -> Properties:
    """Read every list item directly under a level's `heading`."""
    said = Properties()
    lines: dict[str, int] = {}
    for item in (item for block in heading.blocks for item in block.items):
        match = _PROPERTY.fullmatch(item.text)
        if match is None:
            page.problems.add(item.line, f"{item.text!r} is no property; expected '- Name: value'")
            continue
        key, value = match["key"], match["value"]
        first = lines.setdefault(" ".join(key.casefold().split()), item.line)
        if first != item.line:
            page.problems.add(item.line, f"'{key}' is already on line {first}; expected it once")
        elif not value:
            page.problems.add(item.line, f"'{key}' has no value; expected one after the colon")
        else:
            _read_property(said, key, value, item, page)
    if "years" not in lines:
        page.problems.add(heading.line, "the level has no years; expected a line '- Years: 0–2'")
    return said


def _read_property(said: Properties, key: str, value: str, item: SourceItem, page: Page) -> None:
    salary = _SALARY.fullmatch(key)
    if key.casefold() == "years":
        said.years = _years(value, item.line, page)
    elif key.casefold() == "also called":
        said.also_called = tuple(name.strip() for name in value.split(",") if name.strip())
    elif salary is None:
        known = ["Years", "Also called", *(f"Salary in {one.name}" for one in page.regions or ())]
        page.problems.add(item.line, f"unknown property '{key}'; {nearest(key, known)}")
    elif page.regions is not None:
        found = _salary(salary["region"], value, item.line, page, page.regions)
        said.salaries += (found,) if found else ()


def _years(value: str, line: int, page: Page) -> Range | None:
    try:
        return parse_years(value)
    except ValueError as error:
        page.problems.add(line, str(error))
        return None


def _salary(
    name: str, value: str, line: int, page: Page, regions: tuple[Region, ...]
) -> Salary | None:
    region = next((one for one in regions if one.name.casefold() == name.casefold()), None)
    if region is None:
        known = [one.name for one in regions]
        page.problems.add(line, f"unknown region '{name}'; {nearest(name, known)}")
        return None
    try:
        return Salary(region.name, parse_pay(value, region.currency, region.unit))
    except ValueError as error:
        page.problems.add(line, f"salary in {region.name}: {error}")
        return None
