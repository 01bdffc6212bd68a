"""Trains the ranker's trees on candidates, chooses when to answer, and writes both as JSON.

scikit-learn learns; the product only evaluates (`assistant/answering/ranker.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from eval.training.candidates import BY_CHANCE, RIGHT, Asked

LEARNER = {
    "max_iter": 360,
    "learning_rate": 0.06,
    "max_leaf_nodes": 16,
    "max_features": 0.3,
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
    "early_stopping": False,
    "random_state": 0,
}
# Of the wrong candidates that are far from the question by both readings, so many teach enough.
FAR = 12  # passages that are nearer
FAR_SHARE = 0.3
MADE_UP = 0.3  # what an answer to an unanswerable question costs beside being wrong
THRESHOLDS = tuple(np.arange(0.1, 0.61, 0.025).round(3).tolist())


@dataclass(frozen=True)
class Held:
    """How a row fared with trees that had not seen its page: the best candidate's probability and
    label."""

    asked: Asked
    probability: float
    label: int

    def is_right(self, accept: float) -> bool:
        """Whether the row is right when answers are given from probability `accept`."""
        if self.probability < accept:
            return not self.asked.row.answerable
        return self.asked.row.answerable and self.label in (RIGHT, BY_CHANCE)


def feature_names(asked: Sequence[Asked]) -> tuple[str, ...]:
    """Every feature that any candidate has, in alphabetical order."""
    return tuple(sorted({name for a in asked for found in a.features for name in found}))


def learn(asked: Sequence[Asked], names: Sequence[str]) -> HistGradientBoostingClassifier:
    """Trees trained on the candidates of `asked`."""
    ranked = [a for a in asked if not a.settled]
    rows = np.concatenate([a.matrix(names) for a in ranked])
    labels = np.concatenate([a.labels for a in ranked])
    nearer = np.minimum(rows[:, names.index("whole_rank")], rows[:, names.index("late_rank")])
    chosen = np.random.default_rng(0).random(len(rows)) < FAR_SHARE
    kept = (labels != BY_CHANCE) & ((labels == RIGHT) | (nearer < FAR) | chosen)
    return HistGradientBoostingClassifier(**LEARNER).fit(rows[kept], labels[kept])


def held_out(asked: Sequence[Asked], names: Sequence[str], folds: dict[str, int]) -> list[Held]:
    """Every ranked row, by trees trained on the other folds' pages."""
    found = []
    for fold in sorted(set(folds.values())):
        trees = learn([a for a in asked if folds[a.row.roadmap] != fold], names)
        for a in asked:
            if folds[a.row.roadmap] == fold and not a.settled:
                chances: NDArray[np.float64] = trees.predict_proba(a.matrix(names))[:, 1]
                best = int(chances.argmax())
                found.append(Held(a, float(chances[best]), a.labels[best]))
    return found


def best_threshold(held: Sequence[Held]) -> float:
    """The probability from which to answer that makes most rows right, where an answer that the
    page does not give costs more than one that is missed."""

    def worth(accept: float) -> float:
        right = sum(h.is_right(accept) for h in held)
        made_up = sum(h.probability >= accept for h in held if not h.asked.row.answerable)
        return right - MADE_UP * made_up

    return float(max(THRESHOLDS, key=worth))


def write_ranker(
    trees: HistGradientBoostingClassifier, names: Sequence[str], accept: float, path: Path
) -> None:
    """Write the trees as `ranker.load_ranker` reads them."""
    nodes: dict[str, list[Any]] = {
        name: [] for name in ("feature", "threshold", "nan_left", "left", "right", "value")
    }
    roots = []
    for (tree,) in trees._predictors:  # no public form of the trees exists
        first = len(nodes["value"])
        roots.append(first)
        for number, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            nodes["feature"].append(0 if leaf else int(node["feature_idx"]))
            threshold = 0.0 if leaf else float(node["num_threshold"])
            nodes["threshold"].append(threshold)
            nodes["nan_left"].append(int(node["missing_go_to_left"]))
            nodes["left"].append(first + (number if leaf else int(node["left"])))
            nodes["right"].append(first + (number if leaf else int(node["right"])))
            nodes["value"].append(float(f"{float(node['value']):.5g}") if leaf else 0.0)
    stored = {
        "features": list(names),
        "baseline": float(trees._baseline_prediction.item()),
        "accept": accept,
        "roots": roots,
        "nodes": nodes,
    }
    path.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")
