"""Reciprocal-rank fusion, by hand-checked sums."""

from __future__ import annotations

import pytest

from assistant.search.fusion import RRF_K, reciprocal_rank_fusion


def test_an_item_gets_the_sum_of_its_reciprocal_ranks() -> None:
    fused = reciprocal_rank_fusion([[7, 3], [3]])
    assert fused == {7: pytest.approx(1 / 61), 3: pytest.approx(1 / 62 + 1 / 61)}


def test_an_item_that_both_rankings_like_beats_the_first_of_one() -> None:
    fused = reciprocal_rank_fusion([[1, 2], [3, 2]])
    assert max(fused, key=lambda item: fused[item]) == 2


def test_no_rankings_fuse_to_nothing() -> None:
    assert reciprocal_rank_fusion([]) == {}
    assert reciprocal_rank_fusion([[], []]) == {}


def test_k_is_the_papers() -> None:
    assert RRF_K == 60
