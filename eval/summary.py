"""Adds one system's outcomes up into the figures that are reported, each with its interval.

Every figure is defined here and described in eval/README.md; nothing is run or printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.dataset import Kind
from eval.metrics.abstention import (
    Choice,
    CurvePoint,
    abstention_recall,
    area_under_risk,
    over_refusal,
    risk_coverage,
)
from eval.metrics.bootstrap import Estimate, bootstrap_mean, percentile
from eval.runner import Outcome, SystemRun


@dataclass(frozen=True)
class Summary:
    """The figures of one system; None where nothing in the rows asks for one.

    Shares are 0..1, times in milliseconds.
    """

    system: str
    rows: int
    right: Estimate | None
    right_by_kind: Mapping[str, Estimate]
    right_by_roadmap: Mapping[str, Estimate]
    follow_up_right: Estimate | None
    nugget_recall: Estimate | None
    exact_figures: Estimate | None
    wrong_figures: Estimate | None
    unsupported_sentences: Estimate | None
    citation_precision: Estimate | None
    citation_recall: Estimate | None
    token_f1: Estimate | None
    cosine: Estimate | None
    abstention_recall: float | None
    over_refusal: float | None
    risk_coverage: tuple[CurvePoint, ...]
    area_under_risk: float | None
    written_by: Mapping[str, float]
    first_ms_p50: float | None
    first_ms_p95: float | None
    total_ms_p50: float | None
    total_ms_p95: float | None
    errors: int


def summarise(run: SystemRun) -> Summary:
    """All figures of `run`."""
    outcomes = run.outcomes
    asked = [o for o in outcomes if o.row.kind is not Kind.SMALL_TALK]
    choices = [_choice(outcome) for outcome in asked]
    points = risk_coverage(choices)
    first = [o.answer.first_ms for o in outcomes if o.answer.first_ms is not None]
    total = [o.answer.total_ms for o in outcomes]
    return Summary(
        system=run.system,
        rows=len(outcomes),
        right=_right(outcomes),
        right_by_kind=_right_by(outcomes, lambda o: o.row.kind.value),
        right_by_roadmap=_right_by(outcomes, lambda o: o.row.roadmap),
        follow_up_right=_right([o for o in outcomes if len(o.row.turns) > 1]),
        nugget_recall=_mean(o.judgement.nugget_recall for o in outcomes),
        exact_figures=_mean(_exact(outcome) for outcome in outcomes),
        wrong_figures=_mean(float(bool(o.judgement.wrong_figures)) for o in outcomes),
        unsupported_sentences=bootstrap_mean(_unsupported(outcomes)),
        citation_precision=_mean(o.judgement.citation_precision for o in outcomes),
        citation_recall=_mean(o.judgement.citation_recall for o in outcomes),
        token_f1=_mean(o.judgement.token_f1 for o in outcomes),
        cosine=_mean(o.cosine for o in outcomes),
        abstention_recall=abstention_recall(choices),
        over_refusal=over_refusal(choices),
        risk_coverage=points,
        area_under_risk=area_under_risk(points),
        written_by=_shares([o.answer.written_by for o in asked if not o.answer.abstained]),
        first_ms_p50=percentile(first, 50),
        first_ms_p95=percentile(first, 95),
        total_ms_p50=percentile(total, 50),
        total_ms_p95=percentile(total, 95),
        errors=sum(bool(outcome.answer.error) for outcome in outcomes),
    )


def _choice(outcome: Outcome) -> Choice:
    answer = outcome.answer
    return Choice(
        outcome.row.answerable, answer.abstained, outcome.judgement.right, answer.confidence
    )


def _right(outcomes: Sequence[Outcome]) -> Estimate | None:
    return bootstrap_mean([float(outcome.judgement.right) for outcome in outcomes])


def _right_by(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> Mapping[str, Estimate]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    found = ((name, _right(group)) for name, group in sorted(groups.items()))
    return {name: estimate for name, estimate in found if estimate is not None}


def _exact(outcome: Outcome) -> float | None:
    """1 when an answer that shows figures has every one of them in a quote it cites."""
    judgement = outcome.judgement
    if outcome.answer.abstained or not judgement.figures:
        return None
    return float(not judgement.loose_figures and not judgement.wrong_figures)


def _unsupported(outcomes: Sequence[Outcome]) -> list[float]:
    """One value a sentence: 1 for an unsupported one."""
    values: list[float] = []
    for outcome in outcomes:
        bad = len(outcome.judgement.unsupported)
        values += [1.0] * bad + [0.0] * (outcome.judgement.sentences - bad)
    return values


def _mean(values: Iterable[float | None]) -> Estimate | None:
    return bootstrap_mean([value for value in values if value is not None])


def _shares(values: Sequence[str]) -> Mapping[str, float]:
    return {value: values.count(value) / len(values) for value in sorted(set(values))}
