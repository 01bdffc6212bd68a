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


def test_of_two_wordings_the_new_one_is_embedded() -> None:
    within = FakeEmbedder()
    embedder = RememberingEmbedder(within)
    embedder.encode(["one"])
    vectors = embedder.encode(["two", "one", "two"])
    assert within.encoded == ["one", "two"]
    assert np.array_equal(vectors, FakeEmbedder().encode(["two", "one", "two"]))


def test_what_is_one_text_to_the_model_is_embedded_once() -> None:
    within = FakeEmbedder()
    embedder = RememberingEmbedder(within, key=str.casefold)
    embedder.encode(["What?"])
    embedder.encode(["what?"])
    assert within.encoded == ["What?"]


def test_tokens_of_a_question_are_kept_apart_from_its_vector() -> None:
    within = FakeEmbedder()
    embedder = RememberingEmbedder(within)
    embedder.encode(["one word more"])
    (tokens,) = embedder.encode_question_tokens(["one word more"])
    assert tokens.shape == (3, within.dimensions)
    assert np.array_equal(tokens, embedder.encode_question_tokens(["one word more"])[0])
    assert np.array_equal(embedder.encode_tokens(["one"])[0], within.encode_tokens(["one"])[0])


def test_a_vector_given_out_may_be_written_to() -> None:
    embedder = RememberingEmbedder(FakeEmbedder())
    before = embedder.encode(["one"]).copy()
    embedder.encode(["one"])[:] = 0
    assert np.array_equal(embedder.encode(["one"]), before)


def test_large_batches_pass_through() -> None:
    within = FakeEmbedder()
    embedder = RememberingEmbedder(within)
    passages = ["one", "two", "three", "four", "five"]
    assert embedder.encode(passages).shape == (5, within.dimensions)
    assert embedder.encode([]).shape == (0, within.dimensions)
    embedder.encode(passages)
    assert within.encoded == passages * 2
    assert embedder.name == within.name
    assert embedder.count_tokens("one two") == within.count_tokens("one two")


def test_the_longest_unused_is_forgotten() -> None:
    within = FakeEmbedder()
    embedder = RememberingEmbedder(within, size=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        embedder.encode([text])
    assert within.encoded == ["one", "two", "three", "two"]
