"""Typed figures: those of a level's rows, and amounts of pay found in running text.

An amount in text is bound to a level or a region only where its own sentence names exactly one.
Knows no title, region or currency but those of the roadmap it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from assistant.ingest.figures import find_pay
from assistant.records import Fact, Level, Region, Roadmap, Salary

YEARS_UNIT = "years"
T = TypeVar("T")


def years_fact(level: Level) -> Fact:
    """The years of `level`, in years."""
    years = level.years
    return Fact("years", level.number, None, "", YEARS_UNIT, years.low, years.high, years.text)


def salary_fact(level: Level, salary: Salary, regions: Iterable[Region]) -> Fact:
    """The pay of `level` in the region of `salary`."""
    region = next(region for region in regions if region.name == salary.region)
    pay = salary.range
    return Fact(
        "salary",
        level.number,
        region.name,
        region.currency,
        region.unit,
        pay.low,
        pay.high,
        pay.text,
    )


def facts_in_text(units: Sequence[str], roadmap: Roadmap) -> tuple[Fact, ...]:
    """Every amount in `units` written in a region's currency and unit; `text` is verbatim.

    Such an amount may be pay, or a price in the same coin: it is a figure, not yet a claim.
    """
    moneys = {(region.currency, region.unit): None for region in roadmap.regions}
    return tuple(
        fact
        for unit in units
        for currency, pay_unit in moneys
        for fact in _facts_of(unit, currency, pay_unit, roadmap)
    )


def _facts_of(unit: str, currency: str, pay_unit: str, roadmap: Roadmap) -> list[Fact]:
    found = find_pay(unit, currency, pay_unit)
    if not found:
        return []
    level = _only(named_levels(unit, roadmap))
    region = _only(named_regions(unit, roadmap.regions))
    fits = region is not None and (region.currency, region.unit) == (currency, pay_unit)
    return [
        Fact(
            "salary",
            level.number if level else None,
            region.name if region and fits else None,
            currency,
            pay_unit,
            amount.low,
            amount.high,
            amount.text,
        )
        for amount in found
    ]


def named_levels(text: str, roadmap: Roadmap) -> tuple[Level, ...]:
    """The levels whose title or other name stands in `text`, by the longest name at each place.

    "Senior Clerk" names the level of that title and not one that is called just "Clerk". A title
    that is also the role's name binds nothing: it may mean everybody in the role.
    """
    of_role = {name.casefold() for name in (roadmap.role, *roadmap.also_called)}
    names = [
        (name, level)
        for level in roadmap.levels
        for name in (*_spellings(level.title), *level.also_called)
        if name.casefold() not in of_role
    ]
    taken = _named(text, names, ignore_case=True)
    return tuple(level for level in roadmap.levels if level in taken)


def _spellings(title: str) -> tuple[str, ...]:
    """A title as written, and "Lead / Head Clerk" as "Lead Clerk" and "Head Clerk" too."""
    first, slash, rest = title.partition("/")
    if not slash or "/" in rest or len(rest.split()) < 2:
        return (title,)
    tail = rest.split()[1:]
    return title, " ".join([*first.split(), *tail]), " ".join(rest.split())


def named_regions(text: str, regions: Sequence[Region]) -> tuple[Region, ...]:
    """The regions whose name, or another name of theirs, stands in `text` letter for letter."""
    names = [(name, region) for region in regions for name in (region.name, *region.also_called)]
    taken = _named(text, names, ignore_case=False)  # "US" is a region, "us" is not
    return tuple(region for region in regions if region in taken)


def _named(text: str, names: list[tuple[str, T]], *, ignore_case: bool) -> list[T]:
    found: list[T] = []
    for name, owner in sorted(names, key=lambda pair: len(pair[0]), reverse=True):
        spelled = r"\s+".join(re.escape(word) for word in name.split())
        pattern = re.compile(rf"(?<!\w){spelled}s?(?!\w)", re.IGNORECASE * ignore_case)
        if pattern.search(text):
            found.append(owner)
            # What a longer name covers is no longer there for a shorter one.
            text = pattern.sub("\0", text)
    return found


def _only(found: tuple[T, ...]) -> T | None:
    return found[0] if len(found) == 1 else None
