"""Metrics over anchors, choices and values: fixtures small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest

from eval.metrics.abstention import (
    Choice,
    CurvePoint,
    abstention_recall,
    area_under_risk,
    over_refusal,
    risk_coverage,
)
from eval.metrics.bootstrap import bootstrap_mean, percentile, sign_test
from eval.metrics.citations import citation_precision, citation_recall
from eval.metrics.overlap import cosines, token_f1
from eval.metrics.retrieval import Ranking, retrieval_metrics

GROUPS = (frozenset({"a", "b"}), frozenset({"c"}))


def test_citation_precision_is_the_share_of_cited_that_support() -> None:
    assert citation_precision(["a", "x"], GROUPS) == 0.5
    assert citation_precision([], GROUPS) is None


def test_citation_recall_wants_one_of_each_group() -> None:
    assert citation_recall(["a", "b", "x"], GROUPS) == 0.5
    assert citation_recall(["b", "c"], GROUPS) == 1.0
    assert citation_recall(["a"], ()) is None


def test_token_f1_ignores_case_articles_and_punctuation() -> None:
    assert token_f1("The lamp, lit!", "a lamp lit") == 1.0
    # two of three tokens shared both ways
    assert token_f1("lamp lit early", "lamp lit late") == pytest.approx(2 / 3)
    assert token_f1("", "lamp") == 0.0


def test_cosines_are_taken_pair_by_pair() -> None:
    left = np.array([[1, 0], [0, 1]], dtype=np.float32)
    right = np.array([[1, 0], [1, 0]], dtype=np.float32)
    assert cosines(left, right) == (1.0, 0.0)


def choice(right: bool, confidence: float | None, *, abstained: bool = False) -> Choice:
    return Choice(answerable=True, abstained=abstained, right=right, confidence=confidence)


def test_abstention_recall_and_over_refusal() -> None:
    choices = [
        Choice(answerable=False, abstained=True, right=True),
        Choice(answerable=False, abstained=False, right=False),
        Choice(answerable=True, abstained=True, right=False),
        Choice(answerable=True, abstained=False, right=True),
        Choice(answerable=True, abstained=False, right=True),
    ]
    assert abstention_recall(choices) == 0.5
    assert over_refusal(choices) == pytest.approx(1 / 3)
    assert abstention_recall([]) is None


def test_the_risk_coverage_curve_goes_from_surest_to_least_sure() -> None:
    choices = [choice(True, 0.9), choice(False, 0.2), choice(True, 0.5), choice(False, 0.5)]
    choices.append(choice(False, None, abstained=True))
    assert risk_coverage(choices) == (
        CurvePoint(1 / 5, 0.0),
        CurvePoint(3 / 5, 1 / 3),
        CurvePoint(4 / 5, 2 / 4),
    )


def test_area_under_risk_is_the_mean_risk_over_what_is_covered() -> None:
    points = (CurvePoint(0.25, 0.0), CurvePoint(0.5, 0.5))
    assert area_under_risk(points) == pytest.approx(0.25)
    assert area_under_risk(()) is None


def test_retrieval_counts_a_group_once() -> None:
    # Groups {a, b} and {c}. "b" is the first hit of the first group, "a" is dropped, "c" is third.
    found = retrieval_metrics([Ranking(("x", "b", "a", "c"), GROUPS)], cutoffs=(1, 2, 3))
    assert found["RR"] == 0.5
    assert (found["R@1"], found["R@2"], found["R@3"]) == (0.0, 0.5, 1.0)
    gain = 1 / np.log2(3) + 1 / np.log2(4)
    assert found["nDCG@3"] == pytest.approx(gain / (1 + 1 / np.log2(3)), abs=1e-4)
    assert retrieval_metrics([], (1,)) == {}


def test_the_bootstrap_is_seeded_and_holds_the_mean() -> None:
    values = [1.0] * 9 + [0.0]
    estimate = bootstrap_mean(values)
    assert estimate is not None
    assert estimate.mean == 0.9
    assert estimate.low < 0.9 < estimate.high <= 1.0
    assert estimate == bootstrap_mean(values)
    assert bootstrap_mean([]) is None


def test_the_sign_test_is_exact() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(5, 0) == 1 / 32
    assert sign_test(4, 1) == 6 / 32
    assert sign_test(0, 5) == 1.0


def test_percentiles() -> None:
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
    assert percentile([], 50) is None
