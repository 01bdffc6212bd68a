"""Remembered vectors are the embedder's own, and no question is embedded twice."""

from __future__ import annotations

import numpy as np
from fakes import FakeEmbedder

from assistant.service.question_vectors import RememberingEmbedder


def test_a_question_is_embedded_once() -> None:
    within = FakeEmbedder()
    embedder = RememberingEmbedder(within)
    first, second = embedder.encode(["what?"]), embedder.encode(["what?"])
    assert within.encoded == ["what?"]
    assert np.array_equal(first, FakeEmbedder().encode(["what?"]))
    assert np.array_equal(first, second)


def test_batches_pass_through() -> None:
    within = FakeEmbedder()
    embedder = RememberingEmbedder(within)
    assert embedder.encode(["one", "two"]).shape == (2, within.dimensions)
    assert embedder.encode([]).shape == (0, within.dimensions)
    embedder.encode(["one", "two"])
    assert within.encoded == ["one", "two", "one", "two"]
    assert embedder.name == within.name
    assert embedder.count_tokens("one two") == within.count_tokens("one two")


def test_the_longest_unused_is_forgotten() -> None:
    within = FakeEmbedder()
    embedder = RememberingEmbedder(within, size=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        embedder.encode([text])
    assert within.encoded == ["one", "two", "three", "two"]
