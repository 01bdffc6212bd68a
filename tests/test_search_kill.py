"""Builds killed with SIGKILL at random moments leave the old index or the new one."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT


def test_every_start_after_a_kill_is_clean() -> None:
    command = [sys.executable, "-m", "eval.kill_index", "--kills", "10", "--seed", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("10 kills, 10 clean starts\n"), done.stdout + done.stderr
    assert done.returncode == 0
