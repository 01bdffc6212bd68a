"""Prints a run and a comparison in the terminal. It computes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from eval.compare import Change
from eval.measures import MEASURES, interval
from eval.results import RunInfo, RunResult

SHOWN_ROWS = 12


def print_result(result: RunResult, console: Console) -> None:
    """Systems side by side, then by kind and roadmap, then retrieval."""
    console.print(_headline(result.info))
    names = [summary.system for summary in result.summaries]
    table = _table("Systems", names)
    for measure in MEASURES:
        cells = [measure.show(summary) for summary in result.summaries]
        table.add_row(f"{measure.label} [dim]{measure.meaning}", *cells)
    console.print(table)
    table = _table("Right, % of rows", names)
    for kind in sorted({kind for s in result.summaries for kind in s.right_by_kind}):
        found = [s.right_by_kind.get(kind) for s in result.summaries]
        count = max(estimate.n for estimate in found if estimate)
        table.add_row(f"{kind} [dim]{count}", *map(interval, found))
    table.add_section()
    for slug in sorted({slug for s in result.summaries for slug in s.right_by_roadmap}):
        found = [s.right_by_roadmap.get(slug) for s in result.summaries]
        table.add_row(slug, *map(interval, found))
    console.print(table)
    if result.retrieval:
        shown = "  ".join(f"{name} {value:.3f}" for name, value in result.retrieval.items())
        console.print(f"Retrieval (single answerable questions): {shown}")


def print_changes(changes: Sequence[Change], console: Console) -> None:
    """What changed against the baseline, regressions marked."""
    table = Table(title="Against the baseline", title_justify="left")
    for heading in ("system", "measure", "rows", "before", "now", "worse", "better", "p", ""):
        table.add_column(heading, no_wrap=True)
    for change in changes:
        table.add_row(
            change.system,
            change.measure,
            str(change.rows),
            str(change.before),
            str(change.now),
            str(len(change.worse)),
            str(len(change.better)),
            f"{change.p:.3f}",
            "[red]regression" if change.regression else "",
        )
    console.print(table)
    for change in changes:
        if change.worse:
            rest = len(change.worse) - SHOWN_ROWS
            more = f" and {rest} more" if rest > 0 else ""
            rows = ", ".join(change.worse[:SHOWN_ROWS]) + more
            console.print(f"{change.system}, {change.measure}, worse: {rows}")


def _headline(info: RunInfo) -> str:
    options = ["FAQ withheld"] * info.withhold_faq + ["no roadmap hint"] * (not info.roadmap_hint)
    what = ", ".join([f"{info.rows} rows of {info.split}", *options])
    return f"{what}; {info.machine.cores} cores, {info.machine.cpu}"


def _table(title: str, systems: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for system in systems:
        table.add_column(system, justify="right")
    return table
