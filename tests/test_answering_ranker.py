"""The trained trees, evaluated without the library that learnt them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from assistant.answering.ranker import load_ranker
from eval.training.trees import write_ranker


def test_probabilities_are_those_of_the_library_that_learnt_them(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(600, 5)).astype(np.float32)
    rows[rng.random(rows.shape) < 0.1] = np.nan
    labels = (np.nan_to_num(rows[:, 0]) + np.nan_to_num(rows[:, 1]) > 0.2).astype(int)
    trees = HistGradientBoostingClassifier(max_iter=40, max_leaf_nodes=8).fit(rows, labels)
    write_ranker(trees, ["a", "b", "c", "d", "e"], 0.3, tmp_path / "ranker.json")
    ranker = load_ranker(tmp_path / "ranker.json")
    expected = trees.predict_proba(rows)[:, 1]
    np.testing.assert_allclose(ranker.probabilities(rows), expected, atol=2e-3)
    assert ranker.accept == 0.3


def test_the_packaged_ranker_gives_probabilities() -> None:
    ranker = load_ranker()
    rows = np.full((3, len(ranker.names)), np.nan, dtype=np.float32)
    chances = ranker.probabilities(rows)
    assert chances.shape == (3,)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert 0 < ranker.accept < 1
