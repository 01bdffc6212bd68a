"""How likely each candidate is to be a right answer: gradient-boosted trees, trained offline.

`python -m eval.training ranker` learns them on the committed question sets (Friedman 2001, by
scikit-learn's HistGradientBoostingClassifier) and writes `ranker.json`; here they are only
evaluated. Knows numbers, no words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TRAINED = Path(__file__).parent / "ranker.json"

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Ranker:
    """Trees as flat arrays over all nodes; `roots` are the trees' first nodes.

    Node i goes left when feature[i] <= threshold[i], or, for a NaN, when `nan_left[i]`; a leaf has
    left[i] == i. `accept` (0..1) is the probability from which an answer is given.
    """

    names: tuple[str, ...]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    nan_left: NDArray[np.bool_]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Floats
    roots: NDArray[np.int32]
    baseline: float
    accept: float

    def probabilities(self, rows: Floats) -> Floats:
        """The probability (n,) of each row of features (n, len(names))."""
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        index = np.arange(len(rows))[:, None]
        for _ in range(self._depth):
            seen = rows[index, self.feature[at]]
            goes_left = np.where(np.isnan(seen), self.nan_left[at], seen <= self.threshold[at])
            at = np.where(goes_left, self.left[at], self.right[at])
        raw = self.baseline + self.value[at].sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-raw)), dtype=np.float32)

    @cached_property
    def _depth(self) -> int:
        """Steps after which every row stands at a leaf."""
        at, depth = set(self.roots.tolist()), 0
        while inner := [n for n in at if self.left[n] != n]:
            at = {int(m) for n in inner for m in (self.left[n], self.right[n])}
            depth += 1
        return depth


def load_ranker(path: Path = TRAINED) -> Ranker:
    """The trained ranker of the package, or of another file."""
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    nodes = stored["nodes"]
    return Ranker(
        names=tuple(stored["features"]),
        feature=np.array(nodes["feature"], dtype=np.int32),
        threshold=np.array(nodes["threshold"], dtype=np.float64),
        nan_left=np.array(nodes["nan_left"], dtype=np.bool_),
        left=np.array(nodes["left"], dtype=np.int32),
        right=np.array(nodes["right"], dtype=np.int32),
        value=np.array(nodes["value"], dtype=np.float32),
        roots=np.array(stored["roots"], dtype=np.int32),
        baseline=float(stored["baseline"]),
        accept=float(stored["accept"]),
    )
