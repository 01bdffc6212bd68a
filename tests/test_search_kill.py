"""Builds killed with SIGKILL at any moment leave the old index or the new one."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_start_after_a_random_kill_is_clean() -> None:
    done = run("eval.kill_index", "--kills", "10", "--seed", "2")
    assert done.stdout.startswith("10 kills, 10 clean starts\n"), done.stdout + done.stderr
    assert done.returncode == 0


def test_every_start_after_a_kill_at_each_file_operation_is_clean() -> None:
    done = run("eval.kill_steps")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "between version and pointer" in done.stdout
    assert "after the pointer moved" in done.stdout
