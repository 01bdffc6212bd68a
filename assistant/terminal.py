"""Answers, progress and errors as a person reads them in a terminal. Knows records and rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from assistant.records import Answer, Citation

if TYPE_CHECKING:
    from assistant.service.insights import Cluster, Insights

# Answers go to stdout, everything about them to stderr, so that a pipe gets answers alone.
out = Console()
err = Console(stderr=True)


def print_answer(answer: Answer) -> None:
    """The answer, what it was understood as, its sources, and what to ask next."""
    if answer.interpreted_as:
        out.print(Text(f"Understood as: {answer.interpreted_as}", style="dim italic"))
    for sentence in answer.sentences:
        marks = "".join(f"[{number}]" for number in sentence.citations)
        out.print(Text.assemble(sentence.text, (f" {marks}" if marks else "", "cyan")))
    if answer.citations:
        out.print()
    for citation in answer.citations:
        print_citation(citation)
    if answer.suggestions:
        out.print(Text("\nYou could ask:", style="dim"))
    for suggestion in answer.suggestions:
        out.print(Text(f"  · {suggestion}", style="dim"))


def print_citation(citation: Citation) -> None:
    """One source: where it stands, its words, its address."""
    out.print(Text.assemble((f"[{citation.n}] ", "cyan"), (citation.section, "bold")))
    out.print(Padding(Text(f"“{citation.quote}”", style="italic"), (0, 0, 0, 4)))
    out.print(Text(f"    {citation.url}", style="dim"), soft_wrap=True)  # to be copied whole


def print_insights(insights: Insights, most: int) -> None:
    """What was asked most, then what was left unanswered with what an author may paste."""
    table = Table("Question", "asked", "unanswered", "up", "down", title="What people ask")
    for cluster in insights.clusters[:most]:
        counts = (cluster.asked, cluster.abstained, cluster.up, cluster.down)
        table.add_row(Text(cluster.label), *map(str, counts))
    out.print(table)
    for cluster in insights.unmet[:most]:
        print_unmet(cluster)
    if not insights.unmet:
        out.print("Every question was answered, and nobody was unhappy.")


def print_unmet(cluster: Cluster) -> None:
    """One cluster that readers were left without an answer to. Its FAQ entry and its evaluation
    row are printed bare and unwrapped, to be copied whole."""
    from assistant.service.insights_proposals import eval_row, faq_entry

    out.print(Text(f"\n{cluster.label}", style="bold"))
    counts = f"asked {cluster.asked}, unanswered {cluster.abstained}, thumbs down {cluster.down}"
    out.print(Text(f"{cluster.roadmap or 'no roadmap'} · {counts}", style="dim"))
    for wording in cluster.wordings[1:]:
        out.print(Text(f"  · {wording.text} ({wording.asked})", style="dim"))
    for comment in cluster.comments:
        out.print(Text(f"  “{comment}”", style="italic"))
    out.print(Text(f"\n{faq_entry(cluster)}"), soft_wrap=True)
    out.print(Text(eval_row(cluster), style="cyan"), soft_wrap=True)


def say(text: str) -> None:
    """A line about what happens, on stderr."""
    err.print(Text(text, style="dim"))


def complain(text: str) -> None:
    """An error: one line on stderr, never wrapped."""
    err.print(Text(" ".join(text.split())), soft_wrap=True, style="red")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yields a function of (done, total) that draws a bar on stderr; nothing where it is no tty."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
