"""The benchmark's table, and the questions it asks; the server itself is timed by `make bench`."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from eval.bench import QUESTIONS, Bench, Figure, questions, show
from eval.probe import command_seconds
from eval.results import this_machine


def test_the_questions_are_many_and_always_the_same() -> None:
    assert len(set(questions())) == QUESTIONS
    assert questions() == questions()


def test_a_figure_is_held_against_its_budget() -> None:
    figures = (
        Figure("--help", 0.2, 0.3, "s"),
        Figure("whole answer p95", 2500.0, 2000, "ms"),
        Figure("whole answer p50", 100.0, None, "ms"),
        Figure("peak resident memory", None, 1500, "MB"),
    )
    console = Console(file=StringIO(), width=120)
    show(Bench(this_machine(), 0.0, "none", 40, figures), console)
    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    assert any("--help" in line and "kept" in line for line in lines)
    assert any("2,500.00" in line and "over" in line for line in lines)
    assert any("whole answer p50" in line and "kept" not in line for line in lines)
    assert any("peak resident memory" in line and "–" in line for line in lines)


def test_a_command_can_be_timed() -> None:
    assert 0 < command_seconds("--help") < 30
