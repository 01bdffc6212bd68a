"""Building: what is embedded, what is reused, what is written."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from conftest import LIGHTHOUSE_ROADMAP, ML_ROADMAP
from fakes import FakeEmbedder

from assistant.errors import CorpusError, IndexUnusableError
from assistant.search import builder
from assistant.search.builder import build_index
from assistant.search.index import load_index, published_version
from assistant.search.manifest import corpus_hash
from assistant.search.rows import corpus_rows


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "roadmaps"
    folder.mkdir()
    shutil.copy(LIGHTHOUSE_ROADMAP, folder)
    return folder


def edit(corpus: Path, addition: str) -> None:
    page = corpus / LIGHTHOUSE_ROADMAP.name
    page.write_text(page.read_text() + addition)


def test_a_build_embeds_every_text_once_and_tells_progress(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    told: list[tuple[int, int]] = []
    build_index(corpus, tmp_path / "i", embedder, progress=lambda *step: told.append(step))
    texts = corpus_rows(load_index(tmp_path / "i", embedder).chunks)
    assert sorted(embedder.encoded) == sorted(set(texts))
    assert len(embedder.tokenised) == len(set(embedder.tokenised))
    assert told[-1] == (len(embedder.encoded) + len(embedder.tokenised),) * 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_the_manifest_says_what_the_version_is(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    version = build_index(corpus, tmp_path / "i", embedder)
    folder = tmp_path / "i" / "versions" / version
    manifest = json.loads((folder / "manifest.json").read_text())
    vectors = np.load(folder / "vectors.npy", allow_pickle=False)
    chunks = json.loads((folder / "chunks.json").read_text())
    assert manifest["model"] == embedder.name
    assert manifest["dimensions"] == vectors.shape[1] == embedder.dimensions
    assert manifest["rows"] == len(vectors)
    assert manifest["chunks"] == len(chunks)
    assert manifest["corpus"] == corpus_hash(corpus)
    copy = f"roadmaps/{LIGHTHOUSE_ROADMAP.name}"
    arrays = ["token_starts.npy", "tokens.npy", "vectors.npy"]
    assert sorted(manifest["files"]) == ["chunks.json", copy, *arrays]


def test_an_unchanged_corpus_is_not_built_again(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    first = build_index(corpus, tmp_path / "i", embedder)
    embedder.encoded.clear()
    embedder.tokenised.clear()
    assert build_index(corpus, tmp_path / "i", embedder) == first
    assert embedder.encoded == embedder.tokenised == []


def test_rebuild_embeds_everything_and_gives_the_same_version(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    first = build_index(corpus, tmp_path / "i", embedder)
    total = len(embedder.encoded)
    embedder.encoded.clear()
    assert build_index(corpus, tmp_path / "i", embedder, rebuild=True) == first
    assert len(embedder.encoded) == total


def test_only_changed_chunks_are_embedded(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    build_index(corpus, tmp_path / "i", embedder)
    embedder.encoded.clear()
    embedder.tokenised.clear()
    edit(corpus, "\n## Quarters\n\nEvery keeper has a room over the sea.\n")
    build_index(corpus, tmp_path / "i", embedder)
    unit = "Every keeper has a room over the sea."
    assert embedder.encoded == [unit, f"Quarters\n{unit}"]
    assert embedder.tokenised == [f"Quarters\n{unit}"]
    shutil.copy(ML_ROADMAP, corpus)
    build_index(corpus, tmp_path / "i", embedder)
    assert not any("room over the sea" in text for text in embedder.encoded[2:])


def test_reused_vectors_are_those_a_full_build_gives(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    build_index(corpus, tmp_path / "i", embedder)
    edit(corpus, "\n## Quarters\n\nEvery keeper has a room over the sea.\n")
    shutil.copy(ML_ROADMAP, corpus)
    grown = build_index(corpus, tmp_path / "i", embedder)
    assert build_index(corpus, tmp_path / "fresh", embedder) == grown


def test_a_removed_roadmap_leaves_the_index(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    shutil.copy(ML_ROADMAP, corpus)
    build_index(corpus, tmp_path / "i", embedder)
    (corpus / ML_ROADMAP.name).unlink()
    build_index(corpus, tmp_path / "i", embedder)
    slugs = {chunk.roadmap for chunk in load_index(tmp_path / "i", embedder).chunks}
    assert slugs == {"lighthouse-keeper"}


def test_another_model_reuses_nothing(corpus: Path, tmp_path: Path, embedder: FakeEmbedder) -> None:
    build_index(corpus, tmp_path / "i", embedder)
    other = FakeEmbedder()
    other.name = "another"
    build_index(corpus, tmp_path / "i", other)
    assert other.encoded == embedder.encoded


def test_an_empty_corpus_builds(tmp_path: Path, embedder: FakeEmbedder) -> None:
    (tmp_path / "roadmaps").mkdir()
    version = build_index(tmp_path / "roadmaps", tmp_path / "i", embedder)
    assert published_version(tmp_path / "i") == version
    assert embedder.encoded == []


def test_a_broken_roadmap_is_named_where_its_author_keeps_it(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    first = build_index(corpus, tmp_path / "i", embedder)
    (corpus / "broken.md").write_text("no front matter\n")
    with pytest.raises(CorpusError, match=f"{corpus}/broken.md:1: "):
        build_index(corpus, tmp_path / "i", embedder)
    assert published_version(tmp_path / "i") == first


def test_a_folder_that_cannot_be_written_is_named(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    (tmp_path / "i").write_text("a file, not a folder")
    with pytest.raises(IndexUnusableError, match=f"cannot be written .{tmp_path}/i: "):
        build_index(corpus, tmp_path / "i", embedder)


def test_a_large_index_gets_a_graph_and_finds_the_same(
    corpus: Path, tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus, tmp_path / "exact", embedder)
    monkeypatch.setattr(builder, "HNSW_FROM_ROWS", 1)
    version = build_index(corpus, tmp_path / "graph", embedder)
    assert (tmp_path / "graph" / "versions" / version / "hnsw.faiss").is_file()
    question = "what does a keeper earn"
    found = [load_index(tmp_path / name, embedder).search(question) for name in ("exact", "graph")]
    assert found[0] == found[1]


def test_builders_at_once_build_once(corpus: Path, tmp_path: Path) -> None:
    embedders = [FakeEmbedder() for _ in range(4)]
    threads = [
        threading.Thread(target=build_index, args=(corpus, tmp_path / "i", one))
        for one in embedders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(bool(one.encoded) for one in embedders) == 1
    assert load_index(tmp_path / "i", embedders[0]).chunks
