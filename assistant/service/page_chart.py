"""Lays out the salary chart of one region: where its bars, ticks and labels go.

Horizontal places are percentages of the chart's width and vertical ones pixels, so that the SVG
fits any screen without scaling its text. Knows no HTML, colour or currency: words and figures are
the roadmap's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from assistant.records import Level, Region, Roadmap, Salary

ROW_HEIGHT = 54
AXIS_HEIGHT = 26
# An open-ended amount ("4,800+") is drawn this much longer than where it starts.
OPEN_END = 1.3
WANTED_TICKS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One level's pay. `x` and `width` are percentages, `y` is in pixels from the top."""

    title: str
    years: str
    amount: str
    x: float
    width: float
    y: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the scale at `x` per cent."""

    x: float
    text: str
    align: Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Chart:
    """The pay of every level in one region; `floor` is where the rows end, both in pixels."""

    region: str
    scale: str
    summary: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    floor: int

    @property
    def height(self) -> int:
        return self.floor + AXIS_HEIGHT


def salary_charts(roadmap: Roadmap) -> tuple[Chart, ...]:
    """One chart for each region in which at least one level has pay, in the page's order."""
    charts = (_chart(roadmap, region) for region in roadmap.regions)
    return tuple(chart for chart in charts if chart.bars)


def amounts(level: Level) -> dict[str, str]:
    """The level's pay as the page writes it, by region name."""
    return {salary.region: salary.range.text for salary in level.salaries}


def _chart(roadmap: Roadmap, region: Region) -> Chart:
    paid = [
        (level, salary)
        for level in roadmap.levels
        for salary in level.salaries
        if salary.region == region.name
    ]
    step, top = _scale(max((_end(salary) for _, salary in paid), default=0.0))
    bars = tuple(_bar(level, salary, top, row) for row, (level, salary) in enumerate(paid))
    listed = "; ".join(f"{bar.title}, {bar.amount}" for bar in bars)
    return Chart(
        region=region.name,
        scale=" ".join(part for part in (region.currency, region.unit) if part),
        summary=f"Pay by level in {region.name}: {listed}.",
        bars=bars,
        ticks=_ticks(step, top),
        floor=ROW_HEIGHT * len(bars),
    )


def _bar(level: Level, salary: Salary, top: float, row: int) -> Bar:
    low = salary.range.low
    return Bar(
        title=level.title,
        years=level.years.text,
        amount=salary.range.text,
        x=round(100 * low / top, 2),
        width=round(100 * (_end(salary) - low) / top, 2),
        y=ROW_HEIGHT * row,
    )


def _end(salary: Salary) -> float:
    low, high = salary.range.low, salary.range.high
    return low * OPEN_END if high is None else high


def _scale(largest: float) -> tuple[float, float]:
    """A step of 1, 2 or 5 times a power of ten, and the first multiple of it past `largest`."""
    if largest <= 0:
        return 1.0, 1.0
    rough = largest / WANTED_TICKS
    power: float = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return step, step * math.ceil(largest / step)


def _ticks(step: float, top: float) -> tuple[Tick, ...]:
    count = round(top / step)
    return tuple(
        Tick(
            x=round(100 * number / count, 2),
            text=f"{number * step:,.10g}",
            align="start" if number == 0 else "end" if number == count else "middle",
        )
        for number in range(count + 1)
    )
