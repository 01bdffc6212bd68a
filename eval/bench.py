"""`python -m eval.bench`: is the service as quick and small as promised, on this machine?

Starts the real server, asks it dev questions over HTTP, one at a time, and prints each figure with
its budget (docs/architecture.md). Figures of time hold for the machine named, when it is idle.
"""

from __future__ import annotations

import os

# Before torch and faiss load, as in `eval.__main__`.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table

from assistant.settings import load_settings
from eval.dataset import Kind, load_split
from eval.metrics.bootstrap import percentile
from eval.probe import Timing, command_seconds, running_server
from eval.results import Machine, this_machine
from eval.sample import stratified

RESULTS = Path(__file__).parent / "runs" / "bench.json"
QUESTIONS = 40
STARTS = 3
HELPS = 5


@dataclass(frozen=True)
class Figure:
    """One measured figure and its budget, in `unit`; None where it could not be measured."""

    name: str
    value: float | None
    budget: float | None
    unit: str


@dataclass(frozen=True)
class Bench:
    """A benchmark as it is written; `load` is the machine's load average before it."""

    machine: Machine
    load: float
    generator: str
    questions: int
    figures: tuple[Figure, ...]


def questions() -> tuple[str, ...]:
    """Single dev questions on the corpus that is served, spread over the kinds."""
    slugs = {path.stem for path in load_settings().roadmaps_dir.glob("*.md")}
    rows = [
        row
        for row in load_split("dev")
        if row.roadmap in slugs and len(row.turns) == 1 and row.kind is not Kind.SMALL_TALK
    ]
    return tuple(row.question for row in stratified(rows, QUESTIONS))


def measure(asked: Sequence[str]) -> Iterator[Figure]:
    """Every figure, one after the other."""
    yield Figure("--help", median(command_seconds("--help") for _ in range(HELPS)), 0.3, "s")
    command_seconds("index")  # what "a built index" means
    starts, timings, memory = [], list[Timing](), None
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "db") as server:
            starts.append(server.ready_s)
            if not timings:
                server.ask(asked[0])  # what is loaded late is paid for once
                timings = [server.ask(question) for question in asked]
                memory = server.peak_memory_mb()
    yield Figure("start to ready, built index", median(starts), 5, "s")
    yield from _answer_figures(timings)
    yield Figure("peak resident memory", memory, 1500, "MB")
    yield Figure("retrieval with embedding p50", _retrieval_ms(asked), 25, "ms")


def _answer_figures(timings: Sequence[Timing]) -> Iterator[Figure]:
    sources = [timing.sources for timing in timings if timing.sources is not None]
    first = [timing.first for timing in timings if timing.first is not None]
    whole = [timing.whole for timing in timings]
    yield Figure("sources shown p50", percentile(sources, 50), 100, "ms")
    yield Figure("sources shown p95", percentile(sources, 95), None, "ms")
    yield Figure("first sentence p50", percentile(first, 50), 500, "ms")
    yield Figure("first sentence p95", percentile(first, 95), None, "ms")
    yield Figure("whole answer p50", percentile(whole, 50), None, "ms")
    yield Figure("whole answer p95", percentile(whole, 95), 2000, "ms")


def _retrieval_ms(asked: Sequence[str]) -> float | None:
    """Embedding a question and searching the index, in this process, median."""
    from assistant.search.index import load_index
    from assistant.search.sentence_transformers import SentenceTransformerEmbedder

    settings = load_settings()
    embedder = SentenceTransformerEmbedder(settings.embedder, settings.threads)
    index = load_index(settings.index_dir, embedder)
    index.search(asked[0])
    times = []
    for question in asked:
        started = time.perf_counter()
        index.search(question)
        times.append(1000 * (time.perf_counter() - started))
    return percentile(times, 50)


def show(bench: Bench, console: Console) -> None:
    """Print the figures with their budgets."""
    machine = bench.machine
    console.print(
        f"{machine.name}: {machine.cores} cores, {machine.cpu}, load {bench.load:.1f} before;"
        f" generator {bench.generator}; {bench.questions} questions"
    )
    table = Table()
    table.add_column("")
    for heading in ("measured", "budget", "unit", ""):
        table.add_column(heading, justify="right")
    for figure in bench.figures:
        value = "–" if figure.value is None else f"{figure.value:,.2f}"
        budget = "" if figure.budget is None else f"{figure.budget:g}"
        table.add_row(figure.name, value, budget, figure.unit, _kept(figure))
    console.print(table)


def _kept(figure: Figure) -> str:
    if figure.value is None or figure.budget is None:
        return ""
    return "[green]kept" if figure.value <= figure.budget else "[red]over"


def main() -> None:
    """Measure, print, write `eval/runs/bench.json`."""
    load = os.getloadavg()[0]
    asked = questions()
    figures = tuple(measure(asked))
    bench = Bench(this_machine(), load, load_settings().generator, len(asked), figures)
    show(bench, Console())
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_bytes(TypeAdapter(Bench).dump_json(bench, indent=1) + b"\n")


if __name__ == "__main__":
    main()
