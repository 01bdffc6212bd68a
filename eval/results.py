"""One run's record: what was run, on what machine, and every outcome. Written and read as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import TypeAdapter

from eval.runner import SystemRun
from eval.summary import Summary

_VERSIONED = ("sentence-transformers", "transformers", "torch", "faiss-cpu", "bm25s")


@dataclass(frozen=True)
class Machine:
    """Where a run took place: its figures of time are true there only."""

    name: str
    cpu: str
    cores: int
    system: str
    python: str


@dataclass(frozen=True)
class RunInfo:
    """What was run."""

    started: str
    split: str
    rows: int
    withhold_faq: bool
    roadmap_hint: bool
    index_version: str
    embedder: str
    generator: str
    model: str
    versions: Mapping[str, str]
    machine: Machine


@dataclass(frozen=True)
class RunResult:
    """Everything a report or a comparison needs. `retrieval` is of the index, not of a system."""

    info: RunInfo
    summaries: tuple[Summary, ...]
    retrieval: Mapping[str, float]
    runs: tuple[SystemRun, ...]


_RESULT = TypeAdapter(RunResult)


def write_results(result: RunResult, path: Path) -> None:
    """Write `result` as JSON."""
    path.write_bytes(_RESULT.dump_json(result, indent=1) + b"\n")


def read_results(path: Path) -> RunResult:
    """Read what `write_results` wrote. Raises OSError or pydantic's ValidationError."""
    return _RESULT.validate_json(path.read_bytes())


def this_machine() -> Machine:
    """The machine this runs on."""
    return Machine(
        name=platform.node(),
        cpu=_cpu_model(),
        cores=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
    )


def package_versions(names: Sequence[str] = _VERSIONED) -> dict[str, str]:
    """Installed versions of the packages that figures depend on."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())
