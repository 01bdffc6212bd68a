"""The command refuses what it cannot do, in one line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.dataset import SPLITS


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--split", "exam"], f"eval: no split 'exam'; known: {', '.join(SPLITS)}, all"),
        (["--kinds", "riddle"], "eval: 'riddle' is not a valid Kind"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], line: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert result.stderr.strip() == line
