"""The `roadmap-assistant` command.

Only typer is imported at the top: `--help` must answer at once. Exit codes: 0 done, 2 bad input
with one line on stderr.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.search.index import Index
    from assistant.settings import Settings
    from assistant.wiring import Parts

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Answers about career roadmaps, cited to the row they stand in.",
)

# What `insights` reads at most, the latest first: some seconds of embedding.
MOST_QUESTIONS = 10_000

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks one.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")]
Question = Annotated[str, typer.Argument(help="What to ask, up to 1000 characters.")]
RoadmapSlug = Annotated[str | None, typer.Option("--roadmap", help="Ask about this one alone.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as the API gives it.")]
Days = Annotated[int, typer.Option(min=1, help="How far back to look.")]
Most = Annotated[int, typer.Option(min=1, help="How many clusters to show.")]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Embed every passage anew.")]


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 1) -> None:
    """Serve the pages, the widget and the API."""
    from assistant.serving import run_server

    run_server(_settings(), host, port, workers)


@app.command()
def ask(question: Question, roadmap: RoadmapSlug = None, as_json: AsJson = False) -> None:
    """Answer one question."""
    parts = _parts()
    assistant = parts.assistant(_index(parts))
    answer = assistant.ask(question, roadmap=roadmap)
    if as_json:
        from assistant.service.schemas import AnswerOut

        body = AnswerOut.of(answer).model_dump(mode="json")
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        from assistant.terminal import print_answer

        print_answer(answer)


@app.command()
def chat(roadmap: RoadmapSlug = None) -> None:
    """Ask question after question; follow-ups know what came before."""
    from assistant.errors import BadQuestionError
    from assistant.terminal import complain, print_answer, say

    parts = _parts()
    assistant = parts.assistant(_index(parts))
    say("Ask away. An empty line, Ctrl-D or Ctrl-C ends the conversation.")
    state = ""
    while question := _read_question():
        try:
            answer = assistant.ask(question, roadmap=roadmap, state=state)
        except BadQuestionError as error:
            complain(str(error))
        else:
            state = answer.state
            print_answer(answer)


@app.command()
def index(rebuild: Rebuild = False) -> None:
    """Build and publish the index of the corpus; embeds only what has changed."""
    from assistant.terminal import out, progress_bar
    from assistant.wiring import build_index_from

    settings = _settings()
    with progress_bar("Embedding passages") as progress:
        version = build_index_from(settings, rebuild=rebuild, progress=progress)
    out.print(f"index {version}", highlight=False)


@app.command()
def check() -> None:
    """Validate the corpus: every problem with its file and line."""
    from assistant.ingest.corpus import check_corpus
    from assistant.terminal import complain, out

    settings = _settings()
    problems = check_corpus(settings.roadmaps_dir)
    for problem in problems:
        complain(str(problem))
    if problems:
        raise typer.Exit(2)
    out.print("The corpus is in order.")


@app.command()
def insights(days: Days = 30, most: Most = 20) -> None:
    """What people asked and could not find out, with FAQ entries to paste."""
    from assistant.service.insights import gather
    from assistant.service.store.store import Store
    from assistant.terminal import print_insights

    parts = _parts()
    store = Store(parts.settings.store_url)
    questions = store.questions(days, MOST_QUESTIONS)
    store.close()
    print_insights(gather(questions, _index(parts)), most)


@app.command()
def mcp() -> None:
    """Serve the tools ask_roadmap and search_roadmap over stdin and stdout (MCP)."""
    from assistant.serving import run_mcp

    run_mcp(_parts())


def main() -> None:
    """The entry point: errors that a person can cause are one line and exit code 2."""
    try:
        app()
    except AssistantError as error:
        from assistant.terminal import complain

        complain(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _settings() -> Settings:
    from assistant.settings import load_settings

    settings = load_settings()
    set_threads(settings.threads)
    return settings


def set_threads(threads: int) -> None:
    """Tell OpenMP how to behave before torch and faiss load it.

    Threads that spin while they wait made a query 49 times slower on two busy cores.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _parts() -> Parts:
    from assistant.wiring import Parts

    return Parts(_settings())


def _index(parts: Parts) -> Index:
    from assistant.terminal import progress_bar, say

    with progress_bar("Embedding passages") as progress:
        return parts.ensure_index(progress, lambda why: say(f"Building the index: {why}."))


def _read_question() -> str:
    """The next question, "" at the end of the conversation."""
    from assistant.terminal import out

    try:
        return out.input("[bold green]? [/]").strip()
    except (EOFError, KeyboardInterrupt):
        out.print()
        return ""
