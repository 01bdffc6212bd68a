"""What the documents promise is there: settings, commands, files, pinned versions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from assistant import __version__
from assistant.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCUMENTS = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normalised(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def shown_default(field: FieldInfo) -> str:
    """A setting's default as the table shows it."""
    if field.default is PydanticUndefined:
        return "found"
    return f"`{field.default}`" if field.default not in ("", ()) else ""


def setting_rows() -> Iterator[str]:
    """The lines that the README's table must have, in order."""
    for name, field in Settings.model_fields.items():
        default = shown_default(field)
        yield f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |"


def dependencies() -> Iterator[str]:
    """The names of all that the project asks for, extras included."""
    project = PYPROJECT["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for requirement in (*PYPROJECT["build-system"]["requires"], *(r for g in groups for r in g)):
        yield normalised(re.split(r"[\[<>=!~; ]", requirement)[0])


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    text = README.read_text(encoding="utf-8")
    documented = [line for line in text.splitlines() if line.startswith(f"| `{PREFIX}")]

    assert documented == list(setting_rows())


def test_every_dependency_is_pinned() -> None:
    lines = [line for line in CONSTRAINTS if not line.startswith("#")]
    pinned = {normalised(line.split("==")[0]) for line in lines if "==" in line}

    assert set(dependencies()) <= pinned


def test_constraints_are_exact_versions_of_the_package_index() -> None:
    lines = [line for line in CONSTRAINTS if not line.startswith("#")]

    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.!]+", line)] == []
    assert len(lines) == len({normalised(line.split("==")[0]) for line in lines})


def test_versions_named_in_pyproject_are_the_pinned_ones() -> None:
    named = re.findall(r'"([\w.-]+==[\w.]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))

    assert named
    assert set(named) <= set(CONSTRAINTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_of_the_project_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    links += re.findall(r'(?:src|href)="([^"]+)"', document.read_text(encoding="utf-8"))
    local = [link for link in links if not re.match(r"[a-z]+:", link) and "{" not in link]

    assert [link for link in local if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_in_documents_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", document.read_text(encoding="utf-8"), re.M))

    assert named <= targets


def test_the_tour_names_every_room() -> None:
    rooms = [path.parent.name for path in sorted((ROOT / "assistant").glob("*/__init__.py"))]
    text = README.read_text(encoding="utf-8")

    assert rooms
    assert [room for room in rooms if f"{room}/" not in text] == []


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
