"""Texts read in one pass: each as if it were alone. With the real model, in full precision."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answering.generation.packed import PackedTexts, Reading
from assistant.answering.generation.weights import DEFAULT_MODEL, ensure_weights
from assistant.settings import load_settings

BEGINNING = [1, 9690, 198, 2683]
ONE = [359, 253, 5356, 282]
TWO = [504, 3575, 314, 260, 2240]


@pytest.fixture(scope="module")
def model() -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    weights = ensure_weights(DEFAULT_MODEL, load_settings({}).models_dir)
    return AutoModelForCausalLM.from_pretrained(weights, dtype=torch.float32).eval()


@pytest.fixture
def texts(model: Any) -> PackedTexts:
    packed = PackedTexts(model)
    packed.begin(BEGINNING)
    return packed


def scores(packed: PackedTexts, *readings: Reading) -> list[Any]:
    return packed.read(readings)


def alone(model: Any, tokens: list[int]) -> Any:
    """The scores after the last of `tokens`, by a plain forward pass."""
    import torch

    with torch.no_grad():
        return model(torch.tensor([tokens])).logits[0, -1]


def same(one: Any, other: Any) -> bool:
    return bool((one - other).abs().max() < 1e-3)


def test_texts_read_together_score_as_each_does_alone(model: Any, texts: PackedTexts) -> None:
    start = texts.beginning
    one, two = scores(texts, Reading(0, ONE, 1, start), Reading(1, TWO, 1, start))
    assert same(one[-1], alone(model, BEGINNING + ONE))
    assert same(two[-1], alone(model, BEGINNING + TWO))


def test_a_text_may_join_later_and_go_on(model: Any, texts: PackedTexts) -> None:
    start = texts.beginning
    scores(texts, Reading(0, ONE[:2], 1, start))
    one, two = scores(texts, Reading(0, ONE[2:], 1, start + 2), Reading(1, TWO, 2, start))
    assert same(one[-1], alone(model, BEGINNING + ONE))
    assert same(two[0], alone(model, BEGINNING + TWO[:-1]))


def test_tokens_taken_back_leave_no_trace(model: Any, texts: PackedTexts) -> None:
    start = texts.beginning
    scores(texts, Reading(0, ONE + TWO, 1, start), Reading(1, TWO, 1, start))
    texts.forget(0, len(TWO))
    (found,) = scores(texts, Reading(0, [5356], 1, start + len(ONE)))
    assert same(found[-1], alone(model, [*BEGINNING, *ONE, 5356]))


def test_a_text_of_its_own_does_not_see_the_beginning(model: Any, texts: PackedTexts) -> None:
    (found,) = scores(texts, Reading(0, TWO, 1, 0, shared=False))
    assert same(found[-1], alone(model, TWO))


def test_when_all_have_left_only_the_beginning_stays(model: Any, texts: PackedTexts) -> None:
    start = texts.beginning
    scores(texts, Reading(0, ONE, 1, start), Reading(1, TWO, 1, start))
    texts.leave(0)
    texts.leave(1)
    (found,) = scores(texts, Reading(2, TWO, 1, start))
    assert texts.beginning == len(BEGINNING)
    assert same(found[-1], alone(model, BEGINNING + TWO))
