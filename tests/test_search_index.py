"""Searching a loaded index: order, filters, scores."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import LIGHTHOUSE_ROADMAP, ML_ROADMAP
from fakes import FakeEmbedder

from assistant.errors import UnknownRoadmapError
from assistant.ingest.corpus import read_corpus
from assistant.search.builder import build_index
from assistant.search.index import Index, load_index
from assistant.search.rows import row_texts, unit_spans
from assistant.search.sentence_transformers import SentenceTransformerEmbedder

QUESTION = "how much does a keeper earn?"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roadmaps")
    shutil.copy(LIGHTHOUSE_ROADMAP, folder)
    shutil.copy(ML_ROADMAP, folder)
    return folder


@pytest.fixture(scope="module")
def index(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, folder, FakeEmbedder())
    return load_index(folder, FakeEmbedder())


@pytest.fixture(scope="module")
def real_index(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("real-index")
    minilm = SentenceTransformerEmbedder("all-MiniLM-L6-v2")
    build_index(corpus, folder, minilm)
    return load_index(folder, minilm)


@pytest.fixture
def empty_index(tmp_path: Path, embedder: FakeEmbedder) -> Index:
    (tmp_path / "none").mkdir()
    build_index(tmp_path / "none", tmp_path / "index", embedder)
    return load_index(tmp_path / "index", embedder)


def test_the_index_carries_the_roadmaps_it_was_built_from(index: Index, corpus: Path) -> None:
    assert index.roadmaps == read_corpus(corpus)
    assert {chunk.roadmap for chunk in index.chunks} == {page.slug for page in index.roadmaps}
    assert index.version == index.manifest.version


def test_late_interaction_says_what_of_each_token_a_passage_has(index: Index) -> None:
    slug = index.roadmaps[0].slug
    chunks = [chunk for chunk in index.chunks if chunk.roadmap == slug]
    word = chunks[3].text.split()[0].strip(".,")
    ((found, weights),) = index.token_likeness([f"{word} zyxwv"], slug)
    assert found.shape == (2, len(chunks))
    np.testing.assert_allclose(weights, 0.5, atol=1e-6)
    assert found[0, 3] == pytest.approx(0.5, abs=1e-3)
    assert (found <= weights[:, None] + 1e-3).all()
    with pytest.raises(UnknownRoadmapError):
        index.token_likeness(["pay"], "none")


def test_a_unit_has_of_each_token_what_it_or_its_headings_have(index: Index) -> None:
    slug = index.roadmaps[0].slug
    chunks = [chunk for chunk in index.chunks if chunk.roadmap == slug]
    place = next(i for i, chunk in enumerate(chunks) if len(chunk.units) > 2)
    words = [unit.split()[-1].strip(".,") for unit in chunks[place].units]
    question = f"{words[0]} {words[2]}"
    (found,), starts = index.unit_likeness([question], slug)
    assert found.shape == (2, sum(len(chunk.units) for chunk in chunks))
    assert starts.tolist()[-1] == found.shape[1]
    units = found[:, starts[place] : starts[place + 1]]
    assert units[0, 0] == pytest.approx(0.5, abs=1e-3)
    assert units[1, 2] == pytest.approx(0.5, abs=1e-3)
    parts = index.part_likeness(question, chunks[place], [[s] for s in unit_spans(chunks[place])])
    np.testing.assert_allclose(parts, units.sum(axis=0), atol=1e-5)
    ((whole, _),) = index.token_likeness([question], slug)
    assert (units.max(axis=1) <= whole[:, place] + 1e-5).all()
    with pytest.raises(UnknownRoadmapError):
        index.unit_likeness(["pay"], "none")


def test_hits_are_ranked_and_as_many_as_asked_for(index: Index) -> None:
    hits = index.search(QUESTION, k=5)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.chunk.id for hit in hits}) == 5


def test_a_hit_says_its_best_cosine_and_its_bm25_score(index: Index) -> None:
    hit = index.search(QUESTION, k=1)[0]
    cosines = index.encode(row_texts(hit.chunk)) @ index.encode([QUESTION])[0]
    assert hit.dense == pytest.approx(float(np.max(cosines)), abs=1e-4)
    assert hit.lexical > 0


def test_a_roadmap_filters(index: Index) -> None:
    hits = index.search(QUESTION, k=1000, roadmap="ml-engineer")
    assert {hit.chunk.roadmap for hit in hits} == {"ml-engineer"}
    assert len(hits) == sum(chunk.roadmap == "ml-engineer" for chunk in index.chunks)


def test_an_unknown_roadmap_is_refused_by_name(index: Index) -> None:
    with pytest.raises(UnknownRoadmapError, match="'plumber'; loaded: lighthouse-keeper, ml-eng"):
        index.search(QUESTION, roadmap="plumber")


@pytest.mark.parametrize("question", ["", " ", "zyxgh qqq", "💡" * 50, "the of", "keeper " * 500])
def test_any_text_can_be_searched(index: Index, question: str) -> None:
    assert len(index.search(question, k=3)) == 3


@pytest.mark.parametrize("k", [0, -1])
def test_no_hits_are_asked_for_and_none_given(index: Index, k: int) -> None:
    assert index.search(QUESTION, k=k) == ()


def test_equal_scores_are_ordered_by_id(index: Index) -> None:
    hits = index.search("zyxgh", k=1000)
    by_dense: dict[float, list[str]] = {}
    for hit in hits:
        by_dense.setdefault(hit.dense, []).append(hit.chunk.id)
    assert any(len(ids) > 1 for ids in by_dense.values())
    assert all(ids == sorted(ids) for ids in by_dense.values())


def test_threads_get_the_same_hits(index: Index) -> None:
    questions = [chunk.heading_path[-1] for chunk in index.chunks]
    alone = [index.search(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.search, questions)) == alone


def test_an_empty_index_finds_nothing(empty_index: Index) -> None:
    assert empty_index.chunks == ()
    assert empty_index.roadmaps == ()
    assert empty_index.search(QUESTION) == ()
    with pytest.raises(UnknownRoadmapError, match="loaded: none"):
        empty_index.search(QUESTION, roadmap="ml-engineer")


def test_the_real_model_finds_every_faq_by_its_question(real_index: Index) -> None:
    faqs = [(page.slug, faq) for page in real_index.roadmaps for faq in page.faqs]
    assert faqs
    for slug, faq in faqs:
        assert real_index.search(faq.question, k=1)[0].chunk.id == f"{slug}/{faq.anchor}"


def test_the_real_model_finds_the_pay_of_every_level_and_region(real_index: Index) -> None:
    for page in real_index.roadmaps:
        for level in page.levels:
            for salary in level.salaries:
                question = f"What does a {level.title} earn in {salary.region}?"
                hits = real_index.search(question, roadmap=page.slug)
                found = [(hit.chunk.level, hit.chunk.region) for hit in hits]
                assert (level.number, salary.region) in found, question


def test_the_real_model_finds_what_shares_no_word(real_index: Index) -> None:
    hits = real_index.search("remuneration of a novice", roadmap="ml-engineer")
    assert any(hit.chunk.kind in {"salary", "faq"} and hit.lexical == 0 for hit in hits)
