"""Fixtures that every room's tests share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import FakeEmbedder
from postgres import Postgres, require_binaries

from assistant.ingest.reader import read_roadmap
from assistant.records import Roadmap

if TYPE_CHECKING:
    from assistant.answering.assistant import Assistant
    from assistant.search.index import Index

ROOT = Path(__file__).resolve().parent.parent
ML_ROADMAP = ROOT / "corpus" / "roadmaps" / "ml-engineer.md"
BEEKEEPER = ROOT / "tests" / "fixtures" / "ingest" / "beekeeper.md"
LIGHTHOUSE_ROADMAP = ROOT / "tests" / "fixtures" / "roadmaps" / "lighthouse-keeper.md"


@pytest.fixture(scope="session")
def ml_roadmap() -> Roadmap:
    """The real roadmap of the corpus."""
    return read_roadmap(ML_ROADMAP)


@pytest.fixture(scope="session")
def lighthouse_roadmap() -> Roadmap:
    """A fictional roadmap with other regions, currencies, level names and sections."""
    return read_roadmap(LIGHTHOUSE_ROADMAP)


@pytest.fixture(scope="session")
def beekeeper_text() -> str:
    """A short corpus file that uses everything the format has."""
    return BEEKEEPER.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def beekeeper() -> Roadmap:
    """The roadmap of `beekeeper_text`."""
    return read_roadmap(BEEKEEPER)


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A deterministic embedder without weights."""
    return FakeEmbedder()


@pytest.fixture(scope="session")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Both roadmaps, embedded with the real model."""
    from assistant.search.builder import build_index
    from assistant.search.index import load_index
    from assistant.search.sentence_transformers import SentenceTransformerEmbedder
    from assistant.service.question_vectors import RememberingEmbedder

    folder = tmp_path_factory.mktemp("two-pages")
    (folder / "roadmaps").mkdir()
    for page in (ML_ROADMAP, LIGHTHOUSE_ROADMAP):
        shutil.copy(page, folder / "roadmaps")
    embedder = RememberingEmbedder(SentenceTransformerEmbedder("all-MiniLM-L6-v2"))
    build_index(folder / "roadmaps", folder / "index", embedder)
    return load_index(folder / "index", embedder)


@pytest.fixture(scope="session")
def quoting(real_index: Index) -> Assistant:
    """An assistant on both roadmaps that has no model to draft with."""
    from answering_support import vocabulary

    from assistant.answering.assistant import Assistant
    from assistant.answering.generation.none import NoGenerator

    return Assistant(real_index, vocabulary(), NoGenerator())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own; a test that stops it starts it again."""
    server = Postgres(require_binaries())
    yield server
    server.remove()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser's tests last: from its first test to the end of the run, Playwright keeps an
    event loop running in this thread, in which no other test can start one of its own."""
    items.sort(key=lambda item: "browser" in item.path.parts)
