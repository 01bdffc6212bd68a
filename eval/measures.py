"""The figures of a summary as they are shown, for the terminal and the report alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eval.metrics.bootstrap import Estimate
from eval.summary import Summary


@dataclass(frozen=True)
class Measure:
    """One line of the table: its label, what it means, and how to read it off a summary."""

    label: str
    meaning: str
    show: Callable[[Summary], str]


def share(value: float | None) -> str:
    """A share 0..1 as per cent, or a dash."""
    return "–" if value is None else f"{100 * value:.1f}"


def interval(estimate: Estimate | None) -> str:
    """A mean share with its interval, in per cent, or a dash."""
    if estimate is None:
        return "–"
    return f"{share(estimate.mean)} [{100 * estimate.low:.0f}–{100 * estimate.high:.0f}]"


def milliseconds(value: float | None) -> str:
    """A time in milliseconds, or a dash."""
    return "–" if value is None else f"{value:,.0f}"


def shares(values: Mapping[str, float]) -> str:
    """Who wrote the answers, in per cent: "model 61 quote 39"."""
    return " ".join(f"{name} {100 * value:.0f}" for name, value in values.items()) or "–"


MEASURES: tuple[Measure, ...] = (
    Measure("right", "% of rows, with 95 % interval", lambda s: interval(s.right)),
    Measure("follow-ups right", "% of conversations", lambda s: interval(s.follow_up_right)),
    Measure("nugget recall", "% of facts asked for", lambda s: interval(s.nugget_recall)),
    Measure(
        "exact figures",
        "% of answers with figures in which all stand in a cited quote and are bound to it",
        lambda s: interval(s.exact_figures),
    ),
    Measure("wrong figures", "% of rows; 0 is the goal", lambda s: interval(s.wrong_figures)),
    Measure("unsupported sentences", "% of sentences", lambda s: interval(s.unsupported_sentences)),
    Measure("citation precision", "%", lambda s: interval(s.citation_precision)),
    Measure("citation recall", "%", lambda s: interval(s.citation_recall)),
    Measure("abstention recall", "% of unanswerable rows", lambda s: share(s.abstention_recall)),
    Measure("over-refusal", "% of answerable rows", lambda s: share(s.over_refusal)),
    Measure(
        "area under risk", "% wrong, averaged over coverage", lambda s: share(s.area_under_risk)
    ),
    Measure("token F1", "% against the reference", lambda s: interval(s.token_f1)),
    Measure("embedding cosine", "% against the reference", lambda s: interval(s.cosine)),
    Measure("written by", "% of answers", lambda s: shares(s.written_by)),
    Measure("first sentence p50", "ms", lambda s: milliseconds(s.first_ms_p50)),
    Measure("first sentence p95", "ms", lambda s: milliseconds(s.first_ms_p95)),
    Measure("whole answer p50", "ms", lambda s: milliseconds(s.total_ms_p50)),
    Measure("whole answer p95", "ms", lambda s: milliseconds(s.total_ms_p95)),
    Measure("errors", "rows", lambda s: str(s.errors)),
)
