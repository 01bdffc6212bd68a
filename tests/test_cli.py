"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant, FakeIndex
from service_app import running
from typer.testing import CliRunner, Result

import assistant.cli
import assistant.wiring
from assistant.cli import app, main
from assistant.errors import AssistantError

ROOT = Path(__file__).resolve().parent.parent


class FakeParts:
    """What `wiring.Parts` is to the commands, without models."""

    def __init__(self, *_: object) -> None:
        self.made = FakeAssistant()

    def ensure_index(self, *_: object) -> FakeIndex:
        return FakeIndex()

    def assistant(self, _: FakeIndex) -> FakeAssistant:
        return self.made


@pytest.fixture
def fake_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistant.wiring, "Parts", FakeParts)


def run(*arguments: str, given: str = "", wide: bool = True) -> Result:
    """The command in this process."""
    environment = {"COLUMNS": "200" if wide else "40"}
    return CliRunner(env=environment).invoke(app, list(arguments), input=given)


HEAVY = {"torch", "transformers", "faiss", "fastapi", "sqlalchemy"}


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    done = command("--help", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    for name in ("serve", "ask", "chat", "index", "check", "mcp"):
        assert name in done.stdout
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "typer" in loaded
    assert not HEAVY & loaded


def test_importing_the_commands_imports_no_model_library() -> None:
    code = "import sys, assistant.cli, assistant.wiring; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()
    assert not HEAVY & set(loaded)


@pytest.mark.usefixtures("fake_parts")
def test_ask_prints_answer_citation_and_suggestions() -> None:
    done = run("ask", "what does it pay?")
    assert done.exit_code == 0
    assert "In North: 10–20 shells a month. [1]" in done.stdout
    assert "[1] Salary" in done.stdout
    assert "/roadmaps/lamp-tender#level-1-salary-north" in done.stdout
    assert "How long does it take?" in done.stdout


@pytest.mark.usefixtures("fake_parts")
def test_ask_json_is_the_apis_answer(tmp_path: Path) -> None:
    printed = json.loads(run("ask", "what does it pay?", "--json").stdout)
    with running(tmp_path) as (client, _):
        answered = client.post("/api/ask", json={"question": "what does it pay?"}).json()
    assert list(printed) == list(answered)
    for name in ("conversation_id", "message_id"):
        assert printed.pop(name) is None  # nothing is kept here
        del answered[name]
    assert printed == answered


@pytest.mark.usefixtures("fake_parts")
def test_chat_keeps_the_conversation_until_an_empty_line() -> None:
    done = run("chat", given="what does it pay?\nrefuse this\nand why?\n\nnever asked\n")
    assert done.exit_code == 0
    assert "Understood as: and why? (after what does it pay?)" in done.stdout
    assert "this question is refused" in done.stderr
    assert "never asked" not in done.stdout


@pytest.mark.usefixtures("fake_parts")
def test_chat_ends_with_its_input() -> None:
    assert run("chat", given="what does it pay?\n").exit_code == 0


def ends_with(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Exit code and stderr of the whole program."""
    monkeypatch.setattr(sys, "argv", ["roadmap-assistant", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    code = ended.value.code
    assert isinstance(code, int)
    return code, capsys.readouterr().err


@pytest.mark.usefixtures("fake_parts")
def test_a_bad_question_is_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = ends_with(["ask", "refuse this"], monkeypatch, capsys)
    assert (code, told) == (2, "this question is refused\n")


def test_a_long_error_stays_on_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise AssistantError("long\nwords " * 60)

    monkeypatch.setattr(assistant.cli, "app", fail)
    code, told = ends_with([], monkeypatch, capsys)
    assert code == 2
    assert told.count("\n") == 1


def test_an_interrupt_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(assistant.cli, "app", interrupt)
    assert ends_with([], monkeypatch, capsys) == (130, "")


def test_a_wrong_setting_is_one_line_and_exit_code_2() -> None:
    for arguments in (["ask", "what?"], ["serve"], ["check"], ["index"], ["chat"], ["mcp"]):
        done = command(*arguments, ASSISTANT_MODLE="x")
        assert done.returncode == 2
        assert done.stderr.splitlines() == [
            "unknown setting ASSISTANT_MODLE; did you mean ASSISTANT_MODEL?"
        ]
        assert done.stdout == ""


def test_check_accepts_the_corpus() -> None:
    done = command("check")
    assert (done.returncode, done.stderr) == (0, "")


def test_check_names_every_problem_with_file_and_line(tmp_path: Path) -> None:
    roadmaps = tmp_path / "corpus" / "roadmaps"
    roadmaps.mkdir(parents=True)
    for name in ("one", "two"):
        (roadmaps / f"{name}.md").write_text("no front matter\n")
    done = command("check", ASSISTANT_ROOT=str(tmp_path))
    assert done.returncode == 2
    named = [Path(line.split(":")[0]).name for line in done.stderr.splitlines()]
    assert set(named) == {"one.md", "two.md"}


def test_a_taken_port_is_one_line_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command("serve", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"cannot listen on 127.0.0.1:{port}: Address already in use; try --port"
    ]
