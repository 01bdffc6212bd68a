"""Holds a run against a committed baseline: has anything got worse, beyond noise?

A baseline keeps one line a row and system, not whole answers, so that it can be committed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from eval.metrics.bootstrap import sign_test
from eval.results import RunResult

# A paired change is a regression when chance alone explains it less often than this.
ALPHA = 0.05


@dataclass(frozen=True)
class RowScore:
    """What a baseline remembers of one row: was it right, did it show a wrong figure."""

    right: bool
    wrong_figure: bool
    unsupported: bool


Baseline = dict[str, dict[str, RowScore]]
_BASELINE = TypeAdapter(Baseline)


@dataclass(frozen=True)
class Change:
    """One measure of one system over the rows that both runs have."""

    system: str
    measure: str
    rows: int
    before: int
    now: int
    worse: tuple[str, ...]
    better: tuple[str, ...]
    p: float
    regression: bool


def scores(result: RunResult) -> Baseline:
    """`result` as a baseline: system -> row id -> score."""
    return {
        run.system: {
            outcome.row.id: RowScore(
                outcome.judgement.right,
                bool(outcome.judgement.wrong_figures),
                bool(outcome.judgement.unsupported),
            )
            for outcome in run.outcomes
        }
        for run in result.runs
    }


def write_baseline(result: RunResult, path: Path) -> None:
    """Write `result` as a baseline to commit."""
    path.write_bytes(_BASELINE.dump_json(scores(result), indent=0) + b"\n")


def read_baseline(path: Path) -> Baseline:
    """Read a baseline. Raises OSError or pydantic's ValidationError."""
    return _BASELINE.validate_json(path.read_bytes())


def compare(now: Baseline, before: Baseline) -> tuple[Change, ...]:
    """The changes of every system that both hold, over the rows that both hold.

    Right answers and unsupported sentences regress when a one-sided sign test says so; a wrong
    figure where there was none is a regression at once, whatever the noise: there may be none.
    """
    changes = []
    for system in sorted(now.keys() & before.keys()):
        new, old = now[system], before[system]
        changes.append(_change(system, "right", _flags(new, "right"), _flags(old, "right")))
        for measure in ("wrong_figure", "unsupported"):
            good = _flags(new, measure, negate=True), _flags(old, measure, negate=True)
            changes.append(
                _change(system, f"no {measure.replace('_', ' ')}", *good, strict=measure[0] == "w")
            )
    return tuple(changes)


def _flags(rows: Mapping[str, RowScore], measure: str, *, negate: bool = False) -> dict[str, bool]:
    return {key: bool(getattr(score, measure)) != negate for key, score in rows.items()}


def _change(
    system: str,
    measure: str,
    now: Mapping[str, bool],
    before: Mapping[str, bool],
    *,
    strict: bool = False,
) -> Change:
    shared = sorted(now.keys() & before.keys())
    worse = tuple(key for key in shared if before[key] and not now[key])
    better = tuple(key for key in shared if now[key] and not before[key])
    p = sign_test(len(worse), len(better))
    return Change(
        system=system,
        measure=measure,
        rows=len(shared),
        before=sum(before[key] for key in shared),
        now=sum(now[key] for key in shared),
        worse=worse,
        better=better,
        p=p,
        regression=p < ALPHA or (strict and bool(worse)),
    )
