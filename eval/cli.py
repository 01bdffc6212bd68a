"""The options of `python -m eval` and the order of its steps. It knows no metric."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from assistant.errors import AssistantError
from assistant.settings import load_settings
from eval.compare import compare, read_baseline, scores, write_baseline
from eval.dataset import SPLITS, DatasetError, Kind, Row, load_split
from eval.report.render import render_report
from eval.results import RunInfo, RunResult, package_versions, this_machine, write_results
from eval.runner import SystemRun, measure_retrieval, run_system
from eval.sample import stratified
from eval.summary import summarise
from eval.systems.choose import SYSTEMS, build_system
from eval.terminal import print_changes, print_result
from eval.withhold import rows_for
from eval.world import World, open_world, roadmaps_of

RUNS = Path(__file__).parent / "runs"
FAST_ROWS = 60

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclass(frozen=True)
class Plan:
    """What to run: which rows of which split, which systems, and under what conditions."""

    split: str
    rows: tuple[Row, ...]
    systems: tuple[str, ...]
    withhold_faq: bool
    hint: bool


@app.command()
def evaluate(
    split: Annotated[str, typer.Option(help=f"all (dev and test), {', '.join(SPLITS)}")] = "dev",
    systems: Annotated[str, typer.Option(help="names, separated by commas")] = ",".join(SYSTEMS),
    limit: Annotated[int | None, typer.Option(min=1, help="a stratified part of the rows")] = None,
    kinds: Annotated[str, typer.Option(help="only these kinds, separated by commas")] = "",
    fast: Annotated[
        bool, typer.Option(help=f"{FAST_ROWS} rows of all splits, assistant-none: for CI")
    ] = False,
    withhold_faq: Annotated[bool, typer.Option(help="index the pages without FAQ")] = False,
    roadmap_hint: Annotated[bool, typer.Option(help="tell which page a row is about")] = True,
    baseline: Annotated[
        Path | None, typer.Option("--compare", help="a baseline; exit 1 on a regression")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--write-baseline", help="write this run as a baseline")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="folder for results, made if missing")] = None,
) -> None:
    """Evaluate systems side by side on the question sets."""
    console = Console()
    try:
        names = "assistant-none" if fast else systems
        rows = _choose_rows("all" if fast else split, kinds, FAST_ROWS if fast else limit)
        plan = Plan(
            "all" if fast else split, rows, tuple(names.split(",")), withhold_faq, roadmap_hint
        )
        result = run(plan)
    except (AssistantError, DatasetError, ValueError, OSError) as error:
        typer.echo(f"eval: {error}", err=True)
        raise typer.Exit(2) from error
    folder = out or RUNS / result.info.started.replace(":", "")
    folder.mkdir(parents=True, exist_ok=True)
    write_results(result, folder / "results.json")
    (folder / "report.html").write_text(render_report(result), encoding="utf-8")
    print_result(result, console)
    console.print(f"{folder / 'report.html'}", soft_wrap=True)
    if keep is not None:
        write_baseline(result, keep)
    if baseline is not None:
        _check_against(baseline, result, console)


def run(plan: Plan) -> RunResult:
    """Everything the plan says, in a world of its own. Raises AssistantError, ValueError."""
    from assistant.search.sentence_transformers import SentenceTransformerEmbedder

    settings = load_settings()
    started = datetime.now(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
    with tempfile.TemporaryDirectory(prefix="eval-") as folder:
        embedder = SentenceTransformerEmbedder(settings.embedder, settings.threads)
        roadmaps = roadmaps_of(plan.split, settings)
        world = open_world(
            settings, Path(folder), embedder, roadmaps, withhold_faq=plan.withhold_faq
        )
        if plan.withhold_faq:
            plan = replace(plan, rows=rows_for(plan.rows, world.pages))
        runs = tuple(_run_one(name, plan, world) for name in plan.systems)
        retrieval = measure_retrieval(plan.rows, world.pages, world.index, hint=plan.hint)
    info = _describe(plan, world, started)
    return RunResult(info, tuple(map(summarise, runs)), retrieval, runs)


def _describe(plan: Plan, world: World, started: str) -> RunInfo:
    return RunInfo(
        started=started,
        split=plan.split,
        rows=len(plan.rows),
        withhold_faq=plan.withhold_faq,
        roadmap_hint=plan.hint,
        index_version=world.index.version,
        embedder=world.settings.embedder,
        generator=world.settings.generator,
        model=world.settings.model,
        versions=package_versions(),
        machine=this_machine(),
    )


def _run_one(name: str, plan: Plan, world: World) -> SystemRun:
    system = build_system(name, world)
    # The first answer pays for what is loaded late; it is asked once, unscored.
    system.answer(plan.rows[0].turns, None)
    started = time.monotonic()
    with Progress(transient=True) as progress:
        task = progress.add_task(name, total=len(plan.rows))
        ran = run_system(
            system,
            plan.rows,
            world.pages,
            world.index,
            hint=plan.hint,
            progress=lambda: progress.advance(task),
        )
    # A log shows no bar: it can be seen there that a slow system goes on.
    typer.echo(f"{name}: {len(plan.rows)} rows in {time.monotonic() - started:.0f} s", err=True)
    return ran


def _choose_rows(split: str, kinds: str, limit: int | None) -> tuple[Row, ...]:
    if split not in (*SPLITS, "all"):
        raise ValueError(f"no split {split!r}; known: {', '.join(SPLITS)}, all")
    rows = load_split(split)
    if kinds:
        wanted = {Kind(kind) for kind in kinds.split(",")}
        rows = tuple(row for row in rows if row.kind in wanted)
    if not rows:
        raise ValueError("no rows to run")
    return stratified(rows, limit) if limit is not None else rows


def _check_against(baseline: Path, result: RunResult, console: Console) -> None:
    changes = compare(scores(result), read_baseline(baseline))
    print_changes(changes, console)
    if any(change.regression for change in changes):
        raise typer.Exit(1)


def main() -> None:
    """Entry point of `python -m eval`."""
    app()
