"""The command refuses what it cannot do, in one line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from eval.cli import app


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--split", "exam"], "eval: no split 'exam'; known: dev, dev2, test, unseen, fresh, all"),
        (["--kinds", "riddle"], "eval: 'riddle' is not a valid Kind"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], line: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert result.stderr.strip() == line
