"""Draws a run's plots as SVG text. Colours come from the page's CSS classes `c0`, `c1`, ..."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from eval.report.scales import Scale
from eval.runner import SystemRun
from eval.summary import Summary

WIDTH = 720
HEIGHT = 300
LEFT = 56
ROW = 26


def accuracy_by_kind(summaries: Sequence[Summary]) -> str:
    """A dot for each kind and system, with the interval as a line behind it."""
    kinds = sorted({kind for summary in summaries for kind in summary.right_by_kind})
    x = Scale(0, 1, 170, WIDTH - 16)
    height = 24 + ROW * len(kinds)
    marks = list(_columns(x, height))
    for number, kind in enumerate(kinds):
        middle = 30 + ROW * number
        marks.append(f'<text class="label" x="158" y="{middle + 4}">{escape(kind)}</text>')
        for index, summary in enumerate(summaries):
            y = middle + 5 * (index - (len(summaries) - 1) / 2)
            estimate = summary.right_by_kind.get(kind)
            if estimate is None:
                continue
            tip = f"{summary.system}, {kind}: {estimate.mean:.0%} of {estimate.n}"
            marks.append(
                f'<g class="c{index}"><title>{escape(tip)}</title><line class="interval"'
                f' x1="{x(estimate.low)}" x2="{x(estimate.high)}" y1="{y}" y2="{y}"/>'
                f'<circle cx="{x(estimate.mean)}" cy="{y}" r="4"/></g>'
            )
    return _svg("Share of right answers by kind and system", height, marks)


def risk_coverage_plot(summaries: Sequence[Summary]) -> str:
    """How much is wrong (up) when only the surest share (right) is answered."""
    x, y = Scale(0, 1, LEFT, WIDTH - 16), Scale(0, 1, HEIGHT - 36, 12)
    marks = list(_axes(x, y, "share answered", "share wrong"))
    for index, summary in enumerate(summaries):
        points = [(x(p.coverage), y(p.risk)) for p in summary.risk_coverage]
        if points:
            marks.append(_line(index, summary.system, points))
            marks.append(_dot(index, f"{summary.system}: all it answered", *points[-1]))
    return _svg("Risk against coverage", HEIGHT, marks)


def latency_plot(runs: Sequence[SystemRun]) -> str:
    """The share of answers (up) that took no longer than a time (right, logarithmic)."""
    x = Scale(1, 30_000, LEFT, WIDTH - 16, logarithmic=True)
    y = Scale(0, 1, HEIGHT - 36, 12)
    ticks = ((1, "1 ms"), (10, "10 ms"), (100, "0.1 s"), (1000, "1 s"), (10_000, "10 s"))
    marks = list(_axes(x, y, "time to the whole answer", "share of answers", ticks))
    for index, run in enumerate(runs):
        times = sorted(outcome.answer.total_ms for outcome in run.outcomes)
        points = [(x(t), y((n + 1) / len(times))) for n, t in enumerate(times)]
        if points:
            marks.append(_line(index, run.system, points))
    return _svg("Time to the whole answer", HEIGHT, marks)


def _columns(x: Scale, height: float) -> Iterator[str]:
    for tick in (0, 0.25, 0.5, 0.75, 1):
        yield f'<line class="grid" x1="{x(tick)}" x2="{x(tick)}" y1="16" y2="{height}"/>'
        yield f'<text class="tick" x="{x(tick)}" y="11">{tick:.0%}</text>'


def _axes(
    x: Scale,
    y: Scale,
    below: str,
    beside: str,
    ticks: Sequence[tuple[float, str]] = (
        (0, "0"),
        (0.25, "25%"),
        (0.5, "50%"),
        (0.75, "75%"),
        (1, "100%"),
    ),
) -> Iterator[str]:
    for value in (0, 0.25, 0.5, 0.75, 1):
        yield f'<line class="grid" x1="{x.start}" x2="{x.end}" y1="{y(value)}" y2="{y(value)}"/>'
        yield f'<text class="label" x="{x.start - 6}" y="{y(value) + 4}">{value:.0%}</text>'
    for value, text in ticks:
        yield f'<text class="tick" x="{x(value)}" y="{y.start + 16}">{text}</text>'
    yield f'<text class="tick" x="{(x.start + x.end) / 2}" y="{y.start + 32}">{below}</text>'
    yield (
        f'<text class="tick" transform="translate(11 {(y.start + y.end) / 2}) rotate(-90)">'
        f"{beside}</text>"
    )


def _line(index: int, system: str, points: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{px},{py}" for px, py in points)
    return f'<polyline class="c{index}" points="{path}"><title>{escape(system)}</title></polyline>'


def _dot(index: int, tip: str, px: float, py: float) -> str:
    return (
        f'<circle class="c{index}" cx="{px}" cy="{py}" r="4"><title>{escape(tip)}</title></circle>'
    )


def _svg(title: str, height: float, marks: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height + 8}" role="img" aria-label="{escape(title)}">'
        + "".join(marks)
        + "</svg>"
    )
