"""The real MiniLM model behind the `Embedder` protocol."""

from __future__ import annotations

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from assistant.errors import ModelUnavailableError
from assistant.search.embedder import Embedder
from assistant.search.sentence_transformers import SentenceTransformerEmbedder, find_weights

MODEL = "all-MiniLM-L6-v2"


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    return SentenceTransformerEmbedder(MODEL, threads=1)


def test_vectors_are_unit_length_float32(minilm: Embedder) -> None:
    vectors = minilm.encode(["Keepers polish lenses.", "Pay in the north"])
    assert vectors.shape == (2, minilm.dimensions) == (2, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(minilm: Embedder) -> None:
    assert minilm.encode([]).shape == (0, 384)


def test_close_meanings_are_closer_than_far_ones(minilm: Embedder) -> None:
    pay, salary, weather = minilm.encode(["How much is the pay?", "salary", "rain tomorrow"])
    assert pay @ salary > pay @ weather + 0.2


def test_a_text_alone_or_in_a_batch_gets_the_same_vector(minilm: Embedder) -> None:
    texts = ["short", "a much longer text " * 20, ""]
    alone = np.concatenate([minilm.encode([text]) for text in texts])
    np.testing.assert_allclose(minilm.encode(texts), alone, atol=1e-5)


def test_tokens_are_counted_without_special_ones_and_without_a_limit(minilm: Embedder) -> None:
    assert minilm.count_tokens("") == 0
    assert minilm.count_tokens("salary in the north") == 4
    assert minilm.count_tokens("salary " * 1000) == 1000


def test_threads_share_one_model(minilm: Embedder) -> None:
    texts = [f"question {'very ' * (n % 7)}number {n}" for n in range(24)]
    with ThreadPoolExecutor(4) as pool:
        counted = pool.map(minilm.count_tokens, texts)
        together = np.concatenate(list(pool.map(lambda text: minilm.encode([text]), texts)))
    assert list(counted) == [minilm.count_tokens(text) for text in texts]
    np.testing.assert_allclose(together, minilm.encode(texts), atol=1e-5)


def test_weights_are_found_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"network used: {args} {kwargs}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    folder = find_weights(MODEL)
    assert folder is not None
    by_folder = SentenceTransformerEmbedder(str(folder))
    assert by_folder.dimensions == 384


def test_an_unknown_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="'nobody/nothing' cannot be loaded"):
        SentenceTransformerEmbedder("nobody/nothing")
    with pytest.raises(ModelUnavailableError, match="cannot be loaded"):
        SentenceTransformerEmbedder(str(tmp_path))


def test_importing_the_adapter_loads_no_torch() -> None:
    code = (
        "import sys, assistant.search.sentence_transformers, assistant.search.ensure\n"
        "heavy = {'torch', 'transformers', 'faiss', 'sentence_transformers', 'bm25s'}\n"
        "print(*heavy & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_questions_are_read_by_layers_of_their_own(minilm: Embedder) -> None:
    question = "Is there somewhere to sleep while I am learning?"
    answer, other = minilm.encode(["Lodgings are free in the first year.", "Oil the lamp daily."])
    plain, trained = minilm.encode([question])[0], minilm.encode_questions([question])[0]
    np.testing.assert_allclose(np.linalg.norm(trained), 1, atol=1e-5)
    assert (trained - plain).any()
    assert trained @ answer - trained @ other > plain @ answer - plain @ other


def test_tokens_of_a_question_point_at_those_of_its_answer(minilm: Embedder) -> None:
    (question,) = minilm.encode_question_tokens(["Is there somewhere to sleep while learning?"])
    passages = ["Lodgings are free in the first year.", "Oil the lamp daily."]
    answer, other = minilm.encode_tokens(passages)
    np.testing.assert_allclose(np.linalg.norm(answer, axis=1), 1, atol=1e-3)
    assert np.linalg.norm(question, axis=1).sum() == pytest.approx(1, abs=1e-3)
    late, elsewhere = ((question @ rows.T).max(axis=1).sum() for rows in (answer, other))
    assert 1 > late > elsewhere


def test_the_question_side_without_training_is_the_model(tmp_path: Path) -> None:
    """Read end to end and through shared layers: the same vectors as sentence-transformers'."""
    own = SentenceTransformerEmbedder(MODEL).model[0].auto_model.encoder.layer
    weights = {
        f"{n}.{k}": v.contiguous() for n in (3, 4, 5) for k, v in own[n].state_dict().items()
    }
    weights |= {"question": torch.eye(384), "passage": torch.eye(384), "gate": torch.zeros(385)}
    save_file(weights, tmp_path / "own.safetensors")
    embedder = SentenceTransformerEmbedder(MODEL, question_side=tmp_path / "own.safetensors")
    texts = ["How much?", "What does a keeper of the third rank earn?", "How much?", "pay " * 400]
    expected = embedder.encode(texts)  # several at once: sentence-transformers' own way
    np.testing.assert_allclose(embedder.encode_questions(texts), expected, atol=1e-5)
    asked, there = embedder.encode_question_tokens(texts[1:2])[0], embedder.encode_tokens(texts)[1]
    np.testing.assert_allclose(asked[1:-1] * len(asked), there, atol=1e-5)  # no gate: equal weights
    for text, vector in zip(texts, expected, strict=True):
        np.testing.assert_allclose(embedder.encode([text])[0], vector, atol=1e-5)


def test_the_layers_below_the_trained_are_passed_once_for_each_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    embedder = SentenceTransformerEmbedder(MODEL)
    lowest = embedder.model[0].auto_model.encoder.layer[0]
    passed: list[int] = []
    forward = lowest.forward

    def counting(states: Any, mask: Any) -> Any:
        passed.append(states.shape[1])
        return forward(states, mask)

    monkeypatch.setattr(lowest, "forward", counting)
    embedder.encode_questions(["What is the pay?", "pay"])
    embedder.encode_question_tokens(["pay"])
    embedder.encode(["What is the pay?"])
    assert passed == [10]  # 7 + 3 tokens, in one pass


def test_a_model_without_a_trained_side_reads_questions_as_texts(tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder(MODEL, threads=1, question_side=tmp_path / "none")
    expected = embedder.encode(["pay"])
    np.testing.assert_array_equal(expected, embedder.encode_questions(["pay"]))
    np.testing.assert_array_equal(expected, embedder.encode_tokens(["pay"])[0])
    np.testing.assert_array_equal(expected, embedder.encode_question_tokens(["pay"])[0])
    assert embedder.question_side == ""


def test_words_of_like_meaning_are_near_without_context(minilm: Embedder) -> None:
    quit_, leave, lamp, strange = minilm.word_vectors(["quit", "leave", "lamp", ""])
    assert quit_ @ leave > quit_ @ lamp + 0.1
    assert not strange.any()
