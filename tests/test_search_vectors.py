"""The FAISS store against the sums done with NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.search.vectors import FaissStore


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    rows = np.random.default_rng(1).standard_normal((500, 16), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def test_exact_search_finds_the_true_nearest_best_first(vectors: NDArray[np.float32]) -> None:
    scores, ids = FaissStore.exact(vectors).search(vectors[:3], k=10)
    truth = vectors[:3] @ vectors.T
    assert (ids == np.argsort(-truth, axis=1)[:, :10]).all()
    np.testing.assert_allclose(scores, np.sort(truth, axis=1)[:, ::-1][:, :10], atol=1e-6)


def test_k_beyond_the_rows_gives_all_rows(vectors: NDArray[np.float32]) -> None:
    scores, ids = FaissStore.exact(vectors[:4]).search(vectors[:1], k=10)
    assert scores.shape == ids.shape == (1, 4)


def test_an_empty_store_finds_nothing(vectors: NDArray[np.float32]) -> None:
    scores, ids = FaissStore.exact(vectors[:0]).search(vectors[:2], k=5)
    assert scores.shape == ids.shape == (2, 0)


def test_a_graph_finds_nearly_all_of_the_nearest(vectors: NDArray[np.float32]) -> None:
    _, exact = FaissStore.exact(vectors).search(vectors[:50], k=10)
    _, near = FaissStore.graph(vectors).search(vectors[:50], k=10)
    shared = [len(np.intersect1d(a, b)) for a, b in zip(exact, near, strict=True)]
    assert sum(shared) >= 0.98 * 500


def test_a_saved_graph_answers_as_before(vectors: NDArray[np.float32], tmp_path: Path) -> None:
    graph = FaissStore.graph(vectors)
    graph.save(tmp_path / "graph")
    again = FaissStore.load_graph(tmp_path / "graph")
    before, after = graph.search(vectors[:9], k=5), again.search(vectors[:9], k=5)
    assert (before[1] == after[1]).all()
    assert (before[0] == after[0]).all()
