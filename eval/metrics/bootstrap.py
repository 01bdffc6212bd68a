"""How sure a figure is: percentile bootstrap intervals and paired tests, seeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval over `n` rows."""

    mean: float
    low: float
    high: float
    n: int


def bootstrap_mean(
    values: Sequence[float], *, resamples: int = 2000, seed: int = 0
) -> Estimate | None:
    """Mean and percentile bootstrap interval (Efron 1979); None without values."""
    if not values:
        return None
    data = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(seed).integers(0, len(data), size=(resamples, len(data)))
    low, high = np.percentile(data[draws].mean(axis=1), [2.5, 97.5])
    return Estimate(float(data.mean()), float(low), float(high), len(data))


def sign_test(worse: int, better: int) -> float:
    """One-sided exact p of at least `worse` of the changed pairs being worse by chance.

    The exact McNemar test for paired outcomes; 1.0 when nothing changed.
    """
    changed = worse + better
    if not changed:
        return 1.0
    return float(sum(comb(changed, k) for k in range(worse, changed + 1)) / 2**changed)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The `share` (0..100) percentile, linear between ranks; None without values."""
    return float(np.percentile(np.asarray(values), share)) if values else None
