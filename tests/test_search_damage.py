"""A damaged or mismatched index is refused by name, and `ensure_index` builds it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LIGHTHOUSE_ROADMAP
from fakes import FakeEmbedder

from assistant.errors import CorpusError, IndexUnusableError
from assistant.search import builder, index, stored
from assistant.search.builder import build_index
from assistant.search.ensure import ensure_index
from assistant.search.index import load_index, published_version

PAGE = f"roadmaps/{LIGHTHOUSE_ROADMAP.name}"
FILES = ("manifest.json", "chunks.json", "vectors.npy", "tokens.npy", "hnsw.faiss", PAGE)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "roadmaps"
    folder.mkdir()
    shutil.copy(LIGHTHOUSE_ROADMAP, folder)
    return folder


@pytest.fixture
def built(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A healthy index that has every kind of file."""
    monkeypatch.setattr(builder, "HNSW_FROM_ROWS", 1)
    build_index(corpus, tmp_path / "index", embedder)
    return tmp_path / "index"


def version_folder(index_dir: Path) -> Path:
    return index_dir / "versions" / str(published_version(index_dir))


def flip_first(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])


def flip_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(bytes(data))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def assert_refused_then_rebuilt(corpus: Path, index_dir: Path, reason: str) -> None:
    with pytest.raises(IndexUnusableError, match=reason) as refused:
        load_index(index_dir, FakeEmbedder())
    assert "run `roadmap-assistant index`" in str(refused.value)
    told: list[str] = []
    ensured = ensure_index(corpus, index_dir, FakeEmbedder(), notify=told.append)
    assert told == [str(refused.value)]
    assert load_index(index_dir, FakeEmbedder()).version == ensured.version


@pytest.mark.parametrize("damage", [flip_first, flip_middle, truncate, empty])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named(
    corpus: Path, built: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(version_folder(built) / name)
    assert_refused_then_rebuilt(corpus, built, f"{name} is damaged")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(corpus: Path, built: Path, name: str) -> None:
    (version_folder(built) / name).unlink()
    assert_refused_then_rebuilt(corpus, built, f"{name} (is missing|cannot be read)")


def test_a_file_too_many_is_named(corpus: Path, built: Path) -> None:
    (version_folder(built) / "roadmaps" / "stray.md").write_text("stray")
    assert_refused_then_rebuilt(corpus, built, "stray.md does not belong to it")


@pytest.mark.parametrize("pointer", ["0123456789abcdef\n", "..", "../versions", "\x00", "a" * 999])
def test_a_pointer_to_nothing_is_named(corpus: Path, built: Path, pointer: str) -> None:
    (built / "CURRENT").write_text(pointer)
    assert_refused_then_rebuilt(corpus, built, "CURRENT names version .* not there")


@pytest.mark.parametrize("damage", [flip_first, flip_middle, truncate])
def test_a_damaged_pointer_is_refused_or_harmless(
    corpus: Path, built: Path, damage: Callable[[Path], None]
) -> None:
    before = published_version(built)
    damage(built / "CURRENT")
    if published_version(built) != before:  # only the line's end is lost otherwise
        assert_refused_then_rebuilt(corpus, built, "CURRENT names version")


def test_no_pointer_and_an_empty_one_are_named(corpus: Path, built: Path) -> None:
    (built / "CURRENT").write_text("")
    assert_refused_then_rebuilt(corpus, built, "CURRENT is missing or empty")
    (built / "CURRENT").unlink()
    assert_refused_then_rebuilt(corpus, built, "CURRENT is missing or empty")


def test_another_model_is_named(built: Path, embedder: FakeEmbedder) -> None:
    embedder.name = "another"
    with pytest.raises(IndexUnusableError, match="model 'fake-bag-of-words', this"):
        load_index(built, embedder)


def test_another_question_side_is_named(built: Path, embedder: FakeEmbedder) -> None:
    embedder.question_side = "trained again"
    with pytest.raises(IndexUnusableError, match="question side '', this program uses 'trained"):
        load_index(built, embedder)


def test_other_dimensions_are_named(built: Path, embedder: FakeEmbedder) -> None:
    embedder.dimensions = 32
    with pytest.raises(IndexUnusableError, match="dimensions 64, this program uses 32"):
        load_index(built, embedder)


def test_another_chunker_is_named(
    corpus: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (stored, builder):
        monkeypatch.setattr(module, "CHUNKER_VERSION", "next")
    assert_refused_then_rebuilt(corpus, built, "chunker version .* uses 'next'")


def test_another_format_is_named(
    corpus: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (stored, builder):
        monkeypatch.setattr(module, "FORMAT_VERSION", 99)
    assert_refused_then_rebuilt(corpus, built, "is in format [0-9]+, this program reads 99")


def test_pages_that_the_reader_no_longer_takes_are_refused(
    built: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise CorpusError(folder / "page.md", 3, "no years")

    monkeypatch.setattr(index, "read_corpus", refuse)
    with pytest.raises(IndexUnusableError, match=r"page\.md:3: no years"):
        load_index(built, embedder)


def test_a_pointer_that_moves_while_it_is_read_is_read_again(
    built: Path, corpus: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stored.read_published

    def overtaken(index_dir: Path, with_embedder: FakeEmbedder) -> stored.StoredVersion:
        monkeypatch.setattr(index, "read_published", real)
        shutil.copy(LIGHTHOUSE_ROADMAP, corpus)
        page = corpus / LIGHTHOUSE_ROADMAP.name
        page.write_text(page.read_text() + "\n## Quarters\n\nA room over the sea.\n")
        build_index(corpus, index_dir, with_embedder)
        raise IndexUnusableError("the old version was pruned")

    monkeypatch.setattr(index, "read_published", overtaken)
    assert load_index(built, embedder).version == published_version(built)


def test_ensure_leaves_a_fitting_index_alone(
    corpus: Path, built: Path, embedder: FakeEmbedder
) -> None:
    embedder.encoded.clear()
    told: list[str] = []
    ensure_index(corpus, built, embedder, notify=told.append)
    assert embedder.encoded == told == []


def test_ensure_builds_when_the_corpus_has_changed(
    corpus: Path, built: Path, embedder: FakeEmbedder
) -> None:
    before = published_version(built)
    page = corpus / LIGHTHOUSE_ROADMAP.name
    page.write_text(page.read_text() + "\n## Quarters\n\nA room over the sea.\n")
    told: list[str] = []
    ensured = ensure_index(corpus, built, embedder, notify=told.append)
    assert told == ["the corpus has changed since the index was built"]
    assert ensured.version == published_version(built) != before
    assert "A room over the sea." in [chunk.text for chunk in ensured.chunks]


def test_ensure_serves_a_given_index_where_there_is_no_corpus(
    built: Path, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    assert ensure_index(tmp_path / "nowhere", built, embedder).chunks


def test_ensure_builds_from_nothing(corpus: Path, tmp_path: Path, embedder: FakeEmbedder) -> None:
    assert ensure_index(corpus, tmp_path / "new", embedder).chunks
