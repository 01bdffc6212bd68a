"""Renders a run as one self-contained HTML file: tables, plots, and every failure with its why."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.measures import MEASURES, interval
from eval.report.plots import accuracy_by_kind, latency_plot, risk_coverage_plot
from eval.results import RunResult
from eval.runner import SystemRun

HERE = Path(__file__).parent


def render_report(result: RunResult) -> str:
    """The report as HTML. Everything that came from a question or an answer is escaped."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["interval"] = interval
    return environment.get_template("report.html.j2").render(
        info=result.info,
        summaries=result.summaries,
        measures=MEASURES,
        kinds=sorted({kind for s in result.summaries for kind in s.right_by_kind}),
        slugs=sorted({slug for s in result.summaries for slug in s.right_by_roadmap}),
        retrieval=result.retrieval,
        style=Markup((HERE / "report.css").read_text(encoding="utf-8")),
        # The plots escape their own text.
        accuracy=Markup(accuracy_by_kind(result.summaries)),
        risk=Markup(risk_coverage_plot(result.summaries)),
        latency=Markup(latency_plot(result.runs)),
        failures=[(run.system, failures(run), flagged(run)) for run in result.runs],
    )


def failures(run: SystemRun) -> list[object]:
    """The outcomes that are not right."""
    return [outcome for outcome in run.outcomes if not outcome.judgement.right]


def flagged(run: SystemRun) -> list[object]:
    """Right outcomes in which a sentence or figure is not backed by what is cited."""
    return [
        outcome
        for outcome in run.outcomes
        if outcome.judgement.right
        and (outcome.judgement.unsupported or outcome.judgement.loose_figures)
    ]
